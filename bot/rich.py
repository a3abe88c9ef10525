"""What a person wrote with formatting, as our HTML: bold, italic, underline, code, links; everything else escaped."""

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from aiogram.types import MessageEntity

TAGS = {"bold": "b", "italic": "i", "underline": "u", "code": "code", "pre": "code", "text_link": "a"}
TOKEN = re.compile(r"</?\w+[^<>]*>|&\w+;|.", re.DOTALL)
"""Of the HTML made here: a tag, an escaped character, any other character."""
ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def rich(text: str, entities: Sequence[MessageEntity] | None) -> str:
    """Every line closes its own tags, and overlapping formats stay proper HTML; "" where nothing is formatted.

    Entities count UTF-16 units.
    """
    used = [one for one in entities or () if _is_ours(one)]
    if not used:
        return ""
    coded = text.encode("utf-16-le", "surrogatepass")
    ends = {0, len(coded) // 2}
    for one in used:
        ends |= {min(max(at, 0), len(coded) // 2) for at in (one.offset, one.offset + one.length)}
    places = sorted(ends)
    return "".join(
        _piece(coded[2 * start : 2 * end].decode("utf-16-le", "replace"), _around(used, start, end))
        for start, end in pairwise(places)
    )


def cut(html: str, length: int) -> str:
    """The first `length` characters a person reads of our HTML, without what was blank at the end; tags are closed."""
    pieces: list[str] = []
    is_open: list[str] = []
    left = length
    for token in TOKEN.findall(html):
        if left <= 0 and not token.startswith("</"):
            break
        if not token.startswith("<"):
            left -= 1
        elif token.startswith("</"):
            is_open.pop()
        else:
            is_open.append(token[1:].split(" ")[0].rstrip(">"))
        pieces.append(token)
    return "".join([*pieces, *(f"</{tag}>" for tag in reversed(is_open))])


def _is_ours(entity: MessageEntity) -> bool:
    if entity.type == "text_link":
        return bool(ADDRESS.fullmatch(entity.url or ""))
    return entity.type in TAGS


def _around(entities: list[MessageEntity], start: int, end: int) -> list[MessageEntity]:
    """The formats of this stretch, each kind once."""
    found = {one.type: one for one in entities if one.offset <= start and end <= one.offset + one.length}
    return sorted(found.values(), key=lambda one: TAGS[one.type], reverse=True)


def _piece(text: str, formats: list[MessageEntity]) -> str:
    lines = text.split("\n")
    return "\n".join(_wrapped(escape(line, quote=False), formats) if line else "" for line in lines)


def _wrapped(line: str, formats: list[MessageEntity]) -> str:
    for one in formats:
        tag = TAGS[one.type]
        opening = f'a href="{escape(one.url or "")}"' if tag == "a" else tag
        line = f"<{opening}>{line}</{tag}>"
    return line
