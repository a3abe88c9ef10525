"""The database under works that fail, wait, hold the lock, and under a server that goes away."""

import asyncio
import logging
import socket
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database import PATIENCE, READERS, Database, Transaction, engine_urls
from storage.models import Cursor
from storage.receiving import reserve, save_cursor, saved_cursor
from storage.troubles import DatabaseUnavailableError
from tests import quick
from tests.databases import postgres_url
from tests.made import POSTGRES


class SpoiltError(Exception):
    """What a work of a test fails with."""


def spoil(tx: Transaction) -> None:
    save_cursor(tx, "spoilt", "kept by mistake")
    raise SpoiltError


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@asynccontextmanager
async def held(db: Database) -> AsyncIterator[None]:
    """The writer is busy meanwhile, so that what is asked for becomes one group."""
    go, begun = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        begun.set()
        go.wait(5)

    db.post(hold)
    await asyncio.to_thread(begun.wait, 5)
    try:
        yield
    finally:
        go.set()


async def all_of(*writes: Any) -> list[Any]:
    return await asyncio.gather(*writes, return_exceptions=True)


async def test_works_that_wait_together_share_one_commit(db: Database) -> None:
    connections = set[int]()

    def note(tx: Transaction) -> int:
        connections.add(id(tx))
        return len(connections)

    async with held(db):
        waiting = asyncio.gather(*(db.write(note) for _ in range(20)))
        await asyncio.sleep(0)
    await waiting
    assert len(connections) == 1


async def test_a_failed_work_leaves_nothing_and_its_neighbours_everything(db: Database) -> None:
    async with held(db):
        waiting = asyncio.ensure_future(
            all_of(db.write(save_cursor, "before", "1"), db.write(spoil), db.write(save_cursor, "after", "2"))
        )
        await asyncio.sleep(0)
    outcomes = await waiting
    assert outcomes[0] is None
    assert isinstance(outcomes[1], SpoiltError)
    assert outcomes[2] is None
    assert [await db.read(saved_cursor, name) for name in ("before", "spoilt", "after")] == ["1", None, "2"]


async def test_a_work_that_runs_again_counts_once(db: Database) -> None:
    async with held(db):
        waiting = asyncio.ensure_future(
            all_of(db.write(reserve, "message", 5), db.write(spoil), db.write(reserve, "message", 5))
        )
        await asyncio.sleep(0)
    first, _, second = await waiting
    assert (first, second) == (1, 6)


async def test_the_orm_of_a_failed_work_does_not_reach_the_next_one(db: Database) -> None:
    def spoil_in_orm(tx: Transaction) -> None:
        tx.session.add(Cursor(messenger="orm", value="kept by mistake"))
        raise SpoiltError

    async with held(db):
        waiting = asyncio.ensure_future(all_of(db.write(spoil_in_orm), db.write(lambda tx: tx.session.new)))
        await asyncio.sleep(0)
    failed, new = await waiting
    assert isinstance(failed, SpoiltError)
    assert not new
    assert await db.read(saved_cursor, "orm") is None


async def test_an_error_of_a_work_nobody_waits_for_is_logged(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    db.post(spoil)
    await db.write(save_cursor, "later", "1")
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == ["spoil failed"]


async def test_what_nobody_waits_for_is_not_tried_without_a_pause(tmp_path: Path) -> None:
    tries, is_full = list[float](), True

    def keep(tx: Transaction) -> None:
        tries.append(time.monotonic())
        if is_full:
            raise sqlite3.OperationalError("database or disk is full")

    db = Database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    try:
        db.post(keep)
        await asyncio.sleep(0.5)
        assert 1 < len(tries) < 10
        is_full = False
        await asyncio.sleep(0.3)
        kept = len(tries)
        await asyncio.sleep(0.3)
        assert len(tries) == kept
    finally:
        await db.close()


async def test_errors_do_not_quote_what_was_being_written(db: Database) -> None:
    def twice(tx: Transaction) -> None:
        for _ in range(2):
            tx.connection.execute(text("INSERT INTO cursor VALUES ('vk', :name)"), {"name": "Иванова"})

    with pytest.raises(IntegrityError) as caught:
        await db.write(twice)
    assert "Иванова" not in str(caught.value)


async def test_reading_does_not_wait_for_the_writer(db: Database) -> None:
    await db.write(save_cursor, "vk", "1")
    async with held(db):
        begun = time.perf_counter()
        assert await db.read(saved_cursor, "vk") == "1"
        assert time.perf_counter() - begun < 2


async def test_reading_cannot_write_on_sqlite(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    try:
        await db.write(lambda tx: tx.connection.execute(text("CREATE TABLE sheet (n)")))
        with pytest.raises(Exception, match="readonly"):
            await db.read(lambda tx: tx.connection.execute(text("INSERT INTO sheet VALUES (1)")))
    finally:
        await db.close()


async def test_a_slow_work_is_named(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    def computes_for_long(tx: Transaction) -> None:
        end = time.thread_time() + 0.12
        while time.thread_time() < end:
            pass

    await db.write(computes_for_long)
    assert any("computes_for_long" in found.name for found in db.slow)
    assert any("computes_for_long held the writer" in record.message for record in caplog.records)


async def test_a_work_that_only_waits_is_named_in_the_log_alone(db: Database) -> None:
    await db.write(lambda tx: time.sleep(0.12))
    assert db.slow == []


async def test_more_queries_than_readers_wait_for_their_turn(db: Database) -> None:
    await db.write(save_cursor, "vk", "1")
    found = await asyncio.gather(*(db.read(saved_cursor, "vk") for _ in range(4 * READERS)))
    assert found == ["1"] * 4 * READERS


async def test_a_query_that_waits_too_long_for_a_reader_may_be_asked_again(db: Database) -> None:
    db._reader.sync_engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    async with AsyncExitStack() as held:
        for _ in range(READERS):
            await held.enter_async_context(db._reader.connect())
        with pytest.raises(DatabaseUnavailableError):
            await db.read(saved_cursor, "vk")
    assert await db.read(saved_cursor, "vk") is None


async def test_closing_finishes_what_is_queued(database_url: str) -> None:
    db = Database(database_url)
    for number in range(30):
        db.post(save_cursor, f"queue{number}", str(number))
    await db.close()
    again = Database(database_url)
    try:
        assert [await again.read(saved_cursor, f"queue{n}") for n in range(30)] == [str(n) for n in range(30)]
    finally:
        await again.close()


async def test_a_closed_database_refuses_at_once(database_url: str) -> None:
    db = Database(database_url)
    await db.close()
    with pytest.raises(DatabaseUnavailableError):
        await db.write(save_cursor, "vk", "1")


async def test_deleted_rows_are_overwritten_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", quick.PRAGMAS)
    db = Database(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    try:
        assert await db.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA secure_delete").scalar()) == 1
        assert await db.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA foreign_keys").scalar()) == 1
        assert await db.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
        assert await db.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
    finally:
        await db.close()


async def test_a_lock_held_by_another_process_is_waited_for_and_survived(
    tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", ("journal_mode=WAL", "busy_timeout=200"))
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    db = Database(f"sqlite:///{path}")
    try:
        await db.write(save_cursor, "vk", "1")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        refused = await all_of(*(db.write(save_cursor, f"vk{n}", "2") for n in range(40)))
        assert all(isinstance(error, DatabaseUnavailableError) for error in refused)
        assert time.perf_counter() - begun < 3  # the whole group waits, not each work of it
        db.post(save_cursor, "posted", "3")
        assert await db.read(saved_cursor, "vk") == "1"
        other.execute("COMMIT")
        other.close()
        await db.write(save_cursor, "vk", "2")
        async with asyncio.timeout(3):
            while await db.read(saved_cursor, "posted") is None:  # noqa: ASYNC110 (nobody is told of a post)
                await asyncio.sleep(0.02)
    finally:
        await db.close()


async def test_a_file_that_is_no_database_is_an_error_and_no_hanging(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_text("this is a letter, not a database" * 100)
    db = Database(f"sqlite:///{path}")
    try:
        async with asyncio.timeout(5):
            with pytest.raises(DatabaseUnavailableError):
                await db.write(save_cursor, "vk", "1")
        assert any("not a database" in record.message for record in caplog.records)
    finally:
        await db.close()


@pytest.mark.parametrize("url", ["mysql://localhost/bot", "oracle://localhost/bot"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:/// or postgresql:// is supported, not"):
        engine_urls(url)


def test_a_server_that_never_answers_holds_nobody_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PATIENCE, "connect_timeout", "2")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        engine = create_engine(engine_urls(f"postgresql://bot@127.0.0.1:{mute.getsockname()[1]}/bot")[0])
        with pytest.raises(OperationalError, match="timeout"):
            engine.connect()


def test_the_patience_with_a_silent_network_may_be_set_in_the_address() -> None:
    writer, reader = engine_urls("postgresql://127.0.0.1/bot?connect_timeout=60")
    assert "connect_timeout=60" in writer
    assert "tcp_user_timeout=20000" in reader


@pytest.fixture
async def on_postgres() -> AsyncIterator[tuple[Database, Callable[[], int]]]:
    """A database with one table, and the server ending all its connections (how many?)."""
    if not POSTGRES:
        pytest.skip("TEST_POSTGRES_URL is not set")
    with postgres_url(POSTGRES) as url:
        named = f"{url}&application_name=cut{time.time_ns()}"
        db = Database(named)
        server = create_engine(engine_urls(POSTGRES)[0])

        def cut() -> int:
            found = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name"
            with server.begin() as connection:
                return connection.execute(text(found), {"name": named.rpartition("=")[2]}).scalar_one()

        await db.write(lambda tx: tx.connection.execute(text("CREATE TABLE sheet (n int)")))
        yield db, cut
        await db.close()
        server.dispose()


def add(tx: Transaction, number: int) -> None:
    tx.connection.execute(text("INSERT INTO sheet VALUES (:n)"), {"n": number})


def add_by_cursor(tx: Transaction, number: int) -> None:
    tx.cursor.execute("INSERT INTO sheet VALUES (%s)", (number,))


def numbers(tx: Transaction) -> list[int]:
    return list(tx.connection.execute(text("SELECT n FROM sheet ORDER BY n")).scalars())


@pytest.mark.parametrize("work", [add, add_by_cursor])
async def test_connections_ended_by_the_server_are_opened_again(
    on_postgres: tuple[Database, Callable[[], int]], work: Callable[[Transaction, int], None]
) -> None:
    db, cut = on_postgres
    await db.write(work, 1)
    assert await db.read(numbers) == [1]
    assert cut() >= 2
    outcomes = await all_of(*(db.write(work, n) for n in range(2, 12)))
    assert all(outcome is None or isinstance(outcome, DatabaseUnavailableError) for outcome in outcomes)
    async with asyncio.timeout(10):
        while True:
            try:
                await db.write(work, 100)
                break
            except DatabaseUnavailableError:
                await asyncio.sleep(0.05)
    with suppress(DatabaseUnavailableError):  # the first one may find the broken connection
        await db.read(numbers)
    kept = [n for n, outcome in enumerate(outcomes, start=2) if outcome is None]
    assert await db.read(numbers) == [1, *kept, 100]


async def test_a_work_cut_in_the_middle_is_not_kept_in_part(
    on_postgres: tuple[Database, Callable[[], int]],
) -> None:
    db, cut = on_postgres

    def cut_between(tx: Transaction) -> None:
        add(tx, 1)
        cut()
        add(tx, 2)

    with pytest.raises(DatabaseUnavailableError):
        await db.write(cut_between)
    await db.write(add, 3)
    assert await db.read(numbers) in ([3],)


Deed = tuple[str, int, bool]
DEEDS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans()), max_size=25)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_any_works_in_any_groups_end_as_if_each_had_run_alone(
    empty_sqlite: Path, tmp_path: Path, deeds: list[Deed]
) -> None:
    path = tmp_path / f"model{time.time_ns()}.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    kept, outcomes = asyncio.run(_do(f"sqlite:///{path}", deeds))
    model = dict[str, int]()
    for (name, number, fails), outcome in zip(deeds, outcomes, strict=True):
        assert isinstance(outcome, SpoiltError) if fails else outcome == model.get(name, 0) + number
        if not fails:
            model[name] = model.get(name, 0) + number
    assert kept == {name: str(number) for name, number in model.items()}


async def _do(url: str, deeds: list[Deed]) -> tuple[dict[str, str], list[Any]]:
    """Every deed adds to a named sum; a failing one does so before it fails."""

    def work(tx: Transaction, name: str, number: int, fails: bool) -> int:
        total = int(saved_cursor(tx, name) or 0) + number
        save_cursor(tx, name, str(total))
        if fails:
            raise SpoiltError
        return total

    db = Database(url, synchronous="OFF", group=7)
    try:
        outcomes = await all_of(*(db.write(work, *deed) for deed in deeds))
        kept = await db.read(lambda tx: {row.messenger: row.value for row in tx.session.query(Cursor)})
    finally:
        await db.close()
    return kept, outcomes
