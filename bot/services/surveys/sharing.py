"""Parts of her result that a teacher opens to her mentor, and closes again; every look is told to her."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from storage.conversations import Known
from storage.models import Mentorship, ResultLook, ResultShare, Role, Scope, Teacher, TeacherPlace
from storage.repository import Repository

from .. import access, audit
from ..access import Action, Actor, ForbiddenError, grants_of
from ..audit import Deed
from .results import Part, Result, of, of_each

STAFF = (Role.HEAD, Role.DEPUTY, Role.METHODIST, Role.INSTITUTE)
LOOKS = 5
"""So many of the newest looks are told one by one beside the question; all of them have a screen of their own."""


DAY = timedelta(days=1)


class NoMentorError(Exception):
    """She has no mentor today."""


class Sharing(NamedTuple):
    """`roles`: what the mentor is over her besides, to be said before she agrees; `opened`: keys of groups."""

    mentor: Teacher
    roles: tuple[Role, ...]
    opened: tuple[str, ...]
    looks: tuple[ResultLook, ...]


def sharing(repo: Repository, actor: Actor, person: Known, today: date) -> Sharing:
    """Who may see what of her result. Raises ForbiddenError, NoMentorError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    pairs = repo.mentorships.running_around(person.id, today)
    pair = next((one for one in pairs if one.mentee_id == person.id), None)
    if pair is None:
        raise NoMentorError
    mentor, shares = pair.mentor, repo.results.shares_of(person.id)
    opened = tuple(one.group for one in shares if one.mentor_id == mentor.id and _is_of(pair, one))
    looks = tuple(repo.results.looks_at(person.id, LOOKS))
    return Sharing(mentor, _roles_over(repo, mentor, person, today), opened, looks)


def share(
    repo: Repository, actor: Actor, person: Known, groups: Collection[str], now: datetime, today: date
) -> Sharing:
    """Open exactly these groups to her mentor; none: everything is closed. Raises ForbiddenError, NoMentorError."""
    found = sharing(repo, actor, person, today)
    result = of(repo.surveys.answered(person.id), now)
    known = {one.key for one in result.parts} if result else set()
    repo.results.share(person.id, found.mentor.id, [key for key in groups if key in known], now)
    return sharing(repo, actor, person, today)


def looks(repo: Repository, actor: Actor, person: Known, limit: int) -> list[ResultLook]:
    """Whoever was her mentor and looked, the newest first. Raises ForbiddenError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    return repo.results.looks_at(person.id, limit)


def opened_to(repo: Repository, actor: Actor, mentees: Collection[Teacher], today: date) -> frozenset[int]:
    """Those of the actor's own mentees who let her see something. Raises ForbiddenError."""
    for one in mentees:
        access.require(actor, Action.SEE_RESULT, one)
    return frozenset(_open_to(repo, actor.teacher_id or 0, [one.id for one in mentees], today))


def look(
    repo: Repository, actor: Actor, mentee_id: int, now: datetime, today: date
) -> tuple[Teacher, Result, list[Part]]:
    """What is open of the mentee's newest result in it, and that it was looked at is kept for her.

    Raises ForbiddenError.
    """
    mentee = repo.teachers.get(mentee_id)
    access.require(actor, Action.SEE_RESULT, mentee)
    groups = _open_to(repo, actor.teacher_id or 0, [mentee_id], today).get(mentee_id, [])
    results = of_each(repo.surveys.answered(mentee_id), now)
    result = next((one for one in results if any(part.key in groups for part in one.parts)), None)
    if mentee is None or result is None:
        raise ForbiddenError(Action.SEE_RESULT)
    repo.results.look(mentee_id, actor.teacher_id or 0, now)
    audit.record(repo, actor, Deed.RESULT_SEEN, now, mentee)
    return mentee, result, [one for one in result.parts if one.key in groups]


def _open_to(repo: Repository, mentor_id: int, mentees: Collection[int], today: date) -> dict[int, list[str]]:
    """Mentee -> groups; what was opened in an earlier time together ended with it, or when another mentor came."""
    pairs = {one: pair for one in mentees if (pair := _pair_of(repo, one, today)) and pair.mentor_id == mentor_id}
    found: dict[int, list[str]] = {}
    for share in repo.results.open_to(mentor_id, mentees):
        if share.teacher_id in pairs and _is_of(pairs[share.teacher_id], share):
            found.setdefault(share.teacher_id, []).append(share.group)
    return found


def _pair_of(repo: Repository, mentee_id: int, today: date) -> Mentorship | None:
    """The newest that runs: the mentor her own screen names."""
    return next((one for one in repo.mentorships.running_around(mentee_id, today) if one.mentee_id == mentee_id), None)


def _is_of(pair: Mentorship, share: ResultShare) -> bool:
    """Days are those of the place, moments are not: a day more is let pass."""
    return share.at.date() + DAY >= pair.since


def _roles_over(repo: Repository, mentor: Teacher, person: Known, today: date) -> tuple[Role, ...]:
    hers = {
        (Scope.ORGANIZATION, person.organization_id),
        (Scope.MUNICIPALITY, person.municipality_id),
        (Scope.REGION, person.region_id),
        *((Scope.ORGANIZATION, place.organization_id) for place in _places(repo, person)),
        *((Scope.ASSOCIATION, one.id) for one in repo.associations.serving(person.id, today, _morning(today))),
    }
    held = {grant.role for grant in grants_of(repo, mentor.id, today) if (grant.scope, grant.scope_id) in hers}
    return tuple(role for role in STAFF if role in held)


def _places(repo: Repository, person: Known) -> Collection[TeacherPlace]:
    found = repo.teachers.get(person.id)
    return found.places if found else ()


def _morning(today: date) -> datetime:
    return datetime.combine(today, time(), UTC)
