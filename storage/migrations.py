"""Bring a database to the newest schema; Alembic is imported only when there is something to do."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from .database import Transaction

HEAD = "0002"
"""The newest revision under `migrations/versions` (a test compares)."""


def current(connection: Connection) -> str | None:
    """Revision of the database, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def config(connection: Connection) -> Any:
    from alembic.config import Config

    found = Config(Path(__file__).parent.parent / "alembic.ini")
    found.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    found.attributes["connection"] = connection
    return found


def upgrade(tx: Transaction) -> None:
    """Bring the open connection's database to HEAD; does nothing when it is there."""
    if current(tx.connection) != HEAD:
        from alembic import command

        command.upgrade(config(tx.connection), "head")
