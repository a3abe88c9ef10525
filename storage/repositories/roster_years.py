"""What became of a municipality's roster between one 1 September and the next."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, not_, or_, select

from ..database import Transaction
from ..models import Mailing, Municipality, Teacher, YoungRule
from .mentorships import YoungSince
from .people import WHOLE


class Became(StrEnum):
    NEW = "new"
    LEFT = "left"
    GROWN = "grown"  # is no young specialist any more


class Year(NamedTuple):
    """Of a municipality, from `since` on and before `until`; who was young when it began, who is when it ended."""

    municipality: Municipality
    since: date
    until: date
    young_before: YoungSince
    young_after: YoungSince


class RosterYears:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def untold(self, prefix: str, year: int) -> list[Municipality]:
        """Municipalities to which no mailing with the key «prefix:id:year» has gone."""
        key = literal(f"{prefix}:").concat(cast(Municipality.id, String)).concat(f":{year}")
        query = select(Municipality).where(~exists().where(Mailing.key == key)).order_by(Municipality.id)
        return list(self._session.scalars(query))

    def count(self, kind: Became, year: Year) -> int:
        return int(self._session.scalars(select(func.count()).select_from(Teacher).where(_who(kind, year))).one())

    def people(self, kind: Became, year: Year, offset: int, limit: int) -> list[Teacher]:
        """By name."""
        query = select(Teacher).where(_who(kind, year)).options(*WHOLE)
        ordered = query.order_by(Teacher.last_name, Teacher.first_name, Teacher.id)
        return list(self._session.scalars(ordered.offset(offset).limit(limit)))


def _who(kind: Became, year: Year) -> ColumnElement[bool]:
    here = Teacher.municipality_id == year.municipality.id
    if kind is Became.NEW:
        return and_(here, Teacher.left_on.is_(None), Teacher.listed_on >= year.since, Teacher.listed_on < year.until)
    if kind is Became.LEFT:
        return and_(here, Teacher.left_on >= year.since, Teacher.left_on < year.until)
    rule = year.municipality.young_rule
    return and_(here, Teacher.left_on.is_(None), _young(year.young_before, rule), not_(_young(year.young_after, rule)))


def _young(since: YoungSince, rule: YoungRule) -> ColumnElement[bool]:
    """What is unknown does not decide: the other decides alone."""
    by_age = func.coalesce(Teacher.birth_year >= since.birth_year, False)
    by_work = func.coalesce(Teacher.career_since >= since.career_since, False)
    if rule is YoungRule.EITHER:
        return or_(by_age, by_work)
    return and_(
        or_(Teacher.birth_year.is_(None), by_age),
        or_(Teacher.career_since.is_(None), by_work),
        or_(Teacher.birth_year.is_not(None), Teacher.career_since.is_not(None)),
    )
