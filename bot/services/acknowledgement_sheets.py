"""The sheet of acknowledgement for printing: an Excel sheet or a Word page an organization; text only, no formula."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from storage.repositories.regulations import Reader

COLUMNS = ("number", "person", "position", "at", "signature")
WIDTHS = (5, 42, 28, 18, 20)
"""Of the columns, in characters."""
CENTIMETRES = (1.0, 6.2, 4.2, 3.0, 3.2)
LINE = 16
"""Points of a line's height: nobody opens the file to fit the rows."""
LARGE = 1.4
"""The title's letters against the others."""
HEADING = 3
"""Rows of the sheet above its table."""


class Words(NamedTuple):
    """`about` says what it is a sheet of and when it was sent, `head` where the organization's head signs."""

    title: str
    about: list[str]
    head: str
    columns: list[str]


def workbook(readers: Sequence[Reader], words: Words, zone: ZoneInfo) -> bytes:
    """An xlsx file; moments by the clock of `zone`."""
    from xlsxwriter import Workbook  # late: it is needed only here

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}),
            "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for number, (school, rows) in enumerate(_schools(readers, zone), 1):
            _fill(book.add_worksheet(str(number)), school, rows, words, formats)
    return file.getvalue()


def _fill(sheet: Any, school: str, rows: list[tuple[str, ...]], words: Words, formats: dict[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    above = [(f"{words.title}. {school}", "title", LARGE), *((line, "wrap", 1.0) for line in words.about)]
    for number, (line, look, size) in enumerate(above):  # within the table, for what is wider makes all of it smaller
        sheet.merge_range(number, 0, number, len(WIDTHS) - 1, "", formats[look])
        sheet.write_string(number, 0, line, formats[look])
        sheet.set_row(number, LINE * size * -(-len(line) * size // sum(WIDTHS)))
    for column, text in enumerate(words.columns):
        sheet.write_string(HEADING, column, text, formats["head"])
    sheet.repeat_rows(HEADING)
    for number, row in enumerate(rows, HEADING + 1):
        sheet.set_row(number, LINE * max(1, *(-(-len(text) // width) for text, width in zip(row, WIDTHS, strict=True))))
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, formats["cell"])
    sheet.write_string(HEADING + len(rows) + 2, 0, words.head)


def document(readers: Sequence[Reader], words: Words, zone: ZoneInfo) -> bytes:
    """A docx file; moments by the clock of `zone`. Takes a tenth of a second for some hundred people."""
    from docx import Document  # late: it is needed only here
    from docx.shared import Cm, Pt

    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.7)
    section.top_margin = section.bottom_margin = Cm(1.7)
    made.styles["Normal"].font.size = Pt(11)
    for number, (school, rows) in enumerate(_schools(readers, zone)):
        if number:
            made.add_page_break()  # type: ignore[no-untyped-call]
        title = made.add_paragraph()
        title.add_run(f"{words.title}. {school}").bold = True
        for line in words.about:
            made.add_paragraph(line)
        _table(made, rows, words.columns, [Cm(width) for width in CENTIMETRES])
        made.add_paragraph()
        made.add_paragraph(words.head)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _table(made: Any, rows: list[tuple[str, ...]], columns: list[str], widths: list[Any]) -> None:
    """Rows are copies of one empty row: made one by one the library would count all of them each time."""
    from docx.oxml import OxmlElement

    table = made.add_table(rows=2, cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, mark in zip(table.rows, ("w:tblHeader", "w:cantSplit"), strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement(mark))  # the heading on every page; no row over two of them
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for cell, text in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    empty = table.rows[1]._tr
    table._tbl.remove(empty)
    for row in rows:
        copy = deepcopy(empty)
        table._tbl.append(copy)
        for cell, text in zip(copy.tc_lst, row, strict=True):
            if text:
                cell.p_lst[0].add_r().text = text


def _schools(readers: Sequence[Reader], zone: ZoneInfo) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """(organization, its numbered rows) in the order given."""
    for school, people in groupby(readers, key=lambda one: one.organization):
        yield school, [_row(number, one, zone) for number, one in enumerate(people, 1)]


def _row(number: int, one: Reader, zone: ZoneInfo) -> tuple[str, ...]:
    name = " ".join(filter(None, (one.last_name, one.first_name, one.middle_name)))
    at = f"{one.at.astimezone(zone):%d.%m.%Y %H:%M}" if one.at else ""
    return str(number), name, one.position, at, "\u2014" if one.at else ""
