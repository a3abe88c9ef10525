"""One person who sends without end is told so once; the others do not notice."""

import asyncio

from bot.receiver.flood import AT_ONCE, Flood, Floods
from tests.running import Running


async def test_a_thousand_messages_in_a_row_are_throttled_with_a_sentence(bot: Running) -> None:
    noisy, quiet = bot.somebody("telegram", 501), bot.somebody("telegram", 502)
    for number in range(1000):
        noisy.person.says(f"сообщение {number}")
    assert (await quiet.says("hello")).text == "hello"  # within the patience of every test
    async with asyncio.timeout(60):
        while bot.telegram.updates or noisy.is_waiting():  # noqa: ASYNC110 (the fakes have no event to wait for)
            await asyncio.sleep(0.05)
    told = [seen for seen in noisy.messages if "Слишком много сообщений подряд" in seen.text]
    assert len(told) == 1
    assert AT_ONCE - 10 <= len(noisy.messages) < AT_ONCE + 60


def test_who_was_quiet_for_a_while_is_heard_again() -> None:
    now = [0.0]
    floods = Floods(lambda: now[0])
    found = [floods.meets(1) for _ in range(AT_ONCE + 2)]
    assert found == [Flood.NO] * AT_ONCE + [Flood.BEGINS, Flood.GOES_ON]
    assert floods.meets(2) is Flood.NO
    now[0] += 10
    assert floods.meets(1) is Flood.GOES_ON
    now[0] += AT_ONCE
    assert floods.meets(1) is Flood.NO


def test_whose_share_is_whole_again_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr("bot.receiver.flood.REMEMBERED", 10)
    now = [0.0]
    floods = Floods(lambda: now[0])
    for chat in range(100):
        now[0] += 1
        floods.meets(chat)
    assert len(floods._shares) <= 11
