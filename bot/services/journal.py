"""The audit of one's own scope, as the staff reads it: who did what to whom; who erased herself has no name."""

from typing import NamedTuple

from storage.models import Audit, Scope
from storage.repositories.audit import Around, Name
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .audit import Deed

HERS = frozenset(
    {
        Deed.REGISTERED, Deed.CONSENTED, Deed.ERASED, Deed.LINKED, Deed.UNLINKED, Deed.BECAME_OWNER,
        Deed.OWNER_INVITED, Deed.STOPPED, Deed.RESUMED, Deed.RESULT_SEEN,
    }
)  # fmt: skip
"""What people do about themselves, and who looked at what one opened to her: nobody else's business. A test wants
every deed that no staff does here."""
SHOWN = frozenset(Deed) - HERS
DEEDS = {deed.value: deed for deed in Deed}
SELVES = frozenset({"command line", "schedule", "owner", "stranger"})
"""Actors that are no people: they stand in the audit as they are."""


class Entry(NamedTuple):
    """`actor` and `person` are names, or None where nobody can be named any more; `by` is an actor that is no person.

    `about` tells whether the deed had a person at all, `to_self` whether that one was the actor.
    """

    audit: Audit
    deed: Deed | None
    actor: Name | None
    by: str
    person: Name | None
    about: bool
    is_own: bool
    to_self: bool


def entries(repo: Repository, actor: Actor, mine: bool, offset: int, limit: int) -> list[Entry]:
    """The newest first: of the actor's scope, or her own deeds. Raises ForbiddenError."""
    around = _around(repo, actor)
    me = None if actor.teacher_id is None else repo.audit.pseudonym_of(actor.teacher_id)
    if mine:
        found = repo.audit.of_actor([me] if me else [], offset, limit)
    else:
        found = repo.audit.within(around, [deed.value for deed in sorted(SHOWN)], offset, limit)
    names = repo.audit.names({name for one in found for name in (one.actor, one.person) if name})
    return [_entry(one, names, me) for one in found]


def _entry(one: Audit, names: dict[str, Name], me: str | None) -> Entry:
    deed = DEEDS.get(one.action)
    by = one.actor if one.actor in SELVES else ""
    person = None if one.person is None else names.get(one.person)
    return Entry(
        one, deed, names.get(one.actor), by, person, one.person is not None, one.actor == me, one.actor == one.person
    )


def _around(repo: Repository, actor: Actor) -> Around:
    held = access.held(actor, Action.SEE_AUDIT)
    for _, scope, number in held:
        access.require(actor, Action.SEE_AUDIT, repo.places.at(scope, number))
    return Around(bool(access.ids(held, Scope.ALL)), *access.places(held))
