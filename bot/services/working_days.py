"""Working days of Russia: Monday to Friday without public holidays and days off moved to them."""

from datetime import date, datetime, time, timedelta
from functools import cache

MORNING, EVENING = time(8), time(20)
"""Between them people are reminded."""
LAST = time(19)
"""A reminder is never planned for later than that."""
SATURDAY = 5


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


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


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays.countries.russia import Russia  # late: a quarter of a second, once

    return frozenset(Russia(years=year))  # type: ignore[no-untyped-call]
