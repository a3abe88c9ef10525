"""«завтра в 15», «25.12 15:00», «через 2 часа»: a moment as people type it. What the words mean is given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MORNING = time(9)
"""Meant where only a day is named."""
FAR = timedelta(days=366)
LONG_AGO = timedelta(days=183)
"""A date without a year that is further back than this is next year's."""
CLOCK = re.compile(r"(\d{1,2})[:\-](\d{2})")
DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{2}|\d{4}))?")
YEAR = re.compile(r"\d{4}|\.\d{1,2}\.\d{2}")
IN_FULL = re.compile(r"20\d\d")
"""A year behind a month in words, as the bot itself writes it."""
NUMBER = re.compile(r"\d{1,2}")
COUNT = re.compile(r"\d{1,3}")
DAY = 24 * 60
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Words in small letters: days from today, days of the week (0: Monday), months, and words that say nothing.

    `ahead` («через») counts from now on, in `spans` of so many minutes.
    """

    days: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    idle: frozenset[str]
    ahead: frozenset[str]
    spans: Mapping[str, int]


class PastError(Exception):
    """The moment is understood, and over."""


@dataclass(slots=True)
class _Said:
    day: date | None = None
    is_weekday: bool = False
    hour: time | None = None
    wait: timedelta | None = None


def understood(text: str, calendar: Calendar, now: datetime) -> datetime | None:
    """The moment by the clock of `now`, without a time zone; None: not understood, or more than a year ahead.

    Raises PastError.
    """
    here = now.replace(tzinfo=None)
    try:
        said = _read(text.casefold().replace("\u0451", "\u0435").replace(",", " ").split(), calendar, here.date())
    except ValueError:  # no such day, no such hour
        return None
    if said is None or (said.day is None and said.hour is None and said.wait is None):
        return None
    if said.wait is not None:
        return here.replace(second=0, microsecond=0) + said.wait if said.day is None and said.hour is None else None
    found = datetime.combine(said.day or here.date(), said.hour or MORNING)
    if said.is_weekday and found <= here:
        found += timedelta(days=7)
    if found <= here:
        raise PastError
    return found if found - here <= FAR else None


def day_of(text: str, calendar: Calendar, today: date, is_ahead: bool = False) -> date | None:
    """A day alone, over or to come; None: not understood. `is_ahead`: without a year it is the next one."""
    try:
        said = _read(text.casefold().replace("\u0451", "\u0435").replace(",", " ").split(), calendar, today)
    except ValueError:  # no such day
        return None
    if said is None or said.day is None or said.hour is not None:
        return None
    is_over = is_ahead and said.day < today and not YEAR.search(text)
    return _next_year(said.day) if is_over else said.day


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _read(words: list[str], calendar: Calendar, today: date) -> _Said | None:
    """None when a word means nothing or something is said twice. Raises ValueError for days and hours that are not."""
    said = _Said()
    at = 0
    while at < len(words):
        word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word in calendar.ahead:
            if (used := _wait(words[at + 1 : at + 3], said, calendar, today)) == 0:
                return None
            at += 1 + used
            continue
        year = next((one for one in words[at + 2 : at + 3] if IN_FULL.fullmatch(one)), None)
        day = _day(word, following, year, calendar, today)
        hour = None if day else _hour(word)
        if day is not None and said.day is None:
            said.day, said.is_weekday = day, word in calendar.weekdays
            at += 1 + (year is not None) if NUMBER.fullmatch(word) else 0
        elif hour is not None and said.hour is None:
            said.hour = hour
        elif word not in calendar.idle:
            return None
        at += 1
    return said


def _wait(following: list[str], said: _Said, calendar: Calendar, today: date) -> int:
    """«час», «2 часа», «3 дня» behind «через»: how many words that are; 0: nothing one could wait for."""
    count, *rest = following if following and COUNT.fullmatch(following[0]) else ["1", *following]
    minutes = int(count) * calendar.spans.get(rest[0], 0) if rest else 0
    if minutes == 0 or said.day is not None or said.wait is not None:
        return 0
    if minutes % DAY == 0 and calendar.spans[rest[0]] >= DAY:
        said.day = today + timedelta(minutes=minutes)
    else:
        said.wait = timedelta(minutes=minutes)
    return 1 + (rest[0] is not following[0])


def _day(word: str, following: str, year: str | None, calendar: Calendar, today: date) -> date | None:
    if word in calendar.days:
        return today + timedelta(days=calendar.days[word])
    if word in calendar.weekdays:
        return today + timedelta(days=(calendar.weekdays[word] - today.weekday()) % 7)
    if NUMBER.fullmatch(word) and following in calendar.months:
        return _dated(int(word), calendar.months[following], year, today)
    if (found := DATE.fullmatch(word)) and found[2] != "00":
        return _dated(int(found[1]), int(found[2]), found[3], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for candidate in (today.year, today.year + 1):
        try:
            found = date(candidate, month, day)
        except ValueError:  # the 29th of February
            continue
        if found >= today - LONG_AGO:
            return found
    raise ValueError("no such day")


def _hour(word: str) -> time | None:
    if found := CLOCK.fullmatch(word):
        return time(int(found[1]), int(found[2]))
    return time(int(word)) if NUMBER.fullmatch(word) else None
