"""VK's events as recorded, and events of shapes nobody has seen."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import Update
from hypothesis import given, settings

from bot.messengers.base import Broken
from bot.messengers.vk.updates import Reading, authors, read
from tests.messengers.shapes import JSON, differences, spoiled

EVENTS = Path(__file__).with_name("events")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CASES = [case for path in sorted(EVENTS.glob("vk_*.json")) for case in json.loads(path.read_text(encoding="utf-8"))]


def known(number: int) -> tuple[str, str]:
    return ("Анна", "Петрова") if number == 2001 else ("", "")


READING = Reading(Bot("777000:vk"), known, NOW)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_recorded_event(case):
    updates = read(READING, case["event"])
    assert [it for it in updates if isinstance(it, Broken)] == [] or case["becomes"] == ["broken"]
    if case["becomes"] == ["broken"]:
        [broken] = updates
        assert json.loads(broken.body) == case["event"]
        assert "кто" not in broken.error
    else:
        assert differences(case["becomes"], updates) == []
    assert [it.update_id for it in updates if isinstance(it, Update)] == [
        it.update_id for it in read(READING, case["event"]) if isinstance(it, Update)
    ]


def test_updates_made_of_one_event_have_numbers_of_their_own():
    numbers = [it.update_id for case in CASES for it in read(READING, case["event"]) if isinstance(it, Update)]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < it < 1 << 63 for it in numbers)


def test_a_tap_can_be_edited_because_its_message_has_a_date():
    [update] = read(READING, next(case["event"] for case in CASES if case["label"].startswith("a tap")))
    assert isinstance(update, Update)
    assert update.callback_query.message.date == NOW


@settings(max_examples=150, deadline=None)
@given(spoiled([case["event"] for case in CASES]) | JSON)
def test_an_event_of_any_shape_becomes_updates_or_is_set_apart(event):
    authors([event])
    for it in read(READING, event):
        assert isinstance(it, Update | Broken)
        number = it.update if isinstance(it, Broken) else it.update_id
        assert 0 <= number < 1 << 63
        if isinstance(it, Broken):
            json.loads(it.body)
            it.body.encode()
            it.error.encode()
