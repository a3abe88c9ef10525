"""People of the roster: one with all she does, or many by name and place."""

from datetime import date, datetime

from sqlalchemy import Select, bindparam, select, union
from sqlalchemy.orm import joinedload

from ..compiled import rows
from ..database import Transaction
from ..models import QuietHours, Teacher, TeacherPlace
from .people import WHOLE, in_roster
from .work import WORK, Held, Taught, split

ONE = select(Teacher).where(Teacher.id == bindparam("id")).options(*WHOLE)


class Teachers:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, teacher_id: int) -> Teacher | None:
        """The person with organization, municipality, positions and subjects loaded."""
        return self._tx.session.scalars(ONE, {"id": teacher_id}).one_or_none()

    def alone(self, teacher_id: int) -> Teacher | None:
        """The person herself, asked for once in a transaction; all that belongs to her is loaded when it is needed."""
        return self._tx.session.get(Teacher, teacher_id)

    def work_of(self, teacher_id: int) -> tuple[list[Held], list[Taught]]:
        """(the main place of work and every position with its category, the subjects she teaches), in no order."""
        return split(rows(self._tx, WORK, person=teacher_id))

    def opt_out(self, teacher: Teacher, at: datetime | None) -> None:
        """She does not use the bot from then on, and what she chose is forgotten; None: she does again."""
        teacher.opted_out_at = at
        if at is not None:
            teacher.quiet_hours, teacher.hears_urgent = QuietHours.USUAL, True
            teacher.preferred_messenger, teacher.stopped_at, teacher.address = None, None, ""
            teacher.pulse_since = None
        self._tx.session.flush()

    def named(self, last_name: str, first_name: str, municipality_id: int | None, today: date) -> list[Teacher]:
        """People still in the roster whose names begin so, at most 50, within a municipality or anywhere."""
        query = select(Teacher).where(
            Teacher.last_name.startswith(last_name, autoescape=True),
            Teacher.first_name.startswith(first_name, autoescape=True),
            in_roster(Teacher, today),
        )
        if municipality_id is not None:
            query = query.where(Teacher.municipality_id == municipality_id)
        return self._listed(query.limit(50))

    def exactly(self, last_name: str, first_name: str, middle_name: str) -> list[Teacher]:
        """People of this very name, whoever has left included."""
        query = select(Teacher).where(
            Teacher.last_name == last_name, Teacher.first_name == first_name, Teacher.middle_name == middle_name
        )
        return self._listed(query)

    def of_municipality(self, municipality_id: int, today: date) -> list[Teacher]:
        return self._listed(
            select(Teacher).where(Teacher.municipality_id == municipality_id, in_roster(Teacher, today))
        )

    def of_organization(self, organization_id: int, today: date) -> list[Teacher]:
        """People whose main or other place of work it is."""
        there = union(
            select(Teacher.id).where(Teacher.organization_id == organization_id),
            select(TeacherPlace.teacher_id).where(TeacherPlace.organization_id == organization_id),
        )
        return self._listed(select(Teacher).where(Teacher.id.in_(there), in_roster(Teacher, today)))

    def _listed(self, query: Select[Teacher]) -> list[Teacher]:
        ordered = query.options(joinedload(Teacher.organization), joinedload(Teacher.municipality)).order_by(
            Teacher.last_name, Teacher.first_name, Teacher.id
        )
        return list(self._tx.session.scalars(ordered))
