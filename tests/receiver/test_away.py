"""The database goes away while the first updates after a start are taken: none of them is lost."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.incoming import Incoming
from bot.messengers.browser import read_event
from bot.receiver import attempts
from storage import database
from storage.database import Transaction
from storage.receiving import write_down
from storage.troubles import DatabaseUnavailableError
from tests.people import until
from tests.receiver.echo import heard, in_inbox, speaks
from tests.running import MESSENGERS, running

ASKED = pytest.mark.parametrize("asked", ["attempts_before", "count_attempts"])
Groups = Callable[[attempts.Attempts, list[Incoming]], AsyncIterator[list[tuple[Incoming, bool]]]]


def away(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    """The database does not answer this the first two times."""
    original, answers = getattr(attempts, asked), iter([False, False])

    def failing(tx: Transaction, *args: Any) -> Any:
        if not next(answers, True):
            raise DatabaseUnavailableError("away")
        return original(tx, *args)

    monkeypatch.setattr(database, "AGAIN", 0.05)
    monkeypatch.setattr(attempts, asked, failing)


def noted(groups: Groups, taken: list[Incoming]) -> Groups:
    def noting(self: attempts.Attempts, them: list[Incoming]) -> AsyncIterator[list[tuple[Incoming, bool]]]:
        taken.extend(them)
        return groups(self, them)

    return noting


@ASKED
async def test_what_stands_in_the_inbox_is_taken_up(
    echoing: None, sqlite_url: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Incoming] = []
    with monkeypatch.context() as patched:
        patched.setattr(attempts.Attempts, "groups", noted(attempts.Attempts.groups, taken))
        async with running(sqlite_url) as bot:
            await bot.somebody("telegram").says("hello")
            left = taken[0]._replace(update=taken[0].update + 1000, text="again")
            await bot.app.db.write(write_down, "telegram", [(left.update, left.dump())])
    away(monkeypatch, asked)
    async with running(sqlite_url) as bot:
        anna = bot.somebody("telegram")

        async def is_empty() -> bool:
            return await in_inbox(bot) == 0

        await until(is_empty)
        assert await heard(bot, anna) == ["hello", "again"]


@ASKED
@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_what_comes_first_after_a_start_counts(
    echoing: None, sqlite_url: str, asked: str, messenger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch, asked)
    async with running(sqlite_url) as bot:
        anna = bot.somebody(messenger)
        if messenger == "browser":
            event = read_event(b'{"kind": "text", "text": "hello", "id": "same-event"}')
            assert await bot.app.hub.receive(anna.id, event)
        else:
            speaks(anna, "hello")

        async def counts() -> bool:
            return await heard(bot, anna) == ["hello"]

        await until(counts)
