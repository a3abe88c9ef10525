"""Associations around a person, their members and their meetings."""

from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import joinedload, selectinload

from ..compiled import rows
from ..database import Transaction
from ..models import Association, AssociationLeft, AssociationMember, Meeting, Subject
from .membership import Counted, counts, is_taught, member, works_in
from .people import in_roster
from .serving import SERVING, Serving, gathered

LOADED = (
    joinedload(Association.head),
    joinedload(Association.organization),
    joinedload(Association.municipality),
    selectinload(Association.subjects),
)
ONE = select(Association).where(Association.id == bindparam("id")).options(*LOADED)
IS_JOINED = select(AssociationMember.since).where(
    AssociationMember.association_id == bindparam("id"), AssociationMember.teacher_id == bindparam("teacher")
)
MEMBERS = select(counts()).where(Counted.id == bindparam("id"))
PLAN = (
    select(Meeting)
    .where(
        Meeting.association_id == bindparam("id"),
        Meeting.starts_at >= bindparam("since", type_=Meeting.starts_at.type),
        Meeting.starts_at < bindparam("until", type_=Meeting.starts_at.type),
    )
    .order_by(Meeting.starts_at, Meeting.id)
)
NEXT = (
    select(Meeting)
    .where(
        Meeting.association_id == bindparam("id"),
        Meeting.starts_at >= bindparam("now", type_=Meeting.starts_at.type),
    )
    .order_by(Meeting.starts_at, Meeting.id)
    .limit(1)
)
STAFF = (
    select(func.count())
    .select_from(member)
    .join(Subject, Subject.id == bindparam("subject"))
    .where(
        member.id.in_(works_in(bindparam("organization", type_=member.id.type))),
        in_roster(member),
        is_taught(bindparam("organization", type_=member.id.type)),
    )
)


class Associations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, association_id: int) -> Association | None:
        """With head, organization, municipality and subjects loaded."""
        return self._tx.session.scalars(ONE, {"id": association_id}).one_or_none()

    def serving(self, teacher_id: int, today: date, now: datetime) -> list[Serving]:
        """Open ones that cover a subject of hers where she works or in her region, and all she has joined; by title."""
        given = {"person": teacher_id, "today": today, "now": int(now.timestamp())}
        return gathered(rows(self._tx, SERVING, **given))

    def is_joined(self, association_id: int, teacher_id: int) -> bool:
        return self._tx.session.scalars(IS_JOINED, {"id": association_id, "teacher": teacher_id}).first() is not None

    def members(self, association_id: int, today: date) -> int:
        """How many belong to it and have not left the roster: milliseconds in a city of thousands."""
        return self._tx.session.scalars(MEMBERS, {"id": association_id, "today": today}).one()

    def staff(self, organization_id: int, subject_id: int, today: date) -> int:
        """How many of the organization's staff have the subject or category."""
        found = rows(self._tx, STAFF, organization=organization_id, subject=subject_id, today=today)
        return int(found[0][0])

    def next_meeting(self, association_id: int, now: datetime) -> Meeting | None:
        """The first that has not begun by `now`."""
        return self._tx.session.scalars(NEXT, {"id": association_id, "now": now}).one_or_none()

    def plan(self, association_id: int, since: datetime, until: datetime) -> list[Meeting]:
        """Meetings from `since` on, before `until`, in order."""
        return list(self._tx.session.scalars(PLAN, {"id": association_id, "since": since, "until": until}))

    def add_member(self, association_id: int, teacher_id: int, today: date) -> bool:
        """False when she is a member already."""
        if self.is_joined(association_id, teacher_id):
            return False
        back = (AssociationLeft.association_id == association_id, AssociationLeft.teacher_id == teacher_id)
        self._tx.session.execute(delete(AssociationLeft).where(*back))
        self._tx.session.execute(
            insert(AssociationMember).values(association_id=association_id, teacher_id=teacher_id, since=today)
        )
        return True

    def drop_member(self, association_id: int, teacher_id: int) -> bool:
        """False when she was none. What the roster named her in is remembered."""
        gone = self._tx.session.execute(
            delete(AssociationMember)
            .where(AssociationMember.association_id == association_id, AssociationMember.teacher_id == teacher_id)
            .returning(AssociationMember.from_file)
        ).first()
        if gone is not None and gone.from_file:
            self._tx.session.execute(
                insert(AssociationLeft).values(association_id=association_id, teacher_id=teacher_id)
            )
        return gone is not None

    def left_by(self, teacher_id: int) -> list[str]:
        """Titles of those the roster names her in and she has left."""
        query = select(Association.title).join(AssociationLeft, AssociationLeft.association_id == Association.id)
        return list(self._tx.session.scalars(query.where(AssociationLeft.teacher_id == teacher_id)))
