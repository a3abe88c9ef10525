"""What makes every update count exactly once: seen ids, the inbox, cursors, attempts, updates set aside."""

from datetime import datetime

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Seen(Base):
    """Updates already applied; `day` (days since 1970) lets old ones be pruned."""

    __tablename__ = "seen"
    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    update: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("ix_seen_day", "day"), {"sqlite_with_rowid": False})


class Inbox(Base):
    """Updates taken from the messenger whose turn has not come yet, so that the rest can be confirmed.

    `place` is the order of arrival: a messenger's own numbers may be hashes.
    """

    __tablename__ = "inbox"
    messenger: Mapped[str] = mapped_column(primary_key=True)
    update: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int]
    body: Mapped[str]


class Cursor(Base):
    """How far a messenger's queue has been taken."""

    __tablename__ = "cursor"
    messenger: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Attempt(Base):
    """How often an update was begun right after a start: one that kills the process is recognised by it."""

    __tablename__ = "attempt"
    messenger: Mapped[str] = mapped_column(primary_key=True)
    update: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)


class SetAside(Base):
    """An update nobody could handle, with its error, for the administrator."""

    __tablename__ = "set_aside"
    id: Mapped[int] = mapped_column(primary_key=True)
    messenger: Mapped[str]
    update: Mapped[int]
    at: Mapped[datetime]
    error: Mapped[str]
    body: Mapped[str]


class Sequence(Base):
    """Numbers that must never repeat; handed out in blocks, so a crash may skip some."""

    __tablename__ = "sequence"
    name: Mapped[str] = mapped_column(primary_key=True)
    next: Mapped[int]
