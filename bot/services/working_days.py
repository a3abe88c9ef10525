"""Working days of Russia: Monday to Friday without public holidays and days off moved to them, Saturdays for these."""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

MORNING, EVENING = time(8), time(20)
"""Between them people are reminded."""
LAST = time(19)
"""A reminder is never planned for later than that."""
SATURDAY = 5


class _Year(NamedTuple):
    """Holidays, and days of a weekend that are worked instead of a day off."""

    off: frozenset[date]
    saturdays: frozenset[date]


class Span(NamedTuple):
    """Both ends are in it."""

    begin: datetime
    end: datetime


def is_working(day: date) -> bool:
    days = _year(day.year)
    return day in days.saturdays or (day.weekday() < SATURDAY and day not in days.off)


def after(moment: datetime, days: int) -> datetime:
    """So many working days later at the same time of day, moved into working hours; by the clock of `moment`."""
    day = moment.date()
    while days:
        day += timedelta(days=1)
        days -= is_working(day)
    return datetime.combine(day, min(max(moment.time(), MORNING), LAST), moment.tzinfo)


def opened(moment: datetime) -> datetime:
    """The first moment from this one on that lies in a working day's hours."""
    if is_working(moment.date()) and MORNING <= moment.time() < EVENING:
        return moment
    day = moment.date()
    if not is_working(day) or moment.time() >= EVENING:
        day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, moment.tzinfo)


def ripe(now: datetime, days: int) -> list[Span]:
    """All moments from which it is so many working days by now: for them `after` is not later than `now`.

    Weekends and holidays wait for the same day as what came before them, so it is not one stretch.
    """
    today, found, day = now.date(), list[Span](), now.date()
    end = time.max if now.time() >= LAST else now.time()
    while (then := after(datetime.combine(day, MORNING, now.tzinfo), days).date()) >= today:
        if then == today and now.time() >= MORNING:
            found.append(Span(_at(day, time.min, now), _at(day, end, now)))
        day -= timedelta(days=1)
    return [Span(_at(date(2000, 1, 1), time.min, now), _at(day, time.max, now)), *reversed(found)]


def _at(day: date, hour: time, now: datetime) -> datetime:
    return datetime.combine(day, hour, now.tzinfo)


@cache
def _year(year: int) -> _Year:
    from holidays.countries.russia import Russia  # late: a quarter of a second, once

    found = Russia(years=year)  # type: ignore[no-untyped-call]
    return _Year(frozenset(found), frozenset(found.weekend_workdays))
