"""Imports of the roster through the chat: what was sent, what it would change, what can be taken back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .accounts import Account
from .base import Base
from .mailings import StoredFile
from .people import Teacher

WORK = text("state IN ('reading', 'approved', 'applying', 'undoing')")


class ImportState(StrEnum):
    READING = "reading"  # a child process reads the file and compares
    REFUSED = "refused"  # nothing can be taken from the file
    READY = "ready"  # its author sees what it would change
    SAME = "same"  # it would change nothing
    DECLINED = "declined"
    APPROVED = "approved"  # compared once more before anything is written
    APPLYING = "applying"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class RosterImport(Base):
    """One file. Without a municipality it speaks for the region. `preview` is JSON: figures, and some names until DONE.

    `digest` is of all that the preview promised, `seen` of what stood in the database by then (and, once DONE, when it
    was through), `file_digest` of the file; `sure` says that she confirmed how many would leave.
    """

    __tablename__ = "roster_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))  # where it was sent
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"), index=True)
    state: Mapped[ImportState]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(default="")
    seen: Mapped[str] = mapped_column(default="")
    file_digest: Mapped[str] = mapped_column(default="")
    preview: Mapped[str] = mapped_column(default="")
    sure: Mapped[bool] = mapped_column(default=False)
    adds_places: Mapped[bool] = mapped_column(default=False)  # organizations nobody knows are new ones, she says
    author: Mapped[Teacher | None] = relationship()
    account: Mapped[Account | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    __table_args__ = (
        Index("ix_roster_import_work", "id", sqlite_where=WORK, postgresql_where=WORK),
        Index("ix_roster_import_scope", "region_id", "municipality_id", "id"),
    )


class RosterStep(Base):
    """A slice of an import: rows to write with what stood there before (`body`), and what came of each (`done`)."""

    __tablename__ = "roster_step"
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    done: Mapped[str | None]
