"""VK as the receiver and the sender see it: Bots Long Poll in, the session out."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramServerError
from aiogram.methods import GetMe, GetUpdates

from bot.messengers.base import Bulk, Fetched, Profile
from bot.messengers.limits import LIMITS
from bot.messengers.pacer import Pacer
from bot.messengers.vk import changing, sending
from bot.messengers.vk.api import API_URL, VERSION, VkApi
from bot.messengers.vk.bulk import VkBulk
from bot.messengers.vk.cropped import make_whole
from bot.messengers.vk.errors import SHAPES, TROUBLES, VkError, VkUnreachableError, translated
from bot.messengers.vk.people import People
from bot.messengers.vk.session import VkSession
from bot.messengers.vk.updates import Reading, authors, read

log = logging.getLogger(__name__)

LONG_POLL: Final = 25
TRANSLATED: Final = (changing, sending)  # importing them fills the table
SETTINGS: Final = {"messages": True, "bots_capabilities": True, "bots_start_button": True}
EVENTS: Final = dict.fromkeys(("message_new", "message_event", "message_allow", "message_deny"), True)
RENEWED: Final = 3600.0
"""Seconds after which another server of events is asked for: of one that is used for hours, events are said to stop."""
OUTDATED, KEY_EXPIRED, LOST = 1, 2, 3


class VkMessenger:
    """`api_url` may stand with or without its last slash; `pacer` is what mass sending shares with replies."""

    name = "vk"
    keeps_cursor = True
    drops_repeats = True
    keeps_mail = False

    def __init__(
        self,
        token: str,
        group_id: int,
        api_url: str = API_URL,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pacer = Pacer(LIMITS["vk"].calls_per_second)
        self.call = VkApi(token, api_url, self.pacer)
        session = VkSession(self.call, clock)
        self.bot = Bot(f"{group_id}:vk", session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
        self.bulk: Bulk | None = VkBulk(session)
        self.long_poll = LONG_POLL
        self._group_id, self._clock = group_id, clock
        self._people = People(self.call)
        self._server: dict[str, Any] | None = None
        self._since = 0.0
        self._told: set[str] = set()

    async def connect(self) -> Profile:
        """Learn our name, switch on dialogues, buttons and events, find the queue of events. Raises aiogram's errors.

        A key without the right to manage the community is only warned about: an administrator may have switched
        everything on by hand. While the queue is switched off, nothing is connected.
        """
        try:
            answer = await self.call("groups.getById", group_id=self._group_id)
            await self._switch_on("groups.setSettings", **SETTINGS)
            await self._switch_on("groups.setLongPollSettings", enabled=True, api_version=VERSION, **EVENTS)
            self._server = await self._queue()
        except TROUBLES as trouble:
            raise translated(trouble, GetMe()) from None
        groups = answer.get("groups", []) if isinstance(answer, dict) else answer
        group = groups[0] if groups else {}
        address = group.get("screen_name") or f"club{self._group_id}"
        return Profile(id=self._group_id, title=group.get("name", ""), address=address)

    async def fetch(self, cursor: str | None) -> Fetched:
        """Wait for events after `cursor` (VK's ts); without one, only learn where the queue stood when it was found.

        The same cursor brings the same events again. Raises aiogram's errors; the next call asks for a new server.
        """
        try:
            if self._server is None or time.monotonic() - self._since > RENEWED:
                self._server = await self._queue()
            if cursor is None:
                return Fetched([], str(self._server["ts"]))
            server = self._server
            answer = await self.call.poll(server["server"], self.long_poll, key=server["key"], ts=cursor)
            return await self._fetched(answer, cursor)
        except TROUBLES as trouble:
            self._server = None
            raise translated(trouble, GetUpdates()) from None
        except SHAPES:
            self._server = None
            raise TelegramServerError(GetUpdates(), "an answer of the long poll nobody can read") from None

    def link(self, profile: Profile, payload: str) -> str:
        """Address that opens a dialogue with us; `payload` comes with the first message as its ref."""
        return f"https://vk.me/{profile.address}?ref={payload}"

    async def close(self) -> None:
        """Close the connections; nothing may be called afterwards."""
        await self.bot.session.close()

    async def _fetched(self, answer: dict[str, Any], cursor: str) -> Fetched:
        failed = answer.get("failed")
        if failed is None:
            events = answer["updates"]
            await self._people.learn(authors(events))
            await make_whole(self.call, events)
            reading = Reading(self.bot, self._people.name, self._clock())
            return Fetched([update for event in events for update in read(reading, event)], str(answer["ts"]))
        if failed == OUTDATED:
            log.warning("vk forgot some events: the service was away for too long")
            return Fetched([], str(answer["ts"]))
        self._server = None
        if failed == KEY_EXPIRED:
            return Fetched([], cursor)
        if failed == LOST:
            log.warning("vk lost its place in the queue: events may be missing")
            return await self.fetch(None)
        raise VkUnreachableError(f"the long poll failed with {failed!r}", sent=True, server=True)

    async def _queue(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.call("groups.getLongPollServer", group_id=self._group_id)
        self._since = time.monotonic()
        return found

    async def _switch_on(self, method: str, **settings: Any) -> None:
        try:
            await self.call(method, group_id=self._group_id, **settings)
        except VkError as error:
            if error.code in (5, 27, 28):
                raise
            if method not in self._told:
                self._told.add(method)
                log.warning("vk refused %s (error %s): switch on %s by hand", method, error.code, ", ".join(settings))
