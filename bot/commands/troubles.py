"""Why the database does not open or a file cannot be written, in words an administrator can act on."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.database import engine_urls
from storage.troubles import DatabaseUnavailableError

from ..texts.cli import CliTexts

LITTLE = 4 << 20
"""Bytes: with less than this left SQLite cannot even begin."""
FULL = "disk is full"


def database_trouble(texts: CliTexts, error: Exception, url: str) -> str:
    """What keeps this database from opening. The writer's thread only tells that it does not: it is asked once more."""
    problem, cause = str(getattr(error, "orig", error)), error.__cause__
    if isinstance(error, DatabaseUnavailableError) and not isinstance(cause, OSError):
        problem = _asked_once_more(url) or str(getattr(cause, "orig", problem))
    return told(texts, problem)


def told(texts: CliTexts, problem: str) -> str:
    """The words of a driver or of the system, with what they mean in front where that is known."""
    words = (problem.strip().splitlines() or [""])[0]
    meaning = next((said for part, said in texts.troubles.items() if part in words), "")
    return f"{meaning} ({words})" if meaning else words


def _asked_once_more(url: str) -> str:
    """The driver's own words, "" where it opens."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(Path(parsed.database or ""))
        with create_engine(engine_urls(url)[0], poolclass=NullPool).connect():
            return ""
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        return str(getattr(error, "orig", error))


def _sqlite(path: Path) -> str:
    if shutil.disk_usage(path.parent).free < LITTLE:
        return FULL
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as there:
        there.execute("BEGIN IMMEDIATE")
        there.execute("ROLLBACK")
    return ""
