"""The workbook people fill in: the same writer makes the empty template and a filled roster."""

from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .catalogue import Catalogue
from .model import Roster
from .rows import Cells, Rows
from .sheets import SHEETS, Column
from .words import SheetWords, Words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Nothing a person typed may become a formula, a link or a number."""
SPARE_ROWS = 2_000
"""Empty rows below the data that have the drop-down lists, too."""
STYLES: dict[str, dict[str, Any]] = {
    "required": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F5D8A", "border": 1, "text_wrap": True},
    "optional": {"bold": True, "font_color": "#1F3A57", "bg_color": "#D9E6F2", "border": 1, "text_wrap": True},
    "text": {"valign": "top", "text_wrap": True},
    "whole": {"num_format": "0", "valign": "top", "align": "left"},
    "date": {"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"},
    "time": {"num_format": "hh:mm", "valign": "top", "align": "left"},
    "heading": {"bold": True, "font_size": 13, "font_color": "#2F5D8A", "valign": "top"},
    "paragraph": {"text_wrap": True, "valign": "top", "font_size": 11},
}
WIDE, LINE = 76, 68
"""Width of the instruction's column, so that it fits on paper, and characters that fit into one line of it."""

ROW = 15
"""Points of a line."""


def write_template(
    target: str | Path | IO[bytes], words: Words, catalogue: Catalogue, roster: Roster | None = None
) -> None:
    """Write the template, or the whole roster into it; the file is the same to the byte for the same roster."""
    from xlsxwriter import Workbook  # late: it is needed only here

    book = Workbook(target, OPTIONS)
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (the library wants it naive)
    styles = {name: book.add_format({"valign": "vcenter", **style}) for name, style in STYLES.items()}
    instruction(book.add_worksheet(words.instruction_title), words.instruction, styles)
    rows = Rows(roster or Roster(""), words, catalogue)
    sheets = {key: book.add_worksheet(words.sheets[key].title) for key in SHEETS}
    lists = _lists(book.add_worksheet(words.lists_title), words, catalogue)
    lists |= {kind: _growing(words.sheets[sheet].title, place) for kind, (sheet, place) in GROWING.items()}
    for key, sheet in sheets.items():
        header(sheet, SHEETS[key], words.sheets[key], styles)
        filled = rows.of(key)
        fill(sheet, SHEETS[key], filled, styles)
        _validate(sheet, SHEETS[key], len(filled), lists)
    book.close()


GROWING = {
    "municipalities": ("municipalities", "B"),
    "organizations": ("organizations", "B"),
    "associations": ("associations", "C"),
}
"""Drop-down lists that are columns of other sheets and grow with them."""


def _growing(title: str, letter: str) -> str:
    cells = f"'{title}'!${letter}"
    return f"=OFFSET({cells}$2,0,0,MAX(1,COUNTA({cells}:${letter})-1),1)"


def instruction(sheet: "Worksheet", parts: tuple[tuple[str, str], ...], styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, WIDE)
    on_paper(sheet)
    sheet.hide_gridlines(2)
    row = 0
    for heading, text in parts:
        if heading:
            sheet.set_row(row, 24)
            sheet.write_string(row, 0, heading, styles["heading"])
            row += 1
        sheet.set_row(row, 16 * (1 + len(text) // LINE) + 4)
        sheet.write_string(row, 0, text, styles["paragraph"])
        row += 1


def on_paper(sheet: "Worksheet") -> None:
    """A4, as many pages as needed, none cut at the right."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _lists(sheet: "Worksheet", words: Words, catalogue: Catalogue) -> dict[str, str]:
    """Write the fixed lists onto their hidden sheet; kind -> the cells that hold it."""
    sheet.hide()
    found = {kind: [said[0] for said in values.values()] for kind, values in words.values.items()}
    found["subjects"] = [entry.name for entry in catalogue.subjects.values()]
    found["positions"] = [entry.name for entry in catalogue.positions.values()]
    cells = {}
    for place, (kind, values) in enumerate(found.items()):
        letter = chr(ord("A") + place)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, place, value)
        cells[kind] = f"='{words.lists_title}'!${letter}$2:${letter}${len(values) + 1}"
    return cells


def header(sheet: "Worksheet", columns: tuple[Column, ...], words: SheetWords, styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    on_paper(sheet)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.set_row(0, 34)
    sheet.autofilter(0, 0, 0, len(columns) - 1)
    for place, column in enumerate(columns):
        said = words.columns[column.key]
        sheet.set_column(place, place, column.width, styles[column.form])
        sheet.write_string(0, place, said.title, styles["required" if column.required else "optional"])
        sheet.write_comment(0, place, said.note, {"x_scale": 1.8, "y_scale": 0.9, "author": ""})


def fill(sheet: "Worksheet", columns: tuple[Column, ...], rows: list[Cells], styles: dict[str, Any]) -> None:
    for number, cells in enumerate(rows, start=1):
        lines = max(1 + len(str(cells[column.key] or "")) // column.width for column in columns)
        if lines > 1:
            sheet.set_row(number, ROW * lines)  # no program grows a row by itself
        for place, column in enumerate(columns):
            value = cells[column.key]
            if value is None or value == "":
                continue
            if isinstance(value, date | time):
                sheet.write_datetime(number, place, value, styles[column.form])
            elif isinstance(value, int):
                sheet.write_number(number, place, value, styles[column.form])
            else:
                sheet.write_string(number, place, value)


def _validate(sheet: "Worksheet", columns: tuple[Column, ...], filled: int, lists: dict[str, str]) -> None:
    """A list that is open only offers: several values, or a name with its place, may be typed as well."""
    for place, column in enumerate(columns):
        if column.choices:
            rule = {"validate": "list", "source": lists[column.choices], "show_error": not column.open_list}
            sheet.data_validation(1, place, filled + SPARE_ROWS, place, rule)
