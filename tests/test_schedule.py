"""It ticks on whatever becomes of the machine's clock."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from apscheduler.schedulers import base

from bot import schedule

YEAR = timedelta(days=365)


class Machine:
    """Its clock is off by `ahead`; `ticks` and `tidied` count."""

    def __init__(self) -> None:
        self.ahead, self.ticks, self.tidied = timedelta(), 0, 0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def tick(self) -> None:
        self.ticks += 1

    async def tidy(self, *_: object) -> None:
        self.tidied += 1

    async def goes_on(self) -> None:
        end = self.ticks + 3
        async with asyncio.timeout(5):
            while self.ticks < end:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.005)


@pytest.fixture
async def machine(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Machine]:
    found = Machine()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return found.now().astimezone(tz)

    monkeypatch.setattr(base, "datetime", Clock)
    monkeypatch.setattr(schedule, "wall", found.now)
    monkeypatch.setattr(schedule, "EVERY", 0.02)
    monkeypatch.setattr(schedule, "tidy", found.tidy)
    running = schedule.start_schedule(None, found.now, found.tick)  # type: ignore[arg-type]
    heeding = asyncio.create_task(schedule.heed_clock(running))
    await found.goes_on()
    yield found
    heeding.cancel()
    running.shutdown(wait=False)


@pytest.mark.parametrize("jump", [timedelta(hours=-3), -YEAR, YEAR, 26 * YEAR])
async def test_it_ticks_on_when_the_clock_is_put_back_or_forward(machine: Machine, jump: timedelta) -> None:
    machine.ahead += jump
    await machine.goes_on()


async def test_a_tick_that_could_not_come_in_time_comes_late(machine: Machine) -> None:
    before = machine.ticks
    machine.ahead += timedelta(minutes=10)  # the machine slept
    await machine.goes_on()
    assert machine.ticks - before < 10


async def test_a_machine_that_is_off_every_night_is_tidied_by_day(machine: Machine) -> None:
    assert machine.tidied == 1
