"""`backup`: one file that holds everything, taken while the bot works."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from ..settings import Settings
from ..texts.cli import CliTexts
from .copies import BackupError, address, begin_anew, copy, remove, run, schema
from .troubles import told

Say = Callable[[str], None]


def backup(settings: Settings, texts: CliTexts, say: Say, path: str | None, now: datetime) -> int:
    """Write a copy to `path` (default: data/backup-DATE.sqlite3 or .dump); an existing file is replaced when whole.

    `now` is told by the clock of this machine, for whoever looks for last night's.
    """
    url = make_url(settings.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    target = Path(path or f"data/backup-{now:%Y-%m-%d-%H%M}.{'sqlite3' if is_sqlite else 'dump'}")
    unfinished = target.with_name(target.name + ".part")
    try:
        if is_sqlite and target.resolve() == Path(url.database or "").resolve():
            raise BackupError(texts.is_the_database)
        if is_sqlite and not Path(url.database or "").is_file():
            raise BackupError(texts.no_database(str(url.database)))
        target.parent.mkdir(parents=True, exist_ok=True)
        begin_anew(unfinished)
        if is_sqlite:
            copy(Path(url.database or ""), unfinished)
            _make_plain(unfinished)
        else:
            run(texts, url, "pg_dump", "--format=custom", *schema(url), f"--file={unfinished}", address(url))
        unfinished.replace(target)
    except (BackupError, OSError) as error:
        with suppress(OSError):
            remove(unfinished)
        say(texts.not_backed_up(str(target), told(texts, getattr(error, "strerror", None) or str(error))))
        return 1
    say(texts.backed_up(str(target), f"{target.stat().st_size / 1_000_000:.1f}".replace(".", ",")))
    return 0


def _make_plain(path: Path) -> None:
    """One file without a write-ahead log: it can be read where nothing may be written."""
    try:
        with closing(sqlite3.connect(path)) as there:
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error
