"""A bot that only repeats what it hears, so that everything the receiver does can be counted."""

from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

import pytest

from bot.features import Features
from bot.screen import Html, Part, Screen, personal, public
from bot.turn import Turn
from tests.receiver.echo import LONG, SECRET
from tests.running import Running, running


class Heard(StrEnum):
    SOMETHING = "heard.something"


def echo(features: Features, turn: Turn) -> Screen:
    """Remember in the conversation what was said, and say it again."""
    turn.talk.ask(Heard.SOMETHING, heard=[*turn.talk.data.get("heard", []), turn.text])
    if turn.text == "boom":
        raise RuntimeError("Иванова said boom")
    if turn.text == SECRET:
        return personal(Html(turn.text))
    ahead = [Part(Html(f"{turn.text} {n}")) for n in range(1, 3)] if turn.text == LONG else []
    return public(Html(turn.text)).after(*ahead)


@pytest.fixture
def echoing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Features, "handle", echo)


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
async def bot(echoing: None, sqlite_url: str) -> AsyncIterator[Running]:
    async with running(sqlite_url) as it:
        yield it
