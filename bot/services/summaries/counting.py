"""The numbers of a municipality's week, counted once, on the Monday after it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Municipality
from storage.repositories.survey_figures import Put
from storage.repositories.weekly import Planned as Found
from storage.repositories.weekly import Written
from storage.repository import Repository

from ..days import school_year_of
from ..pulse import figures as pulse
from ..surveys.again import may_be_told
from ..surveys.reading import from_stored
from ..working_days import after, is_working
from . import figures, paths
from .changes import compared
from .snapshot import Coverage, Events, Letters, Order, Planned, Sent, Snapshot, Young
from .weeks import bounds

SILENCE = timedelta(days=28)
ANSWERED_BY = timedelta(days=7)
"""A mentor's answer is missed after so long."""
LOOK_BACK = timedelta(days=60)
"""Letters older than this are no open questions any more."""
PATIENCE = 2
"""Working days after which a question is overdue."""
AHEAD = timedelta(days=14)
ORDERS, EVENTS, ROUNDS, RELEASED = 10, 20, 4, 20
ORDERS_SINCE = timedelta(days=120)
SURVEYS_SINCE = timedelta(days=84)
OPENS, CLOSES = time(9), time(18)
"""The working hours in which answers are counted."""
DAY = timedelta(days=1)


class Question(NamedTuple):
    """Of a thread: asked, and when somebody of the staff wrote next."""

    thread_id: int
    at: datetime
    answered_at: datetime | None


class Week(NamedTuple):
    """`now` is when it is counted."""

    monday: date
    begin: datetime
    end: datetime
    now: datetime
    today: date
    zone: ZoneInfo


def week_of(place: Municipality, monday: date, now: datetime) -> Week:
    zone = ZoneInfo(place.time_zone)
    here = now.astimezone(zone)
    return Week(monday, *bounds(monday, zone), here, here.date(), zone)


def counted(repo: Repository, place: Municipality, week: Week) -> Snapshot:
    found = repo.weekly.people(place.id, week.begin, week.end, week.today)
    people, guided = repo.weekly.young(place.id, school_year_of(week.today), week.today)
    since = week.now - SILENCE
    silent = repo.weekly.silent_pairs(place.id, since, week.today)
    unanswered = repo.weekly.unanswered_pairs(place.id, since, week.now - ANSWERED_BY, week.today)
    return Snapshot(
        week=week.monday,
        name=place.name,
        coverage=Coverage(**found._asdict()),
        young=Young(people=people, guided=guided, silent=silent, unanswered=unanswered),
        letters=_letters(repo, place, week),
        sent=_sent(repo, place, week),
        events=_events(repo, place, week),
        pulse=pulse.of(repo, place.id, week.monday),
        surveys=tuple(
            compared(repo, one, place, figures.of(repo, one, place, week.now)) for one in _rounds(repo, place, week)
        ),
        paths=paths.told(repo, place, week.monday, found.connected, week.today),
    )


def _rounds(repo: Repository, place: Municipality, week: Week) -> list[Put]:
    """The newest ones; however many questionnaires came since, the newest diagnostic stays among them."""
    found = repo.survey_figures.rounds(place, week.begin - SURVEYS_SINCE, week.now, RELEASED)
    told = [one for one in found if may_be_told(one, week.now)]
    shown, diagnostics = told[:ROUNDS], [one for one in told if _has_areas(one)]
    if diagnostics and diagnostics[0] not in shown:
        shown[-1] = diagnostics[0]
    return shown


def _has_areas(found: Put) -> bool:
    return bool(from_stored(found.key, found.body).groups)


def release(repo: Repository, place: Municipality, week: Week) -> bool:
    """Tell a part of what may be told of answers by now; whether there may be more before the week is counted."""
    rounds = repo.survey_figures.rounds(place, week.begin - SURVEYS_SINCE, week.now, RELEASED)
    return any(figures.advance(repo, one, place, week.now) for one in rounds)


def questions(written: Iterable[Written]) -> list[Question]:
    """A letter to the staff is a question unless one of the same thread still waits; who has left waits no more."""
    found = []
    for thread_id, group in groupby(written, key=lambda one: one.thread_id):
        letters, asked = list(group), None
        for letter in letters:
            if not letter.is_by_staff:
                asked = asked or letter.at
            elif asked is not None:
                found.append(Question(thread_id, asked, letter.at))
                asked = None
        if asked is not None and not letters[-1].is_over:
            found.append(Question(thread_id, asked, None))
    return found


def asked(repo: Repository, place: Municipality, week: Week) -> list[Question]:
    """What the staff was asked of late, answered or not."""
    return questions(repo.weekly.letters(place.id, week.begin - LOOK_BACK, week.today))


def is_overdue(one: Question, now: datetime) -> bool:
    return one.answered_at is None and after(one.at.astimezone(now.tzinfo), PATIENCE) <= now


def working_hours(begin: datetime, end: datetime) -> float:
    """Hours between the two that lie in working time, by the clock of `begin`."""
    found, day = timedelta(), begin.date()
    end = end.astimezone(begin.tzinfo)
    while day <= end.date():
        if is_working(day):
            opens, closes = (datetime.combine(day, at, begin.tzinfo) for at in (OPENS, CLOSES))
            found += max(min(end, closes) - max(begin, opens), timedelta())
        day += DAY
    return found / timedelta(hours=1)


def _letters(repo: Repository, place: Municipality, week: Week) -> Letters:
    found = asked(repo, place, week)
    of_week = [one for one in found if week.begin <= one.at < week.end]
    hours = [working_hours(one.at.astimezone(week.zone), one.answered_at) for one in of_week if one.answered_at]
    return Letters(
        asked=len(of_week),
        answered=len(hours),
        hours=round(median(hours)) if hours else None,
        overdue=sum(is_overdue(one, week.now) for one in found),
    )


def _sent(repo: Repository, place: Municipality, week: Week) -> Sent:
    announcements, arrived = repo.weekly.announced(place.id, week.begin, week.end)
    found = repo.weekly.regulations(place, week.today, week.now - ORDERS_SINCE, ORDERS)
    orders = []
    for one in found:
        schools = repo.weekly.acknowledged(one.mailing_id, place.id)
        people, done = (sum(school[at] for school in schools) for at in (0, 1))
        silent = sum(acknowledged < everybody for everybody, acknowledged in schools)
        if people:
            order = Order(
                id=one.mailing_id, title=one.title, until=one.until, people=people, acknowledged=done, silent=silent
            )
            orders.append(order)
    return Sent(announcements=announcements, arrived=arrived, orders=tuple(orders))


def _events(repo: Repository, place: Municipality, week: Week) -> Events:
    held = repo.weekly.events(place.id, week.begin, week.end, EVENTS)
    coming = repo.weekly.events(place.id, week.end, week.end + AHEAD, EVENTS)
    return Events(held=tuple(map(_planned, held)), coming=tuple(map(_planned, coming)))


def _planned(one: Found) -> Planned:
    at, zone = one.starts_at, one.time_zone
    return Planned(title=one.title, starts_at=at, zone=zone, going=one.going, is_all_day=one.is_all_day)
