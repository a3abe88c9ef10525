"""Numbers of messages: enough for everybody, and no more reserved than are needed."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.answering import BLOCK, LOW, VERY_LOW, NoNumbersError, Numbers
from storage.database import Database, Transaction
from storage.models import Sequence


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    found = Database(sqlite_url)
    yield found
    await found.close()


async def test_of_many_who_find_them_low_only_one_reserves(db: Database) -> None:
    numbers = Numbers()
    await asyncio.gather(*(numbers.reserve(db) for _ in range(50)))
    assert await db.read(next_number) == 1 + BLOCK
    assert [numbers.take(1) for _ in range(3)] == [1, 2, 3]


async def test_who_finds_some_left_does_not_wait_for_the_others(db: Database) -> None:
    numbers = Numbers()
    await numbers.reserve(db)
    numbers.take(BLOCK - LOW + 1)
    first = asyncio.create_task(numbers.reserve(db))
    await asyncio.sleep(0)
    await numbers.reserve(db)
    assert not first.done()
    numbers.take(LOW - VERY_LOW)
    await numbers.reserve(db)
    assert first.done()
    numbers.take(BLOCK)
    with pytest.raises(NoNumbersError):
        numbers.take(1)


def next_number(tx: Transaction) -> int:
    return tx.session.scalars(select(Sequence.next)).one()
