"""What SQLite's log holds is copied into the database beside the writer, which would wait for the disk otherwise."""

import logging
import sqlite3
import threading

from sqlalchemy import Engine

EVERY = 200
"""Works after which the log is worth copying: they change about the thousand pages at which SQLite itself would."""
TOO_LONG = 16_000
"""Pages (64 MB) at which the writer has to do it after all: a log that always grows meanwhile never begins anew."""

log = logging.getLogger(__name__)


class Checkpoints:
    """A thread and a connection of its own, made when the first of many works are done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._done = 0
        self._due = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None

    def after(self, works: int) -> None:
        """From the writer's thread: so many more are committed."""
        self._done += works
        if self._done < EVERY:
            return
        self._done = 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
            self._thread.start()
        self._due.set()

    def close(self) -> None:
        """Wait for the one at work."""
        self._ended = True
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        raw = self._engine.raw_connection()
        try:
            while self._due.wait() and not self._ended:
                self._due.clear()
                try:
                    raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                except sqlite3.Error as error:
                    log.warning("the database's log was not copied, the writer will do it: %s", error)
        finally:
            raw.close()
