"""`restore`: a copy takes the place of the database, also while the bot works."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Transaction, engine_urls
from storage.migrations import HEAD, revisions, upgrade
from storage.restored import Taken, leap, taken

from ..instance import AlreadyRunningError, only_one
from ..settings import Settings
from ..texts.cli import CliTexts
from .copies import BackupError, BrokenError, ToolError, address, begin_anew, copy, move, remove, run, schema
from .troubles import told

P = ParamSpec("P")
T = TypeVar("T")
Say = Callable[[str], None]
VERSION = re.compile(r"FROM stdin;\n(.+)\n\\\.")
"""Where a dump's data of `alembic_version` stand."""
OURS = re.compile(r"\d{4}")
TRIES = 3
"""It waits for locks of a bot that works, and one of the two may have to give way."""


def restore(settings: Settings, texts: CliTexts, say: Say, path: str, ask: Callable[[str], str] | None) -> int:
    """Put a copy in the place of the database, all or nothing; `ask` (None: sure) is asked before."""
    url = make_url(settings.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    source, is_ours, aside = Path(path), False, None
    try:
        _require_ours(_look(source, texts) if is_sqlite else _look_into_dump(source, texts, url), texts)
        is_ours = True
        if ask is not None and not _agreed(ask, texts):
            say(texts.restore_kept)
            return 1
        if is_sqlite:
            aside = _restore_file(source, texts, url)
        else:
            _restore_dump(source, texts, url)
    except BackupError as error:  # a copy that is whole is not to blame for a full disk
        refused = texts.not_restored if is_ours or isinstance(error, ToolError) else texts.not_a_backup
        say(refused(path, told(texts, str(error))))
        return 1
    except OSError as error:
        say(texts.not_restored(path, f"{told(texts, error.strerror or '')}: {error.filename}"))
        return 1
    say(texts.restored(path) + (f"\n{texts.put_aside(str(aside))}" if aside else ""))
    return 0


def _agreed(ask: Callable[[str], str], texts: CliTexts) -> bool:
    """Nobody at the keyboard is a no."""
    try:
        return ask(texts.restore_sure).strip().casefold() == texts.sure_word
    except EOFError:
        return False


def _restore_file(source: Path, texts: CliTexts, url: URL) -> Path | None:
    """Prepared aside, so that a running bot sees it as one transaction; where a broken database lies now."""
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    before = _taken(target)
    prepared = target.with_name(target.name + ".restore")
    try:
        begin_anew(prepared)
        copy(source, prepared)
        _within(f"sqlite:///{prepared}", _bring_up, before)
        try:
            copy(prepared, target)
        except BrokenError:  # nothing can be written into it, and a bot that works would not see another file
            return _replace(target, prepared, texts)
        return None
    finally:
        remove(prepared)


def _replace(broken: Path, prepared: Path, texts: CliTexts) -> Path:
    """Put the broken file aside, for somebody may yet save something from it; where it lies."""
    aside = broken.with_name(broken.name + ".broken")
    try:
        with only_one(f"sqlite:///{broken}"):
            move(broken, aside)
            prepared.replace(broken)
    except AlreadyRunningError as error:
        raise BackupError(texts.stop_first) from error
    return aside


def _taken(target: Path) -> Taken:
    try:
        return _within(f"sqlite:///{target}", taken) if target.is_file() else Taken()
    except BackupError:
        return Taken()  # a broken database is what copies are for


def _restore_dump(source: Path, texts: CliTexts, url: URL) -> None:
    whole = url.render_as_string(hide_password=False)
    before = _within(whole, taken)
    flags = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error")
    for left in reversed(range(TRIES)):
        try:
            run(texts, url, "pg_restore", *flags, *schema(url), f"--dbname={address(url)}", str(source))
            break
        except BackupError:  # in one transaction, so nothing has changed
            if not left:
                raise
    _within(whole, _bring_up, before)


def _bring_up(tx: Transaction, before: Taken) -> None:
    upgrade(tx)
    leap(tx, before)


def _within(url: str, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Raises BackupError where the database does not let us."""
    engine = create_engine(engine_urls(url)[0], poolclass=NullPool)
    try:
        with engine.begin() as connection:
            return work(Transaction(connection), *args, **kwargs)
    except SQLAlchemyError as error:
        raise BackupError(str(getattr(error, "orig", error))) from error


def _look(source: Path, texts: CliTexts) -> str:
    """The revision of a whole database. Raises BackupError, and OSError where it may not be read."""
    _require_file(source, texts)
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as there:
            whole = there.execute("PRAGMA integrity_check").fetchone()[0]
            found = there.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error
    if whole != "ok":
        raise BackupError(texts.damaged)
    return found[0] if found else ""


def _look_into_dump(source: Path, texts: CliTexts, url: URL) -> str:
    """The revision in a dump of the same schema, "" where there is none. Raises BackupError and OSError."""
    _require_file(source, texts)
    said = run(
        texts, url, "pg_restore", "--data-only", "--table=alembic_version", *schema(url), "--file=-", str(source)
    )
    found = VERSION.search(said)
    return found[1] if found else ""


def _require_file(source: Path, texts: CliTexts) -> None:
    if not source.is_file():
        raise BackupError(texts.absent)
    source.open("rb").close()


def _require_ours(revision: str, texts: CliTexts) -> None:
    if revision in revisions():
        return
    is_newer = bool(OURS.fullmatch(revision)) and revision > HEAD
    raise BackupError(texts.newer if is_newer else f"alembic_version: {revision or '—'}")
