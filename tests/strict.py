"""What every messenger would refuse of a screen, checked without one."""

import functools
import json
from collections.abc import Iterator
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendDocument, SendMessage, TelegramMethod
from aiogram.types import Chat, Message

from bot.messengers.html import units
from bot.messengers.limits import EVERY_SCREEN
from bot.messengers.vk.keyboard import vk_keyboard
from bot.messengers.vk.text import vk_text
from bot.screen import Part, Screen, inline, under_input
from tests.fakes.markup import parse
from tests.fakes.telegram_markup import check_markup
from tests.fakes.vk_markup import check_format, check_keyboard, mentions
from tests.running import NOW


def check(screen: Screen) -> None:
    """Raises AssertionError, or RefusedError as the fakes do, for whatever does not fit everywhere."""
    assert len(screen.toast) <= EVERY_SCREEN.toast
    for part in screen.parts:
        _check_part(part)


@functools.lru_cache(1000)
def _check_part(part: Part) -> None:
    plain, _ = parse(part.text)
    assert plain
    assert units(plain) <= (EVERY_SCREEN.media_text if part.file else EVERY_SCREEN.text), "too long"
    rendered = vk_text(part.text, "HTML")
    check_format(rendered.format_data and json.dumps(rendered.format_data), rendered.message)
    assert mentions(rendered.message) == []
    assert part.file is None or ((part.file.data or part.file.recipe) and part.file.name)
    keyboard = under_input(part.under_input) if part.under_input else inline(part.rows)
    if keyboard is None:
        return
    check_markup(keyboard.model_dump(exclude_none=True))
    check_keyboard(json.dumps(vk_keyboard(keyboard)))
    assert len(part.rows) <= EVERY_SCREEN.rows
    buttons = [button for row in part.rows for button in row]
    assert len(buttons) <= EVERY_SCREEN.buttons
    assert all(1 <= len(button.label) <= EVERY_SCREEN.label for button in buttons)
    assert all(len(button.data.encode()) <= EVERY_SCREEN.payload for button in buttons)


class StrictSession(BaseSession):
    """A messenger that answers every call a screen makes, and refuses what some messenger would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.answered: list[str] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        match method:
            case SendMessage(text=text) | EditMessageText(text=text) | SendDocument(caption=text):
                assert parse(text or "")[0]
                self.shown.append(text)
            case AnswerCallbackQuery(callback_query_id=query):
                self.answered.append(query)
                return True
            case _:
                raise AssertionError(f"no screen calls {type(method).__name__}")
        return Message(message_id=len(self.shown), date=NOW, chat=Chat(id=1, type="private"))

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("nothing is downloaded here")

    async def close(self) -> None:
        """Nothing is open."""


def labels(screen: Screen) -> Iterator[str]:
    """Of all its buttons, in reading order."""
    return (button.label for row in screen.rows for button in row)
