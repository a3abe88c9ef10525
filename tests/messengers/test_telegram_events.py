"""Telegram's updates as recorded, and updates of shapes nobody has seen."""

import json
from pathlib import Path

import pytest
from aiogram.types import Update
from hypothesis import given, settings

from bot.messengers.base import Broken
from bot.messengers.telegram import TelegramMessenger
from tests.messengers.shapes import JSON, differences, spoiled

CASES = json.loads(Path(__file__).with_name("events").joinpath("telegram.json").read_text(encoding="utf-8"))
TELEGRAM = TelegramMessenger("1000001:token")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_recorded_update(case):
    update = TELEGRAM.read(case["event"])
    if case["becomes"] == "broken":
        assert isinstance(update, Broken)
        assert json.loads(update.body) == case["event"]
        assert "тайна" not in update.error
    else:
        assert isinstance(update, Update)
        assert differences(case["becomes"], update) == []
        assert update.bot is TELEGRAM.bot


@settings(max_examples=100, deadline=None)
@given(spoiled([case["event"] for case in CASES]) | JSON)
def test_an_update_of_any_shape_is_read_or_set_apart(event):
    update = TELEGRAM.read(event)
    assert isinstance(update, Update | Broken)
    if isinstance(update, Broken):
        json.loads(update.body)
        assert type(update.update) is int
        assert 0 <= update.update < 2**63
    else:
        assert 0 <= update.update_id < 2**63


@pytest.mark.parametrize("number", [2**63, 2**80, -1])
async def test_a_number_that_cannot_be_written_down_is_set_apart_and_not_asked_for_again(number, monkeypatch):
    event = CASES[0]["event"] | {"update_id": number}

    async def answers(*_, **__):
        return [event]

    monkeypatch.setattr(type(TELEGRAM.bot), "__call__", answers)
    fetched = await TELEGRAM.fetch("7")
    assert [type(update) for update in fetched.updates] == [Broken]
    assert 0 <= fetched.updates[0].update < 2**63
    assert fetched.cursor == str(number + 1)
