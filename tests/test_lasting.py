"""A mistake in the work beside the conversations: logged, tried again, and nobody else's trouble."""

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import EditMessageText

from bot.lasting import lasting
from bot.screen import Html, dump, personal
from bot.sender import Changes
from bot.sender.changes import AT_ONCE
from bot.watching import Step, Watching
from storage.watching import Watched

EDIT = EditMessageText(chat_id=1, message_id=2, text="x")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.lasting.PAUSE", 0.0)


async def test_work_that_stumbles_is_logged_and_begun_anew(caplog: pytest.LogCaptureFixture) -> None:
    begun = []

    async def work() -> None:
        begun.append(1)
        if len(begun) < 3:
            raise RuntimeError("a mistake of ours")

    async with asyncio.timeout(5):
        await lasting("cards", work)
    assert len(begun) == 3
    assert caplog.text.count("cards stumbled") == 2


async def test_a_change_that_stumbles_does_not_keep_those_behind_it() -> None:
    left, tried = list(range(1, 3 * AT_ONCE)), []

    class Db:
        async def read(self, query: Any, messenger: str, after: int, most: int) -> list[Any]:
            return [Change(number) for number in left if number > after][:most]

    class Change:
        def __init__(self, number: int) -> None:
            self.id = number

    async def change(it: Change) -> None:
        tried.append(it.id)
        if it.id == 1:
            raise RuntimeError("a mistake of ours")

    changes = Changes(type("M", (), {"name": "vk"}), Db(), None, None, "", None)  # type: ignore[arg-type]
    changes._change = change  # type: ignore[assignment,method-assign]
    with pytest.raises(RuntimeError):
        await changes._round()
    assert tried == left


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (TelegramUnauthorizedError(EDIT, "Unauthorized"), []),
        (TelegramNotFound(EDIT, "Not Found"), []),
        (RuntimeError("a mistake of ours"), [(None, True)]),
    ],
)
async def test_a_card_waits_for_a_better_token_and_is_left_alone_where_it_stumbles(
    error: Exception, kept: list[Any]
) -> None:
    told: list[Any] = []

    class Db:
        async def write(self, work: Any, it: Watched, body: str | None, is_over: bool) -> None:
            told.append((body, is_over))

    class Refusing:
        async def change(self, *_: Any) -> bool:
            raise error

    screen = personal(Html("x"))
    about: dict[str, Any] = {"messenger": "vk", "screen": dump(screen, card=1, once=1)}
    it = Watched(**dict.fromkeys(Watched._fields, 1) | about)
    await Watching(Db(), None, {"vk": Refusing()})._take(Step(it, screen, False))  # type: ignore[arg-type,dict-item]
    assert told == kept
