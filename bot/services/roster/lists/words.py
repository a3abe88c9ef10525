"""The Russian of such lists: how columns are called, what names of organizations may leave out, the complaints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..names import normal
from ..words import RosterWordsError, complaints, same_keys

HEADERS = (
    "full_name", "last_name", "first_name", "middle_name", "birth_year", "municipality", "organization", "positions",
    "subjects", "more_places", "qualification", "career_since", "experience", "mentor_capacity",
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
        "foreign_municipality": "text",
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
    """`headers`: normal form -> key of the column; `same` maps normal forms, all others hold them."""

    headers: dict[str, str]
    ignored: frozenset[str]
    totals: tuple[str, ...]
    nothing: frozenset[str]
    remarks: frozenset[str]
    drop: frozenset[str]
    other: frozenset[str]
    district: frozenset[str]
    same: dict[str, str]
    errors: dict[str, str]
    marked_column: str
    sheet: str
    instruction: tuple[tuple[str, str], ...]


def load_list_words(raw: Mapping[str, Any]) -> ListWords:
    """Words of the parsed `content/texts/lists.yml`. Raises RosterWordsError that names the key."""
    same_keys(
        "",
        raw,
        {
            "headers",
            "ignored",
            "totals",
            "nothing",
            "remarks",
            "drop",
            "other",
            "district",
            "same",
            "marked",
            "template",
            "errors",
        },
    )
    try:
        return ListWords(
            _headers(raw["headers"]),
            frozenset(map(normal, raw["ignored"])),
            tuple(map(normal, raw["totals"])),
            frozenset(map(normal, raw["nothing"])),
            frozenset(map(normal, raw["remarks"])),
            frozenset(map(normal, raw["drop"])),
            frozenset(map(normal, raw["other"])),
            frozenset(word for each in raw["district"] for word in normal(each).split()),
            {normal(key): normal(value) for key, value in raw["same"].items()},
            complaints(raw["errors"], ERRORS),
            str(raw["marked"]["column"]),
            str(raw["template"]["sheet"]),
            tuple((str(part["heading"]), str(part["text"])) for part in raw["template"]["instruction"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RosterWordsError(f"lists: {error}") from error


def _headers(raw: Mapping[str, list[str]]) -> dict[str, str]:
    same_keys("headers", raw, set(HEADERS))
    found: dict[str, str] = {}
    for key, names in raw.items():
        for name in map(normal, names):
            if found.setdefault(name, key) != key:
                raise RosterWordsError(f"headers: {name!r} stands under two keys")
    return found
