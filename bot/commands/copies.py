"""The handwork of copies: SQLite's own online copy, PostgreSQL's own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from ..texts.cli import CliTexts


class BackupError(Exception):
    """The copy could not be made, is no copy of ours, or could not be put back; the text says why."""


class BrokenError(BackupError):
    """A file is no database, or no whole one any more: not locked, not full, not closed to us."""


class ToolError(BackupError):
    """A program of PostgreSQL's is missing."""


def copy(source: Path, target: Path) -> None:
    """SQLite's own online copy of one moment; for whoever reads the target it is one transaction."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=30, isolation_level=None)) as here,
            closing(sqlite3.connect(target, timeout=30)) as there,
        ):
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master")  # holds this moment: a busy bot would begin it again
            here.backup(there)
    except sqlite3.Error as error:
        raise (BrokenError if type(error) is sqlite3.DatabaseError else BackupError)(str(error)) from error


def begin_anew(path: Path) -> None:
    """An empty file for our eyes only: it will hold what is kept about people."""
    remove(path)
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise BackupError(str(error)) from error


def remove(path: Path) -> None:
    for found in _parts(path):
        found.unlink(missing_ok=True)


def move(path: Path, target: Path) -> None:
    """With its write-ahead log: what is put in its place must not be taken for the log's database."""
    for found, new in zip(_parts(path), _parts(target), strict=True):
        if found.exists():
            found.replace(new)
        else:
            new.unlink(missing_ok=True)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal")]


def run(texts: CliTexts, url: URL, tool: str, *arguments: str) -> str:
    """What the tool prints; the password is told it where other users of the machine do not see it."""
    if shutil.which(tool) is None:
        raise ToolError(texts.no_tool(tool))
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, env=os.environ | secret)  # noqa: S603
    if done.returncode != 0:
        raise BackupError((done.stderr.strip().splitlines() or [tool])[-1])
    return done.stdout


def address(url: URL) -> str:
    plain = url.set(drivername="postgresql", password=None).difference_update_query(["options"])
    return plain.render_as_string(hide_password=False)


def schema(url: URL) -> list[str]:
    """A schema named in the address (search_path) is the whole of it."""
    options = str(url.query.get("options", ""))
    _, _, schema = options.partition("search_path=")
    return [f"--schema={schema}"] if schema else []
