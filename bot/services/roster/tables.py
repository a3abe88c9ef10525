"""From plain tables to rows whose columns are known by key; missing sheets and columns are complaints."""

from collections.abc import Iterator

from .cells import Row, as_text, cleaned
from .names import normal
from .problems import Problems
from .sheets import NEEDED, SHEETS
from .words import Words
from .workbook import COLUMNS_LIMIT, ROWS_LIMIT, Table

LOOKED_AT = 15
"""Rows from the top among which the names of the columns stand."""


def rows_by_sheet(tables: dict[str, Table], problems: Problems) -> dict[str, list[Row]]:
    """Rows of every sheet of the schema; empty rows are skipped, row numbers are Excel's."""
    found = {}
    for sheet in SHEETS:
        table = sheet_of(tables, problems.words.sheets[sheet].title)
        if table is None:
            problems.add("missing_sheet", sheet)
            continue
        top = _header_row(sheet, table, problems.words)
        places = _places(sheet, table[top:], problems, top + 1)
        found[sheet] = [] if places is None else list(_rows(sheet, table, top, places, problems))
        if places is not None and not found[sheet] and sheet in NEEDED:
            problems.add("no_rows", sheet)
    return found


def sheet_of(tables: dict[str, Table], title: str) -> Table | None:
    """By its name, whatever the case and the blanks around it."""
    return next((table for name, table in tables.items() if name.strip().casefold() == title.casefold()), None)


def _header_row(sheet: str, table: Table, words: Words) -> int:
    """Titles may stand above the names of the columns."""
    known = {normal(column.title) for column in words.sheets[sheet].columns.values()}
    hits = [len(known & {normal(as_text(cleaned(cell))) for cell in row}) for row in table[:LOOKED_AT]]
    return hits.index(max(hits)) if hits else 0


def _rows(sheet: str, table: Table, top: int, places: dict[str, int], problems: Problems) -> Iterator[Row]:
    columns = {column.key: column for column in SHEETS[sheet]}
    for number, cells in enumerate(table[top + 1 :], start=top + 2):
        shown = [cleaned(cell) if cell != "" else cell for cell in cells]
        if any(cell != "" for cell in shown):
            yield Row(sheet, number, shown, places, columns, problems)


def _places(sheet: str, table: Table, problems: Problems, row: int) -> dict[str, int] | None:
    """Column key -> its place in the sheet, found by its title in the first row; None where that cannot be told."""
    if len(table) > ROWS_LIMIT:
        problems.add("too_many_rows", sheet, limit=ROWS_LIMIT)
        return None
    if table and len(table[0]) > COLUMNS_LIMIT:
        problems.add("too_wide", sheet)
        return None
    known = {normal(words.title): key for key, words in problems.words.sheets[sheet].columns.items()}
    places: dict[str, int] = {}
    complaints = []
    for place, cell in enumerate(table[0] if table else []):
        title = as_text(cleaned(cell))
        key = known.get(normal(title))
        if key in places:
            complaints.append(("column_twice", title))
        elif key is not None:
            places[key] = place
        elif title or any(len(cells) > place and cells[place] != "" for cells in table[1:]):
            complaints.append(("unknown_column", title[:40] or letter(place)))
    missing = [key for key in known.values() if key not in places]
    complaints += [("missing_column", problems.words.sheets[sheet].columns[key].title) for key in missing]
    for error, title in complaints:
        problems.add(error, sheet, row, title)
    return None if complaints else places


def letter(place: int) -> str:
    """Excel's name of a column without a title."""
    return chr(ord("A") + place) if place < 26 else letter(place // 26 - 1) + chr(ord("A") + place % 26)
