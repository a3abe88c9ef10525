"""People at the door: who asks to be let in or added, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import ONCE, Base
from .people import Subject, Teacher
from .places import Municipality, Organization

IS_OPEN = text("state = 'open'")


class RequestKind(StrEnum):
    SCHOOL = "school"  # by the school's link: she is in the roster, says she
    LOST = "lost"  # she had access and lost it
    NEWCOMER = "newcomer"  # not in the roster yet


class RequestState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class EntryRequest(Base):
    """What somebody says of herself, after she agreed to version `consent` of the text; nothing of it is proved.

    `noted_at`: when those who decide were told of it. `teacher_id`: who she turned out to be.
    """

    __tablename__ = "entry_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind]
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    last_name: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    middle_name: Mapped[str] = mapped_column(default="")
    consent: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    noted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    municipality: Mapped[Municipality] = relationship()
    organization: Mapped[Organization] = relationship()
    subject: Mapped[Subject | None] = relationship()
    decider: Mapped[Teacher | None] = relationship(foreign_keys=decider_id)
    __table_args__ = (
        Index("ux_entry_request_open", "account_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_entry_request_place", "municipality_id", "organization_id"),
        ONCE,
    )
