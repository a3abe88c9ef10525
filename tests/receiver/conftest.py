"""A bot that only repeats what it hears, so that everything the receiver does can be counted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.feature_table import Features
from tests.receiver.echo import echo
from tests.running import Running, running


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
