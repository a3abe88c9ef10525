"""Personal links of a school for its deputy: confidential, one line a person, text only."""

import io
from typing import Any

from ..texts.inviting import InvitingTexts

PERSON, ADDRESS = 36, 44
"""Widths of the columns in characters of 11 points; the title's are of 14."""
LARGE, LINE = 22, 15
"""Points of a line of the title, and of the table: nobody opens the file to fit the rows, and a link must be whole."""


def workbook(school: str, messengers: list[str], rows: list[tuple[str, list[str]]], texts: InvitingTexts) -> bytes:
    """An xlsx file; addresses are text, for a spreadsheet must not open them by itself."""
    from xlsxwriter import Workbook  # late: it is needed only here

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True})
        head = book.add_format({"bold": True, "border": 1})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        page = book.add_worksheet(texts.sheet_name)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        title = texts.sheet_title(school)
        page.merge_range(0, 0, 0, len(messengers), "", bold)  # beside the table it would make all of it smaller
        page.write_string(0, 0, title, bold)
        page.set_row(0, LARGE * -(-len(title) * 14 // (11 * (PERSON + ADDRESS * len(messengers)))))
        page.merge_range(1, 0, 1, len(messengers), "", wrap)
        page.write_string(1, 0, texts.sheet_warning, wrap)
        page.set_row(1, 48)
        page.set_column(0, 0, PERSON)
        page.set_column(1, len(messengers), ADDRESS)
        _table(page, [texts.sheet_person, *messengers], rows, head, cell)
    return file.getvalue()


def _table(page: Any, columns: list[str], rows: list[tuple[str, list[str]]], head: Any, cell: Any) -> None:
    for column, said in enumerate(columns):
        page.write_string(3, column, said, head)
    page.repeat_rows(3)
    for number, (name, addresses) in enumerate(rows, 4):
        page.set_row(number, LINE * max(1 + len(name) // PERSON, *(1 + len(one) // ADDRESS for one in addresses)))
        for column, said in enumerate([name, *addresses]):
            page.write_string(number, column, said, cell)
