"""Who belongs to an audience, as SQL: everybody of the author's scope whom every condition meets; nobody else."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select, union

from ..models import (
    Association,
    Municipality,
    Organization,
    OrganizationKind,
    Subject,
    TeacherPlace,
    YoungRule,
)
from .membership import Around, is_member, is_taught, member, near, works_within
from .people import in_roster


class Condition(StrEnum):
    SUBJECT = "subject"  # or category of staff
    ASSOCIATION = "association"
    ORGANIZATION = "organization"
    KIND = "kind"  # of organization; the id is its place in KINDS
    POSITION = "position"
    YOUNG = "young"  # no ids to choose from: it is on or off
    MUNICIPALITY = "municipality"


KINDS = tuple(OrganizationKind)
Choices = Mapping[Condition, Sequence[int]]
"""Ids chosen for a condition: any of them; all conditions together."""


class Within(NamedTuple):
    """Whom the author may address: everybody of any of these."""

    regions: tuple[int, ...]
    municipalities: tuple[int, ...]
    associations: tuple[Association, ...]


class Audience(NamedTuple):
    """The author gets none herself; `school_year` is the year in which the running one began.

    `associations` are those among the choices, loaded, for their level says who belongs to them.
    """

    author_id: int
    within: Within
    choices: Choices
    associations: tuple[Association, ...]
    today: date
    school_year: int
    obliges: bool = False  # reaches those who want no announcements, too


def belongs(audience: Audience) -> ColumnElement[bool]:
    """Whether `member` is of the audience."""
    narrowed = [_meets(audience, condition, ids) for condition, ids in audience.choices.items() if ids]
    return and_(_within(audience.within), in_roster(member, audience.today), member.id != audience.author_id, *narrowed)


def _within(scope: Within) -> ColumnElement[bool]:
    return or_(
        false(),
        *(member.region_id == region for region in scope.regions),
        *(member.id.in_(works_within(municipality)) for municipality in scope.municipalities),
        *(of_association(found) for found in scope.associations),
    )


def of_association(found: Association) -> ColumnElement[bool]:
    return is_member(found.level, Around(found.id, found.organization_id, found.municipality_id))


def _meets(audience: Audience, condition: Condition, ids: Sequence[int]) -> ColumnElement[bool]:
    match condition:
        case Condition.SUBJECT:
            return exists().where(Subject.id.in_(ids), is_taught()).correlate_except(Subject)
        case Condition.ASSOCIATION:
            return or_(false(), *(of_association(found) for found in audience.associations))
        case Condition.ORGANIZATION:
            return _works_at(ids)
        case Condition.KIND:
            return _works_at_kind([KINDS[number] for number in ids if 0 <= number < len(KINDS)])
        case Condition.POSITION:
            held = exists().where(TeacherPlace.teacher_id == member.id, TeacherPlace.position_id.in_(ids))
            return held.correlate_except(TeacherPlace)
        case Condition.YOUNG:
            return is_young(audience.today, audience.school_year)
        case Condition.MUNICIPALITY:
            return _works_in_municipality(ids)


def _works_at(organizations: Any) -> ColumnElement[bool]:
    """Her main organization, or another one she works in, is one of these ids; people are reached through them."""
    other = select(TeacherPlace.teacher_id).where(TeacherPlace.organization_id.in_(organizations))
    return member.id.in_(union(select(near.id).where(near.organization_id.in_(organizations)), other))


def _works_in_municipality(ids: Sequence[int]) -> ColumnElement[bool]:
    """The same by municipality, the one where she works mainly and those she comes to."""
    coming = select(TeacherPlace.teacher_id).join(Organization, Organization.id == TeacherPlace.organization_id)
    other = coming.where(Organization.municipality_id.in_(ids))
    return member.id.in_(union(select(near.id).where(near.municipality_id.in_(ids)), other))


def _works_at_kind(kinds: Sequence[OrganizationKind]) -> ColumnElement[bool]:
    """The same by kind of organization; asked of each person, for a kind has nearly everybody."""
    which = select(Organization.id).where(Organization.kind.in_(kinds))
    other = exists().where(TeacherPlace.teacher_id == member.id, TeacherPlace.organization_id.in_(which))
    return or_(member.organization_id.in_(which), other.correlate_except(TeacherPlace))


def is_young(today: date, school_year: int) -> ColumnElement[bool]:
    """The rule of her municipality, as `bot.services.mentoring.young` has it."""
    return young_in(today.year, school_year)


def young_in(year: Any, school_year: Any) -> ColumnElement[bool]:
    """The same of numbers, or of parameters that stand for them."""
    born = member.birth_year >= year - Municipality.young_age
    began = member.career_since >= school_year - Municipality.young_years + 1
    either = or_(born, began)
    both = and_(
        or_(member.birth_year.is_(None), born),
        or_(member.career_since.is_(None), began),
        or_(member.birth_year.is_not(None), member.career_since.is_not(None)),
    )
    rule = case((Municipality.young_rule == YoungRule.EITHER, either), else_=both)
    return exists().where(Municipality.id == member.municipality_id, rule).correlate_except(Municipality)
