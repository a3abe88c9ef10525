"""Files people sent, kept to go out with letters and announcements."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from ..database import Transaction
from ..models import Base, Conversation, FileCopy, PathRules, RosterImport, StoredFile, SurveySheet

FILES = ("files", "file", "letter_file")
"""Under what a draft keeps the numbers of its files."""


class Used(NamedTuple):
    """How much of her share a person has used."""

    files: int
    size: int  # bytes


class Files:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def add(self, file: StoredFile) -> StoredFile:
        self._session.add(file)
        self._session.flush()
        return file

    def get(self, file_id: int) -> StoredFile | None:
        """Without its bytes until they are asked for."""
        return self._session.get(StoredFile, file_id)

    def used(self, teacher_id: int, since: datetime) -> Used:
        query = select(func.count(), func.coalesce(func.sum(StoredFile.size), 0)).where(
            StoredFile.teacher_id == teacher_id, StoredFile.added_at > since
        )
        files, size = self._session.execute(query).one()
        return Used(files, int(size))

    def sent_by(self, teacher_id: int) -> list[StoredFile]:
        query = select(StoredFile).where(StoredFile.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(StoredFile.id)))

    def let_go_of(self, holder: PathRules | RosterImport | SurveySheet) -> None:
        """What it was sent for is done: often a list of people, so it goes as soon as nobody needs it."""
        if holder.file_id is not None:
            file_id, holder.file_id = holder.file_id, None
            self._session.flush()
            self._session.execute(delete(StoredFile).where(StoredFile.id == file_id))

    def part_with(self, teacher_id: int) -> None:
        """Her files that nothing carries any more go with her, the others lose her name."""
        self._delete(StoredFile.teacher_id == teacher_id, *_carried_by_nothing())
        hers = update(StoredFile).where(StoredFile.teacher_id == teacher_id)
        self._session.execute(hers.values(teacher_id=None), execution_options={"synchronize_session": False})

    def drop_forgotten(self, before: datetime) -> None:
        """Files kept for drafts that were never sent, and the drafts that still mean them."""
        forgotten = StoredFile.added_at < before, *_carried_by_nothing()
        if gone := set(self._session.scalars(select(StoredFile.id).where(*forgotten))):
            self._end_drafts(gone)
            self._delete(*forgotten)

    def _end_drafts(self, gone: set[int]) -> None:
        """SQLite gives their numbers again: a draft would be sent with a file that is somebody else's."""
        drafts = select(Conversation).where(Conversation.state.is_not(None), Conversation.data.contains("file"))
        for draft in self._session.scalars(drafts):
            if not gone.isdisjoint(_kept_in(json.loads(draft.data))):
                draft.state, draft.step, draft.data = None, draft.step + 1, "{}"

    def _delete(self, *where: ColumnElement[bool]) -> None:
        self._session.flush()
        self._session.execute(delete(StoredFile).where(*where), execution_options={"synchronize_session": False})


def _kept_in(said: dict[str, Any]) -> Iterator[int]:
    """Files of a draft: several, one, or those of what is a part of it."""
    for key, value in said.items():
        if isinstance(value, dict):
            yield from _kept_in(value)
        elif key in FILES and value:
            yield from value if isinstance(value, list) else [value]


def _carried_by_nothing() -> list[ColumnElement[bool]]:
    """No row of any table points to the file; a messenger's own copy does not count."""
    found = []
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is StoredFile.__table__ and table is not FileCopy.__table__:
                found.append(~exists().where(key.parent == StoredFile.id))
    return found
