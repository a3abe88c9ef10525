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


NEW = {"type": "a kind of the future", "date": 1}
ANOTHER = {"message_id": 40, "date": 1, "chat": {"id": 2001, "type": "private"}, "paid_media": {"paid_media": [NEW]}}


@pytest.mark.parametrize(
    "beside", [{"forward_origin": NEW}, {"external_reply": {"origin": NEW}}, {"reply_to_message": ANOTHER}], ids=str
)
def test_what_stands_beside_her_words_and_is_of_a_new_kind_does_not_take_them_with_it(beside):
    said = next(case["event"] for case in CASES if case["label"] == "formatted words")
    update = TELEGRAM.read(said | {"message": said["message"] | beside})
    assert isinstance(update, Update)
    assert (update.message.text, len(update.message.entities)) == (said["message"]["text"], 1)
    answered = update.message.reply_to_message
    assert (answered and answered.message_id) == (40 if "reply_to_message" in beside else None)


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
