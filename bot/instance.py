"""One bot per database: two of them would answer everything twice."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from storage.database import DatabaseUnavailableError, engine_urls

KEY = 7_202_611
"""The number of the advisory lock on PostgreSQL."""


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
    engine = create_engine(engine_urls(database_url)[0], poolclass=NullPool)
    with engine.connect() as connection:
        taken = text("SELECT pg_try_advisory_lock(:key, hashtext(current_database() || current_schema()))")
        if not connection.execute(taken, {"key": KEY}).scalar():
            raise AlreadyRunningError(make_url(database_url).render_as_string(hide_password=True))
        connection.commit()
        yield
