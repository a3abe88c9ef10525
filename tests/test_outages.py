"""A messenger away, broken, slow or refusing our token: the others never notice, and it comes back by itself."""

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.server import FakeServer
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import TOKEN as VK_TOKEN
from tests.fakes.vk import FakeVk
from tests.people import FakePerson, Someone, until
from tests.processes import Program, environment, free_port, health, polled, started
from tests.receiver.echo import texts
from tests.running import Running, running

OUTER = pytest.mark.parametrize("messenger", ["telegram", "vk"])
OTHER = {"telegram": "vk", "vk": "telegram"}
BACK_WITHIN = 12.0
"""Seconds; the pauses between attempts are at most 5, a call to VK is repeated for 2."""


async def reply_time(person: Someone) -> float:
    """The quicker of two answers, in seconds: the machine may stumble over one."""
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        await person.says("/start")
        times.append(time.perf_counter() - begun)
    return min(times)


def spoil(fake: FakeServer, how: str) -> None:
    for fault in ("html", "server", "hang"):
        if how == fault:
            fake.fail_next(how, times=10_000)
            fake._cut_connections()


async def mend(fake: FakeServer) -> None:
    fake._faults.clear()
    fake._cut_connections()
    await fake.up()


@pytest.fixture
async def bot(tmp_path: Path, empty_sqlite: Path) -> AsyncIterator[Running]:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    async with running(f"sqlite:///{path}") as it:
        yield it


@OUTER
@pytest.mark.parametrize("how", ["refused", "html", "server", "hang"])
async def test_while_one_messenger_is_away_the_others_answer_as_before(
    bot: Running, messenger: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake = bot.telegram if messenger == "telegram" else bot.vk
    here, elsewhere, page = (bot.somebody(name) for name in (messenger, OTHER[messenger], "browser"))
    await here.says("/start")
    before = [await reply_time(person) for person in (elsewhere, page)]
    if how == "refused":
        await fake.down()
    spoil(fake, how)
    person = here.person  # type: ignore[attr-defined]
    person.says("/start")
    if how != "hang":  # a hanging long poll is no news for half a minute
        await until(lambda: _says(bot, messenger, False), 10)
    during = [await reply_time(person) for person in (elsewhere, page)]
    assert all(now < 4 * then + 0.5 for then, now in zip(before, during, strict=True)), (before, during)
    seen = len(texts(here))
    await mend(fake)
    begun = time.monotonic()
    await until(lambda: len(texts(here)) > seen, BACK_WITHIN)
    await until(lambda: _says(bot, messenger, True), BACK_WITHIN)
    assert time.monotonic() - begun < BACK_WITHIN
    assert "token" not in caplog.text.lower()


async def _says(bot: Running, messenger: str, answers: bool) -> bool:
    found: Any = (await bot.app._health())["messengers"]
    return found[messenger] is answers


@OUTER
async def test_an_answer_waits_until_the_messenger_takes_it_however_long_it_is_away(
    bot: Running, messenger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.receiver.handling.PATIENCE", 0.5)
    fake = bot.telegram if messenger == "telegram" else bot.vk
    here = bot.somebody(messenger)
    await here.says("/start")
    fake.latency = 0.3
    here.person.says("/start")  # type: ignore[attr-defined]
    sending = "sendMessage" if messenger == "telegram" else "messages.send"
    sent = fake.count(sending)
    await until(lambda: fake.count(sending) > sent)
    await fake.down()  # the answer is on its way
    seen = len(texts(here))
    receiver = next(it for it in bot.app._receivers if it._messenger.name == messenger)
    await until(lambda: not receiver._lines.chats, 15)
    fake.latency = 0.0
    await fake.up()
    await until(lambda: len(texts(here)) == seen + 2, BACK_WITHIN)


class World:
    """The program, its fakes and where it tells its health."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.telegram, self.vk, self.port = FakeTelegram(), FakeVk(), free_port()
        self.path = folder / "bot.sqlite3"
        self.path.write_bytes(empty.read_bytes())
        self.folder = folder

    def program(self, **more: str) -> Program:
        settings = environment(f"sqlite:///{self.path}", self.telegram, self.vk, BOT_HTTP__PORT=str(self.port))
        return Program(settings | more, self.folder, "run")

    def fake(self, messenger: str) -> FakeTelegram | FakeVk:
        return self.telegram if messenger == "telegram" else self.vk

    def somebody(self, messenger: str) -> Someone:
        return FakePerson(messenger, self.fake(messenger).person(501))

    async def answers(self) -> dict[str, bool]:
        return dict((await health(self.port))["messengers"])


@pytest.fixture
async def world(tmp_path: Path, empty_sqlite: Path) -> AsyncIterator[World]:
    it = World(tmp_path, empty_sqlite)
    await it.telegram.start()
    await it.vk.start()
    yield it
    await it.telegram.stop()
    await it.vk.stop()


@OUTER
async def test_a_messenger_that_is_down_at_the_start_is_left_out_until_it_answers(world: World, messenger: str) -> None:
    away, here = world.fake(messenger), world.fake(OTHER[messenger])
    await away.down()
    async with started(world.program()) as program:
        await polled(here)
        assert (await world.somebody(OTHER[messenger]).says("/start")).text
        assert await world.answers() == {messenger: False, OTHER[messenger]: True}
        await until(lambda: f"{messenger} is left out until it answers" in program.log)
        await away.up()
        await polled(away, within=BACK_WITHIN)
        assert (await world.somebody(messenger).says("/start")).text
        assert await world.answers() == {"telegram": True, "vk": True}


@OUTER
async def test_a_refused_token_leaves_the_other_messengers_working(world: World, messenger: str) -> None:
    broken, here = world.fake(messenger), world.fake(OTHER[messenger])
    good, broken.token = broken.token, "1000001:another-token-of-thirty-five-characters"
    async with started(world.program(BOT_BROWSER__ENABLED="true")) as program:
        await polled(here)
        assert (await world.somebody(OTHER[messenger]).says("/start")).text
        assert await world.answers() == {messenger: False, OTHER[messenger]: True, "browser": True}
        assert f"{messenger} is left out until it answers: the token is refused" in program.log
        assert good not in program.log
        assert VK_TOKEN not in program.log
        assert "Traceback" not in program.log


async def test_a_token_of_a_wrong_shape_leaves_the_other_messengers_working(world: World) -> None:
    async with started(world.program(BOT_TELEGRAM__TOKEN="no-token-at-all")) as program:
        await polled(world.vk)
        assert (await world.somebody("vk").says("/start")).text
        assert "telegram is left out, its settings are wrong" in program.log
        assert "no-token-at-all" not in program.log


@pytest.mark.parametrize("has_chat", [True, False])
async def test_a_port_that_is_taken_stops_only_a_bot_that_needs_it(world: World, has_chat: bool) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", world.port))
        taken.listen()
        async with started(world.program(BOT_BROWSER__ENABLED=str(has_chat).lower())) as program:
            if has_chat:
                assert await program.ended() == 1
            else:
                await polled(world.telegram)
                assert (await world.somebody("telegram").says("/start")).text
            assert f"nothing listens on 127.0.0.1:{world.port} (BOT_HTTP__HOST, BOT_HTTP__PORT)" in program.log
            assert "Traceback" not in program.log


async def test_a_database_that_is_locked_for_a_while_only_delays(world: World) -> None:
    async with started(world.program()) as program:
        await polled(world.telegram, world.vk)
        person = world.somebody("telegram")
        await person.says("/start")
        await until(lambda: len(texts(person)) == 2, BACK_WITHIN)
        other = sqlite3.connect(world.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        seen = len(texts(person))
        person.person.says("/start")  # type: ignore[attr-defined]
        await asyncio.sleep(6.5)  # longer than SQLite waits
        assert len(texts(person)) == seen
        other.execute("COMMIT")
        other.close()
        await until(lambda: len(texts(person)) == seen + 2, BACK_WITHIN)
        assert (await world.somebody("vk").says("/start")).text
        assert "Traceback" not in program.log


async def test_a_stop_ends_the_program_politely_and_quickly(world: World) -> None:
    async with started(world.program(BOT_BROWSER__ENABLED="true")) as program:
        await polled(world.telegram, world.vk)
        begun = time.monotonic()
        assert await program.stop() == 0
        assert time.monotonic() - begun < 8
        assert "Traceback" not in program.log
