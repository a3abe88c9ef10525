"""`backup` and `restore`: one file that holds everything, also while the bot works."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from ..settings import Settings
from ..texts.cli import CliTexts

Say = Callable[[str], None]
PAGES = 500
"""So many pages are copied at a time: the bot writes in between."""


class BackupError(Exception):
    """The copy could not be made or is no copy of ours; the text says why, in Russian."""


def backup(settings: Settings, texts: CliTexts, say: Say, path: str | None, now: datetime) -> int:
    """Write a copy to `path` (default: data/backup-DATE.sqlite3 or .dump); an existing file is replaced when whole."""
    url = make_url(settings.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    target = Path(path or f"data/backup-{now:%Y-%m-%d-%H%M}.{'sqlite3' if is_sqlite else 'dump'}")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    try:
        if is_sqlite:
            _copy(Path(url.database or ""), unfinished)
        else:
            _run(texts, "pg_dump", "--format=custom", *_schema(url), f"--file={unfinished}", _address(url))
    except BackupError as error:
        unfinished.unlink(missing_ok=True)
        say(texts.bad_database(str(error)))
        return 1
    unfinished.replace(target)
    say(texts.backed_up(str(target), f"{target.stat().st_size / 1_000_000:.1f} MB"))
    return 0


def restore(settings: Settings, texts: CliTexts, say: Say, path: str, ask: Callable[[str], str] | None) -> int:
    """Put a copy in the place of the database, all or nothing; `ask` (None: sure) is asked before."""
    url = make_url(settings.database_url)
    source = Path(path)
    try:
        if not source.is_file():
            raise BackupError(texts.absent)
        if url.get_backend_name() == "sqlite":
            _look(source, texts)
        if ask is not None and ask(texts.restore_sure).strip().casefold() != texts.sure_word:
            return 1
        if url.get_backend_name() == "sqlite":
            _copy(source, Path(url.database or ""))
        else:
            flags = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error")
            _run(texts, "pg_restore", *flags, *_schema(url), f"--dbname={_address(url)}", str(source))
    except BackupError as error:
        say(texts.not_a_backup(path, str(error)))
        return 1
    say(texts.restored(path))
    return 0


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent, and as one transaction for whoever reads the target."""
    if not source.is_file():
        raise BackupError(str(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as here,
            closing(sqlite3.connect(target, timeout=30)) as there,
        ):
            here.backup(there, pages=PAGES, sleep=0.01)
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error


def _look(source: Path, texts: CliTexts) -> None:
    """Raises BackupError unless the file is a whole database of this bot."""
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there:
            whole = there.execute("PRAGMA integrity_check").fetchone()[0]
            there.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error
    if whole != "ok":
        raise BackupError(texts.damaged)


def _run(texts: CliTexts, tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise BackupError(texts.no_tool(tool))
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BackupError((done.stderr.strip().splitlines() or [tool])[-1])


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").difference_update_query(["options"]).render_as_string(hide_password=False)


def _schema(url: URL) -> list[str]:
    """A schema named in the address (search_path) is the whole of it."""
    options = str(url.query.get("options", ""))
    _, _, schema = options.partition("search_path=")
    return [f"--schema={schema}"] if schema else []
