"""Bring a database to the newest schema; Alembic is imported only when there is something to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from .database import Transaction

FOLDER = Path(__file__).parent.parent / "migrations"
HEAD = "0027"
"""The newest revision under `migrations/versions` (a test compares)."""


def current(connection: Connection) -> str | None:
    """Revision of the database, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def config(connection: Connection) -> Any:
    from alembic.config import Config

    found = Config(FOLDER.parent / "alembic.ini")
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


def revisions() -> frozenset[str]:
    """All that this program knows."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(FOLDER))
    return frozenset(found.revision for found in script.walk_revisions())


def upgrade(tx: Transaction) -> None:
    """Bring the open connection's database to HEAD; does nothing when it is there.

    Raises ValueError for a database of a newer program.
    """
    found = current(tx.connection)
    if found == HEAD:
        return
    if found is not None and found not in revisions():
        raise ValueError(f"revision {found} of the database is unknown to this version of the program")
    from alembic import command

    with _no_cascades(tx.connection, found):
        command.upgrade(config(tx.connection), "head")


@contextmanager
def _no_cascades(connection: Connection, found: str | None) -> Iterator[None]:
    """SQLite changes a table by writing it anew and dropping the old one, which deletes every row that refers to it.

    Foreign keys can be switched off outside a transaction only: a filled database is migrated in one of its own.
    """
    if found is None or connection.dialect.name != "sqlite":
        yield
        return
    run = connection.exec_driver_sql
    were_on = run("PRAGMA foreign_keys").scalar()
    if getattr(connection.connection.dbapi_connection, "in_transaction", False):
        run("COMMIT")
    run("PRAGMA foreign_keys=OFF")
    run("BEGIN IMMEDIATE")
    try:
        yield
        if run("PRAGMA foreign_key_check").first() is not None:
            raise ValueError("the migration would leave rows that refer to nothing")
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise
    finally:
        run(f"PRAGMA foreign_keys={were_on}")
        run("BEGIN IMMEDIATE")
