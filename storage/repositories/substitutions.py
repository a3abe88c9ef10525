"""Who stands in for whom: kept, found by the people one looks after, ended."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import Substitution, Teacher
from .directory import Reach, within
from .membership import member
from .people import in_roster

BOTH = (
    joinedload(Substitution.absent).joinedload(Teacher.organization),
    joinedload(Substitution.substitute).joinedload(Teacher.organization),
)


class Substitutions:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def get(self, number: int) -> Substitution | None:
        """With both people."""
        query = select(Substitution).where(Substitution.id == number).options(*BOTH)
        return self._session.scalars(query).one_or_none()

    def add(self, made: Substitution) -> None:
        self._session.add(made)
        self._session.flush()

    def drop(self, found: Substitution) -> None:
        self._session.delete(found)
        self._session.flush()

    def of(self, absent_id: int, today: date) -> list[Substitution]:
        """Those of an absent person that run or are to come; nobody else can add one before the commit."""
        self._session.execute(select(Teacher.id).where(Teacher.id == absent_id).with_for_update())
        query = select(Substitution).where(Substitution.absent_id == absent_id, Substitution.until >= today)
        return list(self._session.scalars(query.options(*BOTH).order_by(Substitution.since, Substitution.id)))

    def first_days(self, substitute_id: int, today: date) -> list[date]:
        """On which those she is to stand in begin, after today."""
        hers = (Substitution.substitute_id == substitute_id, Substitution.since > today)
        return list(self._session.scalars(select(Substitution.since).where(*hers).distinct()))

    def within(self, reach: Reach, today: date, offset: int, limit: int) -> list[Substitution]:
        """Those of one's absent people that run or are to come, in the order they end."""
        mine = select(member.id).where(within(reach), in_roster(member, today))
        query = select(Substitution).where(Substitution.until >= today, Substitution.absent_id.in_(mine))
        ordered = query.options(*BOTH).order_by(Substitution.until, Substitution.id)
        return list(self._session.scalars(ordered.offset(offset).limit(limit)))
