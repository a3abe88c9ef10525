"""Weekly summaries as they were made, and what has been told of answers: by which grouping, of which runs."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class WeeklySummary(Base):
    """A municipality's week, which began on the Monday `week`; `body` is the whole snapshot as JSON, never changed."""

    __tablename__ = "weekly_summary"
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    body: Mapped[str]
    made_at: Mapped[datetime]


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


class SurveyReleased(Base):
    """This run is among what was told since release `number`; it is never counted again."""

    __tablename__ = "survey_released"
    run_id: Mapped[int] = mapped_column(
        ForeignKey("survey_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    number: Mapped[int]
