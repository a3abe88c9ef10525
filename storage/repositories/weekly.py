"""What a week of a municipality was, in numbers, and the snapshots kept of it; no letter's text is read."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload

from ..compiled import day, rows
from ..database import Transaction
from ..models import (
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
    Municipality,
    Regulation,
    Role,
    RoleGrant,
    Scope,
    SummaryDone,
    Teacher,
    Thread,
    WeeklySummary,
)
from .belonging import young_in
from .directory import connected
from .membership import member
from .mentorships import RUNS
from .people import TODAY, in_roster
from .regulations import is_told

MONTH = 30 * 86_400


class People(NamedTuple):
    """In the roster; of them connected; connected for the first time, and named by a roster, in the week."""

    known: int
    connected: int
    joined: int
    listed: int


class Written(NamedTuple):
    """That somebody wrote, not what."""

    thread_id: int
    author_id: int | None
    at: datetime


class Order(NamedTuple):
    """A regulation."""

    mailing_id: int
    title: str
    until: date


class Planned(NamedTuple):
    title: str
    starts_at: datetime
    time_zone: str
    going: int


class Weekly:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def zones(self) -> list[str]:
        return list(self._session.scalars(select(Municipality.time_zone).distinct().order_by(Municipality.time_zone)))

    def unmade(self, zone: str, week: date, before: datetime) -> Municipality | None:
        """One of the time zone without this week's snapshot, of which a methodist came in before that moment."""
        holds = and_(RoleGrant.role == Role.METHODIST, RoleGrant.scope == Scope.MUNICIPALITY)
        is_served = exists().where(
            holds,
            RoleGrant.scope_id == Municipality.id,
            RoleGrant.revoked_at.is_(None),
            Account.teacher_id == RoleGrant.teacher_id,
            Account.created_at < before,
        )
        made = exists().where(WeeklySummary.municipality_id == Municipality.id, WeeklySummary.week == week)
        query = select(Municipality).where(Municipality.time_zone == zone, ~made, is_served)
        return self._session.scalars(query.order_by(Municipality.id).limit(1)).first()

    def add(self, municipality_id: int, week: date, body: str, now: datetime) -> None:
        self._session.add(WeeklySummary(municipality_id=municipality_id, week=week, body=body, made_at=now))
        self._session.flush()

    def get(self, municipality_id: int, week: date) -> WeeklySummary | None:
        return self._session.get(WeeklySummary, (municipality_id, week))

    def done(self, municipality_id: int, week: date) -> dict[str, SummaryDone]:
        """Kind -> who did it, with her."""
        query = select(SummaryDone).where(SummaryDone.municipality_id == municipality_id, SummaryDone.week == week)
        return {one.kind: one for one in self._session.scalars(query.options(joinedload(SummaryDone.teacher)))}

    def mark(self, municipality_id: int, week: date, kind: str, teacher_id: int, now: datetime) -> None:
        place = {"municipality_id": municipality_id, "week": week, "kind": kind}
        self._session.add(SummaryDone(**place, teacher_id=teacher_id, at=now))
        self._session.flush()

    def unmark(self, found: SummaryDone) -> None:
        self._session.delete(found)
        self._session.flush()

    def of_region(self, region_id: int, week: date) -> list[WeeklySummary]:
        query = select(WeeklySummary).join(Municipality, Municipality.id == WeeklySummary.municipality_id)
        here = query.where(Municipality.region_id == region_id, WeeklySummary.week == week)
        return list(self._session.scalars(here.order_by(WeeklySummary.municipality_id)))

    def weeks(self, region_id: int, municipality_id: int | None = None) -> list[date]:
        """Of which something is kept, the newest first."""
        query = select(WeeklySummary.week).join(Municipality, Municipality.id == WeeklySummary.municipality_id)
        query = query.where(Municipality.region_id == region_id)
        if municipality_id is not None:
            query = query.where(WeeklySummary.municipality_id == municipality_id)
        return list(self._session.scalars(query.distinct().order_by(WeeklySummary.week.desc())))

    def people(self, municipality_id: int, begin: datetime, end: datetime, today: date) -> People:
        when = {"begin": int(begin.timestamp()), "end": int(_before(end).timestamp())}
        days = {"first": begin.date(), "last": end.date() - timedelta(days=1), "today": today}
        (row,) = rows(self._tx, PEOPLE, municipality=municipality_id, **when, **days)
        return People(*(int(number or 0) for number in row))

    def young(self, municipality_id: int, school_year: int, today: date) -> tuple[int, int]:
        """(young specialists, those of them whom somebody mentors today)."""
        when = {"year": today.year, "school_year": school_year, "today": today}
        ((young, with_mentor),) = rows(self._tx, YOUNG, municipality=municipality_id, **when)
        return int(young), int(with_mentor or 0)

    def silent_pairs(self, municipality_id: int, since: datetime, today: date) -> int:
        """Pairs that have run since then without a letter between the two."""
        when = {"since": int(since.timestamp()), "begun": since.date(), "today": today}
        ((silent,),) = rows(self._tx, SILENT, municipality=municipality_id, **when)
        return int(silent)

    def letters(self, staff: Collection[int], since: datetime) -> list[Written]:
        """In threads between one of the staff and somebody else, in the order in which they were written."""
        found = self._session.execute(LETTERS, {"staff": list(staff), "since": int(since.timestamp())})
        return [Written(*row) for row in found]

    def announced(
        self, municipality_id: int, kinds: Collection[MailingKind], begin: datetime, end: datetime
    ) -> tuple[int, int]:
        """(announcements of the municipality's authors, messages of them that arrived)."""
        when = {"begin": int(begin.timestamp()), "end": int(_before(end).timestamp())}
        which = {"municipality": municipality_id, "kinds": list(kinds), **when}
        sent, arrived = (self._session.execute(query, which).scalar_one() for query in (ANNOUNCED, ARRIVED))
        return sent, arrived

    def regulations(self, place: Municipality, today: date, since: datetime, limit: int) -> list[Order]:
        """Whose term is not over, sent since then by somebody of the municipality or to all the region."""
        when = {"since": int(since.timestamp()), "today": today}
        found = rows(self._tx, REGULATIONS, municipality=place.id, most=limit, **when)
        return [Order(number, title, day(until) or today) for number, title, until in found]

    def acknowledged(self, mailing_id: int, municipality_id: int) -> list[tuple[int, int]]:
        """Of each organization: how many it was sent to, how many of them have acknowledged it."""
        found = rows(self._tx, ACKNOWLEDGED, mailing=mailing_id, municipality=municipality_id)
        return [(people, done) for people, done in found]

    def events(self, municipality_id: int, begin: datetime, end: datetime, limit: int) -> list[Planned]:
        """Those of the municipality and its associations that were not cancelled."""
        when = {"begin": int(begin.timestamp()), "end": int(_before(end).timestamp())}
        found = rows(self._tx, EVENTS, municipality=municipality_id, most=limit, **when)
        return [Planned(title, datetime.fromtimestamp(at, UTC), zone, going) for title, at, zone, going in found]


def _before(end: datetime) -> datetime:
    """Moments are whole seconds: the last one before `end`."""
    return end - timedelta(seconds=1)


def _written_since(since: Any) -> tuple[ColumnElement[bool], ...]:
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
_between = or_(
    and_(Thread.first_id == Mentorship.mentor_id, Thread.second_id == Mentorship.mentee_id),
    and_(Thread.first_id == Mentorship.mentee_id, Thread.second_id == Mentorship.mentor_id),
)
_wrote = exists().where(
    Letter.thread_id == Thread.id, Mailing.id == Letter.mailing_id, *_written_since(SINCE), _between
)
SILENT = (
    select(func.count())
    .select_from(Mentorship)
    .join(member, member.id == Mentorship.mentee_id)
    .where(HERE, *RUNS, Mentorship.since <= BEGUN, ~_wrote.correlate(Mentorship))
)
STAFF: Any = bindparam("staff", expanding=True)
KINDS: Any = bindparam("kinds", expanding=True)
_first, _second = Thread.first_id.in_(STAFF), Thread.second_id.in_(STAFF)
LETTERS = (
    select(Letter.thread_id, Mailing.author_id, Mailing.created_at)
    .join(Mailing, Mailing.id == Letter.mailing_id)
    .join(Thread, Thread.id == Letter.thread_id)
    .where(or_(_first, _second), _first != _second, *_written_since(SINCE))
    .order_by(Letter.thread_id, Mailing.created_at, Mailing.id)
)
_starts: Any = type_coerce(Mailing.starts_at, Integer)
_theirs = (
    Mailing.municipality_id == PLACE,
    Mailing.author_id.is_not(None),
    Mailing.kind.in_(KINDS),
    Mailing.state != MailingState.CANCELLED,
    _starts.between(BEGIN, END),
)
_got = exists().where(Delivery.mailing_id == Mailing.id, Delivery.teacher_id.is_not(None))
ANNOUNCED = select(func.count()).select_from(Mailing).where(*_theirs, _got)
ARRIVED = (
    select(func.count())
    .select_from(Delivery)
    .join(Mailing, Mailing.id == Delivery.mailing_id)
    .where(*_theirs, Delivery.part == 0, Delivery.state == DeliveryState.SENT)
)
REGULATIONS = (
    select(Regulation.mailing_id, Regulation.title, Regulation.until)
    .join(Mailing, Mailing.id == Regulation.mailing_id)
    .where(
        or_(Mailing.municipality_id == PLACE, Mailing.municipality_id.is_(None)),
        _starts >= SINCE,
        Mailing.state != MailingState.CANCELLED,
        Regulation.until >= TODAY,
    )
    .order_by(Regulation.until, Regulation.mailing_id)
    .limit(MOST)
)
MAILING = bindparam("mailing", type_=Integer)
_given = and_(Acknowledgement.mailing_id == MAILING, Acknowledgement.teacher_id == Teacher.id)
ACKNOWLEDGED = (
    select(func.count(), func.count(Acknowledgement.at))
    .select_from(Teacher)
    .outerjoin(Acknowledgement, _given)
    .where(Teacher.municipality_id == PLACE, is_told(MAILING))
    .group_by(Teacher.organization_id)
)
_at: Any = type_coerce(Event.starts_at, Integer)
_going = select(func.count()).where(EventAnswer.event_id == Event.id, EventAnswer.answer == Answer.GOING)
EVENTS = (
    select(Event.title, _at, Event.time_zone, _going.correlate(Event).scalar_subquery())
    .where(Event.municipality_id == PLACE, Event.cancelled_at.is_(None), _at.between(BEGIN, END))
    .order_by(Event.starts_at, Event.id)
    .limit(MOST)
)
"""Asked for every municipality on Monday: building them each time took longer than running them."""
