"""What a week of a municipality was, in numbers, and the snapshots kept of it; no letter's text is read."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

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
    Thread,
    WeeklySummary,
)
from .belonging import is_young
from .directory import connected
from .membership import member
from .mentorships import RUNS
from .people import in_roster

NEWEST = 20
"""So many of the messages a person got last are looked at, so that years of them cost nothing."""
PRIVATE = (MailingKind.SURVEY, MailingKind.NOTE)
"""What is done with these is nobody's business: surveys and their reminders, a step of a path that is overdue."""


class People(NamedTuple):
    """In the roster; connected; who did anything, connected for the first time or was named by a list in the week."""

    known: int
    connected: int
    active: int
    joined: int
    listed: int


class Written(NamedTuple):
    """That somebody wrote, not what."""

    thread_id: int
    author_id: int | None
    at: datetime


class Planned(NamedTuple):
    title: str
    starts_at: datetime
    time_zone: str
    going: int


class Weekly:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

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
        came = exists().where(Account.teacher_id == member.id, Account.created_at.between(begin, _before(end)))
        earlier = exists().where(Account.teacher_id == member.id, Account.created_at < begin)
        joined = and_(came.correlate(member), ~earlier.correlate(member))
        days = (begin.date(), end.date() - timedelta(days=1))
        active = or_(came.correlate(member), *_deeds(begin, _before(end)))
        query = select(
            func.count(), _sum(connected()), _sum(active), _sum(joined), _sum(member.listed_on.between(*days))
        ).select_from(member)
        row = self._session.execute(query.where(here(municipality_id, today))).one()
        return People(*(int(number or 0) for number in row))

    def young(self, municipality_id: int, school_year: int, today: date) -> tuple[int, int]:
        """(young specialists, those of them whom somebody mentors today)."""
        guided = exists().where(Mentorship.mentee_id == member.id, *RUNS).correlate(member)
        query = select(func.count(), _sum(guided)).select_from(member)
        query = query.where(here(municipality_id, today), is_young(today, school_year))
        young, with_mentor = self._session.execute(query, {"today": today}).one()
        return int(young), int(with_mentor or 0)

    def silent_pairs(self, municipality_id: int, since: datetime, today: date) -> int:
        """Pairs that have run since then without a letter between the two."""
        ends = (Mentorship.mentor_id, Mentorship.mentee_id)
        between = or_(
            and_(Thread.first_id == ends[0], Thread.second_id == ends[1]),
            and_(Thread.first_id == ends[1], Thread.second_id == ends[0]),
        )
        wrote = exists().where(
            Letter.thread_id == Thread.id, Mailing.id == Letter.mailing_id, Mailing.created_at >= since, between
        )
        query = select(func.count()).select_from(Mentorship).join(member, member.id == Mentorship.mentee_id)
        runs = (*RUNS, Mentorship.since <= since.date(), ~wrote.correlate(Mentorship))
        return self._session.scalars(query.where(here(municipality_id, today), *runs), {"today": today}).one()

    def unanswered_pairs(self, municipality_id: int, since: datetime, before: datetime, today: date) -> int:
        """Pairs whose mentee wrote between the two moments and whose mentor has written nothing since the first."""
        asked = _wrote(Mentorship.mentee_id, since, before)
        answered = _wrote(Mentorship.mentor_id, since, None)
        query = select(func.count()).select_from(Mentorship).join(member, member.id == Mentorship.mentee_id)
        where = (*RUNS, asked, ~answered, here(municipality_id, today))
        return self._session.scalars(query.where(*where), {"today": today}).one()

    def before(self, municipality_id: int, week: date) -> WeeklySummary | None:
        """The newest one kept of an earlier week."""
        query = select(WeeklySummary).where(WeeklySummary.municipality_id == municipality_id, WeeklySummary.week < week)
        return self._session.scalars(query.order_by(WeeklySummary.week.desc()).limit(1)).first()

    def letters(self, staff: Collection[int], since: datetime) -> list[Written]:
        """In threads between one of the staff and somebody else, in the order in which they were written."""
        one_side = Thread.first_id.in_(staff) != Thread.second_id.in_(staff)
        query = (
            select(Letter.thread_id, Mailing.author_id, Mailing.created_at)
            .join(Mailing, Mailing.id == Letter.mailing_id)
            .join(Thread, Thread.id == Letter.thread_id)
            .where(or_(Thread.first_id.in_(staff), Thread.second_id.in_(staff)), one_side, Mailing.created_at >= since)
            .order_by(Letter.thread_id, Mailing.created_at, Mailing.id)
        )
        return [Written(*row) for row in self._session.execute(query)]

    def announced(
        self, municipality_id: int, kinds: Collection[MailingKind], begin: datetime, end: datetime
    ) -> tuple[int, int]:
        """(announcements of the municipality's authors, messages of them that arrived)."""
        got = exists().where(Delivery.mailing_id == Mailing.id, Delivery.teacher_id.is_not(None))
        which = (
            Mailing.municipality_id == municipality_id,
            Mailing.author_id.is_not(None),
            Mailing.kind.in_(kinds),
            Mailing.state != MailingState.CANCELLED,
            Mailing.starts_at.between(begin, _before(end)),
        )
        sent = self._session.scalars(select(func.count()).select_from(Mailing).where(*which, got)).one()
        people = select(func.count()).select_from(Delivery).join(Mailing, Mailing.id == Delivery.mailing_id)
        arrived = people.where(*which, Delivery.part == 0, Delivery.state == DeliveryState.SENT)
        return sent, self._session.scalars(arrived).one()

    def regulations(self, place: Municipality, today: date, since: datetime, limit: int) -> list[Regulation]:
        """Whose term is not over, sent since then by somebody of the municipality or to all the region."""
        query = select(Regulation).join(Mailing, Mailing.id == Regulation.mailing_id)
        here = or_(Mailing.municipality_id == place.id, Mailing.municipality_id.is_(None))
        query = query.where(
            here, Mailing.starts_at >= since, Mailing.state != MailingState.CANCELLED, Regulation.until >= today
        )
        return list(self._session.scalars(query.order_by(Regulation.until, Regulation.mailing_id).limit(limit)))

    def events(self, municipality_id: int, begin: datetime, end: datetime, limit: int) -> list[Planned]:
        """Those of the municipality and its associations that were not cancelled."""
        going = select(func.count()).where(EventAnswer.event_id == Event.id, EventAnswer.answer == Answer.GOING)
        query = (
            select(Event.title, Event.starts_at, Event.time_zone, going.correlate(Event).scalar_subquery())
            .where(
                Event.municipality_id == municipality_id,
                Event.cancelled_at.is_(None),
                Event.starts_at.between(begin, _before(end)),
            )
            .order_by(Event.starts_at, Event.id)
            .limit(limit)
        )
        return [Planned(*row) for row in self._session.execute(query)]


def _before(end: datetime) -> datetime:
    """Moments are whole seconds: the last one before `end`."""
    return end - timedelta(seconds=1)


def _deeds(begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """What `member` may have done in the time: write, answer an invitation, acknowledge, open what she got."""
    newest = (
        select(Delivery.mailing_id, Delivery.tapped_at)
        .where(Delivery.teacher_id == member.id)
        .order_by(Delivery.id.desc())
        .limit(NEWEST)
        .correlate(member)
        .subquery("newest")
    )
    opened = exists(
        select(newest.c.mailing_id)
        .join(Mailing, Mailing.id == newest.c.mailing_id)
        .where(newest.c.tapped_at.between(begin, end), Mailing.kind.not_in(PRIVATE))
    )
    did = (
        exists().where(Mailing.author_id == member.id, Mailing.created_at.between(begin, end)),
        exists().where(EventAnswer.teacher_id == member.id, EventAnswer.at.between(begin, end)),
        exists().where(Acknowledgement.teacher_id == member.id, Acknowledgement.at.between(begin, end)),
    )
    return [*(one.correlate(member) for one in did), opened]


def _wrote(author: InstrumentedAttribute[int], since: datetime, before: datetime | None) -> ColumnElement[bool]:
    """Whether that end of a mentorship has written to the other one."""
    ends = (Mentorship.mentor_id, Mentorship.mentee_id)
    between = or_(
        and_(Thread.first_id == ends[0], Thread.second_id == ends[1]),
        and_(Thread.first_id == ends[1], Thread.second_id == ends[0]),
    )
    when = Mailing.created_at >= since if before is None else Mailing.created_at.between(since, _before(before))
    found = exists().where(Letter.thread_id == Thread.id, Mailing.id == Letter.mailing_id, between, when)
    return found.where(Mailing.author_id == author).correlate(Mentorship)


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((holds, 1), else_=0))


def here(municipality_id: int, today: date) -> ColumnElement[bool]:
    """Whether `member` works there, by its list."""
    return and_(member.municipality_id == municipality_id, in_roster(member, today))
