"""One association: its card, and joining and leaving those that are joined by oneself."""

from dataclasses import dataclass
from datetime import datetime

from storage.models import Association, Level, Meeting, Teacher
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from ..days import day_in, school_year

JOINABLE = frozenset({Level.REGIONAL, Level.NETWORK})


@dataclass(frozen=True, slots=True)
class AssociationCard:
    """`meetings` is the plan of the school year (1 September to 31 August) by the association's clock."""

    association: Association
    acting_head: Teacher | None
    next_meeting: Meeting | None
    members: int
    meetings: tuple[Meeting, ...]
    is_joined: bool
    may_join: bool


class NotJoinableError(Exception):
    """Only running regional and network associations are joined; membership of the others follows from the roster."""


def association(repo: Repository, actor: Actor, association_id: int, now: datetime) -> AssociationCard:
    """The association's card. Raises ForbiddenError also when there is none with this id: ids come from buttons."""
    found = _found(repo, association_id, Action.SEE_ASSOCIATION)
    access.require(actor, Action.SEE_ASSOCIATION, found)
    today = day_in(found.municipality, now)
    is_joined = actor.teacher_id is not None and repo.associations.is_joined(found.id, actor.teacher_id)
    may_join = not is_joined and _is_joinable(found, now) and access.allows(actor, Action.JOIN_ASSOCIATION, found)
    heads = [] if found.head_id is None else [found.head_id]
    return AssociationCard(
        found,
        repo.roles.substitutes_of(heads, today).get(found.head_id or 0),
        repo.associations.next_meeting(found.id, now),
        repo.associations.members(found.id, today),
        tuple(repo.associations.plan(found.id, *school_year(found.municipality, now))),
        is_joined,
        may_join,
    )


def join(repo: Repository, actor: Actor, association_id: int, now: datetime) -> bool:
    """Become a member of a regional or network association; False when she is one.

    Raises ForbiddenError, NotJoinableError.
    """
    found = _found(repo, association_id, Action.JOIN_ASSOCIATION)
    access.require(actor, Action.JOIN_ASSOCIATION, found)
    if not _is_joinable(found, now):
        raise NotJoinableError(found.level.value)
    return repo.associations.add_member(found.id, _herself(actor), day_in(found.municipality, now))


def leave(repo: Repository, actor: Actor, association_id: int) -> bool:
    """Stop being a member of a regional or network association; False when she was none.

    Raises ForbiddenError, NotJoinableError.
    """
    found = _found(repo, association_id, Action.JOIN_ASSOCIATION)
    access.require(actor, Action.JOIN_ASSOCIATION, found)
    if found.level not in JOINABLE:
        raise NotJoinableError(found.level.value)
    return repo.associations.drop_member(found.id, _herself(actor))


def _found(repo: Repository, association_id: int, action: Action) -> Association:
    found = repo.associations.get(association_id)
    if found is None:
        raise ForbiddenError(action)
    return found


def _herself(actor: Actor) -> int:
    if actor.teacher_id is None:
        raise ForbiddenError(Action.JOIN_ASSOCIATION)
    return actor.teacher_id


def _is_joinable(found: Association, now: datetime) -> bool:
    today = day_in(found.municipality, now)
    return found.level in JOINABLE and (found.ends_on is None or found.ends_on >= today)
