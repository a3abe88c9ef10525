"""An untrusted file becomes plain tables, or a complaint: nothing is believed that the file says about itself."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import IO

Raw = str | int | float | bool | date | datetime | time | timedelta
Table = list[list[Raw]]

FILE_LIMIT = 30 * 2**20
"""Bytes of a workbook at most."""
UNPACKED_LIMIT = 250 * 2**20
"""Bytes of its unpacked parts together."""
PARTS_LIMIT = 2_000
ROWS_LIMIT = 60_000
COLUMNS_LIMIT = 60
CHUNK = 1 << 20
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
TAIL = 64
"""Bytes of one chunk read again with the next, so that no reference is cut in two."""


class WorkbookError(Exception):
    """`key` of the complaint and its values; the whole file is refused."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def read_tables(data: bytes, wanted: list[str]) -> dict[str, Table]:
    """The wanted sheets by (trimmed, case-blind) name; missing ones are left out. Raises WorkbookError.

    The library keeps a sheet as a full rectangle, so one cell in the last corner would take all memory: the parts are
    unpacked and looked through before.
    """
    if len(data) > FILE_LIMIT:
        raise WorkbookError("too_big", limit=FILE_LIMIT // 2**20)
    _look_through(data)
    from python_calamine import load_workbook  # late: only a roster needs it

    try:
        with load_workbook(io.BytesIO(data)) as book:
            known = {name.strip().casefold(): name for name in book.sheet_names}
            found = {name: known[name.casefold()] for name in wanted if name.casefold() in known}
            return {name: book.get_sheet_by_name(real).to_python(skip_empty_area=False) for name, real in found.items()}
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":  # a panic of the Rust library
            raise WorkbookError("unreadable") from error
        raise


def _look_through(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise WorkbookError("not_xlsx")
            if len(parts) > PARTS_LIMIT:
                raise WorkbookError("unpacked_too_big")
            left = UNPACKED_LIMIT
            for part in parts:
                part.file_size = UNPACKED_LIMIT + 1  # what the header says is not believed
                with archive.open(part) as stream:
                    left = _measure(stream, left, part.filename.startswith("xl/worksheets/"))
    except zipfile.BadZipFile as error:
        raise WorkbookError("not_xlsx" if data[:2] != b"PK" else "unreadable") from error
    except (zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise WorkbookError("unreadable") from error


def _measure(stream: IO[bytes], left: int, is_sheet: bool) -> int:
    """What is left of the allowance after this part. Raises WorkbookError when nothing is, or a cell lies far out."""
    tail = b""
    while chunk := stream.read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise WorkbookError("unpacked_too_big")
        if is_sheet:
            _within(tail + chunk)
            tail = chunk[-TAIL:]
    return left


def _within(xml: bytes) -> None:
    found = {(len(column), column, len(row), row) for column, row in CELL.findall(xml)}
    columns = max((item[:2] for item in found), default=(0, b""))
    rows = max((item[2:] for item in found), default=(0, b""))
    if (rows[0] and int(rows[1]) > 2 * ROWS_LIMIT) or columns > (2, b"IV"):
        raise WorkbookError("unpacked_too_big")
