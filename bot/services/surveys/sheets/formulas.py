"""Where a workbook computes: the library that reads it shows what a formula gave the last time, never the formula."""

import io
import re
import zipfile
from html import unescape

SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*("[^"]*"|'[^']*')""")
COMPUTED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s/>]""")

Spots = dict[str, list[tuple[int, int]]]
"""Name of a sheet -> (row from 1, column from 0)."""


def formulas(data: bytes) -> Spots:
    """Of a workbook that has been looked through; nothing where its parts are not where they belong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _tags(archive, "xl/workbook.xml", SHEET)
            targets = {
                one.get("Id"): one.get("Target", "") for one in _tags(archive, "xl/_rels/workbook.xml.rels", RELATION)
            }
            return {one["name"]: _computed(archive, targets.get(one.get("r:id"), "")) for one in names if "name" in one}
    except (KeyError, OSError, ValueError, zipfile.BadZipFile):
        return {}


def _tags(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    text = archive.read(part).decode("utf-8", "replace")
    return [
        {name: unescape(value[1:-1]) for name, value in ATTRIBUTE.findall(found.group())}
        for found in tag.finditer(text)
    ]


def _computed(archive: zipfile.ZipFile, target: str) -> list[tuple[int, int]]:
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if not target or part not in archive.namelist():
        return []
    return [(int(row), _number(column)) for column, row in COMPUTED.findall(archive.read(part))]


def _number(letters: bytes) -> int:
    number = 0
    for sign in letters:
        number = number * 26 + sign - ord("A") + 1
    return number - 1
