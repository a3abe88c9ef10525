"""Regulation cards: what an announcement of the kind says in its obligatory fields, and who has acknowledged it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .mailings import Mailing


class Regulation(Base):
    """What its author said of a change in the documents; `until` is the last day to do it.

    `remind_at` None: nobody is reminded any more; `reminders` is how many times some of the silent were.
    """

    __tablename__ = "regulation"
    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    title: Mapped[str]
    change: Mapped[str]
    whom: Mapped[str]
    until: Mapped[date]
    source: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    reminders: Mapped[int] = mapped_column(default=0)
    mailing: Mapped[Mailing] = relationship()


class Acknowledgement(Base):
    """One person has read it, at that moment; the first tap counts, and stays."""

    __tablename__ = "acknowledgement"
    mailing_id: Mapped[int] = mapped_column(ForeignKey("regulation.mailing_id", ondelete="CASCADE"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime]
    regulation: Mapped[Regulation] = relationship()
