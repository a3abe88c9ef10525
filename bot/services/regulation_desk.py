"""Who has acknowledged a regulation: for its author all, for staff those of their places; it is kept who looked."""

from datetime import datetime
from typing import NamedTuple

from storage.models import Regulation
from storage.repositories.regulations import Places, Reader, School
from storage.repository import Repository

from . import access, audiences, audit, regulations
from .access import Action, Actor, ForbiddenError
from .audit import Deed

__all__ = ["NAMED", "Desk", "School", "desk", "everybody", "has_desk", "silent"]

NAMED = 2000
"""So many people a file holds at most."""


class Desk(NamedTuple):
    """`schools`: those where most are missing come first."""

    regulation: Regulation
    schools: list[School]

    @property
    def people(self) -> int:
        return sum(school.people for school in self.schools)

    @property
    def acknowledged(self) -> int:
        return sum(school.acknowledged for school in self.schools)


def desk(repo: Repository, actor: Actor, mailing_id: int) -> Desk:
    """How many have acknowledged it in which organization. Raises ForbiddenError where she may see nobody of them."""
    found = _seen(repo, actor, mailing_id)
    if found is None:
        raise ForbiddenError(Action.SEE_ACKNOWLEDGEMENTS)
    return found


def has_desk(repo: Repository, actor: Actor, mailing_id: int) -> bool:
    """Whether there is anybody of whom she may see it."""
    try:
        return _seen(repo, actor, mailing_id) is not None
    except ForbiddenError:
        return False


def silent(
    repo: Repository, actor: Actor, mailing_id: int, school_id: int | None, offset: int, limit: int, now: datetime
) -> list[Reader]:
    """Who has not acknowledged it, by organization and name. Raises ForbiddenError."""
    where = _asked(repo, actor, mailing_id, now)
    return repo.regulations.readers(mailing_id, where, school_id, True, offset, limit)


def everybody(repo: Repository, actor: Actor, mailing_id: int, school_id: int | None, now: datetime) -> list[Reader]:
    """All it was sent to, in the order of a sheet, NAMED at most. Raises ForbiddenError."""
    where = _asked(repo, actor, mailing_id, now)
    return repo.regulations.readers(mailing_id, where, school_id, False, 0, NAMED)


def _asked(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> Places:
    found = desk(repo, actor, mailing_id)
    details = f"mailing={mailing_id} people={found.people}"
    audit.record(repo, actor, Deed.ACKNOWLEDGEMENTS_SEEN, now, details=details)
    return places_of(repo, actor, found.regulation)


def _seen(repo: Repository, actor: Actor, mailing_id: int) -> Desk | None:
    if actor.teacher_id is None or not (access.where(actor, Action.SEE_ACKNOWLEDGEMENTS) or _announces(actor)):
        access.require(actor, Action.SEE_ACKNOWLEDGEMENTS, None)
    regulation = repo.regulations.get(mailing_id)
    if regulation is None:
        return None
    schools = repo.regulations.schools(mailing_id, places_of(repo, actor, regulation))
    return Desk(regulation, schools) if schools else None


def places_of(repo: Repository, actor: Actor, regulation: Regulation) -> Places:
    """Whose acknowledgements of it she sees: all of them where it is her own and she still announces there."""
    sent = regulation.mailing
    is_author = sent.author_id == actor.teacher_id and actor.teacher_id is not None
    is_hers = is_author and audiences.answers(repo, actor, sent.audience)
    return Places(everybody=True) if is_hers else regulations.places(actor)


def _announces(actor: Actor) -> bool:
    return bool(access.where(actor, Action.ANNOUNCE))
