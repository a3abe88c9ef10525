"""Telegram's HTML as its server reads it: strictly, with its own words for each mistake."""

import re

from tests.fakes.person import Entity
from tests.fakes.server import RefusedError

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
}  # fmt: skip
START = re.compile(r"""<([a-zA-Z0-9-]+)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w./:?&;=%#-]+))?)*)\s*>""")
END = re.compile(r"</([a-zA-Z0-9-]*)\s*>")
HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""")
CHARACTER = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, trimmed as Telegram trims; RefusedError 400 for anything malformed."""
    text, entities, open_tags, position = "", [], [], 0
    while position < len(html):
        if html[position] != "<":
            cut = html.find("<", position)
            cut = len(html) if cut < 0 else cut
            text += CHARACTER.sub(_character, html[position:cut])
            position = cut
            continue
        end = END.match(html, position)
        if end:
            text_end = utf16(text)
            if not open_tags or (end[1] and open_tags[-1][0] != end[1].lower()):
                raise _mistake(f"Unexpected end tag at byte offset {_byte(html, position)}")
            tag, start, url = open_tags.pop()
            if text_end > start and not (tag == "a" and not url):
                entities.append(Entity(KINDS[tag], start, text_end - start, url))
            position = end.end()
            continue
        begin = START.match(html, position)
        name = begin[1].lower() if begin else re.match(r"<([a-zA-Z0-9-]*)", html[position:])[1]  # type: ignore[index]
        if begin is None or name not in KINDS or (name == "span" and "tg-spoiler" not in begin[2]):
            raise _mistake(f'Unsupported start tag "{name}" at byte offset {_byte(html, position)}')
        href = HREF.search(begin[2])
        url = CHARACTER.sub(_character, href[1] or href[2] or "") if href else None
        open_tags.append((name, utf16(text), url))
        position = begin.end()
    if open_tags:
        raise _mistake(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return trimmed(text, sorted(entities, key=lambda it: (it.offset, -it.length)))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop blanks at both ends and move the entities along."""
    short = text.strip()
    lead, size = utf16(text[: len(text) - len(text.lstrip())]), utf16(short)
    moved = []
    for it in entities:
        start, end = max(it.offset - lead, 0), min(it.offset + it.length - lead, size)
        if end > start:
            moved.append(it._replace(offset=start, length=end - start))
    return short, moved


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name in NAMED:
        return NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else found[0]


def _byte(html: str, position: int) -> int:
    return len(html[:position].encode())


def _mistake(text: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: can't parse entities: {text}")
