"""What time brings goes on while there is more of it, and lets others have their turn."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import ticks
from bot.texts import load_texts
from bot.ticks.summaries import summaries
from bot.turn import House
from storage.database import Database, Transaction
from storage.migrations import upgrade
from storage.models import Mailing, WeeklySummary
from storage.repository import Repository
from tests.made import Made

DUE = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
MANY = 7
HOUSE = House(load_texts(), lambda: DUE, "Europe/Moscow")


@pytest.fixture
async def country(tmp_path: Path) -> AsyncIterator[Database]:
    """Municipalities whose week is due."""
    db = Database(f"sqlite:///{tmp_path / 'country.sqlite3'}", synchronous="NORMAL")
    await db.write(upgrade)
    await db.write(settle)
    yield db
    await db.close()


def settle(tx: Transaction) -> None:
    made = Made(tx)
    for number in range(MANY):
        methodist = made.methodist(made.municipality(f"Place {number}"))
        made.account(methodist).created_at = DUE - timedelta(days=30)


def told(tx: Transaction) -> tuple[int, int]:
    """(weeks that are kept, mailings that tell of them)."""
    notes = tx.session.query(Mailing).filter(Mailing.key.like("summary:%"))
    return tx.session.query(WeeklySummary).count(), notes.count()


async def test_every_municipality_is_told_in_one_go_and_others_have_their_turn(country: Database) -> None:
    seen: list[int] = []

    async def taps() -> None:
        while not seen or seen[-1] < MANY:
            seen.append((await country.write(told))[0])
            await asyncio.sleep(0)

    tapping = asyncio.create_task(taps())
    woken: list[None] = []
    await ticks.run_all(country, summaries, HOUSE, lambda: woken.append(None))
    await asyncio.wait_for(tapping, 5)
    assert await country.read(told) == (MANY, MANY)
    assert set(seen) >= set(range(1, MANY + 1))  # nobody waited for more than one of them
    assert len(woken) == MANY


async def test_who_is_cut_off_goes_on_and_tells_nobody_twice(country: Database) -> None:
    def dies(tx: Transaction) -> None:
        ticks.run(tx, summaries, HOUSE)
        raise OSError("killed before the commit")

    for _ in range(3):
        await country.write(ticks.run, summaries, HOUSE)
        with pytest.raises(OSError, match="killed"):
            await country.write(dies)
    assert await country.read(told) == (3, 3)
    for _ in range(2):
        await ticks.run_all(country, summaries, HOUSE, lambda: None)
    assert await country.read(told) == (MANY, MANY)


async def test_a_tick_that_never_ends_lets_the_others_go_on(country: Database, monkeypatch: Any) -> None:
    monkeypatch.setattr(ticks, "LONGEST", 0.05)
    done: list[int] = []

    def endless(repo: Repository, house: House) -> bool:
        done.append(1)
        return True

    await asyncio.wait_for(ticks.run_all(country, endless, HOUSE, lambda: None), 5)
    assert done
