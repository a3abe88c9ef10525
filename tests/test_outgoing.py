"""The one exit: where personal data may not go, nothing of a personal screen leaves, whichever way it would."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import EditMessageCaption, TelegramMethod
from aiogram.types import Chat, Message

from bot.answering import Outcome
from bot.outgoing import Exit
from bot.screen import Button, File, Html, Screen, personal, public
from tests.running import NOW
from tests.strict import StrictSession

SECRET, FILE_ID = "Лебедева", 918273645
ELSEWHERE = "Для вас есть ответ"
WAYS: dict[str, Callable[[Exit, Screen, Any], Awaitable[object]]] = {
    "shown": lambda way_out, screen, _: way_out.show(1, Outcome(1, 1, screen, len(screen.parts)), lambda *_: None),
    "shown in its card": lambda way_out, screen, _: way_out.show(
        1, Outcome(1, 1, screen, len(screen.parts), 0, 2), lambda *_: None
    ),
    "a tap's toast": lambda way_out, screen, _: way_out.answer_tap("1", screen),
    "delivered": lambda way_out, screen, _: way_out.deliver(1, screen, 7),
    "delivered with a kept file": lambda way_out, screen, _: way_out.deliver(1, screen, 7, FILE_ID),
    "changed": lambda way_out, screen, _: way_out.change(1, 2, screen),
    "changed under a file": lambda way_out, screen, _: way_out.change(1, 2, screen, has_file=True),
    "delivered to many": lambda way_out, screen, left: way_out.deliver_to_many(left, [1, 2], screen, 7),
}


class Left(StrictSession):
    """All that has left, by call, upload or a call to many."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        self.said.append(repr(method))
        return True if isinstance(method, EditMessageCaption) else await super().make_request(bot, method, timeout)

    async def send(self, *what: Any) -> Any:
        self.said.append(repr(what))
        return Message(message_id=1, date=NOW, chat=Chat(id=1, type="private"))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("may", [True, False])
@pytest.mark.parametrize("make", [personal, public])
async def test_a_personal_screen_leaves_only_where_it_may(way: str, may: bool, make: Callable[..., Screen]) -> None:
    left = Left()
    file = File(SECRET, b"x") if way == "shown" else None
    screen = make(Html(SECRET), [Button(SECRET, "x")], toast=SECRET, file=file)
    bot = Bot("42:" + "A" * 35, session=left)
    uploads: Any = left
    await WAYS[way](Exit(bot, may, lambda: public(Html(ELSEWHERE)), uploads), screen, left)
    is_free = may or make is public
    said = " ".join(left.said)
    assert len(left.said) == 1
    assert (SECRET in said) == is_free
    assert (str(FILE_ID) in said) == (is_free and "kept file" in way)
    assert (ELSEWHERE in said) == (not is_free and "toast" not in way)


@pytest.mark.parametrize("way", ["delivered", "delivered with a kept file", "delivered to many"])
async def test_a_delivery_leaves_whole_however_long_its_markup_makes_it(way: str) -> None:
    left = Left()
    lines = [f"{number} " + "&amp;" * 40 for number in range(30)]
    uploads: Any = left
    way_out = Exit(Bot("42:" + "A" * 35, session=left), True, lambda: public(Html(ELSEWHERE)), uploads)
    await WAYS[way](way_out, personal(Html("\n".join(lines)), [Button("Ответить", "x")]), left)
    assert len(left.said) == 1
    assert all(line in left.said[0] for line in lines)
