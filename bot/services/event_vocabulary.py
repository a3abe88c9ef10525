"""The words a text about an event is read by, and the patterns made of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .when import Calendar

DASH = r"\s*[-\u2013\u2014]\s*"
LINE = r"[^\S\n]*"
"""Blanks within a line."""

SHIFT = r"(?:\s?(\+\s?\d|[-\u2212]1)(?![\d:.]))?"
"""So many hours later or earlier than in Moscow, in Russia."""


@dataclass(frozen=True)
class Vocabulary:
    """Words in small letters. `numbered` are places a number follows («school 1»), `named` such as need none.

    `at` stands before an hour or a place, `until` before the hour of the end, `also` between two days. `next_one`
    stands before a weekday, `next_week` beside it. `hours` and `minutes` stand behind a number, `afternoon`, `evening`
    and `morning` behind both; by whose clock it is say `moscow` anywhere and `moscow_behind` right behind. `seats`
    stands behind or before the number of seats, `marks` before a place up to the end of the line, `labels` before a day
    or an hour.
    """

    calendar: Calendar
    at: frozenset[str]
    since: frozenset[str]
    until: frozenset[str]
    also: frozenset[str]
    hours: frozenset[str]
    minutes: frozenset[str]
    afternoon: frozenset[str]
    evening: frozenset[str]
    morning: frozenset[str]
    moscow: frozenset[str]
    moscow_behind: frozenset[str]
    years: frozenset[str]
    seats: frozenset[str]
    marks: frozenset[str]
    labels: frozenset[str]
    next_one: frozenset[str]
    next_week: frozenset[str]
    numbered: frozenset[str]
    named: frozenset[str]

    @cached_property
    def silent(self) -> frozenset[str]:
        """Words that say nothing where day, hour and place are told by themselves."""
        phrases = self.labels | self.marks | self.at | self.since | self.until | self.hours
        return frozenset(word for phrase in phrases for word in phrase.split())

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        months, weekdays = self.calendar.months, self.calendar.weekdays
        year = rf"(?:\s+\d{{4}}(?:\s*(?:{_any(self.years)})\b\.?)?)?"
        named = rf"\d{{1,2}}\s+(?:{_any(months)})\b{year}"
        dotted = r"\d{1,2}\.(?:1[0-2]|0?[1-9])(?:\.\d{4}|\.\d\d)?(?!\.?\d|:\d)"
        day = f"{named}|{dotted}"
        before, around = rf"(?:(?:{_any(self.at)})\s+)", rf"(?:(?:{_any(weekdays)})\.?,?\s+)"
        minutes = rf"[0-5]\d\s*(?:{_any(self.minutes)})\b"
        apart = rf"(?:[:.\-]|\s*(?:{_any(self.hours)})\b\.?\s*(?={minutes}))"
        clock = rf"([01]?\d|2[0-3]){apart}([0-5]\d)(?:\s*(?:{_any(self.minutes)})\b\.?)?"
        words = _any(self.hours | self.evening | self.morning)
        moscow = rf"(?<![^\W\d])(?:{_any(self.moscow)})\b\.?{SHIFT}"
        either = rf"(?<![^\W\d])(?:{_any(self.moscow | self.moscow_behind)})\b\.?"
        told = rf"[\s,.]*\(?{either}"
        behind = rf"(?={told}|\s*(?:$|[,.;\n]|(?:{words})\b|(?:{_any(self.until)})\s+\d|{DASH}\d))"
        hour = rf"(?:{clock}|([01]?\d|2[0-3]){behind})"
        spoken = rf"(?:\s*(?:{_any(self.hours)})\b\.?)?"
        prefix = rf"(?:{_any(self.at | self.since)})"
        end = rf"(?:(?:{DASH}|\s+(?:{_any(self.until)})\s+)(?:{clock}|([01]?\d|2[0-3])\b(?![.:]\d)){spoken})?"
        end += rf"(?:\s+(?:(?P<afternoon>{_any(self.afternoon)})|(?P<evening>{_any(self.evening)})"
        end += rf"|(?P<morning>{_any(self.morning)}))\b)?"
        near = _any([*self.calendar.days, *weekdays])
        place = rf"(?:(?:{_any(self.numbered)})\.?\s*(?:\u2116\s*)?\d+|(?:{_any(self.named)}))"
        return {
            "day": _made(rf"\b{before}?{around}?(?P<day>{day})(?:\s*,?\s*\(?(?:{_any(weekdays)})\)?\b)?"),
            "to": _made(rf"{DASH}|(?P<list>{LINE}[,/]{LINE})|\s+(?:{_any(self.until | self.also)})\s+"),
            "until": _made(rf"\b(?:{_any(self.until)})\s*\Z"),
            "first": _made(
                rf"(?:(?P<surely>\b(?:{_any(self.since)})\s+\d{{1,2}}(?:{DASH}|\s+(?:{_any(self.until)})\s+))"
                rf"|(?<![\d.:\u2116\w])(?P<more>(?:\d{{1,2}}{LINE},{LINE})+)?(?:(?P<tight>\d{{1,2}}(?:[-\u2013\u2014]|\s+(?:{_any(self.also)})\s+))"
                rf"|(?:\d{{1,2}}{LINE}[-\u2013\u2014]|(?P<list>\d{{1,2}}{LINE}[,/])){LINE}))\Z"
            ),
            "counted": _made(rf"(?:\u2116|(?:{_any(self.numbered)})\.?|(?:{_any(self.seats)})\s*:?)\s*\Z"),
            "next": _made(rf"\b(?:{_any(self.next_week)})\b"),
            "near": _made(rf"\b{before}?(?P<next>(?:{_any(self.next_one)})\s+)?(?P<day>{near})\b"),
            "clock": _made(rf"(?<![\d.:])(?:\b{prefix}\s+)?{clock}(?![\d:]){spoken}{end}"),
            "hour": _made(rf"\b{prefix}\s+{hour}{spoken}{end}"),
            "moscow": _made(rf"\(?{moscow}\)?"),
            "moscow_behind": _made(rf"[ \t]*{either}{SHIFT}|{told}{SHIFT}\)?(?!\s*\d\d?[:.]\d\d)"),
            "greenwich": _made(
                rf"[\s,.]*\(?(?:\b(?:{_any(self.until)})\s+)?\b(?:utc|gmt)\b"
                r"(?:\s?(?P<hours>[+\-\u2212]\s?\d\d?)(?::?(?P<minutes>[0-5]\d))?(?!\d))?\)?"
            ),
            "seats": _made(
                rf"\b(\d{{1,6}})[ \t]*(?:{_any(self.seats)})\b|\b(?:{_any(self.seats)}){DASH}(\d{{1,6}})\b"
                rf"|\b(?:{_any(self.seats)})\s*:\s*(\d{{1,6}})\b"
            ),
            "mark": _made(rf"(?:^|(?<=[.,;]))[^\S\n]*(?:{_any(self.marks)})\s*(?::|{DASH})\s*(?P<place>[^\n]+)"),
            "place": _made(rf"\b{before}?{place}(?![\w])[^,.;\n]*(?:,\s*{place}(?![\w])[^,.;\n]*)*"),
        }


def _any(words: Iterable[str]) -> str:
    """The longest first, for else «на» would be found in «на базе»."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _made(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
