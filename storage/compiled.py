"""Statements of the hot path: compiled once per kind of database, run on the driver's cursor.

Rows come back as the driver gives them: enumerations as their words, moments as seconds, dates of SQLite as ISO text.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Date, Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from .database import Transaction

Statement = Select[*tuple[Any, ...]] | CompoundSelect[Any] | Insert | Update | Delete


class Compiled:
    """A statement's SQL text with named parameters, so that SQLAlchemy is not asked again."""

    __slots__ = ("_dates", "_fixed", "sql")

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        is_sqlite = dialect.name == "sqlite"
        made = statement.compile(dialect=sqlite.dialect(paramstyle="named") if is_sqlite else dialect)
        self.sql = str(made)
        dates = [name for name, bound in made.binds.items() if isinstance(bound.type, Date)] if is_sqlite else []
        self._dates = tuple(dates)  # SQLite's driver takes them only as text
        self._fixed = {name: value for name, value in made.params.items() if value is not None}

    def run(self, cursor: DBAPICursor, **values: Any) -> DBAPICursor:
        """Execute with these values. Raises the driver's errors, also for a value that is missing."""
        for name in self._dates:
            values[name] = values[name].isoformat()
        cursor.execute(self.sql, {**self._fixed, **values} if self._fixed else values)
        return cursor

    def run_many(self, cursor: DBAPICursor, values: Sequence[Mapping[str, Any]]) -> None:
        """Execute once for each of the values, which hold no dates. Raises as `run`."""
        cursor.executemany(self.sql, [{**self._fixed, **one} for one in values])


_KEPT: dict[tuple[int, str], Compiled] = {}


def compiled(statement: Statement, dialect: Dialect) -> Compiled:
    """The statement for this kind of database, compiled when first asked for; `statement` must live as long."""
    key = (id(statement), dialect.name)  # a statement's own equality would build an expression
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = Compiled(statement, dialect)
    return found


def rows(tx: Transaction, statement: Statement, **values: Any) -> list[Any]:
    """All rows of a statement of the hot path, in the open transaction."""
    return list(compiled(statement, tx.connection.dialect).run(tx.cursor, **values).fetchall())


def run(tx: Transaction, statement: Statement, **values: Any) -> int:
    """Execute a statement of the hot path in the open transaction; returns how many rows it touched."""
    return compiled(statement, tx.connection.dialect).run(tx.cursor, **values).rowcount


def run_many(tx: Transaction, statement: Statement, values: Sequence[Mapping[str, Any]]) -> None:
    """Execute a statement of the hot path once for each of the values; nothing for none."""
    if values:
        compiled(statement, tx.connection.dialect).run_many(tx.cursor, values)


def day(value: str | date | None) -> date | None:
    """A date as either driver gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
