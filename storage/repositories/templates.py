"""A methodical service's own templates, the newest first."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import DocumentTemplate, StoredFile, TemplateKind


class Templates:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def all_of(self, municipality_id: int, kind: TemplateKind) -> list[DocumentTemplate]:
        """Every one that is kept."""
        query = select(DocumentTemplate).where(
            DocumentTemplate.municipality_id == municipality_id, DocumentTemplate.kind == kind
        )
        query = query.options(joinedload(DocumentTemplate.file)).order_by(DocumentTemplate.id.desc())
        return list(self._session.scalars(query))

    def bytes_of(self, municipality_id: int | None, kind: TemplateKind) -> bytes | None:
        """Of the one in force; None: ours is."""
        found = [] if municipality_id is None else self.all_of(municipality_id, kind)
        return found[0].file.data if found and found[0].file else None

    def add(self, municipality_id: int, kind: TemplateKind, file: StoredFile | None, now: datetime) -> None:
        row = DocumentTemplate(municipality_id=municipality_id, kind=kind, file_id=file and file.id, added_at=now)
        self._session.add(row)
        self._session.flush()

    def drop(self, found: DocumentTemplate) -> None:
        self._session.delete(found)
        self._session.flush()
