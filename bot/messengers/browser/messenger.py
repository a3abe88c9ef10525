"""The browser chat as the receiver, the sender and the command line see it."""

from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.types import Update
from pydantic import ValidationError

from ..base import Broken, Bulk, Fetched, Profile
from . import media  # its translators join the table
from .api import Hub
from .session import BrowserSession

__all__ = ["BrowserMessenger", "media"]


class BrowserMessenger:
    """Our own page as a messenger: nothing outside this process is asked."""

    name = "browser"
    keeps_cursor = False
    drops_repeats = True
    keeps_mail = True
    bulk: Bulk | None = None

    def __init__(self, hub: Hub, public_url: str, title: str) -> None:
        """`public_url`: where people reach the page, without a slash at its end."""
        self.hub, self.public_url, self.title = hub, public_url.rstrip("/"), title
        html = DefaultBotProperties(parse_mode=ParseMode.HTML)
        self.bot = Bot("1:browser", session=BrowserSession(hub), default=html)

    async def connect(self) -> Profile:
        """Who we are; there is nobody to ask."""
        return Profile(self.bot.id, self.title, self.public_url)

    async def fetch(self, cursor: str | None) -> Fetched:
        """Wait (at most 25 s) for the pages' events; calling again confirms what the last call gave.

        The cursor stays what it was: an unconfirmed event is kept and repeated by the page itself.
        """
        return Fetched([self._read(raw) for raw in await self.hub.fetch()], cursor)

    def _read(self, raw: dict[str, Any]) -> Update | Broken:
        try:
            return Update.model_validate(raw, context={"bot": self.bot})
        except ValidationError as error:
            return Broken(raw["update_id"], type(error).__name__, str(raw))

    def link(self, profile: Profile, payload: str) -> str:
        """Address of the page with the button that redeems `payload`; opening it redeems nothing."""
        return f"{profile.address}/enter/{payload}"

    async def close(self) -> None:
        """Let the pages go; they repeat what was not confirmed after the next start."""
        self.hub.close()
