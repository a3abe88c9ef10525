"""What a person chooses about what is sent to her: where, whether urgent things wait, whether announcements come."""

import re
from datetime import datetime

from storage.models import SENT_BY_PEOPLE, Teacher
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor
from .audiences import obliges
from .audit import Deed

STOPPED = tuple(kind for kind in SENT_BY_PEOPLE if not obliges(kind))
"""Kinds of mailings that do not come to who said stop."""
ADDRESS = re.compile(r"[^\W\d_]+([ .\-]+[^\W\d_]+)*\.?")
"""Words of letters, parted by blanks, dots or hyphens."""
ADDRESS_LIMIT = 40
"""Characters: it stands in greetings and buttons."""


class UnlinkedError(Exception):
    """She has no account in that messenger."""


class BadAddressError(Exception):
    """Nobody is addressed so: too long, or not made of letters."""


def own(repo: Repository, actor: Actor) -> Teacher:
    """Her own entry, with what she chose. Raises ForbiddenError."""
    return access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)


def prefer(repo: Repository, actor: Actor, messenger: str | None, now: datetime) -> None:
    """Reach her there first, with what waits already, too; None: where she came in last.

    Raises UnlinkedError, ForbiddenError.
    """
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    if messenger is not None and messenger not in {one.messenger for one in repo.accounts.of(person.id)}:
        raise UnlinkedError
    person.preferred_messenger = messenger
    repo.tx.flush()
    repo.mailings.reroute(person.id, now)


def hear_urgent(repo: Repository, actor: Actor, hears: bool) -> None:
    """Whether what is urgent may come in her quiet hours from now on. Raises ForbiddenError."""
    access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS).hears_urgent = hears


def stop(repo: Repository, actor: Actor, now: datetime) -> None:
    """No announcements from now on, not even those that wait for her morning. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    if person.stopped_at is None:
        person.stopped_at = now
        repo.mailings.put_off(person.id, STOPPED)
        audit.record(repo, actor, Deed.STOPPED, now, person)


def resume(repo: Repository, actor: Actor, now: datetime) -> None:
    """They come again. Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    if person.stopped_at is not None:
        person.stopped_at = None
        repo.tx.flush()
        audit.record(repo, actor, Deed.RESUMED, now, person)


def address_so(repo: Repository, actor: Actor, words: str) -> None:
    """Address her so from now on; no words: by name and patronymic. Raises BadAddressError, ForbiddenError."""
    said = " ".join(words.split())
    if said and (len(said) > ADDRESS_LIMIT or not ADDRESS.fullmatch(said)):
        raise BadAddressError
    access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS).address = said
