"""The associations around a person, in one statement: what «Моё МО» and the summary list."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from ..models import (
    Association,
    AssociationMember,
    AssociationSubject,
    Level,
    Meeting,
    Organization,
    Position,
    Substitution,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from .membership import IS_OPEN
from .people import NOW_ABSENT, in_roster
from .work import PERSON

NOW: Any = bindparam("now", type_=Association.id.type)
"""In seconds since 1970, as moments are kept."""
LEVELS = {level.value: level for level in Level}


class Leader(NamedTuple):
    id: int
    last_name: str
    first_name: str
    middle_name: str


class Serving(NamedTuple):
    """`leader` is the head, or who stands in for her today; `next_meeting` is when it begins."""

    id: int
    level: Level
    title: str
    organization_id: int | None
    next_meeting: datetime | None
    is_joined: bool
    leader: Leader | None
    subjects: tuple[int, ...]


HER_PLACES = select(TeacherPlace.organization_id).where(TeacherPlace.teacher_id == PERSON)
HER_ORGANIZATIONS = union_all(select(Teacher.organization_id).where(Teacher.id == PERSON), HER_PLACES)
HER_MUNICIPALITIES = union_all(
    select(Teacher.municipality_id).where(Teacher.id == PERSON),
    select(Organization.municipality_id).where(Organization.id.in_(HER_PLACES)),
)
HER_REGION = select(Teacher.region_id).where(Teacher.id == PERSON).scalar_subquery()
HER_SUBJECTS: CompoundSelect[Any] = union_all(
    select(TeacherSubject.subject_id).where(TeacherSubject.teacher_id == PERSON),
    select(Position.category_id)
    .join(TeacherPlace, TeacherPlace.position_id == Position.id)
    .where(TeacherPlace.teacher_id == PERSON),
)
ITS = AssociationSubject.association_id == Association.id
COVERS = exists().where(ITS, AssociationSubject.subject_id.in_(HER_SUBJECTS))
FOR_ALL = ~exists().where(ITS)
JOINED = select(AssociationMember.association_id).where(AssociationMember.teacher_id == PERSON)
IS_JOINED = exists().where(
    AssociationMember.teacher_id == PERSON, AssociationMember.association_id == Association.id
)  # fmt: skip
NEXT_MEETING = (
    select(Meeting.starts_at)
    .where(Meeting.association_id == Association.id, Meeting.starts_at >= NOW)
    .order_by(Meeting.starts_at)
    .limit(1)
    .correlate(Association)
    .scalar_subquery()
)
stand_in = aliased(Teacher)
SUBSTITUTE = (
    select(Substitution.substitute_id)
    .join(stand_in, stand_in.id == Substitution.substitute_id)
    .where(Substitution.absent_id == Association.head_id, *NOW_ABSENT, in_roster(stand_in))
    .order_by(Substitution.id.desc())
    .limit(1)
    .correlate(Association)
    .scalar_subquery()
)
leader = aliased(Teacher)


def _around(*where: ColumnElement[bool]) -> Select[int]:
    return select(Association.id).where(*where)


AROUND = union_all(
    _around(Association.organization_id.in_(HER_ORGANIZATIONS), Association.level == Level.SCHOOL, COVERS),
    _around(Association.municipality_id.in_(HER_MUNICIPALITIES), Association.level == Level.MUNICIPAL, COVERS),
    _around(
        Association.region_id == HER_REGION,
        or_(Association.level == Level.REGIONAL, Association.level == Level.NETWORK),
        or_(COVERS, FOR_ALL),
    ),
    JOINED,
)
"""Those that cover a subject of hers where she works or in her region, and all she has joined."""
SERVING = (
    select(
        Association.id, Association.level, Association.title, Association.organization_id, NEXT_MEETING, IS_JOINED,
        leader.id, leader.last_name, leader.first_name, leader.middle_name, AssociationSubject.subject_id,
    )
    .select_from(Association)
    .outerjoin(leader, leader.id == func.coalesce(SUBSTITUTE, Association.head_id))
    .outerjoin(AssociationSubject, ITS)
    .where(Association.id.in_(AROUND), IS_OPEN)
    .order_by(Association.title, Association.id, AssociationSubject.subject_id)
)  # fmt: skip
"""A row for every subject of every association."""


def gathered(rows: list[Any]) -> list[Serving]:
    """One for every association, in the order of the rows of SERVING."""
    found: dict[int, Serving] = {}
    for key, level, title, organization, meeting, is_joined, *person, subject in rows:
        before = found.get(key)
        if before is not None:
            found[key] = before._replace(subjects=(*before.subjects, subject))
            continue
        head = None if person[0] is None else Leader(*person)
        begins = None if meeting is None else datetime.fromtimestamp(meeting, UTC)
        subjects = () if subject is None else (subject,)
        found[key] = Serving(key, LEVELS[level], title, organization, begins, bool(is_joined), head, subjects)
    return list(found.values())
