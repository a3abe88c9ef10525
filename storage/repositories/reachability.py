"""Who has come in by any messenger and who has not; nothing here knows who blocked the bot or said stop."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select, union

from ..database import Transaction
from ..models import (
    Account,
    Association,
    AssociationSubject,
    Level,
    Organization,
    Position,
    TeacherPlace,
    TeacherSubject,
)
from .directory import connected
from .membership import IS_OPEN, member, works_within
from .people import in_roster


class Share(NamedTuple):
    """Of an organization's or an association's people so many are connected."""

    id: int
    name: str
    people: int
    connected: int


class Name(NamedTuple):
    """Somebody who has not come in yet."""

    last_name: str
    first_name: str
    middle_name: str
    position: str


IS_CONNECTED = case((connected(), 1), else_=0)


class Reachability:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def by_organization(self, municipality_id: int, today: date) -> list[Share]:
        """By their main place of work, the worst first."""
        return self._shares(member.municipality_id == municipality_id, today)

    def of_organizations(self, ids: list[int], today: date) -> list[Share]:
        """Of these, the worst first; one without people has no line."""
        return self._shares(member.organization_id.in_(ids), today)

    def _shares(self, where: ColumnElement[bool], today: date) -> list[Share]:
        query = (
            select(Organization.id, Organization.name, func.count(), func.sum(IS_CONNECTED))
            .select_from(member)
            .join(Organization, Organization.id == member.organization_id)
            .where(where, in_roster(member, today))
            .group_by(Organization.id, Organization.name)
        )
        return _worst_first([Share(*row) for row in self._session.execute(query)])

    def by_association(self, municipality_id: int, today: date) -> list[Share]:
        """The municipality's own associations, the worst first; who belongs to several is counted in each."""
        near = works_within(municipality_id).subquery()
        near_ids = select(near.c[0])
        does = union(
            select(TeacherSubject.teacher_id, TeacherSubject.subject_id).where(TeacherSubject.teacher_id.in_(near_ids)),
            select(TeacherPlace.teacher_id, Position.category_id)
            .join(Position, Position.id == TeacherPlace.position_id)
            .where(TeacherPlace.teacher_id.in_(near_ids), Position.category_id.is_not(None)),
        ).subquery()
        belongs = (
            select(Association.id.label("association"), does.c.teacher_id)
            .join(AssociationSubject, AssociationSubject.association_id == Association.id)
            .join(does, does.c.subject_id == AssociationSubject.subject_id)
            .where(Association.municipality_id == municipality_id, Association.level == Level.MUNICIPAL, IS_OPEN)
            .distinct()
            .subquery()
        )
        query = (
            select(Association.id, Association.title, func.count(), func.sum(IS_CONNECTED))
            .join(belongs, belongs.c.association == Association.id)
            .join(member, member.id == belongs.c.teacher_id)
            .where(in_roster(member, today))
            .group_by(Association.id, Association.title)
        )
        return _worst_first([Share(*row) for row in self._session.execute(query, {"today": today})])

    def messengers(self, organization_id: int, today: date) -> dict[str, int]:
        """How many people of the organization came in by which messenger; who uses two counts twice."""
        query = (
            select(Account.messenger, func.count(Account.teacher_id.distinct()))
            .join(member, member.id == Account.teacher_id)
            .where(member.organization_id == organization_id, in_roster(member, today))
            .group_by(Account.messenger)
            .order_by(Account.messenger)
        )
        return {messenger: people for messenger, people in self._session.execute(query)}  # noqa: C416 (rows are typed)

    def missing(self, organization_id: int, today: date, offset: int = 0, limit: int | None = None) -> list[Name]:
        """Who works there mainly and has not come in, by name."""
        position: Any = (
            select(Position.name)
            .join(TeacherPlace, TeacherPlace.position_id == Position.id)
            .where(TeacherPlace.teacher_id == member.id)
            .order_by(TeacherPlace.id)
            .limit(1)
            .correlate(member)
            .scalar_subquery()
        )
        query = (
            select(member.last_name, member.first_name, member.middle_name, func.coalesce(position, ""))
            .where(member.organization_id == organization_id, in_roster(member, today), ~connected())
            .order_by(member.last_name, member.first_name, member.id)
        )
        return [Name(*row) for row in self._session.execute(query.offset(offset).limit(limit))]


def _worst_first(found: list[Share]) -> list[Share]:
    shares = [one._replace(connected=int(one.connected or 0)) for one in found]
    return sorted(shares, key=lambda one: (one.connected / one.people, -one.people, one.name, one.id))
