"""What is kept about a person as lines she can read: nested facts in Russian, dates as people write them."""

import re
from datetime import date, datetime
from html import unescape
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ..screen import shorten
from .dates import day

TECHNICAL = frozenset({"rows", "spans", "keyboard", "placeholder", "event", "type"})
"""What only draws a stored message: it says nothing about anybody."""
BEGINNING = 160
"""So many characters of what others sent to many."""
SECONDS = frozenset({"time", "edited"})
ISO = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d)?)?")
"""A day or a moment, under whatever key it stands."""
TAG = re.compile("<[^>]+>")
WORD = re.compile("[a-z]+")
PAIR = re.compile(r"([a-z]+)=(\S+)")


class Reader(NamedTuple):
    """`labels` are Russian words for keys and for values that are keys («from.person» where a value is unclear)."""

    labels: dict[str, str]
    zone: ZoneInfo

    def lines(self, found: Any, depth: int = 0) -> list[str]:
        """«label: value», indented by depth."""
        indent = "  " * depth
        if isinstance(found, dict):
            return [
                line for key, value in found.items() if key not in TECHNICAL for line in self._fact(key, value, depth)
            ]
        if isinstance(found, list):
            blank = [""] if found and isinstance(found[0], dict) else []
            return [line for one in found for line in (*self.lines(one, depth), *blank)] or [f"{indent}—"]
        return [f"{indent}{self._value('', found)}"]

    def _fact(self, key: str, value: Any, depth: int) -> list[str]:
        label = "  " * depth + self.labels.get(key, key)
        if key == "last_screen" and isinstance(value, dict):
            value = unescape(TAG.sub("", value["text"]))
        if key in ("said", "begins"):
            value = unescape(TAG.sub("", value))
        if key == "begins":
            value = shorten(" ".join(value.split()), BEGINNING)
        if key == "file" and isinstance(value, dict):
            value = value["name"]
        if value and isinstance(value, dict | list):
            return [f"{label}:", *self.lines(value, depth + 1)]
        return [f"{label}: {self._value(key, value)}"]

    def _value(self, key: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return "—"
        if (known := self.labels.get(f"{key}.{value}")) is not None:
            return known
        if key in SECONDS:
            return self._moment(datetime.fromtimestamp(value, self.zone))
        if isinstance(value, str) and (when := self._when(value)) is not None:
            return when
        if key == "details":
            return self._details(value)
        return self.labels.get(str(value)) or " ".join(str(value).split())

    def _details(self, said: str) -> str:
        """«people=3 urgent=changed» of the audit, and what stands there as words."""
        pairs = [(key, self._value(key, value)) for key, value in PAIR.findall(said)]
        if pairs:
            return ", ".join(f"{self.labels.get(key, key)}: {value}" for key, value in pairs)
        return WORD.sub(lambda word: self.labels.get(word[0], word[0]), said)

    def _when(self, said: str) -> str | None:
        """A day or a moment as people write it; None for all else, and for what only looks like one."""
        if (found := ISO.fullmatch(said)) is None:
            return None
        try:
            return self._moment(datetime.fromisoformat(said)) if found[1] else day(date.fromisoformat(said), date.min)
        except (ValueError, OverflowError):
            return None

    def _moment(self, value: datetime) -> str:
        local = value.astimezone(self.zone)
        return f"{day(local.date(), date.min)}, {local:%H:%M}"
