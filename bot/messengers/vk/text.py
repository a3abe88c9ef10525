"""Our HTML as VK shows it: plain text, format_data, and no mention anybody could have typed."""

import re
from typing import Any, Final, NamedTuple

from aiogram.enums import ParseMode

from bot.messengers.base import degraded
from bot.messengers.html import Span, parse, units
from bot.messengers.limits import LIMITS

JOINER: Final = "\u2060"
FORMATS: Final = {"bold": "bold", "italic": "italic", "underline": "underline", "text_link": "url"}
LOOKALIKES: Final = {"[": "［", "@": "＠", "*": "∗"}
LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Addresses stay whole, so that they can be copied; what is left and looks like the start of a mention is broken up.
SUSPECT: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|https?://[A-Za-z0-9][^\s\[*]*"
    r"|(?P<opening>\[(?=[^\[\]|]*\|)|[@*](?=[^\W\d]))"
)


class VkText(NamedTuple):
    """What goes into `message` and `format_data`."""

    message: str
    format_data: dict[str, Any] | None


def clean(text: str) -> str:
    """Without what databases and JSON cannot carry: NUL and halves of characters."""
    return LONE_SURROGATE.sub("\ufffd", text.replace("\0", ""))


def vk_text(text: str, parse_mode: str | None) -> VkText:
    """Render a text of ours. Formats VK lacks (code, quotes, strikethrough) become plain and are logged by name."""
    plain, spans = parse(text) if parse_mode == ParseMode.HTML else (text, [])
    plain, spans = _trimmed(LONE_SURROGATE.sub("\ufffd", plain), spans)
    plain, spans = _unmentioned(plain, spans)
    items = [item for span in spans if (item := _item(span))]
    return VkText(plain, {"version": "1", "items": items} if items else None)


def _item(span: Span) -> dict[str, Any] | None:
    kind = FORMATS.get(span.kind)
    if kind is None or (kind == "url" and not (span.url or "").startswith(("http://", "https://"))):
        degraded("vk", span.kind)
        return None
    item: dict[str, Any] = {"type": kind, "offset": span.offset, "length": span.length}
    return item | {"url": span.url} if kind == "url" else item


def _trimmed(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """VK drops blanks at both ends: do it first, or the offsets are off."""
    short = text.strip()
    lead, size = units(text[: len(text) - len(text.lstrip())]), units(short)
    moved = []
    for span in spans:
        start, end = max(span.offset - lead, 0), min(span.offset + span.length - lead, size)
        if start < end:
            moved.append(span._replace(offset=start, length=end - start))
    return short, moved


def _unmentioned(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Put an invisible joiner after each opening of a mention and move the spans along.

    Where so many would make the text too long, each opening becomes a character that looks like it and opens nothing.
    """
    cuts = [found.end() for found in SUSPECT.finditer(text) if found["opening"]]
    if not cuts:
        return text, spans
    if units(text) + len(cuts) > LIMITS["vk"].text:
        return SUSPECT.sub(lambda found: LOOKALIKES.get(found[0], found[0]), text), spans
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    places = [units(text[:cut]) for cut in cuts]

    def shifted(offset: int) -> int:
        return offset + sum(place <= offset for place in places)

    moved = []
    for span in spans:
        start, end = shifted(span.offset), span.offset + span.length
        end += sum(place < end for place in places)
        moved.append(span._replace(offset=start, length=end - start))
    return JOINER.join(pieces), moved
