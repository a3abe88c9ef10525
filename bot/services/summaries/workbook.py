"""A week as an xlsx file; what people wrote is text in its cell, never a formula."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

WIDTH = 44


class Sheet(NamedTuple):
    """`charted`: first and last of the rows whose third column a chart shows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    charted: tuple[int, int] | None = None
    chart: str = ""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    from xlsxwriter import Workbook  # late: it is needed only here

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for one in sheets:
            sheet = book.add_worksheet(one.title)
            sheet.set_column(0, 1, WIDTH)
            sheet.set_column(2, 8, WIDTH // 2)
            for place, text in enumerate(one.heads):
                sheet.write_string(0, place, text, bold)
            _fill(sheet, one)
            if one.charted is not None:
                _draw(book, sheet, one, *one.charted)
    return file.getvalue()


def _fill(sheet: Any, one: Sheet) -> None:
    for number, row in enumerate(one.rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            else:
                sheet.write_number(number, place, value)


def _draw(book: Any, sheet: Any, one: Sheet, begin: int, end: int) -> None:
    """Bars, the longest on top."""
    chart = book.add_chart({"type": "bar"})
    cells = {"categories": (1 + begin, 0, 1 + end, 0), "values": (1 + begin, 2, 1 + end, 2)}
    chart.add_series({key: [one.title, *spot] for key, spot in cells.items()})
    chart.set_title({"name": one.chart, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": 100})
    chart.set_y_axis({"reverse": True})
    sheet.insert_chart(1, 3, chart, {"x_scale": 1.4})
