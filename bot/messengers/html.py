"""Reads the HTML that Telegram understands, for messengers that want plain text and spans.

It never fails: a stray `<` or an unknown tag stays visible text, an open tag ends with the message.
"""

import re
from typing import NamedTuple

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
}
CHARACTERS = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z-]*)((?:\s[^<>]*)?)/?>")
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
LAST_CODE_POINT = 0x10FFFF


class Span(NamedTuple):
    """Formatting of a piece of text; offset and length count UTF-16 units, kinds are those of MessageEntity."""

    offset: int
    length: int
    kind: str
    url: str | None = None


class _Open(NamedTuple):
    tag: str
    offset: int
    url: str | None


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram and VK count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def start_of(text: str, most: int) -> int:
    """How many of its characters make at most so many units."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore"))


def parse(html: str) -> tuple[str, list[Span]]:
    """Split into plain text and spans, outer before inner (offset, then longer first). Never raises."""
    if "<" not in html and "&" not in html:
        return html, []
    reading = _Reading()
    position = 0
    for found in TAG.finditer(html):
        closing, tag, attributes = found[1], found[2].lower(), found[3]
        if tag not in KINDS:
            continue
        reading.add(html[position : found.start()])
        position = found.end()
        if closing:
            reading.close(tag)
        else:
            reading.open.append(_Open(tag, reading.offset, _href(attributes)))
    reading.add(html[position:])
    while reading.open:
        reading.close(reading.open[-1].tag)
    return "".join(reading.pieces), sorted(reading.spans, key=lambda span: (span.offset, -span.length))


class _Reading:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def add(self, raw: str) -> None:
        piece = CHARACTER.sub(_character, raw)
        self.pieces.append(piece)
        self.offset += units(piece)

    def close(self, tag: str) -> None:
        """End the innermost such tag together with everything opened inside it; a stray end is dropped."""
        if tag not in (it.tag for it in self.open):
            return
        while self.open:
            it = self.open.pop()
            if self.offset > it.offset and (it.tag != "a" or it.url):
                self.spans.append(Span(it.offset, self.offset - it.offset, KINDS[it.tag], it.url))
            if it.tag == tag:
                return


def _href(attributes: str) -> str | None:
    found = HREF.search(attributes)
    return CHARACTER.sub(_character, found[1] or found[2] or found[3] or "") if found else None


def _character(found: re.Match[str]) -> str:
    name = found[0]
    if name in CHARACTERS:
        return CHARACTERS[name]
    code = int(name[3:-1], 16) if name[2] in "xX" else int(name[2:-1])
    usable = 0 < code <= LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF
    return chr(code) if usable else name
