"""The session behind VK's Bot: finds the translator, turns VK's errors into aiogram's, streams files."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramServerError
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.messengers.base import TranslatingSession, Translators, UnsupportedMethodError
from bot.messengers.download import download
from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import SHAPES, TROUBLES, translated
from bot.messengers.vk.text import VkText, vk_text

T = TypeVar("T")
VK = Translators()


class VkSession(TranslatingSession):
    """`call` reaches VK, `clock` dates messages (VK does not, in its answers)."""

    messenger = "vk"
    translators = VK

    def __init__(self, call: VkApi, clock: Callable[[], datetime]) -> None:
        super().__init__(api=TelegramAPIServer(base="", file="{path}"))  # a file's path is its whole address
        self.call, self.clock = call, clock

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except TROUBLES as trouble:
            raise translated(trouble, method) from None
        except SHAPES:
            raise TelegramServerError(method, "vk answered in a shape nobody knows") from None

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Raises TelegramBadRequest "file is too big" over 20 MB."""
        async for chunk in download(await self.call.http(), url, headers, timeout, chunk_size):
            yield chunk

    async def close(self) -> None:
        await self.call.close()


def rendered(method: TelegramMethod[Any], text: str | None) -> VkText:
    """A method's text or caption for VK. Raises UnsupportedMethodError for anything but HTML or plain text."""
    mode = chosen(method, getattr(method, "parse_mode", None))
    if mode not in (None, ParseMode.HTML) or getattr(method, "entities", getattr(method, "caption_entities", None)):
        raise UnsupportedMethodError(method, "vk takes HTML only")
    return vk_text(text or "", mode)


def without_preview(method: SendMessage | EditMessageText) -> bool | None:
    """VK's dont_parse_links."""
    preview = chosen(method, method.link_preview_options)
    return True if preview and preview.is_disabled else None


def chosen(method: TelegramMethod[Any], value: T | Default | None) -> T | None:
    """The value given, or the bot's default for it."""
    if not isinstance(value, Default):
        return value
    return method.bot.default[value.name] if method.bot else None
