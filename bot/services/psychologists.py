"""Whom to turn to when it is hard: the municipality's contact as its methodists wrote it, else the region's."""

from datetime import datetime

from storage.conversations import Known
from storage.models import Municipality, Region, Scope
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError
from .audit import Deed

LIMIT = 200
"""Characters: it stands below a question."""


class BadContactError(Exception):
    """Too long, or nothing."""


class MovedError(Exception):
    """She keeps another place's by now: a substitution has begun or ended since."""


def contact(repo: Repository, actor: Actor, known: Known) -> str | None:
    """For the actor herself; None where nobody has written any, for none is ever invented. Raises ForbiddenError."""
    access.require(actor, Action.SEE_OWN_CARD, known)
    return repo.places.psychologist_of(known.region_id, known.municipality_id)


def kept_by(repo: Repository, actor: Actor) -> Municipality | Region:
    """Whose contact the actor writes, the municipality's before the region's. Raises ForbiddenError."""
    held = sorted(access.where(actor, Action.SET_PSYCHOLOGIST), key=lambda one: one.scope is Scope.REGION)
    place = repo.places.at(held[0].scope, held[0].scope_id) if held else None
    if not isinstance(place, Municipality | Region):
        raise ForbiddenError(Action.SET_PSYCHOLOGIST)
    access.require(actor, Action.SET_PSYCHOLOGIST, place)
    return place


def mark(place: Municipality | Region) -> str:
    """Which place a screen was about."""
    return f"{type(place).__tablename__}{place.id}"


def write(repo: Repository, actor: Actor, shown: str, words: str, now: datetime) -> None:
    """It is told from now on, at the place she was `shown`. Raises BadContactError, MovedError, ForbiddenError."""
    said = " ".join(words.split())
    if not said or len(said) > LIMIT:
        raise BadContactError
    _set(repo, actor, shown, said, now)


def remove(repo: Repository, actor: Actor, shown: str, now: datetime) -> str | None:
    """What stood there. Raises MovedError, ForbiddenError."""
    return _set(repo, actor, shown, None, now)


def _set(repo: Repository, actor: Actor, shown: str, said: str | None, now: datetime) -> str | None:
    """What stood there before."""
    place = kept_by(repo, actor)
    if mark(place) != shown:
        raise MovedError
    before, place.psychologist = place.psychologist, said
    repo.tx.flush()
    audit.record(repo, actor, Deed.PSYCHOLOGIST_SET, now, repo.teachers.get(actor.teacher_id or 0))
    return before
