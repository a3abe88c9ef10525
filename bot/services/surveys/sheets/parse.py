"""From the cells to a definition: columns in any order, words with slips of the pen; every error is collected."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...roster.cells import as_text, cleaned
from ...roster.files import CSV_SHEET, sheets
from ...roster.names import normal
from ...roster.workbook import Raw, Table, WorkbookError
from ..checking import CODE, problems
from ..reading import survey
from ..standard import VALUES
from .columns import ABOUT, COMPETENCE, NEEDED, QUESTIONS, REQUIRED, SECTIONS
from .complaints import Complaints
from .formulas import formulas
from .rows import Row, read_row, understood
from .sections import SectionRow, put, read_section
from .words import SurveyWords

HEADER_WITHIN = 15
"""Rows from the top among which the titles of the columns stand."""
MOST_ROWS = 300
UNSURE = frozenset({"typed", "no_answer"})
"""What may be wrong with a condition only because the question it looks at was not understood."""


class Sheet(NamedTuple):
    """`raw`: the definition, None when there are `complaints`; `key` is what the next version of it will bear too."""

    key: str
    raw: dict[str, Any] | None
    complaints: list[str]


def read_survey(data: bytes, words: SurveyWords, file_errors: Mapping[str, str]) -> Sheet:
    """What somebody sent; `file_errors` say what may be wrong with any table."""
    complaints = Complaints(words)
    try:
        tables = sheets(data)
    except WorkbookError as error:
        complaints.file(error.key, file_errors, error.values)
        return Sheet("", None, complaints.listed())
    if CSV_SHEET in tables:
        complaints.file("csv", {}, {})
        return Sheet("", None, complaints.listed())
    named = {normal(name): (name, table) for name, table in tables.items()}
    spots = {normal(name): found for name, found in formulas(data).items()}
    about, places = _about(named, words, complaints, spots)
    rows, at = _questions(named, words, complaints, spots)
    if not rows:
        return Sheet("", None, complaints.listed())
    sections = _sections(named, words, complaints, spots)
    raw, of_sections = definition(about["title"], about["purpose"], rows, sections, words, complaints)
    _check(about["key"], raw, at, places, of_sections, complaints)
    return Sheet(about["key"], None if complaints else raw, complaints.listed())


def definition(
    title: str, purpose: str, rows: list[Row], sections: list[SectionRow], words: SurveyWords, complaints: Complaints
) -> tuple[dict[str, Any], dict[tuple[str, str], int]]:
    """As it would stand in YAML, and where the conditions of its blocks stand; rows below one heading are a block."""
    by_code: dict[str, dict[str, Any]] = {}
    for row in rows:
        by_code.setdefault(row.raw["code"], row.raw)
    blocks: list[dict[str, Any]] = []
    for row in rows:
        if wanted := understood(row.needs, by_code, words):
            row.raw["if"] = wanted
        if not blocks or (row.block and row.block != blocks[-1]["title"]):
            blocks.append({"key": f"b{len(blocks) + 1}", "title": row.block or words.block, "questions": []})
        blocks[-1]["questions"].append(row.raw)
    places = put(blocks, sections, by_code, words, complaints)
    return {"title": title, "purpose": purpose, **_measures(rows, words), "blocks": blocks}, places


def _measures(rows: list[Row], words: SurveyWords) -> dict[str, Any]:
    """The groups of competences its statements belong to, and the scale they are answered on."""
    used = {row.raw["group"] for row in rows if "group" in row.raw}
    found: dict[str, Any] = {}
    if used:
        found["groups"] = {key: names[0] for key, names in words.groups.items() if key in used}
    if any("scale" in row.raw for row in rows):
        found["scales"] = {COMPETENCE: {"options": dict(words.scale), "values": dict(VALUES)}}
    return found


def _check(
    key: str,
    raw: dict[str, Any],
    rows: list[int],
    about: Mapping[str, int],
    sections: Mapping[tuple[str, str], int],
    complaints: Complaints,
) -> None:
    """By the rules of every survey; what follows only from a row already complained of is not said again."""
    codes = [one["code"] for block in raw["blocks"] for one in block["questions"]]
    broken = {row for row, _ in complaints.cells}
    unsure = {code for code, row in zip(codes, rows, strict=True) if row in broken}
    told = [
        found
        for found in problems(survey(key, raw))
        if not complaints.follows(found, rows, sections)
        and not (found.what in UNSURE and found.values.get("code") in unsure)
        and not (broken and found.what == "unreachable")
    ]
    for found in told:
        complaints.problem(found, rows, about, sections)


def _about(
    named: Mapping[str, tuple[str, Table]], words: SurveyWords, complaints: Complaints, spots: dict[str, Any]
) -> tuple[dict[str, str], dict[str, int]]:
    """Title, purpose and key, and the rows they stand in."""
    found = dict.fromkeys(ABOUT, "")
    places = dict.fromkeys(ABOUT, 0)
    title = words.titles["about"]
    if normal(title) not in named:
        complaints.sheet(title, "missing_sheet")
        return found | {"title": "?", "purpose": "?", "key": "made"}, places
    names = {normal(one.title): key for key, one in words.about.items()}
    computed = {row for row, column in spots.get(normal(title), ()) if column == 1}
    for number, row in enumerate(named[normal(title)][1][:MOST_ROWS], 1):
        key = names.get(normal(as_text(row[0]))) if row else None
        if key is not None and not places[key]:
            places[key], found[key] = number, text_of(row[1] if len(row) > 1 else "")
            if number in computed:
                complaints.about(number, key, "formula")
    for key in NEEDED:
        if not found[key]:
            complaints.about(places[key], key, "empty")
    return _with_key(found, places, words, complaints), places


def _with_key(
    found: dict[str, str], places: Mapping[str, int], words: SurveyWords, complaints: Complaints
) -> dict[str, str]:
    said = found["key"]
    key = words.code(said or found["title"])[: 200 if said else 40].rstrip("_")
    if not CODE.fullmatch(key):
        if said or found["title"]:
            complaints.about(places["key"], "key", "bad_key", text=(said or found["title"])[:40])
        key = "made"
    return {"title": found["title"] or "?", "purpose": found["purpose"] or "?", "key": key}


def _questions(
    named: Mapping[str, tuple[str, Table]], words: SurveyWords, complaints: Complaints, spots: dict[str, Any]
) -> tuple[list[Row], list[int]]:
    """The questions in their order, and the row of each."""
    title = words.titles["questions"]
    if normal(title) not in named:
        complaints.sheet(title, "missing_sheet")
        return [], []
    table = named[normal(title)][1]
    top, places = _header(table, words.also)
    if missing := [key for key in REQUIRED if key not in places]:
        for key in missing:
            complaints.sheet(title, "missing_column", column=words.columns[key].title)
        return [], []
    columns = {place: key for key, place in places.items()}
    for row, column in spots.get(normal(title), ()):
        if row > top + 1 and column in columns:
            complaints.question(row, columns[column], "formula")
    rows: list[Row] = []
    at: list[int] = []
    for number, given in _filled(table, top, places, title, complaints):
        rows.append(read_row(number, {one.key: given.get(one.key, "") for one in QUESTIONS}, words, complaints))
        at.append(number)
    if not rows:
        complaints.sheet(title, "no_questions")
    return rows, at


def _sections(
    named: Mapping[str, tuple[str, Table]], words: SurveyWords, complaints: Complaints, spots: dict[str, Any]
) -> list[SectionRow]:
    """The sheet of who writes no conditions for sections may be missing."""
    title = words.titles["sections"]
    if normal(title) not in named:
        return []
    table = named[normal(title)][1]
    top, places = _header(table, words.sections_also)
    missing = [one.key for one in SECTIONS if one.required and one.key not in places]
    if missing and any(text_of(cell) for row in table for cell in row):
        for key in missing:
            complaints.sheet(title, "missing_column", column=words.sections[key].title)
        return []
    columns = {place: key for key, place in places.items()}
    for row, column in spots.get(normal(title), ()):
        if row > top + 1 and column in columns:
            complaints.section(row, columns[column], "formula")
    filled = _filled(table, top, places, title, complaints)
    return [read_section(number, given, words, complaints) for number, given in filled]


def _filled(
    table: Table, top: int, places: Mapping[str, int], title: str, complaints: Complaints
) -> Iterator[tuple[int, dict[str, Raw]]]:
    """(number, cells by their columns) of every row below the header that says anything."""
    for number, cells in enumerate(table[top + 1 :], top + 2):
        given = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        if not any(text_of(cell) for cell in given.values()):
            continue
        if number > top + 1 + MOST_ROWS:
            complaints.sheet(title, "too_many_rows", limit=MOST_ROWS)
            return
        yield number, given


def _header(table: Table, also: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """(row from 0, key -> column) of the row that names most columns."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(table[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = also.get(normal(text_of(cell)))
            if key is not None:
                places.setdefault(key, place)
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def text_of(cell: Raw) -> str:
    return as_text(cleaned(cell)).strip()
