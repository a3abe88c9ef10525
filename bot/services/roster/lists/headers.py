"""Where in a sheet the table begins, and which column means what: titles stand above it, names of columns vary."""

from typing import NamedTuple

from ..cells import as_text, cleaned
from ..names import normal
from ..workbook import Raw, Table
from .words import ListWords

LOOKED_AT = 40
"""Rows from the top among which the header stands."""
CLOSE_ENOUGH = 88
"""Similarity (0–100) from which a name of a column is a slip of the pen."""
NAMES = frozenset({"full_name", "last_name"})


class Header(NamedTuple):
    """`row` counts from 0; `places`: key -> column; `titles` as written; `passed_over` nobody takes."""

    row: int
    places: dict[str, int]
    titles: dict[str, str]
    passed_over: list[str]


def find_header(table: Table, words: ListWords) -> Header | None:
    """The row that names most columns, a person's name among them; None: this sheet holds no list."""
    best: Header | None = None
    for number, row in enumerate(table[:LOOKED_AT]):
        found = _header(number, row, words)
        if len(found.places) >= 2 and (best is None or len(found.places) > len(best.places)):
            best = found
    return best if best is not None and NAMES & set(best.places) else None


def _header(number: int, row: list[Raw], words: ListWords) -> Header:
    found = Header(number, {}, {}, [])
    for place, cell in enumerate(row):
        title = as_text(cleaned(cell))[:60] if cell != "" else ""
        key = _meant(normal(title), words)
        if key and key not in found.places:
            found.places[key], found.titles[key] = place, title
        elif max(map(len, normal(title).split()), default=0) > 2:
            found.passed_over.append(title)
    if "full_name" in found.places and "last_name" in found.places:
        found.places.pop("full_name")
    elif "last_name" in found.places and "first_name" not in found.places:
        found.places["full_name"] = found.places.pop("last_name")  # all three names stand under the first
        found.titles["full_name"] = found.titles.pop("last_name")
    return found


def _meant(title: str, words: ListWords) -> str | None:
    if not title or title in words.ignored or len(title) > 45:
        return None
    if title in words.headers:
        return words.headers[title]
    from rapidfuzz import fuzz, process  # late: only a roster needs it

    if process.extractOne(title, words.ignored, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH) or len(title) < 5:
        return None
    close = process.extractOne(title, words.headers.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return words.headers[close[0]] if close else None
