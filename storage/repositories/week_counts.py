"""What is asked for every municipality on Monday, as statements that are built once: building them took longest."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, exists, func, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from ..models import (
    SENT_BY_PEOPLE,
    Account,
    Acknowledgement,
    Answer,
    Delivery,
    DeliveryState,
    Event,
    EventAnswer,
    Letter,
    Mailing,
    MailingKind,
    MailingState,
    Mentorship,
    Regulation,
    Role,
    RoleGrant,
    Scope,
    Substitution,
    Teacher,
    Thread,
    WeeklySummary,
)
from .belonging import young_in
from .directory import connected
from .membership import member, near
from .mentorships import RUNS
from .people import TODAY, in_roster

MONTH = 30 * 86_400


def written_since(since: Any) -> tuple[ColumnElement[bool], ...]:
    """Of `Letter` with its `Mailing`; ids grow with time, give or take a month: so the years before cost nothing."""
    at: Any = type_coerce(Mailing.created_at, Integer)
    before = select(Mailing.id).where(at < since - MONTH).order_by(at.desc()).limit(1)
    return Letter.mailing_id > func.coalesce(before.correlate(None).scalar_subquery(), 0), at >= since


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((holds, 1), else_=0))


PLACE, SINCE, YEAR, SCHOOL_YEAR, BEGIN, END, MOST = (
    bindparam(name, type_=Integer)
    for name in ("municipality", "since", "year", "school_year", "begin", "end", "most")
)  # fmt: skip
BEGUN: Any = bindparam("begun", type_=Mentorship.since.type)
HERE = and_(member.municipality_id == PLACE, in_roster(member))
_made: Any = type_coerce(Account.created_at, Integer)
_came = exists().where(Account.teacher_id == member.id, _made.between(BEGIN, END)).correlate(member)
_came_before = exists().where(Account.teacher_id == member.id, _made < BEGIN).correlate(member)
FIRST, LAST = (bindparam(name, type_=member.listed_on.type) for name in ("first", "last"))
PEOPLE = (
    select(
        func.count(),
        _sum(connected()),
        _sum(and_(_came, ~_came_before)),
        _sum(member.listed_on.between(FIRST, LAST)),
    )
    .select_from(member)
    .where(HERE)
)
YOUNG = (
    select(func.count(), _sum(exists().where(Mentorship.mentee_id == member.id, *RUNS).correlate(member)))
    .select_from(member)
    .where(HERE, young_in(YEAR, SCHOOL_YEAR))
)
BETWEEN = or_(
    and_(Thread.first_id == Mentorship.mentor_id, Thread.second_id == Mentorship.mentee_id),
    and_(Thread.first_id == Mentorship.mentee_id, Thread.second_id == Mentorship.mentor_id),
)
_wrote = exists().where(Letter.thread_id == Thread.id, Mailing.id == Letter.mailing_id, *written_since(SINCE), BETWEEN)
SILENT = (
    select(func.count())
    .select_from(Mentorship)
    .join(member, member.id == Mentorship.mentee_id)
    .where(HERE, *RUNS, Mentorship.since <= BEGUN, ~_wrote.correlate(Mentorship))
)
_staff = (
    select(RoleGrant.teacher_id)
    .join(near, near.id == RoleGrant.teacher_id)
    .where(
        RoleGrant.scope == Scope.MUNICIPALITY,
        RoleGrant.scope_id == PLACE,
        RoleGrant.role == Role.METHODIST,
        RoleGrant.revoked_at.is_(None),
        in_roster(near),
    )
)
_first, _second = Thread.first_id.in_(_staff), Thread.second_id.in_(_staff)
_gone = exists().where(or_(near.id == Thread.first_id, near.id == Thread.second_id), ~in_roster(near))
_between = (
    select(Letter.thread_id, type_coerce(Mailing.created_at, Integer), Mailing.id, _gone.correlate(Thread))
    .join(Mailing, Mailing.id == Letter.mailing_id)
    .join(Thread, Thread.id == Letter.thread_id)
    .where(*written_since(SINCE))
)
LETTERS = _between.add_columns(Mailing.author_id.in_(_staff)).where(or_(_first, _second), _first != _second)
_stand_in = aliased(Substitution)
_stood = select(_stand_in.substitute_id).where(_stand_in.absent_id.in_(_staff))
STOOD_IN = (
    _between.add_columns(Mailing.author_id == Substitution.substitute_id, Substitution.since, Substitution.until)
    .join(Substitution, Substitution.substitute_id.in_([Thread.first_id, Thread.second_id]))
    .where(Substitution.absent_id.in_(_staff), ~_first, ~_second)
    .where(or_(Thread.first_id.in_(_stood), Thread.second_id.in_(_stood)))  # by these threads, not by all letters
)
"""What was written to and by those who stood in for the staff, whenever: who asks looks at the days."""
_starts: Any = type_coerce(Mailing.starts_at, Integer)
_theirs = (
    Mailing.municipality_id == PLACE,
    Mailing.author_id.is_not(None),
    or_(*(Mailing.kind == one for one in SENT_BY_PEOPLE)),
    Mailing.state != MailingState.CANCELLED,
    _starts.between(BEGIN, END),
)
_got = exists().where(Delivery.mailing_id == Mailing.id, Delivery.teacher_id.is_not(None))
_sent = select(func.count()).select_from(Mailing).where(*_theirs, _got.correlate(Mailing))
_arrived = (
    select(func.count())
    .select_from(Delivery)
    .join(Mailing, Mailing.id == Delivery.mailing_id)
    .where(*_theirs, Delivery.part == 0, Delivery.state == DeliveryState.SENT)
)
SENT = select(_sent.scalar_subquery(), _arrived.scalar_subquery())
REGULATIONS = (
    select(Regulation.mailing_id, Regulation.title, Regulation.until)
    .join(Mailing, Mailing.id == Regulation.mailing_id)
    .where(
        or_(Mailing.municipality_id == PLACE, Mailing.municipality_id.is_(None)),
        Mailing.kind == MailingKind.REGULATION,
        _starts >= SINCE,
        Mailing.state != MailingState.CANCELLED,
        Regulation.until >= TODAY,
    )
    .order_by(Regulation.until, Regulation.mailing_id)
    .limit(MOST)
)
MAILING = bindparam("mailing", type_=Integer)
_passed_on = select(Mailing.id).where(Mailing.first_id == MAILING)
_told = (  # by the mailing first, whatever else she has got in all the years
    exists()
    .where(
        Delivery.mailing_id.in_(union_all(select(MAILING), _passed_on)),
        Delivery.teacher_id == Teacher.id,
        Delivery.state != DeliveryState.CANCELLED,
    )
    .correlate(Teacher)
)
_given = and_(Acknowledgement.mailing_id == MAILING, Acknowledgement.teacher_id == Teacher.id)
ACKNOWLEDGED = (
    select(func.count(), func.count(Acknowledgement.at))
    .select_from(Teacher)
    .outerjoin(Acknowledgement, _given)
    .where(Teacher.municipality_id == PLACE, _told)
    .group_by(Teacher.organization_id)
)
_at: Any = type_coerce(Event.starts_at, Integer)
_going = select(func.count()).where(EventAnswer.event_id == Event.id, EventAnswer.answer == Answer.GOING)
EVENTS = (
    select(Event.title, _at, Event.time_zone, _going.correlate(Event).scalar_subquery(), Event.is_all_day)
    .where(Event.municipality_id == PLACE, Event.cancelled_at.is_(None), _at.between(BEGIN, END))
    .order_by(Event.starts_at, Event.id)
    .limit(MOST)
)
WEEK: Any = bindparam("week", type_=WeeklySummary.week.type)
BEFORE = (
    select(WeeklySummary.body)
    .where(WeeklySummary.municipality_id == PLACE, WeeklySummary.week < WEEK)
    .order_by(WeeklySummary.week.desc())
    .limit(1)
)
