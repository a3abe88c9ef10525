"""Templates of documents that a methodical service has sent in place of ours."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .mailings import StoredFile


class TemplateKind(StrEnum):
    PATH = "path"
    MEMO = "memo"


class DocumentTemplate(Base):
    """The newest row of a kind is in force; without a file it says that ours is again."""

    __tablename__ = "document_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    kind: Mapped[TemplateKind]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    added_at: Mapped[datetime]
    file: Mapped[StoredFile | None] = relationship()
    __table_args__ = (Index("ix_document_template_newest", "municipality_id", "kind", "id"),)
