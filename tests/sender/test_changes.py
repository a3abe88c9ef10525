"""Edits of what was delivered: when the messenger says it is too much, none is tried for the time it states."""

from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageText

from bot.sender import Changes
from storage.changes import Change


class Refusing:
    """The way out of a messenger that wants a minute of rest."""

    async def change(self, *_, **__) -> bool:
        raise TelegramRetryAfter(EditMessageText(chat_id=1, message_id=2, text="x"), "Flood control", 60)


async def test_a_messenger_that_wants_a_rest_is_not_asked_again_before_it_is_over(monkeypatch):
    rests = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("bot.sender.changes.asyncio.sleep", rest)
    change = Change(1, 1, 1, 1, chat=1, message_id=2, text="x", rows="[]", file_id=None, is_personal=False, name="")
    await Changes(None, None, Refusing(), None, "", None)._change(change)
    assert rests == [60]
