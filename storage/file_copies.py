"""Files as the senders need them: the bytes, and under which id a messenger knows a file already."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from .database import Transaction
from .models import RECIPE, FileCopy, StoredFile


class Stored(NamedTuple):
    kind: str
    name: str
    data: bytes
    is_recipe: bool = False


def stored(tx: Transaction, file_id: int) -> Stored | None:
    row = tx.connection.execute(
        select(StoredFile.kind, StoredFile.name, StoredFile.data, StoredFile.mime).where(StoredFile.id == file_id)
    ).first()
    return None if row is None else Stored(row.kind, row.name, bytes(row.data), row.mime == RECIPE)


def copy(tx: Transaction, file_id: int, messenger: str) -> str | None:
    """The messenger's own id of a file it has got."""
    known = select(FileCopy.foreign_id).where(FileCopy.file_id == file_id, FileCopy.messenger == messenger)
    return tx.connection.execute(known).scalar()


def save_copy(tx: Transaction, file_id: int, messenger: str, foreign_id: str) -> None:
    """Remember or renew it; a file that is gone by now needs none."""
    if tx.connection.execute(select(StoredFile.id).where(StoredFile.id == file_id)).first() is None:
        return
    kind = postgresql if tx.connection.dialect.name == "postgresql" else sqlite
    statement = kind.insert(FileCopy).values(file_id=file_id, messenger=messenger, foreign_id=foreign_id)
    keys = ["file_id", "messenger"]
    tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"foreign_id": foreign_id}))
