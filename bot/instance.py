"""One bot per database: two of them would answer everything twice."""

import _thread
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import engine_urls
from storage.troubles import DatabaseUnavailableError

KEY = 7_202_611
"""The number of the advisory lock on PostgreSQL."""
EVERY = 5.0
"""Seconds between two looks whether it is still held."""
REFUSED = 3
"""So many looks in a row find it held by another before this bot ends."""
TAKE = text("SELECT pg_try_advisory_lock(:key, hashtext(current_database() || current_schema()))")
OWN = text("SELECT pid::text, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")
END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid::text = :pid AND backend_start::text = :begun"
)

log = logging.getLogger(__name__)


class AlreadyRunningError(Exception):
    """Another process works on this database."""


def make_folder(database_url: str) -> None:
    """An SQLite file's folder must be there before the file. Raises DatabaseUnavailableError."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailableError(f"{folder}: {error.strerror}") from error


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """Hold the database for this process; it is let go when the process ends, however it ends.

    Raises AlreadyRunningError, and DatabaseUnavailableError where nothing may be written beside the file.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        make_folder(database_url)
        with _locked_file(Path(f"{url.database}.lock")):
            yield
    else:
        with _advisory_lock(database_url):
            yield


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    try:
        opened = path.open("a+")
    except OSError as error:
        raise DatabaseUnavailableError(f"{path}: {error.strerror}") from error
    with opened as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise AlreadyRunningError(str(path)) from error
        yield


def _lock(number: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _advisory_lock(database_url: str) -> Iterator[None]:
    """Bound to the schema, too: several bots may share one server."""
    shown = make_url(database_url).render_as_string(hide_password=True)
    engine = create_engine(engine_urls(database_url)[0], poolclass=NullPool)
    with engine.connect() as connection:
        lock = _Lock(connection)
        if not lock.is_taken():
            raise AlreadyRunningError(shown)
        watch = threading.Thread(target=lock.watch, name="lock", daemon=True)
        watch.start()
        try:
            yield
        finally:
            lock.over.set()
            watch.join()
            if lock.is_lost:
                raise AlreadyRunningError(shown)


class _Lock:
    """A server that restarts forgets who holds it: it is taken anew, and who comes second ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._own = connection, ("", "")
        self.over, self.is_lost = threading.Event(), False

    def is_taken(self) -> bool:
        """By us, as often as it is asked; what is left of a connection that broke must not hold it against us."""
        with self._connection.begin():
            pid, begun = self._connection.execute(OWN).one()
            if (pid, begun) != self._own:
                self._connection.execute(END, dict(zip(("pid", "begun"), self._own, strict=True)))
                self._own = pid, begun
            return bool(self._connection.execute(TAKE, {"key": KEY}).scalar())

    def watch(self) -> None:
        refused = 0
        while not self.over.wait(EVERY):
            try:
                refused = 0 if self.is_taken() else refused + 1
            except SQLAlchemyError:  # the database is away; the connection is opened anew when it is asked next
                continue
            if refused == REFUSED:
                log.error("another bot works on this database by now, this one ends")
                self.is_lost = True
                _thread.interrupt_main()
                return
