"""What somebody sent as a roster: an Excel workbook or a text table becomes plain sheets, anything else a complaint."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .workbook import COLUMNS_LIMIT, FILE_LIMIT, ROWS_LIMIT, Table, WorkbookError, look_through

CELLS_LIMIT = 1_500_000
"""Cells of one sheet's rectangle: the library keeps them all, empty or not."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An old Excel file begins so, and a new one that a password closes."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<body")
DELIMITERS = ";\t,|"
BINARY = bytes(range(9)) + bytes(range(14, 32))
"""Bytes no text table holds."""
OFFICES = ("cp1251", "cp866", "mac_cyrillic")
RUSSIAN = re.compile(r"[\u0410-\u044f]")
SAMPLE = 1 << 16
"""Bytes of a text table from which its encoding and its delimiter are told."""
CSV_SHEET = ""
"""The only sheet of a text table has no name."""


class Sheets(dict[str, Table]):
    """Every sheet by its name, row 1 first; `hidden` are names of those its owner does not see."""

    hidden: frozenset[str] = frozenset()

    @property
    def seen(self) -> dict[str, Table]:
        return {name: table for name, table in self.items() if name not in self.hidden}


def sheets(data: bytes) -> Sheets:
    """Raises WorkbookError, whose key says what it was instead."""
    if not data.strip():
        raise WorkbookError("empty_file")
    if len(data) > FILE_LIMIT:
        raise WorkbookError("too_big", limit=FILE_LIMIT // 2**20)
    if data.startswith(OLE):
        raise WorkbookError("protected" if LOCKED in data else "old_excel")
    if data.startswith(b"PK"):
        _refuse_other_archives(data)
        look_through(data)
        return _workbook(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(MARKUP):
        raise WorkbookError("is_html")
    return Sheets({CSV_SHEET: text_table(data)})


def _refuse_other_archives(data: bytes) -> None:
    """Only by the names of the parts: nothing is unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkbookError("unreadable") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WorkbookError("has_macros")
    if "content.xml" in names and "mimetype" in names:
        raise WorkbookError("is_ods")


def _workbook(data: bytes) -> Sheets:
    from python_calamine import PasswordError, SheetVisibleEnum, load_workbook  # late: only a roster needs it

    try:
        with load_workbook(io.BytesIO(data)) as book:
            found = Sheets({name: _sheet(book.get_sheet_by_name(name)) for name in book.sheet_names})
            hidden = (each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible)
            found.hidden = frozenset(hidden)
            return found
    except WorkbookError:
        raise
    except PasswordError as error:
        raise WorkbookError("protected") from error
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":  # a panic of the Rust library
            raise WorkbookError("unreadable") from error
        raise


def _sheet(sheet: Any) -> Table:
    height, width = sheet.total_height, sheet.total_width
    if height > ROWS_LIMIT:
        raise WorkbookError("too_many_lines", limit=ROWS_LIMIT)
    if height * width > CELLS_LIMIT:
        raise WorkbookError("unpacked_too_big")
    table: Table = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top < len(table) and left < len(table[top]):
            for row in range(top + 1, min(bottom + 1, len(table))):  # one school written once beside all its teachers
                table[row][left] = table[top][left]
    return table


def text_table(data: bytes) -> Table:
    """Rows of a CSV in whatever encoding and with whatever delimiter office programs write."""
    if data.translate(None, BINARY) != data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WorkbookError("not_xlsx")
    text = _decoded(data)
    try:
        rows = list(_limited(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))))
    except csv.Error as error:
        raise WorkbookError("unreadable") from error
    if max(map(len, rows), default=0) < 2:
        raise WorkbookError("not_xlsx")
    return rows


def _limited(rows: Iterator[list[str]]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows):
        if number >= ROWS_LIMIT:
            raise WorkbookError("too_many_lines", limit=ROWS_LIMIT)
        yield row[: 2 * COLUMNS_LIMIT]


def _decoded(data: bytes) -> str:
    """UTF-8 and UTF-16 are recognised for sure; what is neither an office program wrote in the encoding of Windows, of
    DOS or of the Mac: the one in which most of it is Russian.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        sample = data[:SAMPLE]
        likeliest = max(OFFICES, key=lambda name: len(RUSSIAN.findall(sample.decode(name, "replace"))))
        return data.decode(likeliest, "replace")


def _delimiter(text: str) -> str:
    """The sign that parts the rows most evenly; one line may begin with a note to the program (`sep=;`)."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == len("sep=;"):
        return lines[0].strip()[-1]
    return max(DELIMITERS, key=lambda sign: _evenness(text[:SAMPLE], sign))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    """How many rows this sign parts into the same number of cells, and into how many: programs write rectangles, while
    what people list within a cell comes as it comes.
    """
    try:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 50)
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
