"""Weekly summaries as they were made, and what has been told of answers: by which grouping, of which runs."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Teacher
from .places import OrganizationKind

PENDING = text("release IS NULL AND counts IS NOT NULL")


class WeeklySummary(Base):
    """A municipality's week, which began on the Monday `week`; `body` is the whole snapshot as JSON, never changed."""

    __tablename__ = "weekly_summary"
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    body: Mapped[str]
    made_at: Mapped[datetime]


class SummaryDone(Base):
    """Somebody of the service has done what the week asked for, for all of them; `kind` is that of the item."""

    __tablename__ = "summary_done"
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    teacher: Mapped[Teacher] = relationship()


class SurveyFigures(Base):
    """What has been told of a round's answers in a municipality: the grouping for ever, the sums so far, as JSON.

    The sums are kept and only grow: one who is erased, or answers anew, must not be read off the difference.
    """

    __tablename__ = "survey_figures"
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    releases: Mapped[int]
    grouping: Mapped[str]
    sums: Mapped[str]


class SurveyFolded(Base):
    """A finished run as the figures need it: what its person was when she finished, and what she said, in `counts`.

    `counts`: numbers with commas, None for a run that is not told of. `release`: since which one it is among what was
    told, None: not yet; it is never counted again.
    """

    __tablename__ = "survey_folded"
    run_id: Mapped[int] = mapped_column(
        ForeignKey("survey_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[OrganizationKind]
    subject: Mapped[str]
    stage: Mapped[str]
    counts: Mapped[str | None]
    release: Mapped[int | None]
    __table_args__ = (
        Index("ix_survey_folded_place", "round_id", "municipality_id"),
        Index(
            "ix_survey_folded_pending",
            "round_id",
            "municipality_id",
            "run_id",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
    )
