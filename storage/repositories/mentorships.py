"""Mentorships that run, and young specialists who have none."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import Association, Mentorship, Teacher
from .membership import member_ids, works_in
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

    def active_mentor_of(self, teacher_id: int, today: date) -> Teacher | None:
        """The mentor of the newest mentorship that runs today."""
        running = self.running_around(teacher_id, today)
        return next((found.mentor for found in running if found.mentee_id == teacher_id), None)

    def ever_around(self, teacher_id: int) -> list[Mentorship]:
        """Every one the person was ever part of, the oldest first."""
        query = select(Mentorship).where(or_(Mentorship.mentee_id == teacher_id, Mentorship.mentor_id == teacher_id))
        return list(self._session.scalars(query.options(*BOTH).order_by(Mentorship.since, Mentorship.id)))

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
