"""Whether an untrusted workbook may be opened: nothing is believed that the file says about itself."""

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
RATIO_LIMIT = 100
"""So many times larger than packed no honest workbook becomes, unless it is small altogether."""
SMALL = 20 * 2**20
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


def look_through(data: bytes) -> None:
    """The library keeps a sheet as a full rectangle, so one cell in the last corner would take all memory: the parts
    are unpacked and looked through before. Raises WorkbookError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise WorkbookError("not_xlsx")
            if len(parts) > PARTS_LIMIT:
                raise WorkbookError("unpacked_too_big")
            left = min(UNPACKED_LIMIT, max(SMALL, RATIO_LIMIT * len(data)))
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
    if rows[0] and int(rows[1]) > 2 * ROWS_LIMIT:
        raise WorkbookError("too_many_lines", limit=ROWS_LIMIT)
    if columns > (2, b"IV"):
        raise WorkbookError("unpacked_too_big")
