"""A teacher's learning path: steps with a day and what will show that they were taken; hers alone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

OPEN = text("done_on IS NULL")


class LearningPath(Base):
    """One a person; `run_id` is the result it was last proposed from. Until it is accepted it is a draft."""

    __tablename__ = "learning_path"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), unique=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("survey_run.id", ondelete="SET NULL"), index=True)
    accepted_at: Mapped[datetime | None]
    steps: Mapped[list["PathStep"]] = relationship(order_by="PathStep.id", cascade="all, delete-orphan")


class PathStep(Base):
    """`rule` is the key of the rule it was proposed by, "" for one of her own; `asked_on`: it was overdue then."""

    __tablename__ = "path_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("learning_path.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    __table_args__ = (Index("ix_path_step_due", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),)
