"""Associations around a person, their members and their meetings."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from ..database import Transaction
from ..models import Association, AssociationMember, AssociationSubject, Level, Meeting, Subject
from .membership import Counted, counts, is_taught, member, works_in
from .people import TODAY, in_roster

IDS: Any = bindparam("ids", expanding=True)
SUBJECTS: Any = bindparam("subjects", expanding=True)
LOADED = (
    joinedload(Association.head),
    joinedload(Association.organization),
    joinedload(Association.municipality),
    selectinload(Association.subjects),
)
IS_OPEN = or_(Association.ends_on.is_(None), Association.ends_on >= TODAY)
ITS = AssociationSubject.association_id == Association.id
COVERS = exists().where(ITS, AssociationSubject.subject_id.in_(SUBJECTS))
FOR_ALL = ~exists().where(ITS)


def _around(*where: ColumnElement[bool]) -> Any:
    return select(Association.id).where(*where)


JOINED = select(AssociationMember.association_id).where(AssociationMember.teacher_id == bindparam("teacher"))
SERVING = (
    select(Association)
    .where(
        Association.id.in_(
            union_all(
                _around(
                    Association.organization_id.in_(bindparam("organizations", expanding=True)),
                    Association.level == Level.SCHOOL,
                    COVERS,
                ),
                _around(
                    Association.municipality_id.in_(bindparam("municipalities", expanding=True)),
                    Association.level == Level.MUNICIPAL,
                    COVERS,
                ),
                _around(
                    Association.region_id == bindparam("region"),
                    Association.level.in_((Level.REGIONAL, Level.NETWORK)),
                    or_(COVERS, FOR_ALL),
                ),
                JOINED,
            )
        ),
        IS_OPEN,
    )
    .options(*LOADED)
    .order_by(Association.title, Association.id)
)
ONE = select(Association).where(Association.id == bindparam("id")).options(*LOADED)
MEMBERS = select(Counted.id, counts()).where(Counted.id.in_(IDS))
NEXT = (
    select(Meeting.id)
    .where(
        Meeting.association_id == Association.id, Meeting.starts_at >= bindparam("now", type_=Meeting.starts_at.type)
    )
    .order_by(Meeting.starts_at, Meeting.id)
    .limit(1)
    .correlate(Association)
    .scalar_subquery()
)
NEXT_MEETINGS = select(Meeting).where(
    Meeting.id.in_(select(NEXT).select_from(Association).where(Association.id.in_(IDS)))
)
PLAN = (
    select(Meeting)
    .where(
        Meeting.association_id == bindparam("id"),
        Meeting.starts_at >= bindparam("since", type_=Meeting.starts_at.type),
        Meeting.starts_at < bindparam("until", type_=Meeting.starts_at.type),
    )
    .order_by(Meeting.starts_at, Meeting.id)
)
STAFF_OF_SUBJECT = (
    select(func.count())
    .select_from(member)
    .where(
        member.id.in_(works_in(bindparam("organization"))),
        in_roster(member),
        is_taught(bindparam("organization")),
    )
    .correlate(Subject)
    .scalar_subquery()
)
STAFF = select(Subject.id, STAFF_OF_SUBJECT).where(Subject.id.in_(SUBJECTS))


class Surroundings(NamedTuple):
    """Where a person works and what she does there, as ids."""

    teacher: int
    region: int
    municipalities: Collection[int]
    organizations: Collection[int]
    subjects: Collection[int]


class Associations:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def get(self, association_id: int) -> Association | None:
        """With head, organization, municipality and subjects loaded."""
        return self._session.scalars(ONE, {"id": association_id}).one_or_none()

    def serving(self, around: Surroundings, today: date) -> list[Association]:
        """Open ones that cover a subject where she works or in her region, and all she has joined; by title."""
        return list(self._session.scalars(SERVING, {**around._asdict(), "today": today}))

    def joined_ids(self, teacher_id: int) -> frozenset[int]:
        return frozenset(self._session.scalars(JOINED, {"teacher": teacher_id}))

    def member_counts(self, association_ids: Collection[int], today: date) -> dict[int, int]:
        """Association id -> members who have not left the roster."""
        if not association_ids:
            return {}
        rows = self._session.execute(MEMBERS, {"ids": list(association_ids), "today": today})
        return {row[0]: row[1] for row in rows}

    def staff_counts(self, organization_id: int, subject_ids: Collection[int], today: date) -> dict[int, int]:
        """Subject or category id -> how many of the organization's staff have it."""
        if not subject_ids:
            return {}
        given = {"organization": organization_id, "subjects": list(subject_ids), "today": today}
        return {row[0]: row[1] for row in self._session.execute(STAFF, given)}

    def next_meetings(self, association_ids: Collection[int], now: datetime) -> dict[int, Meeting]:
        """Association id -> its first meeting that has not begun by `now`."""
        if not association_ids:
            return {}
        found = self._session.scalars(NEXT_MEETINGS, {"ids": list(association_ids), "now": now})
        return {meeting.association_id: meeting for meeting in found}

    def plan(self, association_id: int, since: datetime, until: datetime) -> list[Meeting]:
        """Meetings from `since` on, before `until`, in order."""
        return list(self._session.scalars(PLAN, {"id": association_id, "since": since, "until": until}))

    def add_member(self, association_id: int, teacher_id: int, today: date) -> bool:
        """False when she is a member already."""
        if association_id in self.joined_ids(teacher_id):
            return False
        self._session.execute(
            insert(AssociationMember).values(association_id=association_id, teacher_id=teacher_id, since=today)
        )
        return True

    def drop_member(self, association_id: int, teacher_id: int) -> bool:
        """False when she was none."""
        gone = self._session.execute(
            delete(AssociationMember)
            .where(AssociationMember.association_id == association_id, AssociationMember.teacher_id == teacher_id)
            .returning(AssociationMember.teacher_id)
        )
        return gone.first() is not None
