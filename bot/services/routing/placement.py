"""The associations of each of a teacher's subjects and categories, the school's before the others, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from storage.models import Level
from storage.repositories.serving import Serving
from storage.repositories.work import Taught, Workplace
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, Person
from ..days import day_of, has_left
from .work import Work, work_of

TEACHERS_NEEDED = 3
"""A school forms an association when more than two of its teachers have the subject,"""
OF_CYCLE_NEEDED = 4
"""or more than three a subject of its cycle, not counting those that have one already."""


class Missing(NamedTuple):
    """No school association covers this subject (or category) there; its `teachers` are counted up to those needed.

    `of_cycle`: the same of its cycle, where they are too few.
    """

    organization: Workplace
    subject: Taught
    teachers: int
    of_cycle: int = 0

    @property
    def is_enough(self) -> bool:
        """There are teachers enough to form one, only nobody has."""
        return self.teachers >= TEACHERS_NEEDED or self.of_cycle >= OF_CYCLE_NEEDED


class Listed(NamedTuple):
    """One association in a list: `subjects` say why it is there, `missing` why no school's stands beside it."""

    association: Serving
    subjects: tuple[Taught, ...]
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
    uncovered: tuple[Taught, ...]

    @property
    def own(self) -> tuple[Listed, ...]:
        """Those she belongs to, in reading order."""
        return (*self.school, *self.municipal, *self.joined, *self.creative)


NOWHERE = Placement((), (), (), (), (), (), ())


def place(repo: Repository, actor: Actor, person: Person, now: datetime) -> Placement:
    """Find the associations of each subject and category of the person in each organization she works in.

    A municipal association is that of her municipality and of each organization's. Counts are of the roster:
    who opted out of the bot is still counted, so that no number tells colleagues that she did.
    Who has left is shown none herself.
    """
    access.require(actor, Action.SEE_PERSON, person)
    today = day_of(person, now)
    if person.id == actor.teacher_id and has_left(person, today):
        return NOWHERE
    work = work_of(repo, person)
    serving = [found for found in repo.associations.serving(person.id, today, now) if _is_for(found, work)]
    missing = _missing(repo, work, serving, today)
    return _placement([_listed(found, work, missing) for found in serving], missing, work)


def _is_for(association: Serving, work: Work) -> bool:
    """A school's association takes a category only from those who hold the position in that school."""
    if association.level is not Level.SCHOOL:
        return True
    there = work.subjects.get(association.organization_id or 0, {})
    return any(subject in there for subject in association.subjects)


def _missing(repo: Repository, work: Work, serving: Iterable[Serving], today: date) -> tuple[Missing, ...]:
    has_own = {
        (found.organization_id, subject)
        for found in serving
        if found.level is Level.SCHOOL
        for subject in found.subjects
    }
    pairs = [(place, subject) for place, subject in work.pairs() if (place.id, subject.id) not in has_own]
    return tuple(_counted(repo, place, subject, today) for place, subject in pairs)


def _counted(repo: Repository, place: Workplace, subject: Taught, today: date) -> Missing:
    teachers = repo.associations.staff(place.id, subject.id, today, TEACHERS_NEEDED)
    if teachers >= TEACHERS_NEEDED:
        return Missing(place, subject, teachers)
    of_cycle = repo.associations.staff_of_cycle(place.id, subject.id, today, OF_CYCLE_NEEDED)
    return Missing(place, subject, teachers, of_cycle)


def _listed(found: Serving, work: Work, missing: tuple[Missing, ...]) -> Listed:
    hers = work.everywhere
    matched = tuple(hers[subject] for subject in found.subjects if subject in hers)
    gaps = tuple(gap for gap in missing if found.level is Level.MUNICIPAL and gap.subject in matched)
    return Listed(found, matched, gaps)


def _placement(listed: list[Listed], missing: tuple[Missing, ...], work: Work) -> Placement:
    def of(*levels: Level, joined: bool | None = None) -> tuple[Listed, ...]:
        return tuple(
            found
            for found in listed
            if found.association.level in levels and joined in (None, found.association.is_joined)
        )

    school, municipal = of(Level.SCHOOL), of(Level.MUNICIPAL)
    covered = {subject for found in school + municipal for subject in found.association.subjects}
    return Placement(
        school,
        municipal,
        of(Level.REGIONAL, Level.NETWORK, joined=True),
        of(Level.CREATIVE, joined=True),
        of(Level.REGIONAL, Level.NETWORK, joined=False),
        missing,
        tuple(subject for subject in work.everywhere.values() if subject.id not in covered),
    )
