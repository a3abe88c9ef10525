"""The pulse of a week: who may still answer, and how many answered so; nothing joins the two.

What a person answered is never a row: her ballot goes, and a number grows that stood there before anybody was asked.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base

IS_OPEN = text("is_open")


class PulseWeek(Base):
    """The municipality was asked in the week that began on the Monday `week`; answers count until `closes_at`."""

    __tablename__ = "pulse_week"
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    closes_at: Mapped[datetime]
    is_open: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (Index("ix_pulse_week_open", "closes_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),)


class PulseBallot(Base):
    """She may answer this question of the week once: gone with her answer, and for everybody when the week is over."""

    __tablename__ = "pulse_ballot"
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    __table_args__ = (Index("ix_pulse_ballot_week", "municipality_id", "week"), {"sqlite_with_rowid": False})


class PulseCount(Base):
    """So many of the municipality answered so; gone when the week has been told."""

    __tablename__ = "pulse_count"
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (the form SQLAlchemy wants)
