"""The associations of each of a teacher's subjects and categories, the school's before the others, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from storage.models import Association, Level, Meeting, Organization, Subject, Teacher
from storage.repositories.associations import Surroundings
from storage.repository import Repository

from .. import access
from ..access import Action, Actor
from ..days import day_in
from .work import Work, municipalities_of, work_of

TEACHERS_NEEDED = 3
"""A school forms an association when more than two of its teachers have the subject."""


class Missing(NamedTuple):
    """No school association covers this subject (or category) there; `teachers` of it work there."""

    organization: Organization
    subject: Subject
    teachers: int

    @property
    def is_enough(self) -> bool:
        """There are teachers enough to form one, only nobody has."""
        return self.teachers >= TEACHERS_NEEDED


@dataclass(frozen=True, slots=True)
class Listed:
    """One association in a list: `subjects` say why it is there, `missing` why no school's stands beside it.

    `acting_head` stands in for the head today; `members` are of the roster, users of the bot or not.
    """

    association: Association
    acting_head: Teacher | None
    next_meeting: Meeting | None
    members: int
    subjects: tuple[Subject, ...]
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """`open_to_join` are regional and network ones of her subjects; `uncovered` are subjects nobody covers near her."""

    school: tuple[Listed, ...]
    municipal: tuple[Listed, ...]
    joined: tuple[Listed, ...]
    creative: tuple[Listed, ...]
    open_to_join: tuple[Listed, ...]
    missing: tuple[Missing, ...]
    uncovered: tuple[Subject, ...]

    @property
    def own(self) -> tuple[Listed, ...]:
        """Those she belongs to, in reading order."""
        return (*self.school, *self.municipal, *self.joined, *self.creative)


def place(repo: Repository, actor: Actor, teacher: Teacher, now: datetime) -> Placement:
    """Find the associations of each subject and category of the teacher in each organization she works in.

    A municipal association is that of her municipality and of each organization's. Counts are of the roster:
    who opted out of the bot is still counted, so that no number tells colleagues that she did.
    """
    access.require(actor, Action.SEE_PERSON, teacher)
    work = work_of(teacher)
    today = day_in(teacher.municipality, now)
    municipalities = municipalities_of(teacher, work)
    around = Surroundings(teacher.id, teacher.region_id, municipalities, [*work.organizations], [*work.everywhere])
    serving = [found for found in repo.associations.serving(around, today) if _is_for(found, work)]
    missing = _missing(repo, work, serving, today)
    listed = _listed(repo, serving, work, missing, now, today)
    return _placement(listed, repo.associations.joined_ids(teacher.id), missing, work)


def _is_for(association: Association, work: Work) -> bool:
    """A school's association takes a category only from those who hold the position in that school."""
    if association.level is not Level.SCHOOL:
        return True
    there = work.subjects.get(association.organization_id or 0, {})
    return any(subject.id in there for subject in association.subjects)


def _missing(repo: Repository, work: Work, serving: Iterable[Association], today: date) -> tuple[Missing, ...]:
    has_own = {
        (found.organization_id, subject.id)
        for found in serving
        if found.level is Level.SCHOOL
        for subject in found.subjects
    }
    without = [pair for pair in work.pairs() if (pair[0].id, pair[1].id) not in has_own]
    staff = {
        organization: repo.associations.staff_counts(
            organization, [subject.id for place, subject in without if place.id == organization], today
        )
        for organization in {place.id for place, _ in without}
    }
    return tuple(Missing(place, subject, staff[place.id][subject.id]) for place, subject in without)


def _listed(
    repo: Repository,
    serving: Sequence[Association],
    work: Work,
    missing: Sequence[Missing],
    now: datetime,
    today: date,
) -> list[Listed]:
    """Four statements for all of them, whatever their number."""
    ids = [found.id for found in serving]
    counts = repo.associations.member_counts(ids, today)
    meetings = repo.associations.next_meetings(ids, now)
    acting = repo.roles.substitutes_of([found.head_id for found in serving if found.head_id], today)
    return [
        Listed(
            found,
            acting.get(found.head_id or 0),
            meetings.get(found.id),
            counts[found.id],
            matched := tuple(subject for subject in found.subjects if subject.id in work.everywhere),
            tuple(gap for gap in missing if found.level is Level.MUNICIPAL and gap.subject in matched),
        )
        for found in serving
    ]


def _placement(listed: list[Listed], joined: frozenset[int], missing: tuple[Missing, ...], work: Work) -> Placement:
    def of(*levels: Level, joined_too: bool | None = None) -> tuple[Listed, ...]:
        return tuple(
            found
            for found in listed
            if found.association.level in levels and joined_too in (None, found.association.id in joined)
        )

    near = of(Level.SCHOOL) + of(Level.MUNICIPAL)
    covered = {subject.id for found in near for subject in found.subjects}
    return Placement(
        of(Level.SCHOOL),
        of(Level.MUNICIPAL),
        of(Level.REGIONAL, Level.NETWORK, joined_too=True),
        of(Level.CREATIVE, joined_too=True),
        of(Level.REGIONAL, Level.NETWORK, joined_too=False),
        missing,
        tuple(subject for subject in work.everywhere.values() if subject.id not in covered),
    )
