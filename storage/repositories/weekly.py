"""What a week of a municipality was, in numbers, and the snapshots kept of it; no letter's text is read."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from ..compiled import day, rows
from ..database import Transaction
from ..models import (
    Account,
    Municipality,
    Role,
    RoleGrant,
    Scope,
    SummaryDone,
    WeeklySummary,
)
from .week_counts import ACKNOWLEDGED, BEFORE, EVENTS, LETTERS, PEOPLE, REGULATIONS, SENT, SILENT, STOOD_IN, YOUNG
from .week_deeds import ACTIVE, UNANSWERED


class People(NamedTuple):
    """In the roster; connected; who did anything, connected for the first time or was named by a list in the week."""

    known: int
    connected: int
    active: int
    joined: int
    listed: int


class Written(NamedTuple):
    """That somebody wrote, not what; `is_over`: one of the two has left."""

    thread_id: int
    is_by_staff: bool
    at: datetime
    is_over: bool = False


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
    is_all_day: bool


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
        ((known, connected, *week),) = rows(self._tx, PEOPLE, municipality=municipality_id, **when, **days)
        ((active,),) = rows(self._tx, ACTIVE, municipality=municipality_id, **when, today=today)
        return People(*(int(number or 0) for number in (known, connected, active, *week)))

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

    def unanswered_pairs(self, municipality_id: int, since: datetime, before: datetime, today: date) -> int:
        """Pairs whose mentee wrote between the two moments and whose mentor has written nothing since the first."""
        when = {"since": int(since.timestamp()), "before": int(_before(before).timestamp()), "today": today}
        ((unanswered,),) = rows(self._tx, UNANSWERED, municipality=municipality_id, **when)
        return int(unanswered)

    def before(self, municipality_id: int, week: date) -> str | None:
        """What the newest snapshot kept of an earlier week says."""
        found = rows(self._tx, BEFORE, municipality=municipality_id, week=week)
        return str(found[0][0]) if found else None

    def letters(self, municipality_id: int, since: datetime, today: date) -> list[Written]:
        """In threads between one of the staff and somebody else, thread by thread in the order they were written.

        Who stands in is staff on her days by the clock of `since`, and when she answers later.
        """
        given = {"municipality": municipality_id, "since": int(since.timestamp()), "today": today}
        found = {tuple(row) for row in rows(self._tx, LETTERS, **given)}
        for *row, is_staff, begin, end in rows(self._tx, STOOD_IN, **given):
            written_on = datetime.fromtimestamp(row[1], since.tzinfo).date()
            if is_staff or (day(begin) or today) <= written_on <= (day(end) or today):
                found.add((*row, is_staff))
        ordered = sorted(found)
        return [Written(one[0], bool(one[4]), datetime.fromtimestamp(one[1], UTC), bool(one[3])) for one in ordered]

    def announced(self, municipality_id: int, begin: datetime, end: datetime) -> tuple[int, int]:
        """(announcements of the municipality's authors, messages of them that arrived)."""
        when = {"begin": int(begin.timestamp()), "end": int(_before(end).timestamp())}
        ((sent, arrived),) = rows(self._tx, SENT, municipality=municipality_id, **when)
        return int(sent), int(arrived)

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
        return [
            Planned(title, datetime.fromtimestamp(at, UTC), zone, going, bool(is_all_day))
            for title, at, zone, going, is_all_day in found
        ]


def _before(end: datetime) -> datetime:
    """Moments are whole seconds: the last one before `end`."""
    return end - timedelta(seconds=1)
