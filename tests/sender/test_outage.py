"""A messenger that answers nothing but errors for a long time costs nobody her message."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramServerError
from aiogram.methods import SendMessage

from bot.sender.health import Health
from storage.models import DeliveryState
from tests.crowd import announce
from tests.people import until
from tests.sender.test_claims import states, until_all_are
from tests.sender.test_many import GRACE, MONDAY, TEXT


@pytest.mark.parametrize(("is_spent", "pauses"), [(True, [5, 10, 20, 40, 60, 60]), (False, [5] * 6)])
def test_what_spends_a_try_is_tried_less_and_less_often(monkeypatch, is_spent, pauses):
    clock, error = [0.0], TelegramServerError(SendMessage(chat_id=1, text="x"), "Bad Gateway")
    monkeypatch.setattr("bot.sender.health.time.monotonic", lambda: clock[0])
    health, rested = Health(), []
    for _ in range(10):  # what was in flight together says nothing the fifth has not said
        health.hear(error, MONDAY, is_spent)
    for _ in pauses:
        begun = clock[0]
        while health.is_resting:
            clock[0] += 1
        rested.append(clock[0] - begun)
        health.hear(error, MONDAY, is_spent)
    assert rested == pauses


@pytest.mark.parametrize("numbers", [{"telegram": 12}])
async def test_what_waits_is_not_tried_in_vain_until_nobody_knows_who_has_it(town, numbers, monkeypatch):
    monkeypatch.setattr("bot.sender.health.PAUSE", 0.01)
    monkeypatch.setattr("bot.receiver.receiver.PAUSES", (0.05,))
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    town.telegram.fail_next("server", times=100_000)
    town.telegram._cut_connections()
    await until(lambda: not town.app.house.answering["telegram"])
    for minutes in range(20):
        town.it_is(MONDAY + GRACE + timedelta(minutes=minutes))
        town.app.wake_senders()
        await asyncio.sleep(0.05)
    assert DeliveryState.UNKNOWN not in (await states(town, "telegram")).values()
    town.telegram._faults.clear()
    town.it_is(MONDAY + GRACE + timedelta(minutes=21))  # what was tried last is due again
    await until_all_are(town, DeliveryState.SENT, 12, "telegram")
