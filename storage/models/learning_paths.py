"""A teacher's learning path, hers alone; and the rules a municipality has written for what is proposed in it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .accounts import Account
from .base import Base
from .events import Event
from .mailings import StoredFile
from .people import Teacher
from .places import Municipality

OPEN = text("done_on IS NULL")
TIED = text("event_id IS NOT NULL")
WORK = text("state = 'reading'")


class LearningPath(Base):
    """One a person; `run_id` is the result it was last proposed from. Until it is accepted it is a draft."""

    __tablename__ = "learning_path"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("survey_run.id", ondelete="SET NULL"), index=True)
    accepted_at: Mapped[datetime | None]
    steps: Mapped[list["PathStep"]] = relationship(order_by="PathStep.id", cascade="all, delete-orphan")


class PathStep(Base):
    """`rule` is the key of the rule it was proposed by, "" for one of her own; `asked_on`: it was overdue then.

    `area` is the group of competences it is about, "" for none. `event_id`: she takes it by going there; `nudged_on`:
    after that event she was asked whether it is done.
    """

    __tablename__ = "path_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("learning_path.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    nudged_on: Mapped[date | None]
    event: Mapped[Event | None] = relationship()
    __table_args__ = (
        Index("ix_path_step_due", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_path_step_event_id", "event_id", sqlite_where=TIED, postgresql_where=TIED),
    )


class RulesState(StrEnum):
    READING = "reading"  # a child process reads the file
    REFUSED = "refused"  # `complaints` say why
    READY = "ready"  # understood, and its author sees what would change
    DROPPED = "dropped"  # not applied, or applied and kept as a GOOD one
    GOOD = "good"  # it holds, or did


class PathRules(Base):
    """A version of a municipality's own rules, or a table on the way to become one; the newest good one holds.

    `body` is the table as JSON, "" for a return to the usual rules; `complaints` are JSON, too.
    """

    __tablename__ = "path_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))  # where it was sent
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"), index=True)
    state: Mapped[RulesState]
    body: Mapped[str] = mapped_column(default="")
    complaints: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    author: Mapped[Teacher | None] = relationship()
    account: Mapped[Account | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    municipality: Mapped[Municipality] = relationship()
    __table_args__ = (
        Index("ix_path_rules_place", "municipality_id", "id"),
        Index("ix_path_rules_work", "id", sqlite_where=WORK, postgresql_where=WORK),
    )
