"""A week as an xlsx file, a sheet a section; what people wrote is text in its cell, never a formula."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from .tables import Cell, Chart, Section, Table, Tenths

FIRST, LEAST, MOST = 46, 13, 26
"""Characters: the width of the first column, the bounds of the others."""
SENTENCE, LONG = 60, 80
"""A text longer than the first gets a column as wide as the second."""
WIDE = 125
"""A sheet of more than a page and wider than so many characters is printed across."""
A4, UPRIGHT, ACROSS = 9, (690, 1000), (1010, 660)
"""What is printed on: its number, pixels of its width and height within the margins."""
SHRUNK = 1.5
"""A sheet of at most so many pages is printed on one: Excel, fitting to the width, would break within a chart."""
CHARACTER, EDGE, COLUMN = 7, 5, 64
"""Pixels of a character, of what a column takes beside them, and of a column nobody has set."""
PIXELS, AXES, BAR, LINE = 640, 90, 30, 20
"""Of a chart: its width, what its title and axes take, a bar; and a line of text."""
TOP, NOTES = 3, 2
"""Rows above the first table, and columns where there is none."""
COLOURS = ("#1f7a6d", "#f2a541", "#8fa3a0")
NAME, UNFIT = 31, re.compile(r"[\[\]:*?/\\']")
"""The longest name of a sheet, and what must not stand in one."""


class Words(NamedTuple):
    """`least` and `most` stand for shares at the ends; `about` below the title of every sheet."""

    about: str
    least: str
    most: str


class _Block(NamedTuple):
    """A table or a chart: its first row, and its pixels."""

    row: int
    height: int


class _Book:
    """One workbook while it is written; `sheet` and `row` are where it is now."""

    def __init__(self, book: Any, words: Words) -> None:
        self._book, self._words = book, words
        self._share = f'[<0.1]"{_quoted(words.least)}";[>0.9]"{_quoted(words.most)}";0%'
        edge = {"border": 1, "border_color": "#c5d0ce", "valign": "top", "text_wrap": True}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._caption = book.add_format({"bold": True, "font_size": 12})
        self._head = book.add_format({**edge, "bold": True, "bg_color": "#dcefeb"})
        self._text, self._number = book.add_format(edge), book.add_format({**edge, "align": "center"})
        self._tenths = book.add_format({**edge, "align": "center", "num_format": self._share})
        self._note = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5c6b69"})

    def add(self, one: Section) -> None:
        self._sheet, self._name = self._book.add_worksheet(_name(one.title)), _name(one.title)
        self._widths = _widths(one.tables, max((len(table.heads) for table in one.tables), default=NOTES))
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        self._sheet.write_string(0, 0, one.title, self._title)
        self._line(1, self._words.about)
        self._row, self._blocks = TOP, list[_Block]()
        for table in one.tables:
            self._table(table)
        for note in one.notes:
            self._note_line(note)
        self._print(one)

    def _table(self, one: Table) -> None:
        begin, height = self._row, LINE * (1 + bool(one.title))
        if one.title:
            self._sheet.write_string(self._row, 0, one.title, self._caption)
            self._row += 1
        for number, row in enumerate((one.heads, *one.rows)):
            height += self._high(row)
            for place, value in enumerate(row):
                self._cell(place, value, is_head=not number)
            self._row += 1
        self._row += 1
        self._blocks.append(_Block(begin, height))
        if one.chart is not None:
            self._chart(one, one.chart, self._row - 1 - len(one.rows))

    def _high(self, row: Sequence[Cell]) -> int:
        """As high as its longest text wants it: not every program finds that out by itself."""
        texts = [(value, width) for value, width in zip(row, self._widths, strict=False) if isinstance(value, str)]
        height = LINE * max((lines(text, width) for text, width in texts), default=1)
        self._sheet.set_row_pixels(self._row, height)
        return height

    def _cell(self, place: int, value: Cell, is_head: bool) -> None:
        if isinstance(value, str):
            self._sheet.write_string(self._row, place, value, self._head if is_head else self._text)
        elif isinstance(value, Tenths):
            self._sheet.write_number(self._row, place, value.share, self._tenths)
        else:
            self._sheet.write_number(self._row, place, value, self._number)

    def _chart(self, table: Table, one: Chart, first: int) -> None:
        """Bars below the table, the first row on top."""
        chart = self._book.add_chart({"type": "bar"})
        begin, end = first + one.rows[0], first + one.rows[1] - 1
        for number, column in enumerate(one.columns):
            chart.add_series(
                {
                    "name": table.heads[column] if len(one.columns) > 1 else one.title,
                    "categories": [self._name, begin, 0, end, 0],
                    "values": [self._name, begin, column, end, column],
                    "fill": {"color": COLOURS[number % len(COLOURS)]},
                    "data_labels": {"value": True},
                    "gap": 60,
                }
            )
        height = AXES + BAR * (one.rows[1] - one.rows[0]) * len(one.columns) + (BAR if len(one.columns) > 1 else 0)
        self._dress(chart, one, isinstance(table.rows[one.rows[0]][one.columns[0]], Tenths))
        chart.set_size({"width": PIXELS, "height": height})
        self._sheet.insert_chart(self._row, 0, chart, {"object_position": 2})
        rows = height // LINE + 2
        self._blocks.append(_Block(self._row, rows * LINE))
        self._row += rows

    def _dress(self, chart: Any, one: Chart, is_share: bool) -> None:
        chart.set_title({"name": one.title, "overlay": False, "name_font": {"size": 12}})
        chart.set_legend({"none": True} if len(one.columns) == 1 else {"position": "bottom"})
        lines = {"major_gridlines": {"visible": True, "line": {"color": "#e3e9e8"}}}
        bounds = {"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%"} if is_share else {"min": 0}
        chart.set_x_axis({**bounds, **lines})
        chart.set_y_axis({"reverse": True})

    def _note_line(self, text: str) -> None:
        self._line(self._row, text)
        self._row += 1

    def _line(self, row: int, text: str) -> None:
        """A sentence over the whole width: beyond it paper would cut it off."""
        self._sheet.merge_range(row, 0, row, len(self._widths) - 1, "", self._note)
        self._sheet.write_string(row, 0, text, self._note)
        self._sheet.set_row_pixels(row, LINE * lines(text, sum(self._widths)))

    def _print(self, one: Section) -> None:
        sheet = self._sheet
        is_single = len(one.tables) == 1 and not one.tables[0].title
        sheet.freeze_panes(TOP + 1 if is_single else TOP - 1, 0)
        sheet.set_paper(A4)
        height = sum(block.height for block in self._blocks)
        is_short = height <= SHRUNK * self._room(UPRIGHT)
        is_wide = not is_short and sum(self._widths) > WIDE
        if is_wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, int(is_short))
        sheet.set_h_pagebreaks([] if is_short else _breaks(self._blocks, self._room(ACROSS if is_wide else UPRIGHT)))
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.repeat_rows(0, 1)
        about = self._words.about[:100].replace("&", "&&")
        sheet.set_footer(f"&L&8 {about}&R&8&P / &N")  # a name that begins with a number would be one of the size
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, self._row, self._last_column())

    def _last_column(self) -> int:
        """The last one a chart may reach."""
        left = PIXELS - sum(one * CHARACTER + EDGE for one in self._widths)
        return len(self._widths) - 1 + max(0, -(-left // COLUMN))

    def _room(self, page: tuple[int, int]) -> int:
        """Pixels of the sheet that one page takes in its height."""
        width, height = page
        taken = max(PIXELS, sum(one * CHARACTER + EDGE for one in self._widths))
        return int(height * max(1, taken / width))


def workbook(sections: Sequence[Section], words: Words) -> bytes:
    from xlsxwriter import Workbook  # late: it is needed only here

    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = _Book(book, words)
        for one in sections:
            made.add(one)
    return file.getvalue()


def _widths(tables: Sequence[Table], columns: int) -> list[int]:
    """By the longest text of a column, in heads by the longest word: they may take several lines."""
    found = [FIRST, *[LEAST] * (columns - 1)]
    for table in tables:
        for place, head in enumerate(table.heads[1:], 1):
            texts = [str(row[place]) for row in table.rows if isinstance(row[place], str)]
            longest = max(len(text) + 2 for text in (*head.split(), *texts))
            found[place] = max(found[place], min(longest, MOST if longest <= SENTENCE else LONG))
    return found


def lines(text: str, width: int) -> int:
    """How many it takes in a column as wide."""
    return sum(-(-len(line) * 11 // (10 * width)) or 1 for line in text.split("\n"))


def _breaks(blocks: Sequence[_Block], height: int) -> list[int]:
    """Rows before which a page ends, so that no block runs over two unless it is longer than one."""
    found, left = list[int](), height - TOP * LINE
    for block in blocks:
        if block.height > left and block is not blocks[0]:
            found.append(block.row)
            left = height - TOP * LINE
        left -= block.height
    return found


def _name(title: str) -> str:
    return UNFIT.sub(" ", title)[:NAME].strip() or "-"


def _quoted(text: str) -> str:
    """Within a number format."""
    return text.replace('"', "")
