"""Her own file once more, with every complaint beside its row and the cell coloured; a formula is only its text."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from ..cells import as_text, cleaned
from ..problems import RosterError
from ..template import OPTIONS
from ..workbook import Raw, Table
from .words import ListWords

LOOKED_AT = 45
"""Rows from the top among which the names of the columns stand."""
FORMS = {"date": "dd.mm.yyyy", "datetime": "dd.mm.yyyy hh:mm", "time": "hh:mm"}
WIDTH = 24
NOTE_WIDTH = 70
LINE, HIGHEST = 15, 400
"""Points; no program grows a row by itself."""
MOST_WIDTHS = 60
NAMELESS = "1"


def write_marked(target: IO[bytes], tables: dict[str, Table], found: Iterable[RosterError], words: ListWords) -> None:
    """All sheets; the complaints of a row stand in a column of their own, right of everything."""
    from xlsxwriter import Workbook  # late: it is needed only here

    by_sheet: dict[str, list[RosterError]] = {}
    for each in found:
        by_sheet.setdefault(each.sheet, []).append(each)
    book = Workbook(target, {**OPTIONS, "in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (the library wants it naive)
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMS.items()}
    formats["wrong"] = book.add_format({"bg_color": "#FFD9D9"})
    formats["note"] = book.add_format({"bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"})
    formats["head"] = book.add_format({"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True})
    for name, table in tables.items():
        sheet = book.add_worksheet(name[:31] or NAMELESS)
        _copy(sheet, table, by_sheet.get(name, []), formats, words)
    book.close()


def _copy(sheet: Any, table: Table, found: list[RosterError], formats: dict[str, Any], words: ListWords) -> None:
    width = max((len(row) for row in table), default=0)
    sheet.set_column(0, min(width, MOST_WIDTHS), WIDTH)
    wrong = {(each.row - 1, _column(table, each.column)) for each in found if each.row}
    for number, row in enumerate(table):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats["wrong"] if (number, place) in wrong else None, formats)
    if not found:
        return
    sheet.set_column(width, width, NOTE_WIDTH)
    notes: dict[int, list[str]] = {}
    for each in found:
        notes.setdefault(max(each.row - 1, 0), []).append(each.what)
    first = min(number for number in notes)
    if first:
        sheet.write_string(
            first - 1 if first == 1 else _header(table, found), width, words.marked_column, formats["head"]
        )
    for number, lines in notes.items():
        sheet.set_row(number, min(LINE * sum(1 + len(line) // NOTE_WIDTH for line in lines), HIGHEST))
        sheet.write_string(number, width, "\n".join(lines), formats["note"])


def _header(table: Table, found: list[RosterError]) -> int:
    """The row in which the names of the columns stand."""
    titles = {each.column for each in found}
    shown = ({as_text(cleaned(cell))[:60] for cell in row if cell != ""} for row in table[:LOOKED_AT])
    hits = [len(titles & row) for row in shown]
    return hits.index(max(hits)) if hits else 0


def _column(table: Table, title: str) -> int:
    for row in table[:LOOKED_AT]:
        for place, cell in enumerate(row):
            if title and cell != "" and as_text(cleaned(cell))[:60] == title:
                return place
    return 0


def _write(sheet: Any, row: int, place: int, value: Raw, wrong: Any, formats: dict[str, Any]) -> None:
    if value == "":
        if wrong is not None:
            sheet.write_blank(row, place, None, wrong)
    elif isinstance(value, datetime | date | time) and not _too_old(value):
        sheet.write_datetime(row, place, value, wrong or formats[_form(value)])
    elif isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value) if isinstance(value, timedelta | bool) else as_text(value)
        sheet.write_string(row, place, text[:32_000], wrong)
    else:
        sheet.write_number(row, place, value, wrong)


def _form(value: date | time) -> str:
    if isinstance(value, datetime):
        return "date" if value.time() == time() else "datetime"
    return "time" if isinstance(value, time) else "date"


def _too_old(value: date | time) -> bool:
    """Excel knows no day before 1900."""
    return isinstance(value, date) and value.year < 1900
