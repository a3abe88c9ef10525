"""Messages, sessions and files of the browser chat."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .database import Transaction
from .models import BrowserFile, BrowserMessage, BrowserSession, BrowserUpload

Body = dict[str, Any]


def append(tx: Transaction, chat: int, body: Body, once: int | None) -> int:
    """Keep a message and return its id; the id of the first one when `once` was used before in this chat."""
    kind = postgresql if tx.connection.dialect.name == "postgresql" else sqlite
    values = {"chat": chat, "once": once, "body": json.dumps(body, ensure_ascii=False)}
    statement = kind.insert(BrowserMessage).values(values).on_conflict_do_nothing().returning(BrowserMessage.id)
    made = tx.connection.execute(statement).scalar()
    if made is None:
        made = tx.connection.execute(
            select(BrowserMessage.id).where(BrowserMessage.chat == chat, BrowserMessage.once == once)
        ).scalar_one()
    return made


def message(tx: Transaction, chat: int, message_id: int) -> Body | None:
    raw = tx.connection.execute(
        select(BrowserMessage.body).where(BrowserMessage.id == message_id, BrowserMessage.chat == chat)
    ).scalar()
    if raw is None:
        return None
    found: Body = json.loads(raw)
    return found


def edit(tx: Transaction, chat: int, message_id: int, body: Body) -> bool:
    found = tx.connection.execute(
        update(BrowserMessage)
        .where(BrowserMessage.id == message_id, BrowserMessage.chat == chat)
        .values(body=json.dumps(body, ensure_ascii=False))
    )
    return found.rowcount == 1


def remove(tx: Transaction, chat: int, message_id: int) -> bool:
    found = tx.connection.execute(
        delete(BrowserMessage).where(BrowserMessage.id == message_id, BrowserMessage.chat == chat)
    )
    return found.rowcount == 1


def history(tx: Transaction, chat: int, limit: int, before: int | None = None) -> list[tuple[int, Body]]:
    """The newest `limit` messages (of those before an id), the oldest of them first."""
    rows = tx.connection.execute(
        select(BrowserMessage.id, BrowserMessage.body)
        .where(BrowserMessage.chat == chat, *([] if before is None else [BrowserMessage.id < before]))
        .order_by(BrowserMessage.id.desc())
        .limit(limit)
    ).all()
    return [(number, json.loads(body)) for number, body in reversed(rows)]


def keyboard(tx: Transaction, chat: int) -> Body | None:
    """The newest message that changed what stands under the input."""
    raw = tx.connection.execute(
        select(BrowserMessage.body)
        .where(BrowserMessage.chat == chat, BrowserMessage.body.contains('"keyboard": ['))
        .order_by(BrowserMessage.id.desc())
        .limit(1)
    ).scalar()
    return None if raw is None else dict(json.loads(raw))


def open_session(tx: Transaction, token_hash: str, chat: int, until: datetime) -> None:
    tx.connection.execute(delete(BrowserSession).where(BrowserSession.token_hash == token_hash))
    tx.connection.execute(insert(BrowserSession), {"token_hash": token_hash, "chat": chat, "until": until})


def session(tx: Transaction, token_hash: str, now: datetime) -> int | None:
    return tx.connection.execute(
        select(BrowserSession.chat).where(BrowserSession.token_hash == token_hash, BrowserSession.until > now)
    ).scalar()


def close_session(tx: Transaction, token_hash: str) -> None:
    """End one session; a chat nobody can open any more keeps nothing."""
    _end(tx, BrowserSession.token_hash == token_hash)


def close_sessions(tx: Transaction, now: datetime) -> None:
    """The same for those whose time is over."""
    _end(tx, BrowserSession.until < now)


def _end(tx: Transaction, which: ColumnElement[bool]) -> None:
    chats = set(tx.connection.execute(select(BrowserSession.chat).where(which)).scalars())
    tx.connection.execute(delete(BrowserSession).where(which))
    chats -= set(tx.connection.execute(select(BrowserSession.chat).where(BrowserSession.chat.in_(chats))).scalars())
    for chat in chats:
        for kind in (BrowserMessage, BrowserFile):
            tx.connection.execute(delete(kind).where(kind.chat == chat))


def reachable(tx: Transaction, chat: int, now: datetime) -> bool:
    found = select(BrowserSession.chat).where(BrowserSession.chat == chat, BrowserSession.until > now).limit(1)
    return tx.connection.execute(found).scalar() is not None


def save_file(tx: Transaction, file_id: str, chat: int, name: str, mime: str, data: bytes) -> None:
    tx.connection.execute(insert(BrowserFile), {"id": file_id, "chat": chat, "name": name, "mime": mime, "data": data})


def save_upload(tx: Transaction, file_id: str, chat: int, name: str, mime: str, data: bytes, at: datetime) -> None:
    save_file(tx, file_id, chat, name, mime, data)
    tx.connection.execute(insert(BrowserUpload), {"file_id": file_id, "at": at})


def keep_upload(tx: Transaction, file_id: str) -> None:
    tx.connection.execute(delete(BrowserUpload).where(BrowserUpload.file_id == file_id))


def drop_uploads(tx: Transaction, before: datetime) -> None:
    """Files that were uploaded before then, and that no event has named since."""
    old = select(BrowserUpload.file_id).where(BrowserUpload.at < before)
    tx.connection.execute(delete(BrowserFile).where(BrowserFile.id.in_(old)))


def file(tx: Transaction, file_id: str) -> tuple[int, str, str, bytes] | None:
    """(chat, name, type, content)."""
    row = tx.connection.execute(
        select(BrowserFile.chat, BrowserFile.name, BrowserFile.mime, BrowserFile.data).where(BrowserFile.id == file_id)
    ).first()
    return None if row is None else (row.chat, row.name, row.mime, bytes(row.data))
