"""The Russian of the roster, typed: names of sheets and columns, words for values, complaints, the instruction."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.models import Level, OrganizationKind, QualificationCategory, Role, ServiceModel, YoungRule

from .names import normal
from .sheets import SHEETS

GRANTED = (Role.METHODIST, Role.DEPUTY, Role.INSTITUTE)
"""Roles the roster may give; the others follow from it or are not its business."""
VALUES: dict[str, frozenset[str] | None] = {
    "young_rule": frozenset(YoungRule),
    "service_model": frozenset(ServiceModel),
    "organization_kind": frozenset(OrganizationKind),
    "qualification": frozenset(QualificationCategory),
    "role": frozenset(GRANTED),
    "level": frozenset(Level),
    "time_zone": None,  # whatever zones the content names
}
ERRORS: dict[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "not_xlsx": "",
        "unreadable": "",
        "empty_file": "",
        "protected": "",
        "old_excel": "",
        "is_html": "",
        "has_macros": "",
        "is_ods": "",
        "too_heavy": "",
        "too_many_lines": "limit",
        "too_big": "limit",
        "unpacked_too_big": "",
        "missing_sheet": "",
        "no_rows": "",
        "too_many_rows": "limit",
        "too_wide": "",
        "missing_column": "",
        "unknown_column": "",
        "column_twice": "",
        "empty": "",
        "too_long": "limit",
        "strange": "sign",
        "no_letters": "",
        "bad_name": "text",
        "not_whole": "text",
        "not_year": "text",
        "not_date": "text",
        "not_time": "text",
        "out_of_range": "value low high",
        "unknown_choice": "text choices",
        "unknown_subject": "text",
        "unknown_position": "text",
        "unknown_municipality": "text",
        "unknown_organization": "text",
        "unknown_place": "text",
        "unknown_person": "text",
        "unknown_association": "text",
        "maybe": "guess",
        "ambiguous": "text first second",
        "duplicate": "earlier",
        "two_regions": "region",
        "needs_municipality": "",
        "no_municipality": "",
        "career_too_early": "year",
        "role_needs_municipality": "role",
        "role_needs_region": "role",
        "needs_organization_place": "",
        "needs_municipality_place": "",
        "needs_no_place": "",
        "needs_region_rows": "",
        "needs_subjects": "",
        "needs_end": "",
        "members_follow": "",
        "needs_zone": "",
        "same_person": "",
        "until_before_since": "",
        "over_capacity": "mentor count capacity",
        "more": "count",
        "where": "sheet row column",
        "where_sheet": "sheet",
    }.items()
}
"""Every text under `errors:` and the placeholders it must have."""
TITLE_LIMIT = 31
"""Excel's limit for the name of a sheet, in characters."""


class RosterWordsError(Exception):
    """The content file is wrong; names the key."""


@dataclass(frozen=True, slots=True)
class ColumnWords:
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    title: str
    columns: dict[str, ColumnWords]


@dataclass(frozen=True, slots=True)
class Words:
    """`values`: kind -> value -> its words, the first of which is written, all of which are understood."""

    sheets: dict[str, SheetWords]
    values: dict[str, dict[str, tuple[str, ...]]]
    errors: dict[str, str]
    instruction_title: str
    lists_title: str
    instruction: tuple[tuple[str, str], ...]  # (heading or "", paragraph)

    def word(self, kind: str, value: StrEnum | str) -> str:
        return self.values[kind][str(value)][0]

    def meaning(self, kind: str) -> dict[str, str]:
        """Normal form of every word of this kind -> the value."""
        return {normal(word): value for value, words in self.values[kind].items() for word in words}


def load_words(raw: Mapping[str, Any]) -> Words:
    """Words of the parsed `content/texts/roster.yml`. Raises RosterWordsError that names the key."""
    same_keys("", raw, {"sheets", "values", "errors", "instruction_title", "lists_title", "instruction"})
    return Words(
        sheets=_sheets(raw["sheets"]),
        values=_values(raw["values"]),
        errors=complaints(raw["errors"], ERRORS),
        instruction_title=_title("instruction_title", raw["instruction_title"]),
        lists_title=_title("lists_title", raw["lists_title"]),
        instruction=tuple(_part(part) for part in raw["instruction"]),
    )


def _part(raw: Any) -> tuple[str, str]:
    same_keys("instruction", raw, {"heading", "text"})
    return str(raw["heading"]), _text("instruction", raw["text"])


def same_keys(where: str, raw: Any, wanted: set[str] | frozenset[str]) -> None:
    if not isinstance(raw, Mapping):
        raise RosterWordsError(f"{where}: a list of «key: text» is expected")
    if different := sorted(set(map(str, raw)) ^ set(wanted)):
        kind = "unknown" if different[0] in raw else "missing"
        raise RosterWordsError(f"{where}: {kind} key {different[0]!r}".lstrip(": "))


def _text(where: str, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise RosterWordsError(f"{where}: a text is expected")
    return " ".join(raw.split())


def _title(where: str, raw: Any) -> str:
    title = _text(where, raw)
    if len(title) > TITLE_LIMIT or set(title) & set("[]:*?/\\'"):
        raise RosterWordsError(f"{where}: no name for a sheet")
    return title


def _sheets(raw: Any) -> dict[str, SheetWords]:
    same_keys("sheets", raw, set(SHEETS))
    made = {}
    for key, columns in SHEETS.items():
        where = f"sheets.{key}"
        same_keys(where, raw[key], {"title", "columns"})
        same_keys(f"{where}.columns", raw[key]["columns"], {column.key for column in columns})
        titles = {column.key: _column(f"{where}.{column.key}", raw[key]["columns"][column.key]) for column in columns}
        if len({normal(words.title) for words in titles.values()}) < len(titles):
            raise RosterWordsError(f"{where}: two columns have one title")
        made[key] = SheetWords(_title(where, raw[key]["title"]), titles)
    return made


def _column(where: str, raw: Any) -> ColumnWords:
    same_keys(where, raw, {"title", "note"})
    return ColumnWords(_text(where, raw["title"]), _text(where, raw["note"]))


def _values(raw: Any) -> dict[str, dict[str, tuple[str, ...]]]:
    same_keys("values", raw, set(VALUES))
    return {kind: _kind(f"values.{kind}", raw[kind], wanted) for kind, wanted in VALUES.items()}


def _kind(where: str, raw: Any, wanted: frozenset[str] | None) -> dict[str, tuple[str, ...]]:
    same_keys(where, raw, set(raw) if wanted is None else wanted)
    spoken: dict[str, str] = {}
    for value, words in raw.items():
        if not isinstance(words, list) or not words:
            raise RosterWordsError(f"{where}.{value}: a list of words is expected")
        for word in words:
            if spoken.setdefault(normal(_text(where, word)), value) != value:
                raise RosterWordsError(f"{where}: {word!r} stands under two keys")
    return {str(value): tuple(words) for value, words in raw.items()}


def complaints(raw: Any, placeholders: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The texts under `errors:`, each with just the placeholders it must have. Raises RosterWordsError."""
    same_keys("errors", raw, set(placeholders))
    for key, wanted in placeholders.items():
        text = _text(f"errors.{key}", raw[key])
        found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        if found != wanted:
            raise RosterWordsError(f"errors.{key}: placeholders {sorted(wanted)} are expected, not {sorted(found)}")
    return {key: _text(key, raw[key]) for key in placeholders}
