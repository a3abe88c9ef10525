"""Which of the days and hours that a text names are the event's own."""

import re
from datetime import timedelta, timezone
from itertools import islice
from typing import NamedTuple

from .event_vocabulary import Vocabulary

MOST = 20
"""So many days and hours are looked at; no announcement of one event has more."""
NEAR = 60
"""Characters between what belongs together, at most."""

BETWEEN = " ,:;("
MOSCOW = 3
"""Hours it is ahead of Greenwich."""


class Day(NamedTuple):
    """A day as it is `said`; `is_end`: until it something lasts or is handed in. `is_near`: «tomorrow», a weekday.

    `lasts`: the span names a last day, too.
    """

    span: tuple[int, int]
    said: str
    is_end: bool
    is_near: bool = False
    lasts: bool = False


def day_and_hour(plain: str, words: Vocabulary) -> tuple[Day | None, re.Match[str] | None]:
    """A day that ends something is the event's only where there is no other; one beside an hour comes before others."""
    made = words.patterns
    near = (Day(match.span(), match["day"], False, True) for match in islice(made["near"].finditer(plain), MOST))
    days, hours = [*_dates(plain, words), *near], _hours(plain, words)

    def alone(one: Day) -> bool:
        return not any(_beside(plain, one.span, hour.span(), words) for hour in hours)

    day = min(days, key=lambda one: (one.is_end, one.is_near, alone(one)), default=None)
    if day is None:
        return None, next(iter(hours), None)
    begin, end = day.span
    rest = plain[:begin] + re.sub(r"[^\n]", "\0", plain[begin:end]) + plain[end:]
    ends = [one.span for one in days if one.is_end and one is not day]
    left = [hour for hour in _hours(rest, words) if not any(_begins_in(hour, span) for span in ends)]
    for hour in left:
        if _beside(plain, day.span, hour.span(), words):
            return day, hour
    for hour in left:
        is_day = any(_begins_in(hour, one.span) for one in days)
        if not is_day and not any(_beside(plain, span, hour.span(), words) for span in ends):
            return day, hour
    return day, None


def elsewhere(
    plain: str, hour: re.Match[str], words: Vocabulary
) -> tuple[timezone, tuple[int, int]] | tuple[None, None]:
    """By whose clock the hour is said, and where that stands; (None, None): by the author's own."""
    made, begin = words.patterns, hour.start()
    before = made["moscow"].finditer(plain, max(0, begin - NEAR), begin)
    found = made["moscow_behind"].match(plain, hour.end())
    found = found or next((one for one in before if not plain[one.end() : begin].strip(BETWEEN)), None)
    found = found or _said_of_all(plain, words)
    if found is None:
        return None, None
    shift = next((group for group in found.groups() if group), "0").replace("\u2212", "-")
    return timezone(timedelta(hours=MOSCOW + int("".join(shift.split())))), found.span()


def _said_of_all(plain: str, words: Vocabulary) -> re.Match[str] | None:
    """Not beside another hour: that one is told for those who live elsewhere."""
    found = words.patterns["moscow"].search(plain)
    if found is None:
        return None
    gaps = [
        plain[other.end() : found.start()] if other.end() <= found.start() else plain[found.end() : other.start()]
        for other in _hours(plain, words)
    ]
    return None if any(not gap.strip(BETWEEN) for gap in gaps) else found


def _begins_in(hour: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether it is a day in truth: «05.12» can be read as both."""
    return span[0] <= hour.start() < span[1]


def _hours(plain: str, words: Vocabulary) -> list[re.Match[str]]:
    return [match for what in ("clock", "hour") for match in islice(words.patterns[what].finditer(plain), MOST)]


def _dates(plain: str, words: Vocabulary) -> list[Day]:
    """In their order; what lasts from one to another is its first."""
    made, found = words.patterns, list[Day]()
    for match in islice(made["day"].finditer(plain), MOST):
        begin, end = match.span()
        if found and made["to"].fullmatch(plain, found[-1].span[1], begin):
            found[-1] = found[-1]._replace(span=(found[-1].span[0], end), lasts=True)
            continue
        since = max(0, begin - NEAR)
        first, last = made["first"].search(plain, since, begin), re.match(r"\d+", match["day"])
        number = int(first[1] or first[2]) if first else 0
        if first and last and 0 < number < int(last[0]):
            found.append(Day((first.start(), end), f"{number}{match['day'][last.end() :]}", False, lasts=True))
        else:
            is_end = made["until"].search(plain, since, begin) is not None
            found.append(Day((begin, end), match["day"], is_end))
    return found


def _beside(plain: str, day: tuple[int, int], hour: tuple[int, int], words: Vocabulary) -> bool:
    """Whether nothing is said between them."""
    gap = plain[day[1] : hour[0]] if day[1] <= hour[0] else plain[hour[1] : day[0]] if hour[1] <= day[0] else None
    if gap is None or "\0" in gap or len(gap) > NEAR:
        return False
    silent = (words.silent | words.calendar.weekdays.keys()) - words.until
    return all(word in silent for word in re.findall(r"\w+", gap.casefold()))
