"""Killed at any moment and started again: nothing is lost, nothing counts twice, on VK nothing is said twice."""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.journeys import STEPS, AtPage, InFake, Traveller, invited, travel
from tests.processes import Program, WatchedTelegram, WatchedVk, environment, free_port, polled

WAY = 0.03
"""Seconds a call travels there, and back."""
JUST_NOW = 0.25
"""Seconds before a kill in which an answered call may not yet be written down: one commit on a busy machine."""


class World(NamedTuple):
    program: Program
    telegram: WatchedTelegram
    vk: WatchedVk
    port: int
    codes: list[str]
    path: Path


@pytest.fixture
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    telegram, vk, port = WatchedTelegram(), WatchedVk(), free_port()
    for fake in (telegram, vk):
        await fake.start()
        fake.way = WAY
    path = tmp_path / "bot.sqlite3"
    codes = invited(path, 400 if request.node.get_closest_marker("soak") else 60)
    more = {"BOT_BROWSER__ENABLED": "true", "BOT_HTTP__PORT": str(port)}
    program = Program(environment(f"sqlite:///{path}", telegram, vk, **more), tmp_path, "run")
    await program.start()
    await polled(telegram, vk)
    yield World(program, telegram, vk, port, codes, path)
    await program.kill()
    await telegram.stop()
    await vk.stop()


def newcomer(world: World, messenger: str, number: int) -> Traveller:
    if messenger == "browser":
        return AtPage(world.port)
    fake = world.telegram if messenger == "telegram" else world.vk
    return InFake(messenger, fake.person(1000 + number))


class Result(NamedTuple):
    who: Traveller
    seen: list[list[str]]


async def come_and_go(world: World, messenger: str, reference: list[list[str]], enough: asyncio.Event) -> list[Result]:
    """One newcomer after another until the kills are over."""
    results = []
    while not enough.is_set() or not results:
        code = world.codes.pop()
        who = newcomer(world, messenger, len(world.codes))
        results.append(Result(who, await travel(who, code, reference)))
    return results


async def kill_often(world: World, seed: int, times: int, enough: asyncio.Event) -> list[float]:
    """Moments of the kills, by the monotonic clock: most of them among calls, some while the program starts."""
    rng, moments = random.Random(seed), []
    travelled = [fake.travelled for fake in (world.telegram, world.vk)]
    for number in range(times):
        calls = sum(map(len, travelled)) + rng.randint(5, 60) * (number % 4 != 3)
        async with asyncio.timeout(30):
            while sum(map(len, travelled)) < calls:  # noqa: ASYNC110 (another process)
                await asyncio.sleep(0.002)
        await asyncio.sleep(rng.uniform(0, 3 * WAY))
        moments.append(time.monotonic())
        await world.program.kill()
        await world.program.start()
    enough.set()
    return moments


async def survive(world: World, seed: int, times: int) -> None:
    begun = time.monotonic()
    messengers = ("telegram", "vk", "browser")
    references = {
        messenger: await travel(newcomer(world, messenger, n), world.codes.pop())
        for n, messenger in enumerate(messengers)
    }
    enough = asyncio.Event()
    *travels, moments = await asyncio.gather(
        *(come_and_go(world, messenger, references[messenger], enough) for messenger in messengers for _ in range(2)),
        kill_often(world, seed, times, enough),
    )
    results = [result for found in travels for result in found]
    await polled(world.telegram, world.vk)
    await asyncio.sleep(0.5)
    repeated = dict.fromkeys(messengers, 0)
    for who, seen in results:
        repeated[who.messenger] += len(await who.seen()) - len(references[who.messenger][-1])
        assert {text for step in seen for text in step} <= {text for step in references[who.messenger] for text in step}
    in_flight = sum(
        1
        for call, start, end in world.telegram.travelled
        if call.method == "sendMessage" and any(start <= moment <= end + JUST_NOW for moment in moments)
    )
    took = time.monotonic() - begun
    print(  # noqa: T201 (figures for the documentation)
        f"\n{times} kills, {len(results)} people, {len(results) * len(STEPS)} steps in {took:.0f} s;"
        f" shown twice: {repeated}, Telegram's calls in flight at a kill: {in_flight}"
    )
    assert repeated["vk"] == repeated["browser"] == 0
    assert repeated["telegram"] <= in_flight
    check_database(world.path, len(results) + len(messengers))
    assert "Traceback" not in world.program.log
    assert world.telegram.violations == world.vk.violations == []


def check_database(path: Path, people: int) -> None:
    """Everything there, once."""
    with closing(sqlite3.connect(path)) as found:

        def count(rows: str) -> int:
            return int(found.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])  # noqa: S608 (our own words)

        assert count("consent") == count("account") == count("conversation") == people
        assert count("(SELECT DISTINCT teacher_id FROM consent)") == people
        assert count("(SELECT DISTINCT teacher_id FROM account WHERE teacher_id IS NOT NULL)") == people
        assert count("invitation WHERE used_at IS NOT NULL") == people
        assert count("audit WHERE action = 'registered'") == people
        assert count("set_aside") == count("inbox") == count("account WHERE shown < parts") == 0
        steps = found.execute("SELECT DISTINCT count(*) FROM seen GROUP BY account_id").fetchall()
        allowed = {len(STEPS), len(STEPS) + 1}  # VK says that somebody allowed us to write, too
        assert {number for (number,) in steps} <= allowed


async def test_three_kills_lose_nothing_and_double_nothing(world: World) -> None:
    await survive(world, seed=20261122, times=3)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
async def test_fifty_kills_lose_nothing_and_double_nothing(world: World, seed: int) -> None:
    await survive(world, seed, times=25)
