"""Who belongs to an association, as SQL: by places and subjects (school, municipal), or joined (the others).

The subqueries are shaped so that neither database can start from all teachers of a subject: people are reached through
their organization or municipality by index, then each is asked for the subject by primary key.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from ..models import (
    Association,
    AssociationMember,
    AssociationSubject,
    Level,
    Organization,
    Position,
    Subject,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from .people import TODAY, in_roster

Counted = aliased(Association)
member = aliased(Teacher)
near = aliased(Teacher)
IS_OPEN = or_(Association.ends_on.is_(None), Association.ends_on >= TODAY)


class Around(NamedTuple):
    """Columns of `Counted`, or the values of one association."""

    id: Any
    organization_id: Any
    municipality_id: Any


COLUMNS = Around(Counted.id, Counted.organization_id, Counted.municipality_id)


def works_in(organization_id: Any) -> CompoundSelect[tuple[int]]:
    """Ids of those whose main or other place of work it is."""
    return union_all(
        select(near.id).where(near.organization_id == organization_id).correlate_except(near),
        select(TeacherPlace.teacher_id)
        .where(TeacherPlace.organization_id == organization_id)
        .correlate_except(TeacherPlace),
    )


def works_within(municipality_id: Any) -> CompoundSelect[tuple[int]]:
    """Ids of those of the municipality, and of those who come to work in one of its organizations."""
    coming = select(TeacherPlace.teacher_id).join(Organization, Organization.id == TeacherPlace.organization_id)
    return union_all(
        select(near.id).where(near.municipality_id == municipality_id).correlate_except(near),
        coming.where(Organization.municipality_id == municipality_id).correlate_except(TeacherPlace, Organization),
    )


def is_taught(organization_id: Any = None) -> ColumnElement[bool]:
    """The member has the enclosing query's `Subject`, or, if it is a category, a position of it (in the organization).

    The look at positions is as dear as all the rest, so it is spared where the subject is no category.
    """
    teaches = exists().where(TeacherSubject.subject_id == Subject.id, TeacherSubject.teacher_id == member.id)
    holds = exists().where(
        Position.category_id == Subject.id,
        TeacherPlace.position_id == Position.id,
        TeacherPlace.teacher_id == member.id,
        *(() if organization_id is None else (TeacherPlace.organization_id == organization_id,)),
    )
    return or_(
        teaches.correlate_except(TeacherSubject),
        and_(Subject.is_category, holds.correlate_except(TeacherPlace, Position)),
    )


def is_covered(around: Around, organization_id: Any = None) -> ColumnElement[bool]:
    """The member has one of the association's subjects or categories."""
    covered = exists().where(
        AssociationSubject.association_id == around.id,
        Subject.id == AssociationSubject.subject_id,
        is_taught(organization_id),
    )
    return covered.correlate_except(AssociationSubject, Subject)


def is_member(level: Level, around: Around) -> ColumnElement[bool]:
    if level is Level.SCHOOL:
        return and_(member.id.in_(works_in(around.organization_id)), is_covered(around, around.organization_id))
    if level is Level.MUNICIPAL:
        return and_(member.id.in_(works_within(around.municipality_id)), is_covered(around))
    joined = select(AssociationMember.teacher_id).where(AssociationMember.association_id == around.id)
    return member.id.in_(joined.correlate_except(AssociationMember))


def count_of(level: Level) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(member).where(is_member(level, COLUMNS), in_roster(member))
    return counted.correlate_except(member).scalar_subquery()


def counts() -> ColumnElement[int]:
    """Members of `Counted`: only the branch of its level is run."""
    return case(
        (Counted.level == Level.SCHOOL, count_of(Level.SCHOOL)),
        (Counted.level == Level.MUNICIPAL, count_of(Level.MUNICIPAL)),
        else_=count_of(Level.REGIONAL),
    )


def member_ids(association: Association) -> Select[int]:
    """Ids of the members of one association."""
    around = Around(association.id, association.organization_id, association.municipality_id)
    return select(member.id).where(is_member(association.level, around), in_roster(member))
