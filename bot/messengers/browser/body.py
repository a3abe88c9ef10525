"""The message the page draws, made of what the bot says.

Keys: `from` (bot | person), `time` and `edited` (seconds since 1970), `text` (plain) with `spans` (UTF-16 units, as
JavaScript counts), `rows` of buttons, `keyboard` under the input with its `placeholder`, `file`, `reply` (a message's
id), `event` (the page's own number of what a person sent).
"""

from datetime import datetime
from typing import Any

from aiogram.client.default import Default
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.types import MessageEntity

from ..errors import TEXT_EMPTY, TEXT_TOO_LONG, refusal
from ..html import parse, units
from ..limits import LIMITS
from .store import Body

CAPTION_TOO_LONG = "Bad Request: message caption is too long"
LIMIT = LIMITS["browser"]
EDITED = ("text", "spans", "rows", "file")
"""The parts whose sameness makes an edit no edit."""


def said(method: SendMessage | EditMessageText, now: datetime) -> Body:
    """The body of a text message. Raises TelegramBadRequest where Telegram would: empty or too long."""
    plain, spans = rendered(method, method.text or "", method.parse_mode, method.entities)
    if not plain.strip():
        raise refusal(TEXT_EMPTY, method)
    if units(plain) > LIMIT.text:
        raise refusal(TEXT_TOO_LONG, method)
    return {"from": "bot", "time": int(now.timestamp()), "text": plain, "spans": spans, "rows": []}


def captioned(method: Any, now: datetime, file: dict[str, Any]) -> Body:
    """The body of a message with a file; the text under it may be missing. Raises TelegramBadRequest."""
    plain, spans = rendered(method, method.caption or "", method.parse_mode, method.caption_entities)
    if units(plain) > LIMIT.media_text:
        raise refusal(CAPTION_TOO_LONG, method)
    return {"from": "bot", "time": int(now.timestamp()), "text": plain, "spans": spans, "rows": [], "file": file}


def rendered(
    method: TelegramMethod[Any], text: str, mode: str | Default | None, entities: list[MessageEntity] | None
) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and its spans; given entities win over the mark-up, as in Telegram."""
    if entities:
        marks = [(mark.offset, mark.length, str(mark.type), mark.url) for mark in entities]
        return text, [_span(*mark) for mark in sorted(marks, key=lambda mark: (mark[0], -mark[1]))]
    if isinstance(mode, Default):
        mode = method.bot.default[mode.name] if method.bot else None
    if (mode or "").upper() != "HTML":
        return text, []
    plain, spans = parse(text)
    return plain, [_span(*span) for span in spans]


def _span(offset: int, length: int, kind: str, url: str | None) -> dict[str, Any]:
    span = {"offset": offset, "length": length, "kind": kind}
    return span | {"url": url} if url else span
