"""Edits of what was delivered: a messenger that is away or wants a rest is no reason to say anything twice."""

import pytest
from aiogram.exceptions import TelegramNotFound, TelegramRetryAfter, TelegramServerError, TelegramUnauthorizedError
from aiogram.methods import EditMessageText

from bot.sender import Changes
from bot.sender.changes import IDLE
from storage.changes import Change

EDIT = EditMessageText(chat_id=1, message_id=2, text="x")
CHANGE = Change(
    1, 1, 1, 1, chat=1, message_id=2, text="x", rows="[]", file_id=None, is_personal=False, name="", is_screen=False
)


class Refusing:
    """The way out of a messenger that changes nothing now."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def change(self, *_, **__) -> bool:
        raise self.error


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited."""
    rests = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("bot.sender.changes.asyncio.sleep", rest)
    return rests


async def test_a_messenger_that_wants_a_rest_is_not_asked_again_before_it_is_over(rests):
    await Changes(None, None, Refusing(TelegramRetryAfter(EDIT, "Flood control", 60)), None, "", None)._change(CHANGE)
    assert rests == [60]


@pytest.mark.parametrize("kind", [TelegramServerError, TelegramUnauthorizedError, TelegramNotFound])
async def test_while_nothing_gets_through_nothing_is_said_instead(rests, kind):
    await Changes(None, None, Refusing(kind(EDIT, "no")), None, "", None)._change(CHANGE)
    assert rests == [IDLE]
