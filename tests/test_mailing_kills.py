"""A mailing whose program is killed at any moment and started again reaches everybody, on VK and at the page once."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, create_engine, text

from bot.sender.sender import AHEAD
from bot.services import announced
from bot.services.access import actor_of
from bot.services.announced import Card
from storage.database import Transaction, engine_urls
from storage.models import DeliveryState
from storage.repository import Repository
from tests.crowd import FIRST, announce, appear, crowd
from tests.handlers.zarechny import build, find, organization
from tests.made import Made
from tests.processes import Program, WatchedTelegram, WatchedVk, environment, free_port

WAY = 0.03
"""Seconds a call travels there, and back."""
WORDS = "Приём заявок открыт"
OPEN = "state IN ('waiting', 'held', 'sending')"


class World(NamedTuple):
    program: Program
    telegram: WatchedTelegram
    vk: WatchedVk
    numbers: Mapping[str, int]
    engine: Engine
    mailing: int


class Kill(NamedTuple):
    """Chats of Telegram with a call on its way, or with an answer not yet written down; seconds to the resumption."""

    in_flight: set[int]
    resumed: float | None


class Few(NamedTuple):
    """Three thousand people as the messengers' own pace lets a short test reach them; `seconds` VK and pages take."""

    numbers: Mapping[str, int]
    seconds: int


SHORT = Few({"telegram": 240, "vk": 2260, "browser": 500}, 8)
LONG = Few({"telegram": 1500, "vk": 900, "browser": 600}, 50)


def prepare(engine: Engine, few: Few) -> int:
    """The people, and what was announced to them half a minute ago; the mailing's id.

    In VK and at the page they become due one after another, as those do whose mornings come one after another: else
    all of them would be done before the first kill.
    """
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        build(made)
        crowd(made, organization(made.repo, "Школа № 3"), few.numbers)
        mailing = announce(made.repo, WORDS, datetime.now(UTC) - timedelta(seconds=30))
        made.tx.flush()
        spread = "UPDATE delivery SET due_at = due_at + id % :seconds WHERE messenger <> 'telegram'"
        connection.execute(text(spread), {"seconds": few.seconds})
    return mailing


@pytest.fixture
async def world(tmp_path: Path, request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    few = LONG if request.node.get_closest_marker("soak") else SHORT
    engine = create_engine(engine_urls(database_url)[0])
    mailing = prepare(engine, few)
    telegram, vk = WatchedTelegram(), WatchedVk()
    for name, fake in (("telegram", telegram), ("vk", vk)):
        await fake.start()
        appear(fake, name, few.numbers[name])
        fake.way = WAY
    more = {"BOT_BROWSER__ENABLED": "true", "BOT_HTTP__PORT": str(free_port())}
    program = Program(environment(database_url, telegram, vk, **more), tmp_path, "run")
    yield World(program, telegram, vk, few.numbers, engine, mailing)
    await program.kill()
    await telegram.stop()
    await vk.stop()
    engine.dispose()


async def kill_often(world: World, seed: int, times: int) -> list[Kill]:
    rng, kills = random.Random(seed), []
    flights = world.telegram.travelled
    for number in range(times):
        calls = len(flights) + rng.randint(10, 60) * (number % 4 != 3)
        async with asyncio.timeout(30):
            while len(flights) < calls:  # noqa: ASYNC110 (another process)
                await asyncio.sleep(0.002)
        await asyncio.sleep(rng.uniform(0, 3 * WAY))
        await world.program.kill()
        flying, seen = in_flight(world), len(world.telegram.calls)
        await world.program.start()
        is_followed = number % 4 == 2 and number + 1 < times  # the next kill comes while it starts
        kills.append(Kill(flying, None if is_followed else await going_on(world, seen)))
    return kills


async def going_on(world: World, seen: int) -> float:
    """Seconds from the start of the program to the first message of the mailing."""
    begun = time.monotonic()
    async with asyncio.timeout(30):
        while not any(call.method == "sendMessage" for call in world.telegram.calls[seen:]):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    return time.monotonic() - begun


async def everything_left(world: World) -> None:
    def left() -> bool:
        with world.engine.connect() as connection:
            return connection.execute(text(f"SELECT 1 FROM delivery WHERE {OPEN} LIMIT 1")).first() is None  # noqa: S608

    async with asyncio.timeout(90):
        while not await asyncio.to_thread(left):  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.1)


def received(world: World) -> dict[str, Counter[int]]:
    """Messenger -> how many times each person has it, as the messengers know it."""
    found = {
        name: Counter({chat: sum(WORDS in seen.text for seen in it.messages) for chat, it in fake.people.items()})
        for name, fake in (("telegram", world.telegram), ("vk", world.vk))
    }
    with world.engine.connect() as connection:
        rows = connection.execute(text("SELECT chat, body FROM browser_message"))
        found["browser"] = Counter(chat for chat, body in rows if WORDS in json.loads(body)["text"])
    return found


def report(world: World) -> Card:
    """The author's card."""
    with world.engine.connect() as connection:
        repo = Repository(Transaction(connection))
        return announced.card(repo, actor_of(repo, find(repo, "Орлова"), datetime.now(UTC).date()), world.mailing)


def in_flight(world: World) -> set[int]:
    """Of what the ledger counts as being sent, that which has left: the rest waited for its turn."""
    query = "SELECT external_id FROM account JOIN delivery ON account.id = account_id"
    query += " WHERE state = 'sending' AND delivery.messenger = 'telegram'"
    with world.engine.connect() as connection:
        taken = {chat for (chat,) in connection.execute(text(query))}
    return taken & {int(call.params["chat_id"]) for call in world.telegram.calls if call.method == "sendMessage"}


async def survive(world: World, seed: int, times: int) -> None:
    begun = time.monotonic()
    await world.program.start()
    kills = await kill_often(world, seed, times)
    await everything_left(world)
    await world.program.stop()
    took, got, card = time.monotonic() - begun, received(world), report(world)
    twice = {chat for chat, count in got["telegram"].items() if count > 1}
    flying = [chat for kill in kills for chat in kill.in_flight]
    resumed = sorted(kill.resumed for kill in kills if kill.resumed is not None)
    print(  # noqa: T201 (figures for the documentation)
        f"\n{times} kills, {sum(world.numbers.values())} people in {took:.0f} s; twice on Telegram: {len(twice)},"
        f" in flight at a kill: {len(flying)}, reported: at most {card.twice};"
        f" went on within {resumed[-1]:.2f} s (median {resumed[len(resumed) // 2]:.2f})"
    )
    for messenger, count in world.numbers.items():
        assert got[messenger].keys() == set(range(FIRST[messenger], FIRST[messenger] + count))
        assert min(got[messenger].values()) == 1
    assert max(got["vk"].values()) == max(got["browser"].values()) == 1
    assert sum(count - 1 for count in got["telegram"].values()) <= len(flying)
    assert twice <= set(flying)
    assert len(twice) <= card.twice <= len(flying) + AHEAD * times
    assert card.progress.sent == sum(world.numbers.values())
    assert "Traceback" not in world.program.log
    assert world.telegram.violations == world.vk.violations == []
    assert states(world) == {DeliveryState.SENT, DeliveryState.UNREACHABLE}


def states(world: World) -> set[DeliveryState]:
    with world.engine.connect() as connection:
        return {DeliveryState(row[0]) for row in connection.execute(text("SELECT DISTINCT state FROM delivery"))}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_three_kills_in_a_mailing_lose_nobody_and_double_nobody(world: World) -> None:
    await survive(world, seed=20261126, times=3)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1])
async def test_thirty_kills_in_a_mailing_lose_nobody_and_double_nobody(world: World, seed: int) -> None:
    await survive(world, seed, times=30)
