"""What people ask to be put right in the roster's entry about them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Teacher

IS_OPEN = text("state = 'open'")


class ProfileField(StrEnum):
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    QUALIFICATION = "qualification"
    SUBJECTS = "subjects"
    POSITION = "position"
    ORGANIZATION = "organization"
    CAREER_SINCE = "career_since"


class CorrectionState(StrEnum):
    OPEN = "open"
    APPLIED = "applied"  # stands in the entry; an older file does not take it back
    FIXED = "fixed"  # by the methodist's own hand
    DECLINED = "declined"


class ProfileRequest(Base):
    """`value` is what is right by her word, `before` what the entry said then.

    `is_exact`: it is written as the entry keeps it (subjects by key, a category by its word), so it can be applied.
    """

    __tablename__ = "profile_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    field: Mapped[ProfileField]
    value: Mapped[str]
    before: Mapped[str]
    is_exact: Mapped[bool]
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.OPEN)
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the staff heard of it
    decided_at: Mapped[datetime | None]
    teacher: Mapped[Teacher] = relationship()
    __table_args__ = (Index("ix_profile_request_open", "made_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),)
