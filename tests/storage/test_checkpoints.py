"""What SQLite's log holds reaches the database while the bot runs, and the log does not grow for ever."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.checkpoints import EVERY
from storage.database import Database, Transaction

BATCH = 50
MOST_PAGES = 4_000
"""Pages the log may have; without a copy of it these works fill more than twice as many."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
async def db(file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{file}", synchronous="NORMAL")
    await database.write(lambda tx: tx.cursor.execute("CREATE TABLE said (what BLOB)"))
    yield database
    await database.close()


def say(tx: Transaction) -> None:
    tx.cursor.execute("INSERT INTO said VALUES (zeroblob(3000))")


async def works(db: Database, count: int) -> None:
    for _ in range(count // BATCH):
        await asyncio.gather(*(db.write(say) for _ in range(BATCH)))


def copied(file: Path, folder: Path) -> int:
    """How many rows the database has without its log."""
    alone = folder / "alone.sqlite3"
    alone.write_bytes(file.read_bytes())
    connection = sqlite3.connect(alone)
    try:
        return int(connection.execute("SELECT count(*) FROM said").fetchone()[0])
    except sqlite3.DatabaseError:  # caught in the middle of a copy, or not copied yet
        return 0
    finally:
        connection.close()


async def test_the_log_is_copied_while_the_bot_runs(db: Database, file: Path, tmp_path: Path) -> None:
    await works(db, EVERY - BATCH)
    assert copied(file, tmp_path) == 0
    await works(db, EVERY)
    async with asyncio.timeout(20):
        while copied(file, tmp_path) < EVERY:  # noqa: ASYNC110 (SQLite tells nobody)
            await asyncio.sleep(0.02)


async def test_a_log_that_was_copied_begins_anew(db: Database, file: Path) -> None:
    for _ in range(10_000 // EVERY):
        await works(db, EVERY)
        await asyncio.sleep(0.02)
    assert file.with_name(file.name + "-wal").stat().st_size < MOST_PAGES * 4_120


async def test_a_file_that_is_closed_needs_no_log(file: Path) -> None:
    db = Database(f"sqlite:///{file}", synchronous="NORMAL")
    await db.write(lambda tx: tx.cursor.execute("CREATE TABLE said (what BLOB)"))
    await works(db, 2 * EVERY)
    await db.close()
    assert not file.with_name(file.name + "-wal").exists()
    assert copied(file, file.parent) == 2 * EVERY
