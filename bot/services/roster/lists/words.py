"""The Russian of such lists: how columns are called, what names of organizations may leave out, the complaints."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..names import normal
from ..words import RosterWordsError

HEADERS = (
    "full_name", "last_name", "first_name", "middle_name", "birth_year", "organization", "positions", "subjects",
    "more_places", "qualification", "career_since", "experience", "mentor_capacity",
)  # fmt: skip
ERRORS: dict[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "where": "row column",
        "where_sheet": "sheet row column",
        "where_row": "row",
        "where_row_sheet": "sheet row",
        "no_header": "",
        "no_people": "",
        "no_name": "",
        "only_initials": "text",
        "no_organization": "",
        "unknown_school": "text",
        "several_schools": "text first second",
        "no_position": "",
        "one_or_two": "name earlier",
        "two_here": "",
        "moved_or_new": "name place",
        "renamed_or_new": "name",
        "misspelt": "name",
        "several_known": "",
        "joined_rows": "earlier",
        "bad_experience": "text",
    }.items()
}


@dataclass(frozen=True, slots=True)
class ListWords:
    """`headers`: normal form -> key of the column; `ignored`, `drop`, `totals` hold normal forms, `same` maps them."""

    headers: dict[str, str]
    ignored: frozenset[str]
    totals: tuple[str, ...]
    drop: frozenset[str]
    same: dict[str, str]
    errors: dict[str, str]
    marked_column: str
    sheet: str
    instruction: tuple[tuple[str, str], ...]


def load_list_words(raw: Mapping[str, Any]) -> ListWords:
    """Words of the parsed `content/texts/lists.yml`. Raises RosterWordsError that names the key."""
    wanted = {"headers", "ignored", "totals", "drop", "same", "marked", "template", "errors"}
    for key in sorted(wanted ^ set(raw)):
        raise RosterWordsError(f"{'unknown' if key in raw else 'missing'} key {key!r}")
    try:
        return ListWords(
            _headers(raw["headers"]),
            frozenset(map(normal, raw["ignored"])),
            tuple(map(normal, raw["totals"])),
            frozenset(map(normal, raw["drop"])),
            {normal(key): normal(value) for key, value in raw["same"].items()},
            _errors(raw["errors"]),
            str(raw["marked"]["column"]),
            str(raw["template"]["sheet"]),
            tuple((str(part["heading"]), str(part["text"])) for part in raw["template"]["instruction"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RosterWordsError(f"lists: {error}") from error


def _headers(raw: Mapping[str, list[str]]) -> dict[str, str]:
    if different := sorted(set(raw) ^ set(HEADERS)):
        raise RosterWordsError(f"headers: {'unknown' if different[0] in raw else 'missing'} key {different[0]!r}")
    found: dict[str, str] = {}
    for key, names in raw.items():
        for name in map(normal, names):
            if found.setdefault(name, key) != key:
                raise RosterWordsError(f"headers: {name!r} stands under two keys")
    return found


def _errors(raw: Mapping[str, str]) -> dict[str, str]:
    if different := sorted(set(raw) ^ set(ERRORS)):
        raise RosterWordsError(f"errors: {'unknown' if different[0] in raw else 'missing'} key {different[0]!r}")
    for key, wanted in ERRORS.items():
        found = {name for _, name, _, _ in string.Formatter().parse(raw[key]) if name is not None}
        if found != wanted:
            raise RosterWordsError(f"errors.{key}: placeholders {sorted(wanted)} are expected, not {sorted(found)}")
    return {key: str(raw[key]) for key in ERRORS}
