"""The pace of calls, on a clock that only moves when somebody sleeps."""

import asyncio

import pytest

from bot.messengers.limits import seconds_per_chat
from bot.messengers.pacer import Pacer, Recent, after_replies


class Clock:
    """Seconds; `late` is added to each sleep, as a busy machine does."""

    def __init__(self) -> None:
        self.now = 100.0
        self.late = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def starts(pacer: Pacer, clock: Clock, count: int) -> list[float]:
    found = []
    for _ in range(count):
        await pacer.turn()
        found.append(clock.now)
    return found


@pytest.mark.parametrize("late", [0.0, 0.004, 0.03])
async def test_no_second_holds_more_starts_than_allowed_and_lateness_is_made_good(clock, late):
    clock.late = late
    found = await starts(Pacer(20, clock, clock.sleep), clock, 400)
    assert all(after - before > 1 for before, after in zip(found, found[20:], strict=False))
    assert found[-1] - found[0] < 400 / 20 * 1.01 + late * 20


async def test_the_first_turn_comes_at_once_and_rest_is_not_saved_up(clock):
    pacer = Pacer(10, clock, clock.sleep)
    assert await starts(pacer, clock, 1) == [100.0]
    clock.now += 60
    found = await starts(pacer, clock, 11)
    assert found[0] == pytest.approx(160.0)
    assert found[-1] - found[0] >= 0.9


async def test_a_pause_holds_everybody(clock):
    pacer = Pacer(10, clock, clock.sleep)
    pacer.pause(5)
    assert await starts(pacer, clock, 1) == [105.0]


async def test_turns_are_given_in_the_order_asked_and_a_cancelled_one_is_not_lost(clock):
    pacer, order = Pacer(10, clock, clock.sleep), []

    async def take(name: str) -> None:
        after_replies.set(True)
        await pacer.turn()
        order.append(name)

    tasks = [asyncio.create_task(take(name)) for name in "abcd"]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["a", "b", "d"]
    assert clock.now == pytest.approx(100.2)


def test_a_chat_waits_its_second_and_is_then_forgotten():
    clock = Clock()
    recent = Recent(1.0, clock)
    recent.note(501)
    clock.now += 0.6
    recent.note(502)
    assert recent.chats() == {501, 502}
    clock.now += 0.5
    assert recent.chats() == {502}
    recent.note(502)
    clock.now += 0.6
    assert recent.chats() == {502}
    clock.now += 0.5
    assert recent.chats() == frozenset()
    assert seconds_per_chat("telegram") == 1.0
    assert seconds_per_chat("vk") == 0.0
