"""The session behind VK's Bot: finds the translator, turns VK's errors into aiogram's, streams files."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot.messengers.base import TranslatingSession, Translators
from bot.messengers.download import download
from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import TROUBLES, translated

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


def chosen(method: TelegramMethod[Any], value: T | Default | None) -> T | None:
    """The value given, or the bot's default for it."""
    if not isinstance(value, Default):
        return value
    return method.bot.default[value.name] if method.bot else None
