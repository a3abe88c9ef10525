"""Associations around a person, their members and their meetings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, delete, exists, func, insert, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from ..compiled import rows
from ..database import Transaction
from ..models import (
    Association,
    AssociationLeft,
    AssociationMember,
    AssociationSubject,
    Level,
    Meeting,
    Subject,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from .directory import Reach, within
from .membership import IS_OPEN, Counted, counts, is_taught, member, member_ids
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
_same = aliased(Subject)
_ORGANIZATION: Any = bindparam("organization", type_=member.id.type)


def _up_to(staff: Select[int]) -> Select[int]:
    """How many of them the organization has, counted up to `most`.

    Those whose main place it is and those who come to it besides are asked for apart: the count stops within either,
    while a list of both would be made whole first.
    """
    coming = select(TeacherPlace.teacher_id).where(TeacherPlace.organization_id == _ORGANIZATION)
    there = union_all(
        staff.where(member.organization_id == _ORGANIZATION),
        staff.where(member.organization_id != _ORGANIZATION, member.id.in_(coming)),
    )
    return select(func.count()).select_from(there.limit(bindparam("most", type_=member.id.type)).subquery())


STAFF = _up_to(
    select(member.id)
    .join(Subject, Subject.id == bindparam("subject"))
    .where(in_roster(member), is_taught(_ORGANIZATION))
)
_has_own = (
    select(AssociationSubject.subject_id)
    .join(Association, Association.id == AssociationSubject.association_id)
    .where(
        Association.organization_id == bindparam("organization", type_=Association.id.type),
        Association.level == Level.SCHOOL,
        IS_OPEN,
    )
)
_of_cycle = select(Subject.id).where(
    Subject.cycle == select(_same.cycle).where(_same.id == bindparam("subject")).scalar_subquery(),
    Subject.cycle != "",
    Subject.id.not_in(_has_own),
)
STAFF_OF_CYCLE = _up_to(
    select(member.id).where(
        in_roster(member),
        exists().where(TeacherSubject.teacher_id == member.id, TeacherSubject.subject_id.in_(_of_cycle)),
    )
)

WIDEST_FIRST = (Level.REGIONAL, Level.MUNICIPAL, Level.NETWORK, Level.CREATIVE, Level.SCHOOL)


class Managed(NamedTuple):
    """Places whose associations one manages."""

    regions: tuple[int, ...]
    municipalities: tuple[int, ...]
    organizations: tuple[int, ...]


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

    def heads_beyond_school(self, ids: Sequence[int]) -> list[Teacher]:
        """Who heads those of these that are no school's."""
        query = select(Teacher).join(Association, Association.head_id == Teacher.id)
        wanted = query.where(Association.id.in_(ids), Association.level != Level.SCHOOL).order_by(Association.id)
        return list(self._tx.session.scalars(wanted))

    def headed_by(self, teacher_id: int, today: date) -> list[Association]:
        """Open ones."""
        query = select(Association).where(Association.head_id == teacher_id, IS_OPEN).order_by(Association.id)
        return list(self._tx.session.scalars(query, {"today": today}))

    def managed(self, around: Managed, today: date, offset: int, limit: int) -> list[Association]:
        """Open ones of these places: the widest levels first, then by title."""
        rank = case(*((Association.level == level, number) for number, level in enumerate(WIDEST_FIRST)))
        query = (
            select(Association)
            .where(
                or_(
                    Association.region_id.in_(around.regions),
                    Association.municipality_id.in_(around.municipalities),
                    and_(Association.organization_id.in_(around.organizations), Association.level != Level.MUNICIPAL),
                ),
                or_(Association.level != Level.REGIONAL, Association.region_id.in_(around.regions)),
                IS_OPEN,
            )
            .options(joinedload(Association.head), joinedload(Association.organization))
            .order_by(rank, Association.title, Association.id)
        )
        return list(self._tx.session.scalars(query.offset(offset).limit(limit), {"today": today}))

    def people_of(self, association: Association, today: date, offset: int, limit: int) -> list[Teacher]:
        """Its members by name, with their organizations."""
        query = select(Teacher).where(Teacher.id.in_(member_ids(association)))
        ordered = query.options(joinedload(Teacher.organization)).order_by(
            Teacher.last_name, Teacher.first_name, Teacher.id
        )
        return list(self._tx.session.scalars(ordered.offset(offset).limit(limit), {"today": today}))

    def add(self, association: Association, subject_ids: Sequence[int]) -> None:
        self._tx.session.add(association)
        self._tx.session.flush()
        rows = [{"association_id": association.id, "subject_id": number} for number in subject_ids]
        if rows:
            self._tx.session.execute(insert(AssociationSubject), rows)
        self._tx.session.flush()

    def fitting(
        self, association_id: int, reach: Reach, subject_id: int | None, organization_id: int | None, today: date
    ) -> list[int]:
        """Ids of whom one looks after who teach the subject, or work there mainly, and are no members yet."""
        joined = select(AssociationMember.teacher_id).where(AssociationMember.association_id == association_id)
        query = select(member.id).where(within(reach), in_roster(member, today), member.id.not_in(joined))
        if subject_id is not None:
            taught = exists().where(TeacherSubject.teacher_id == member.id, TeacherSubject.subject_id == subject_id)
            query = query.where(taught.correlate(member))
        if organization_id is not None:
            query = query.where(member.organization_id == organization_id)
        return list(self._tx.session.scalars(query.order_by(member.id)))

    def add_members(self, association_id: int, teacher_ids: Sequence[int], today: date) -> None:
        """Nobody of these may be a member already."""
        rows = [{"association_id": association_id, "teacher_id": one, "since": today} for one in teacher_ids]
        if rows:
            self._tx.session.execute(insert(AssociationMember), rows)

    def subjects(self) -> list[Subject]:
        """Subjects and categories of staff, by name."""
        return list(self._tx.session.scalars(select(Subject).order_by(Subject.name)))

    def is_joined(self, association_id: int, teacher_id: int) -> bool:
        return self._tx.session.scalars(IS_JOINED, {"id": association_id, "teacher": teacher_id}).first() is not None

    def members(self, association_id: int, today: date) -> int:
        """How many belong to it and have not left the roster: milliseconds in a city of thousands."""
        return self._tx.session.scalars(MEMBERS, {"id": association_id, "today": today}).one()

    def staff(self, organization_id: int, subject_id: int, today: date, most: int) -> int:
        """How many of the organization's staff have the subject or category, counted up to `most`."""
        found = rows(self._tx, STAFF, organization=organization_id, subject=subject_id, today=today, most=most)
        return int(found[0][0])

    def staff_of_cycle(self, organization_id: int, subject_id: int, today: date, most: int) -> int:
        """How many have any subject of the same cycle that no association of the organization covers; 0: of none."""
        of = {"organization": organization_id, "subject": subject_id}
        found = rows(self._tx, STAFF_OF_CYCLE, **of, today=today, most=most)
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
