"""The inbox, cursors, attempts and updates set aside: what the receiver keeps between two looks at a messenger."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .browser import close_sessions
from .database import Transaction
from .models import Attempt, Base, Cursor, Inbox, LinkCode, LinkTry, Seen, Sequence, SetAside, WrongCode

KEPT_DAYS = 2
"""Days for which a repeated update is recognised; no messenger repeats later."""


def _insert(tx: Transaction, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if tx.connection.dialect.name == "postgresql" else sqlite.insert(table)


def write_down(tx: Transaction, messenger: str, left: list[tuple[int, str]]) -> None:
    """Keep (update, body) of what is taken but not finished, in this order, behind what is kept already."""
    last = tx.connection.execute(select(func.max(Inbox.place))).scalar() or 0
    rows = [
        {"messenger": messenger, "update": number, "place": place, "body": body}
        for place, (number, body) in enumerate(left, start=last + 1)
    ]
    tx.connection.execute(_insert(tx, Inbox).on_conflict_do_nothing(), rows)


def strike_out(tx: Transaction, messenger: str, number: int) -> None:
    tx.connection.execute(delete(Inbox).where(Inbox.messenger == messenger, Inbox.update == number))


def written_down(tx: Transaction, messenger: str) -> list[str]:
    """Bodies of the inbox, oldest first."""
    rows = tx.connection.execute(select(Inbox.body).where(Inbox.messenger == messenger).order_by(Inbox.place))
    return [body for (body,) in rows]


def save_cursor(tx: Transaction, messenger: str, value: str) -> None:
    statement = _insert(tx, Cursor).values(messenger=messenger, value=value)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["messenger"], set_={"value": value}))


def saved_cursor(tx: Transaction, messenger: str) -> str | None:
    return tx.connection.execute(select(Cursor.value).where(Cursor.messenger == messenger)).scalar()


def attempts_before(tx: Transaction, messenger: str, numbers: list[int]) -> dict[int, int]:
    """How often each of these updates was begun, if it was."""
    rows = tx.connection.execute(
        select(Attempt.update, Attempt.count).where(Attempt.messenger == messenger, Attempt.update.in_(numbers))
    )
    return dict(rows.all())


def count_attempts(tx: Transaction, messenger: str, numbers: list[int]) -> None:
    """Note that these updates are begun now."""
    before = attempts_before(tx, messenger, numbers)
    fresh = [{"messenger": messenger, "update": number, "count": 1} for number in numbers if number not in before]
    if fresh:
        tx.connection.execute(insert(Attempt), fresh)
    if before:
        tx.connection.execute(
            update(Attempt)
            .where(Attempt.messenger == messenger, Attempt.update.in_(before))
            .values(count=Attempt.count + 1)
        )


def forget_attempt(tx: Transaction, messenger: str, number: int) -> None:
    """This update went well: if another one kills the process, this one must not be suspected again."""
    tx.connection.execute(delete(Attempt).where(Attempt.messenger == messenger, Attempt.update == number))


def forget_attempts(tx: Transaction, messenger: str) -> None:
    """The first updates after a start went well: their attempts are of no interest any more."""
    tx.connection.execute(delete(Attempt).where(Attempt.messenger == messenger))


def set_aside(tx: Transaction, messenger: str, number: int, error: str, body: str, now: datetime) -> None:
    """Keep an update nobody could handle, for the administrator; a repeated one is there already."""
    known = select(SetAside.id).where(SetAside.messenger == messenger, SetAside.update == number)
    if tx.connection.execute(known).first() is not None:
        return
    tx.connection.execute(
        insert(SetAside), {"messenger": messenger, "update": number, "at": now, "error": error[:2000], "body": body}
    )


def prune(tx: Transaction, now: datetime) -> None:
    """Throw away what only the last days need: seen updates, wrong and ended codes, chats whose sessions have ended."""
    day, yesterday = int(now.timestamp()) // 86_400, now - timedelta(days=1)
    tx.connection.execute(delete(Seen).where(Seen.day < day - KEPT_DAYS))
    tx.connection.execute(delete(WrongCode).where(WrongCode.at < yesterday))
    tx.connection.execute(delete(LinkTry).where(LinkTry.at < yesterday))
    tx.connection.execute(delete(LinkCode).where(LinkCode.expires_at < now))
    close_sessions(tx, now)


def reserve(tx: Transaction, name: str, count: int) -> int:
    """Take `count` numbers of a sequence that starts at 1; returns the first. They never come again."""
    first = tx.connection.execute(select(Sequence.next).where(Sequence.name == name).with_for_update()).scalar()
    if first is None:
        tx.connection.execute(insert(Sequence), {"name": name, "next": 1 + count})
        return 1
    tx.connection.execute(update(Sequence).where(Sequence.name == name).values(next=first + count))
    return first
