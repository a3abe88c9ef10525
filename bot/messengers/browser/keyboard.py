"""Keyboards as the page draws them; what Telegram would refuse is refused here too."""

from typing import Any
from urllib.parse import urlsplit

from aiogram.methods import TelegramMethod
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from ..errors import MARKUP_TOO_LONG, refusal
from ..limits import LIMITS
from .store import Body

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None
LIMIT = LIMITS["browser"]
SCHEMES = {"http", "https"}


def put_keyboard(method: TelegramMethod[Any], body: Body, markup: Markup) -> None:
    """Write `rows` under the message or `keyboard` under the input; an empty `keyboard` takes it away."""
    if isinstance(markup, InlineKeyboardMarkup):
        body["rows"] = inline_rows(method, markup)
    elif isinstance(markup, ReplyKeyboardMarkup):
        body["keyboard"] = [[button.text for button in row] for row in markup.keyboard if row]
        body["placeholder"] = markup.input_field_placeholder or ""
    elif isinstance(markup, ReplyKeyboardRemove):
        body["keyboard"] = []


def inline_rows(method: TelegramMethod[Any], markup: InlineKeyboardMarkup | None) -> list[list[dict[str, str]]]:
    """The rows of buttons under a message. Raises TelegramBadRequest."""
    rows = [row for row in markup.inline_keyboard if row] if markup else []
    if sum(map(len, rows)) > LIMIT.buttons:
        raise refusal(MARKUP_TOO_LONG, method)
    return [[_button(method, button) for button in row] for row in rows]


def _button(method: TelegramMethod[Any], button: InlineKeyboardButton) -> dict[str, str]:
    made = {"label": button.text}
    if button.callback_data is not None:
        made["data"] = button.callback_data
        if not 0 < len(button.callback_data.encode()) <= LIMIT.payload:
            raise refusal("Bad Request: BUTTON_DATA_INVALID", method)
    elif button.url is not None:
        made["url"] = button.url
        if urlsplit(button.url).scheme not in SCHEMES:
            raise refusal("Bad Request: BUTTON_URL_INVALID", method)
    else:
        raise refusal("Bad Request: Text buttons are unallowed in the inline keyboard", method)
    return made | ({"style": button.style} if button.style else {})
