"""One row of a sheet, cell by cell: cleaned, checked, and every complaint noted with its place."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from .names import Index, normal
from .sheets import Column
from .workbook import Raw

if TYPE_CHECKING:
    from .problems import Problems

K = TypeVar("K")
TEXT_LIMIT = 200
NAME_LIMIT = 60
LONG_LIMIT = 1_000
MANY = 12
"""So many values one cell may list."""
PLAIN = re.compile(r"[0-9A-Za-z\u0400-\u045f .,;:№«»\"'()/%!?&_+\u2013\u2014-]*")
NAME = re.compile(r"[^\W\d_]+(?:[ '\u2019.-]+[^\W\d_]+)*\.?")
REFUSED = set("<>[]{}|@*\\^~`")
"""Signs of markup and of mentions in one messenger or another; no name or title needs them."""
CATEGORIES = ("L", "N", "P", "Z", "Sm", "Sc")
ALLOWED = set("№°")
DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
CLOCK = re.compile(r"(\d{1,2})[:.\u2013-](\d{2})(?::00)?")
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)
"""Numbers that can be dates typed into a cell without a date format: 1954 to 2119."""


def as_text(raw: Raw) -> str:
    """What a person sees in the cell."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%d.%m.%Y" if raw.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(raw, date):
        return raw.strftime("%d.%m.%Y")
    return raw.strftime("%H:%M") if isinstance(raw, time) else str(raw)


def cleaned(raw: Raw) -> Raw:
    """A text without invisible signs and extra spaces; anything else as it is."""
    if not isinstance(raw, str) or (PLAIN.fullmatch(raw) and "  " not in raw and raw.strip() == raw):
        return raw
    return _cleaned(raw)


def _cleaned(text: str) -> str:
    spaced = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text[: LONG_LIMIT * 4])
    visible = "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cf", "Cs"))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def strange_sign(text: str, allowed: str = "") -> str | None:
    """The first sign that has no place in a roster: emoji, markup, mentions, a formula's «=» in front."""
    if PLAIN.fullmatch(text):
        return None
    for place, sign in enumerate(text):
        known = sign in ALLOWED or unicodedata.category(sign).startswith(CATEGORIES)
        if sign not in allowed and (not known or sign in REFUSED or (sign == "=" and place == 0)):
            return sign
    return None


class Row:
    """Cells by column key, their texts cleaned. A wrong or empty one yields nothing; the complaint is in `problems`."""

    __slots__ = ("_cells", "_columns", "_places", "_problems", "number", "sheet")

    def __init__(
        self,
        sheet: str,
        number: int,
        cells: Sequence[Raw],
        places: dict[str, int],
        columns: dict[str, Column],
        problems: "Problems",
    ) -> None:
        self.sheet, self.number = sheet, number
        self._cells, self._places, self._columns, self._problems = cells, places, columns, problems

    def wrong(self, column: str, error: str, **values: object) -> None:
        self._problems.add(error, self.sheet, self.number, column, **values)

    def warn(self, column: str, warning: str, **values: object) -> None:
        self._problems.warn(warning, self.sheet, self.number, column, **values)

    def raw(self, column: str) -> Raw | None:
        """None where the cell is empty, which is a complaint where the column is required."""
        place = self._places[column]
        raw = self._cells[place] if place < len(self._cells) else ""
        if raw == "":
            if self._columns[column].required:
                self.wrong(column, "empty")
            return None
        return raw

    def text(self, column: str, limit: int = TEXT_LIMIT, allowed: str = "") -> str:
        raw = self.raw(column)
        if raw is None:
            return ""
        text = as_text(raw)
        if len(text) > limit:
            self.wrong(column, "too_long", limit=limit)
            return ""
        if sign := strange_sign(text, allowed):
            self.wrong(column, "strange", sign=sign)
            return ""
        return text

    def title(self, column: str) -> str:
        """A text that names something: it holds at least a letter or a digit."""
        text = self.text(column)
        if text and not normal(text):
            self.wrong(column, "no_letters")
            return ""
        return text

    def name(self, column: str) -> str:
        text = self.text(column, NAME_LIMIT)
        if text and not NAME.fullmatch(text):
            self.wrong(column, "bad_name", text=text)
            return ""
        return text

    def whole(self, column: str, low: int, high: int) -> int | None:
        return self._number(column, low, high, "not_whole")

    def year(self, column: str, low: int, high: int) -> int | None:
        """A year alone; a whole date is refused, for nobody needs it."""
        return self._number(column, low, high, "not_year")

    def _number(self, column: str, low: int, high: int, error: str) -> int | None:
        raw = self.raw(column)
        if raw is None:
            return None
        text = as_text(raw).removesuffix(".0")
        if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10) or isinstance(raw, bool):
            self.wrong(column, error, text=text[:40])
            return None
        return self._between(column, int(text), low, high)

    def _between(self, column: str, value: int, low: int, high: int) -> int | None:
        if low <= value <= high:
            return value
        self.wrong(column, "out_of_range", value=value, low=low, high=high)
        return None

    def day(self, column: str, low: date, high: date) -> date | None:
        """A date as Excel keeps it, as a bare number, or as people type it (01.09.2026, 2026-09-01)."""
        raw = self.raw(column)
        if raw is None:
            return None
        found = as_day(raw)
        if found is None:
            self.wrong(column, "not_date", text=as_text(raw)[:40])
        elif not low <= found <= high:
            spoken = {key: day.strftime("%d.%m.%Y") for key, day in (("value", found), ("low", low), ("high", high))}
            self.wrong(column, "out_of_range", **spoken)
        else:
            return found
        return None

    def clock(self, column: str) -> time | None:
        raw = self.raw(column)
        if raw is None:
            return None
        found = as_clock(raw)
        if found is None:
            self.wrong(column, "not_time", text=as_text(raw)[:40])
        return found

    def choice(self, column: str, kind: str) -> str | None:
        """The value that a word of this kind means; None where the cell is empty or wrong."""
        found = self.choices(column, kind)
        return found[0] if found else None

    def choices(self, column: str, kind: str) -> list[str]:
        """The values of one or more words parted by «;»."""
        meaning = self._problems.meanings[kind]
        found = []
        for text in self.several(column):
            if (value := meaning.get(normal(text))) is not None:
                found.append(value)
            else:
                words = (words[0] for words in self._problems.words.values[kind].values())
                self.wrong(column, "unknown_choice", text=text[:60], choices=", ".join(words))
        return found

    def several(self, column: str) -> list[str]:
        parts = [part.strip() for part in self.text(column, LONG_LIMIT).split(";")]
        if len(parts) > MANY:
            self.wrong(column, "too_long", limit=TEXT_LIMIT)
            return []
        return [part for part in parts if part]

    def found(self, column: str, index: Index[K], unknown: str) -> K | None:
        """What the cell names; `unknown` is the complaint about a name nobody has."""
        text = self.text(column)
        return self.one_of(column, text, index, unknown) if text else None

    def one_of(self, column: str, text: str, index: Index[K], unknown: str) -> K | None:
        found = index.find(text)
        if len(found) == 1:
            return found[0]
        if not found:
            self.wrong(column, unknown, text=text[:100], tail=self._problems.guess(text, index))
        else:
            first, second = (index.clearest(key) for key in found[:2])
            self.wrong(column, "ambiguous", text=text[:100], first=first, second=second)
        return None

    def first_time(self, column: str, key: object, seen: dict[object, int]) -> bool:
        """False, with a complaint, where an earlier row says the same."""
        before = seen.setdefault(key, self.number)
        if before != self.number:
            self.wrong(column, "duplicate", earlier=before)
        return before == self.number


def as_day(raw: Raw) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return EXCEL_ZERO + timedelta(days=int(raw)) if int(raw) in SERIALS else None
    matched = DAY.match(as_text(raw).rstrip(".")) if isinstance(raw, str) and len(raw) < 40 else None
    if matched is None or matched.end() < len(as_text(raw).rstrip(".")):
        return None
    day, month, year, iso_year, iso_month, iso_day = (int(part or 0) for part in matched.groups())
    try:
        return date(year or iso_year, month or iso_month, day or iso_day)
    except ValueError:
        return None


def as_clock(raw: Raw) -> time | None:
    if isinstance(raw, datetime):
        return raw.time().replace(second=0, microsecond=0)
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, float) and 0 <= raw < 1:
        raw = timedelta(days=raw)
    if isinstance(raw, timedelta):
        minutes = round(raw.total_seconds() / 60)
        return time(minutes // 60, minutes % 60) if 0 <= minutes < 1_440 else None
    matched = CLOCK.fullmatch(as_text(raw)) if isinstance(raw, str) and len(raw) < 40 else None
    if matched is None or int(matched[1]) > 23 or int(matched[2]) > 59:
        return None
    return time(int(matched[1]), int(matched[2]))
