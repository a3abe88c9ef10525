"""Bot API keyboards as VK's: inline ones re-flowed to six rows, anything over ten buttons refused."""

import json
from typing import Any, Final, TypeVar

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.messengers.base import degraded
from bot.messengers.errors import MARKUP_TOO_LONG
from bot.messengers.limits import LIMITS, shortened

Button = TypeVar("Button")
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply

VK: Final = LIMITS["vk"]
REGULAR_ROWS: Final = 10
REGULAR_BUTTONS: Final = 40
COLORS: Final = {"success": "positive", "danger": "negative", "primary": "primary"}
REMOVED: Final[dict[str, Any]] = {"one_time": False, "buttons": []}


def vk_keyboard(markup: Markup | None) -> dict[str, Any] | None:
    """None where nothing is to be sent: an edit then takes the buttons away, an empty inline keyboard would be 911.

    Raises TelegramBadRequest for more than 10 inline buttons or 40 under the input.
    """
    if isinstance(markup, InlineKeyboardMarkup):
        rows = _flowed(markup.inline_keyboard, VK.rows, VK.buttons)
        buttons = [[_inline_button(it) for it in row] for row in rows]
        return {"one_time": False, "inline": True, "buttons": buttons} if buttons else None
    if isinstance(markup, ReplyKeyboardMarkup):
        under_input = _flowed(markup.keyboard, REGULAR_ROWS, REGULAR_BUTTONS)
        return {
            "one_time": bool(markup.one_time_keyboard),
            "buttons": [[_text_button(it) for it in row] for row in under_input],
        }
    return REMOVED if isinstance(markup, ReplyKeyboardRemove) else None


def _flowed(rows: list[list[Button]], most_rows: int, most_buttons: int) -> list[list[Button]]:
    """The same order in rows VK takes: long ones are broken, too many are evened out."""
    buttons = [button for row in rows for button in row]
    if len(buttons) > most_buttons:
        raise TelegramBadRequest(SendMessage(chat_id=0, text=""), f"{MARKUP_TOO_LONG}: {len(buttons)} buttons")
    flowed = [row[start : start + VK.columns] for row in rows for start in range(0, len(row), VK.columns)]
    if len(flowed) > most_rows:
        width = -(-len(buttons) // most_rows)
        flowed = [buttons[start : start + width] for start in range(0, len(buttons), width)]
    if len(flowed) != len([row for row in rows if row]):
        degraded("vk", "rows of buttons")
    return flowed


def _label(text: str) -> str:
    if len(text) > VK.label:
        degraded("vk", "long labels")
    return shortened(text, VK.label)


def _inline_button(button: InlineKeyboardButton) -> dict[str, Any]:
    label = _label(button.text)
    if button.url is not None:
        return {"action": {"type": "open_link", "link": button.url, "label": label}}
    if button.callback_data is None:
        raise TelegramBadRequest(SendMessage(chat_id=0, text=""), "Bad Request: vk has no such kind of inline button")
    payload = json.dumps({"d": button.callback_data}, ensure_ascii=False, separators=(",", ":"))
    color = COLORS.get(button.style or "", "secondary")
    return {"action": {"type": "callback", "label": label, "payload": payload}, "color": color}


def _text_button(button: KeyboardButton) -> dict[str, Any]:
    if button.request_contact or button.request_location:
        degraded("vk", "buttons that ask for contact or place")
    return {
        "action": {"type": "text", "label": _label(button.text)},
        "color": COLORS.get(button.style or "", "secondary"),
    }
