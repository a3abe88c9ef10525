"""Numbers that others have seen and that must not come again when an older copy takes the place of a database."""

from typing import NamedTuple

from sqlalchemy import func, inspect, select, text, update

from .database import Transaction
from .models import BrowserMessage, Sequence

LEAP = 1 << 24
"""More numbers than are used between two copies, few enough for a hundred restorations within 31 bits."""


class Taken(NamedTuple):
    """The highest numbers a database has given away; 0 where it has none."""

    number: int = 0
    message: int = 0


def taken(tx: Transaction) -> Taken:
    """Sequences (VK drops a message whose number it knows) and ids of browser messages (open pages know them)."""
    if not inspect(tx.connection).has_table(Sequence.__tablename__):
        return Taken()
    number = tx.connection.execute(select(func.max(Sequence.next))).scalar() or 0
    message = tx.connection.execute(select(func.max(BrowserMessage.id))).scalar() or 0
    return Taken(number, message)


def leap(tx: Transaction, before: Taken) -> None:
    """Go on far above all that the restored copy and the database before it have used."""
    copy = taken(tx)
    tx.connection.execute(update(Sequence).values(next=max(copy.number, before.number) + LEAP))
    tx.connection.execute(text(MESSAGES[tx.connection.dialect.name]), {"id": max(copy.message, before.message) + LEAP})


MESSAGES = {
    "sqlite": "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) "
    "SELECT (SELECT rowid FROM sqlite_sequence WHERE name = 'browser_message'), 'browser_message', :id",
    "postgresql": "SELECT setval(pg_get_serial_sequence('browser_message', 'id'), :id)",
}
