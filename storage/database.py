"""The database: one writer thread whose waiting works share a commit, and readers beside it that never hold it up."""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from .checkpoints import TOO_LONG, Checkpoints
from .jobs import Job, Jobs
from .troubles import DatabaseUnavailableError, passing

P = ParamSpec("P")
T = TypeVar("T")

GROUP = 128
"""How many waiting works share one commit at most."""
READERS = 5
"""Queries beside the writer at a time; opening one more connection costs more than waiting for one of these."""
BREATH = 0.1
"""Seconds after which the writer tries again what nobody waits for."""
AGAIN = 1.0
"""Seconds until somebody who can only wait asks a database again that does not answer."""
SLOW = 0.1
"""Seconds a work may hold the writer before it is named in the log."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous={synchronous}",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    f"wal_autocheckpoint={TOO_LONG}",
)
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""Of a connection to PostgreSQL: without it a network that falls silent holds the writer for a quarter of an hour."""

log = logging.getLogger(__name__)


class Transaction:
    """An open transaction: the driver's cursor for the hot path, an ORM session made when first asked for."""

    __slots__ = ("_cursor", "_session", "connection")

    def __init__(self, connection: Connection, session: Session | None = None) -> None:
        self.connection, self._session = connection, session
        self._cursor: DBAPICursor | None = None

    @property
    def cursor(self) -> DBAPICursor:
        if self._cursor is None:
            self._cursor = self.connection.connection.cursor()
        return self._cursor

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False, autoflush=False)
        return self._session

    def flush(self) -> None:
        """Write what the ORM session holds; statements on the cursor come after it."""
        if self._session is not None:
            self._session.flush()

    def finish(self) -> None:
        """Write what the session holds and forget it, so that the next work of the group starts clean."""
        if self._session is not None:
            self._session.flush()
            self._session.expunge_all()


class Slow(NamedTuple):
    """A work that computed for so many seconds while all others waited."""

    name: str
    seconds: float


class Outcome(NamedTuple):
    result: Any
    error: Exception | None


def engine_urls(url: str) -> tuple[str, str]:
    """The drivers are our business: (writer's URL, readers' URL) for `sqlite:///…` or `postgresql://…`.

    How long it waits for a silent network may stand in the URL. Raises ValueError for any other database.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    drivers = {"sqlite": ("sqlite", "sqlite+aiosqlite"), "postgresql": ("postgresql+psycopg", "postgresql+psycopg")}
    if kind not in drivers:
        raise ValueError(f"sqlite:/// or postgresql:// is supported, not {kind}")
    if kind == "postgresql":
        parsed = parsed.set(query=PATIENCE | parsed.query)
    writer, reader = (parsed.set(drivername=name).render_as_string(hide_password=False) for name in drivers[kind])
    return writer, reader


class Database:
    """`write` runs a synchronous work in the writer's transaction, `read` a query beside it, `post` a work unawaited.

    A work may run twice (the group is rolled back when one of its works fails, then each runs alone),
    so it has no effect outside its transaction.
    """

    def __init__(self, url: str, synchronous: str = "FULL", group: int = GROUP) -> None:
        writer, reader = engine_urls(url)
        self._synchronous, self._group = synchronous, group
        self.engine = create_engine(writer, hide_parameters=True)  # errors are logged: they must quote nobody
        self._reader = create_async_engine(reader, hide_parameters=True, pool_size=READERS, max_overflow=0)
        if self.engine.dialect.name == "sqlite":
            self._prepare_sqlite()
        self._jobs = Jobs()
        self._checkpoints = Checkpoints(self.engine) if self.engine.dialect.name == "sqlite" else None
        self.slow: list[Slow] = []  # works that kept the writer computing too long, whatever else the machine did
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def _prepare_sqlite(self) -> None:
        pragmas = [pragma.format(synchronous=self._synchronous) for pragma in PRAGMAS]

        def prepare(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = None  # the driver must not begin transactions of its own
            for pragma in pragmas:
                connection.execute("PRAGMA " + pragma)

        event.listen(self.engine, "connect", prepare)
        event.listen(self.engine, "begin", lambda at: at.connection.driver_connection.execute("BEGIN IMMEDIATE"))
        event.listen(self._reader.sync_engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON"))

    async def write(self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a transaction and wait for its commit.

        Raises what the work raises, nothing is kept then, and DatabaseUnavailableError: perhaps it is kept, try again.
        """
        if self._closed:
            raise DatabaseUnavailableError("the database is closed")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._jobs.put(Job(work, args, kwargs, done, loop))
        return await done

    def post(self, work: Callable[Concatenate[Transaction, P], Any], *args: P.args, **kwargs: P.kwargs) -> None:
        """Ride along with the next group, later while the database does not answer; other errors are only logged."""
        self._jobs.put(Job(work, args, kwargs))

    def post_together(self, work: Callable[[Transaction, list[T]], Any], item: T) -> None:
        """The same, in one work with all other items of the loop's present turn."""
        self._jobs.put_together(work, item)

    async def read(self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query` on a connection of its own that sees what is committed; it must not write.

        Raises what the query raises, and DatabaseUnavailableError.
        """

        def within(session: Session) -> T:
            return query(Transaction(session.connection(), session), *args, **kwargs)

        try:
            async with AsyncSession(self._reader, expire_on_commit=False) as session:
                return await session.run_sync(within)
        except Exception as error:
            if (plain := passing(error)) is error:
                raise
            raise plain from error

    async def close(self) -> None:
        """Finish what is queued, then let go of the files."""
        self._closed = True
        self._jobs.end()
        await asyncio.to_thread(self._thread.join)
        if self._checkpoints is not None:
            await asyncio.to_thread(self._checkpoints.close)
        await self._reader.dispose()
        self.engine.dispose()

    def _run(self) -> None:
        """The writer thread: a lost connection is opened again, for PostgreSQL may restart; it must never end early."""
        ended = False
        while not ended:
            try:
                with self.engine.connect() as connection:
                    ended = self._serve(connection)
            except Exception as error:
                log.error("the database does not answer: %s", getattr(error, "orig", error))
                ended = self._refuse_waiting()

    def _serve(self, connection: Connection) -> bool:
        """Work groups off until the end (True) or until the connection is lost (False)."""
        while jobs := self._jobs.group(self._group):
            outcomes = self._group_run(connection, jobs)
            self._answer(zip(jobs, outcomes, strict=True))
            if self._checkpoints is not None:
                self._checkpoints.after(len(jobs))
            if connection.invalidated or connection.closed or connection.connection.dbapi_connection is None:
                return False
        return True

    def _refuse_waiting(self) -> bool:
        """Without a connection the waiting works are refused, so that nobody waits for ever."""
        time.sleep(0.5)  # the writer is a thread of its own
        jobs = self._jobs.group(self._group)
        self._answer((job, Outcome(None, DatabaseUnavailableError("the database does not answer"))) for job in jobs)
        return not jobs

    def _group_run(self, connection: Connection, jobs: list[Job]) -> list[Outcome]:
        """All works in one transaction; if any fails nothing is kept and each runs alone."""
        begun = False
        try:
            with connection.begin():
                begun = True
                tx = Transaction(connection)
                return [Outcome(self._call(tx, job), None) for job in jobs]
        except Exception as error:
            if len(jobs) == 1 or not begun:  # each alone would wait as long for the same lock
                return [Outcome(None, passing(error))] * len(jobs)
        return [outcome for job in jobs for outcome in self._group_run(connection, [job])]

    def _call(self, tx: Transaction, job: Job) -> Any:
        started, computed = time.perf_counter(), time.thread_time()
        result = job.work(tx, *job.args, **job.kwargs)
        tx.finish()
        if (took := time.perf_counter() - started) > SLOW:
            name = _name(job)
            log.warning("%s held the writer for %.0f ms", name, took * 1000)
            if (busy := time.thread_time() - computed) > SLOW:
                self.slow.append(Slow(name, busy))
        return result

    def _answer(self, pairs: Iterable[tuple[Job, Outcome]]) -> None:
        """Hand the outcomes to the waiting coroutines, one wake-up per loop; what nobody waits for is tried again."""
        waiting: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
        again = []
        for job, outcome in pairs:
            if job.done is not None and job.loop is not None:
                waiting.setdefault(job.loop, []).append((job.done, outcome))
            elif isinstance(outcome.error, DatabaseUnavailableError) and not self._closed:
                again.append(job)
            elif outcome.error is not None:
                log.error("%s failed", _name(job), exc_info=outcome.error)
        for loop, answers in waiting.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, answers)
        if again:
            time.sleep(BREATH)  # a full disk refuses at once, hundreds of times a second
            self._jobs.put_back(again)


async def patiently(ask: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask it again and again while the database does not answer."""
    while True:
        try:
            return await ask(*args, **kwargs)
        except DatabaseUnavailableError:
            await asyncio.sleep(AGAIN)


def _name(job: Job) -> str:
    """With what it runs where that is handed to it: «run surveys»."""
    return " ".join(one.__qualname__ for one in (job.work, *job.args[:1]) if hasattr(one, "__qualname__")) or "a work"


def _settle(answers: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for done, (result, error) in answers:
        if done.done():
            continue
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
