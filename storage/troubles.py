"""What a database's errors mean: whether the work is to blame, or waiting may mend it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

SQLITE_TROUBLES = ("locked", "busy", "disk I/O", "unable to open", "full")
POSTGRES_TROUBLES = ("08", "40", "53", "55P03", "57P", "25006")
"""Classes of SQLSTATE: connection, conflict with another transaction, no resources, locked, shutdown, standby."""


class DatabaseUnavailableError(Exception):
    """The database is locked, restarting or gone: not the update's fault, try again later."""


def passing(error: Exception) -> Exception:
    """A failure of the connection becomes DatabaseUnavailableError, whether SQLAlchemy or the driver noticed it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if _is_passing(cause) or isinstance(error, (PendingRollbackError, PoolTimeoutError)):
        return DatabaseUnavailableError(type(cause).__name__)
    return error


def _is_passing(error: BaseException | None) -> bool:
    """Whether waiting may mend it: by SQLite's words, by PostgreSQL's codes (none: the connection itself broke)."""
    if isinstance(error, sqlite3.Error):
        return any(word in str(error) for word in SQLITE_TROUBLES)
    kinds = {kind.__name__ for kind in type(error).__mro__}  # psycopg is imported only where it is used
    state = getattr(error, "sqlstate", "") if kinds & {"OperationalError", "InterfaceError"} else ""
    return state is None or state.startswith(POSTGRES_TROUBLES)
