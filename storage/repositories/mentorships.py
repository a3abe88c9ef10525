"""Mentorships that run, and young specialists who have none."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import Association, Mentorship, Organization, Position, Teacher, TeacherPlace, TeacherSubject
from .membership import member, member_ids, works_in
from .people import TODAY, WHOLE, in_roster

RUNS = (Mentorship.since <= TODAY, or_(Mentorship.until.is_(None), Mentorship.until >= TODAY))
BOTH = (joinedload(Mentorship.mentor), joinedload(Mentorship.mentee))
AROUND = (
    select(Mentorship)
    .where(or_(Mentorship.mentee_id == bindparam("id"), Mentorship.mentor_id == bindparam("id")), *RUNS)
    .options(
        joinedload(Mentorship.mentor).joinedload(Teacher.organization),
        joinedload(Mentorship.mentee).joinedload(Teacher.organization),
    )
    .order_by(Mentorship.since.desc(), Mentorship.id.desc())
)


class Willing(NamedTuple):
    """Somebody who helps young specialists: how many she takes and has; what she shares with the one who needs help."""

    id: int
    last_name: str
    first_name: str
    middle_name: str
    organization: str
    capacity: int
    load: int
    same_subject: bool
    same_organization: bool


class YoungSince(NamedTuple):
    """Earliest years a person may be born or have begun work in and still be young; a superset of the exact rule."""

    birth_year: int
    career_since: int


class Mentorships:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def running_around(self, teacher_id: int, today: date) -> list[Mentorship]:
        """Those in which the person is mentor or mentee today, the newest first."""
        return list(self._session.scalars(AROUND, {"id": teacher_id, "today": today}))

    def around(self, teacher_id: int, today: date) -> list[Mentorship]:
        """Those that run, then those that are to begin, the first of them first."""
        hers = or_(Mentorship.mentee_id == teacher_id, Mentorship.mentor_id == teacher_id)
        query = select(Mentorship).where(hers, Mentorship.since > today, _lasts(today)).options(*BOTH)
        planned = self._session.scalars(query.order_by(Mentorship.since, Mentorship.id))
        return [*self.running_around(teacher_id, today), *planned]

    def meanwhile(self, mentee_id: int, since: date, until: date) -> list[Mentorship]:
        """Those of a mentee that are not over by the first day and begin by the last one, the newest first."""
        query = select(Mentorship).where(Mentorship.mentee_id == mentee_id, _lasts(since), Mentorship.since <= until)
        ordered = query.options(*BOTH).order_by(Mentorship.since.desc(), Mentorship.id.desc())
        return list(self._session.scalars(ordered))

    def active_mentor_of(self, teacher_id: int, today: date) -> Teacher | None:
        """The mentor of the newest mentorship that runs today."""
        running = self.running_around(teacher_id, today)
        return next((found.mentor for found in running if found.mentee_id == teacher_id), None)

    def ever_around(self, teacher_id: int) -> list[Mentorship]:
        """Every one the person was ever part of, the oldest first."""
        query = select(Mentorship).where(or_(Mentorship.mentee_id == teacher_id, Mentorship.mentor_id == teacher_id))
        return list(self._session.scalars(query.options(*BOTH).order_by(Mentorship.since, Mentorship.id)))

    def get(self, mentorship_id: int) -> Mentorship | None:
        """With both people."""
        return self._session.scalars(
            select(Mentorship).where(Mentorship.id == mentorship_id).options(*BOTH)
        ).one_or_none()

    def add(self, mentorship: Mentorship) -> None:
        self._session.add(mentorship)
        self._session.flush()

    def drop(self, mentorship: Mentorship) -> None:
        self._session.delete(mentorship)
        self._session.flush()

    def load(self, mentor_id: int, since: date) -> int:
        """How many she helps on that day or is to help later; nobody else can change that before the commit."""
        self._session.execute(select(Teacher.id).where(Teacher.id == mentor_id).with_for_update())
        return self._session.scalars(select(func.count()).where(Mentorship.mentor_id == mentor_id, _lasts(since))).one()

    def willing(self, where: ColumnElement[bool], mentee: Teacher, today: date) -> list[Willing]:
        """Everybody of these who takes young specialists at all, in no order; `where` speaks of `member`."""
        load = select(func.count()).where(Mentorship.mentor_id == member.id, _lasts(today)).correlate(member)
        subjects = [one.id for one in mentee.subjects]
        categories = [one.position.category_id for one in mentee.places if one.position.category_id is not None]
        taught = exists().where(TeacherSubject.teacher_id == member.id, TeacherSubject.subject_id.in_(subjects))
        held = exists().where(
            TeacherPlace.teacher_id == member.id,
            TeacherPlace.position_id == Position.id,
            Position.category_id.in_(categories),
        )
        shares = or_(taught.correlate(member), held.correlate(member))
        query = (
            select(
                member.id, member.last_name, member.first_name, member.middle_name, Organization.name,
                member.mentor_capacity, load.scalar_subquery(), shares,
                member.organization_id == mentee.organization_id,
            )
            .join(Organization, Organization.id == member.organization_id)
            .where(member.mentor_capacity > 0, member.id != mentee.id, where, in_roster(member, today))
        )  # fmt: skip
        return [Willing(*row) for row in self._session.execute(query)]

    def unguided_in_municipality(self, municipality_id: int, since: YoungSince, today: date) -> list[Teacher]:
        """Nobody mentors them today, and they may be young by `since`."""
        maybe = or_(Teacher.birth_year >= since.birth_year, Teacher.career_since >= since.career_since)
        return self._unguided(and_(Teacher.municipality_id == municipality_id, maybe), today)

    def unguided_in_organization(self, organization_id: int, today: date) -> list[Teacher]:
        """Nobody mentors them today, of whatever age; main or other place of work."""
        return self._unguided(Teacher.id.in_(works_in(organization_id)), today)

    def unguided_in_association(self, association: Association, today: date) -> list[Teacher]:
        """Nobody mentors them today, of whatever age."""
        return self._unguided(Teacher.id.in_(member_ids(association)), today)

    def _unguided(self, where: ColumnElement[bool], today: date) -> list[Teacher]:
        guided = exists().where(Mentorship.mentee_id == Teacher.id, *RUNS)
        query = select(Teacher).where(where, in_roster(Teacher), ~guided).options(*WHOLE)
        ordered = query.order_by(Teacher.last_name, Teacher.first_name, Teacher.id)
        return list(self._session.scalars(ordered, {"today": today}))


def _lasts(since: date) -> ColumnElement[bool]:
    """It is not over on that day; one that was ended before it began never is anything."""
    return or_(Mentorship.until.is_(None), and_(Mentorship.until >= since, Mentorship.until >= Mentorship.since))
