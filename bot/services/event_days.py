"""Which of the days and hours that a text names are the event's own."""

import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from itertools import islice
from typing import NamedTuple

from .event_vocabulary import Vocabulary

MOST = 20
"""So many days and hours are looked at; no announcement of one event has more."""
NEAR = 60
"""Characters between what belongs together, at most."""

LAST = 31
BETWEEN = " ,:;("
MOSCOW = 3
"""Hours it is ahead of Greenwich."""
FARTHEST = 15
"""No clock is so many hours ahead of Greenwich or behind."""


class Day(NamedTuple):
    """A day as it is `said`; `is_end`: until it something lasts or is handed in. `is_near`: «tomorrow», a weekday.

    `lasts`: the span names a last day, too. `is_unclear`: it may be another one, so that the author is to say which.
    `weekday`: as said beside the date.
    """

    span: tuple[int, int]
    said: str
    is_end: bool
    is_near: bool = False
    lasts: bool = False
    is_unclear: bool = False
    weekday: int | None = None


def day_and_hour(plain: str, words: Vocabulary) -> tuple[Day | None, re.Match[str] | None]:
    """A day that ends something is the event's only where there is no other; one beside an hour comes before others."""
    hours = _hours(plain, words)
    days = [*_dates(plain, hours, words), *_near(plain, words)]

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
    if found := found or _said_of_all("moscow", plain, words):
        shift = next((group for group in found.groups() if group), "0")
        return timezone(timedelta(hours=MOSCOW + _signed(shift))), found.span()
    if found := made["greenwich"].match(plain, hour.end()) or _said_of_all("greenwich", plain, words):
        hours = _signed(found["hours"] or "0")
        minutes = int(found["minutes"] or 0) * (1 if hours >= 0 else -1)
        if abs(hours) < FARTHEST:
            return timezone(timedelta(hours=hours, minutes=minutes)), found.span()
    return None, None


def _signed(shift: str) -> int:
    return int("".join(shift.replace("\u2212", "-").split()))


def _said_of_all(clock: str, plain: str, words: Vocabulary) -> re.Match[str] | None:
    """Not beside another hour: that one is told for those who live elsewhere."""
    found = words.patterns[clock].search(plain)
    if found is None:
        return None
    gaps = [
        plain[other.end() : found.start()] if other.end() <= found.start() else plain[found.end() : other.start()]
        for other in _hours(plain, words)
    ]
    return None if any(not gap.strip(BETWEEN) for gap in gaps) else found


def _begins_in(what: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether it is that in truth: «05.12» can be read as a day and as an hour."""
    return span[0] <= what.start() < span[1]


def _hours(plain: str, words: Vocabulary) -> list[re.Match[str]]:
    return [match for what in ("clock", "hour") for match in islice(words.patterns[what].finditer(plain), MOST)]


def _near(plain: str, words: Vocabulary) -> Iterator[Day]:
    """«On Wednesday» beside «next week» is not the nearest one, «next Wednesday» is what everybody takes it for."""
    later = words.patterns["next"].search(plain) is not None
    for match in islice(words.patterns["near"].finditer(plain), MOST):
        is_unclear = match["day"].casefold() in words.calendar.weekdays and (later or match["next"] is not None)
        yield Day(match.span(), match["day"], False, True, is_unclear=is_unclear)


def _dates(plain: str, hours: list[re.Match[str]], words: Vocabulary) -> list[Day]:
    """In their order; what lasts from one to another is its first."""
    made, found = words.patterns, list[Day]()
    for match in islice(made["day"].finditer(plain), MOST):
        begin, end = match.span()
        if (
            found
            and (to := made["to"].fullmatch(plain, found[-1].span[1], begin))
            and not (to["list"] and found[-1].is_end)
        ):
            is_list = found[-1].is_unclear or to["list"] is not None
            found[-1] = found[-1]._replace(span=(found[-1].span[0], end), lasts=True, is_unclear=is_list)
            continue
        since = max(0, begin - NEAR)
        if first := _from_first(plain, (since, begin, end), match["day"], hours, words):
            found.append(first)
        else:
            is_end = made["until"].search(plain, since, begin) is not None
            weekdays = (words.calendar.weekdays.get(word) for word in re.findall(r"\w+", match[0].casefold()))
            weekday = next((one for one in weekdays if one is not None), None)
            found.append(Day((begin, end), match["day"], is_end, weekday=weekday))
    return found


def _from_first(
    plain: str, at: tuple[int, int, int], said: str, hours: list[re.Match[str]], words: Vocabulary
) -> Day | None:
    """«27-28 November» as its first day. With blanks or a comma between, the first number may count something else.

    `at`: from where on it is looked for, where the day that was said begins and where it ends.
    """
    since, begin, end = at
    first, last = words.patterns["first"].search(plain, since, begin), said[: 2 if said[1].isdigit() else 1]
    number = int(re.findall(r"\d+", first[0])[0]) if first else 0
    if first is None or not 0 < number <= LAST:
        return None
    span, is_earlier = (first.start(), end), number < int(last)
    if first["surely"] or (first["tight"] and is_earlier and not first["more"]):
        day = f"{number}{said[len(last) :]}" if is_earlier else _of_the_month_before(number, said, words)
        return Day(span, day, False, lasts=True)
    is_no_list = first["list"] is not None and not is_earlier
    is_other = words.patterns["counted"].search(plain, since, first.start()) or any(
        _begins_in(first, hour.span()) for hour in hours
    )
    return (
        None if not first["more"] and (is_no_list or is_other) else Day(span, said, False, lasts=True, is_unclear=True)
    )


def _of_the_month_before(number: int, said: str, words: Vocabulary) -> str:
    """«From 30 to 2 December»: the 30th of November."""
    _, month, *year = said.casefold().split() if " " in said else said.split(".")
    before = (words.calendar.months.get(month) or int(month)) - 1
    if not year or before:
        return ".".join([str(number), str(before or 12), *year[:1]])
    return f"{number}.12.{int(year[0]) - 1:02}"


def _beside(plain: str, day: tuple[int, int], hour: tuple[int, int], words: Vocabulary) -> bool:
    """Whether nothing is said between them."""
    gap = plain[day[1] : hour[0]] if day[1] <= hour[0] else plain[hour[1] : day[0]] if hour[1] <= day[0] else None
    if gap is None or "\0" in gap or len(gap) > NEAR:
        return False
    silent = (words.silent | words.calendar.weekdays.keys()) - words.until
    return all(word in silent for word in re.findall(r"\w+", gap.casefold()))
