"""The whole bot on a real database and real adapters, before fake servers; what scenario tests live in."""

import functools
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import bot.app
from bot.app import App
from bot.messengers.limits import LIMITS
from bot.settings import Settings
from bot.words import Words
from storage.database import Transaction
from storage.repository import Repository
from tests.fakes.telegram import TOKEN as TELEGRAM_TOKEN
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import CALLS_PER_SECOND, GROUP, FakeVk
from tests.fakes.vk import TOKEN as VK_TOKEN
from tests.people import BrowserPerson, FakePerson, Someone

for read in ("load_library", "catalogue", "check_table_words"):
    setattr(bot.app, read, functools.cache(getattr(bot.app, read)))  # no test changes these
Words.from_file = functools.cache(Words.from_file)  # type: ignore[method-assign]
MESSENGERS = ("telegram", "vk", "browser")
PAIRS = tuple(zip(MESSENGERS, MESSENGERS[1:] + MESSENGERS[:1], strict=True))
"""Each messenger once as the one and once as the other."""
TOO_SLOW = 2.0 if sys.gettrace() else 0.5
"""Seconds a work may compute in a test: the first of its kind compiles its statements, and coverage slows all down."""
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Running:
    """The bot and everything around it; `somebody` comes in one of the messengers."""

    def __init__(self, app: App, telegram: FakeTelegram, vk: FakeVk, time: list[datetime]) -> None:
        self.app, self.telegram, self.vk, self._time = app, telegram, vk, time
        self._browsers: list[BrowserPerson] = []

    def somebody(self, messenger: str, number: int = 501, first_name: str = "Анна") -> Someone:
        person = self._somebody(messenger, number, first_name)
        lines = [found._lines for found in self.app._receivers if found._messenger.name == messenger]
        person.is_waiting = lambda: any(number in line.chats for line in lines)
        return person

    def _somebody(self, messenger: str, number: int, first_name: str) -> Someone:
        if messenger == "browser":
            person = BrowserPerson(self.app.hub, number)
            self._browsers.append(person)
            return person
        fake = self.telegram if messenger == "telegram" else self.vk
        return FakePerson(messenger, fake.person(number, first_name))

    def it_is(self, now: datetime) -> None:
        """Move the clock; the senders look at once."""
        self._time[0] = now
        self.app.wake_senders()

    async def passes(self, until: datetime) -> None:
        """Move the clock and let happen what is due by then."""
        self.it_is(until)
        await self.app.tick()
        self.app.wake_senders()

    async def ask(self, query: Callable[[Repository], Any]) -> Any:
        """What the database holds."""
        return await self.app.db.read(lambda tx: query(Repository(tx)))

    async def change(self, work: Callable[[Repository], Any]) -> Any:
        def within(tx: Transaction) -> Any:
            return work(Repository(tx))

        return await self.app.db.write(within)


def settings_for(url: str, telegram: FakeTelegram, vk: FakeVk, /, **changes: Any) -> Settings:
    """Settings that point to the fakes, a group of them changed in part; nothing is read from the environment."""
    given: dict[str, Any] = {
        "database_url": url,
        "telegram": {"token": TELEGRAM_TOKEN, "api_url": telegram.url},
        "vk": {"token": VK_TOKEN, "group_id": GROUP, "api_url": vk.api_url},
        "browser": {"enabled": True},
        "http": {"port": 0, "public_url": "http://127.0.0.1:8080"},
        "timezone": "Europe/Moscow",
    }
    merged = {name: given[name] | it if isinstance(given.get(name), dict) else it for name, it in changes.items()}
    return Settings(_env_file=None, **(given | merged))


async def listening(app: App, telegram: FakeTelegram, vk: FakeVk) -> None:
    """Wait until both fakes are asked for news: VK keeps no events from before its events were switched on."""
    for name, fake in (("telegram", telegram), ("vk", vk)):
        if name in app.connections:
            await fake.settled()


@asynccontextmanager
async def running(url: str, **changes: Any) -> AsyncIterator[Running]:
    """The bot between two fakes, on a migrated database; no call may be one the real servers refuse."""
    telegram, vk = FakeTelegram(), FakeVk()
    vk.limited = LIMITS["vk"].calls_per_second == CALLS_PER_SECOND  # unless the test asked for quick messengers
    await telegram.start()
    await vk.start()
    time = [NOW]
    app = App(settings_for(url, telegram, vk, **changes), clock=lambda: time[0])
    try:
        await app.start()
        app.db.slow.clear()  # tables were made
        await listening(app, telegram, vk)
        yield Running(app, telegram, vk, time)
    finally:
        await app.stop()
        await telegram.stop()
        await vk.stop()
    assert telegram.violations == []
    assert vk.violations == []
    assert [found for found in app.db.slow if found.seconds > TOO_SLOW] == []
