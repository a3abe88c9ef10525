"""Substitutes for absent people: the substitute holds what the absent one holds, for as long as the dates say.

So nobody appoints one for a person who holds more than the appointing one was granted or may grant herself.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from storage.models import Substitution, Teacher
from storage.repository import Repository

from . import access, association_desk, audit, notes, people, wider
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .notes import Note
from .rights import GRANTING

YEAR = timedelta(days=366)


class Plan(NamedTuple):
    """Both days included."""

    since: date
    until: date


class SamePersonError(Exception):
    """Nobody stands in for herself, nor appoints herself."""


class DatesError(Exception):
    """It would end before it begins, in the past, or more than a year ahead."""


class OverlapError(Exception):
    """Somebody stands in for her already on one of these days."""

    def __init__(self, other: Substitution) -> None:
        super().__init__(other.id)
        self.other = other


Words = Callable[[Substitution], Note]


def may(repo: Repository, actor: Actor, absent_id: int, today: date) -> bool:
    """Whether the actor may appoint somebody for this person."""
    try:
        _absent(repo, actor, absent_id, today)
    except ForbiddenError:
        return False
    return True


def current(repo: Repository, actor: Actor, offset: int, limit: int, today: date) -> list[Substitution]:
    """Running ones and those to come, of the actor's people. Raises ForbiddenError."""
    _require_any(actor)
    return repo.substitutions.within(people.reach(repo, actor), today, offset, limit)


def of(repo: Repository, actor: Actor, absent_id: int, today: date) -> tuple[Teacher, list[Substitution]]:
    """A person, and who stands in for her now or soon. Raises ForbiddenError."""
    absent = _absent(repo, actor, absent_id, today)
    return absent, repo.substitutions.of(absent.id, today)


def check(
    repo: Repository, actor: Actor, absent_id: int, substitute_id: int, plan: Plan, today: date
) -> tuple[Teacher, Teacher]:
    """(who is absent, who stands in). Raises ForbiddenError, SamePersonError, DatesError, OverlapError."""
    absent = _absent(repo, actor, absent_id, today)
    substitute = people.person(repo, actor, substitute_id, today)
    access.require(actor, Action.APPOINT_SUBSTITUTE, substitute)
    if substitute.id in (absent.id, actor.teacher_id):
        raise SamePersonError
    if not plan.since <= plan.until or plan.until < today or max(plan.until - today, today - plan.since) > YEAR:
        raise DatesError
    for other in repo.substitutions.of(absent.id, today):
        if other.since <= plan.until and plan.since <= other.until:
            raise OverlapError(other)
    return absent, substitute


def appoint(
    repo: Repository,
    actor: Actor,
    absent_id: int,
    substitute_id: int,
    plan: Plan,
    words: Words,
    now: datetime,
    today: date,
) -> Substitution:
    """Rights follow by themselves on the days of the plan; the substitute is told. Raises as `check`.

    With granted rights a link she has not used is closed: who gave it out may answer for less.
    """
    access.require(actor, Action.APPOINT_SUBSTITUTE, _absent(repo, actor, absent_id, today))
    absent, substitute = check(repo, actor, absent_id, substitute_id, plan, today)
    made = Substitution(absent_id=absent.id, substitute_id=substitute.id, since=plan.since, until=plan.until)
    made.absent, made.substitute = absent, substitute
    repo.substitutions.add(made)
    if repo.roles.granted_to(absent.id):
        repo.invitations.revoke(substitute.id, now)
    audit.record(repo, actor, Deed.SUBSTITUTE_APPOINTED, now, substitute, f"substitution={made.id}")
    notes.tell(repo, substitute, words(made), now)
    return made


def end(repo: Repository, actor: Actor, number: int, words: Words, now: datetime, today: date) -> int:
    """From now on; one that has not run a day is gone as a whole. Id of who was absent. Raises ForbiddenError."""
    found = repo.substitutions.get(number)
    if found is None:
        raise ForbiddenError(Action.APPOINT_SUBSTITUTE)
    absent = _absent(repo, actor, found.absent_id, today)
    if found.until < today:
        return absent.id
    wider.end(repo, actor, found, words, now, today)
    return absent.id


def _require_any(actor: Actor) -> None:
    if not access.where(actor, Action.APPOINT_SUBSTITUTE):
        raise ForbiddenError(Action.APPOINT_SUBSTITUTE)


def _absent(repo: Repository, actor: Actor, absent_id: int, today: date) -> Teacher:
    """Somebody of the actor's who holds nothing beyond the actor's own reach.

    What the actor holds as a substitute does not count: else it could be handed on beyond its last day.
    """
    absent = people.person(repo, actor, absent_id, today)
    access.require(actor, Action.APPOINT_SUBSTITUTE, absent)
    own = [] if actor.teacher_id is None else repo.roles.granted_to(actor.teacher_id)
    for held in repo.roles.granted_to(absent.id):
        if held not in own:
            role, scope, number = held
            access.require(actor, GRANTING.get(role, Action.ADMINISTER), repo.places.at(scope, number))
    for association in repo.associations.headed_by(absent.id, today):
        if association.head_id != actor.teacher_id:
            found = repo.associations.get(association.id)
            if found is None or not association_desk.may_manage(repo, actor, found):
                raise ForbiddenError(Action.MANAGE_ASSOCIATION)
    return absent
