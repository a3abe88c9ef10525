"""Surveys: their versions, the rounds in which they are asked, what a teacher answered, and whom she lets see of it.

What a teacher answers is hers: nothing here may narrow an audience or be listed by person for anybody but herself.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .mailings import Mailing
from .people import Teacher
from .places import Municipality

UNFINISHED = text("finished_at IS NULL")
OPEN = text("closed_at IS NULL")


class SurveyVersion(Base):
    """A survey as it was written when a round of it was opened; `body` is the whole definition as JSON."""

    __tablename__ = "survey_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]
    created_at: Mapped[datetime]


class SurveyRound(Base):
    """A survey put to an audience until a moment; who was asked are the recipients of `mailing_id`.

    `municipality_id` None: a round of the whole region. `audience`: ids by condition, as JSON. `seconds` is what it
    asks of a person's month. `remind_at` None: nobody is reminded any more. `closed_at`: when, after `closes_at`, what
    told of single people was forgotten.
    """

    __tablename__ = "survey_round"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), index=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    audience: Mapped[str]
    seconds: Mapped[int]
    invited: Mapped[int]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    reminders: Mapped[int] = mapped_column(default=0)
    version: Mapped[SurveyVersion] = relationship()
    mailing: Mapped[Mailing] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    __table_args__ = (
        Index("ix_survey_round_place", "region_id", "municipality_id", "opened_at"),
        Index("ix_survey_round_open", "closes_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class SurveyPending(Base):
    """Who may yet be reminded: gone with her first finish or refusal, and for everybody with the close.

    So nothing tells who refused from who was done, and after the close not even that much is left.
    """

    __tablename__ = "survey_pending"
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True, index=True)


class SurveyRefusal(Base):
    """How many of a municipality did not want to take part; nobody is named."""

    __tablename__ = "survey_refusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    count: Mapped[int]
    __table_args__ = (UniqueConstraint("round_id", "municipality_id"),)


class SurveyErased(Base):
    """How many of a municipality had finished and were erased since; nobody is named.

    They still count as finished: else an erasure would tell staff that she had taken part.
    """

    __tablename__ = "survey_erased"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    count: Mapped[int]
    __table_args__ = (UniqueConstraint("round_id", "municipality_id"),)


class SurveyRun(Base):
    """One person on her way through a round's version: `tags` say which questions concern her, fixed when she began.

    `at` is the code of the open question, "" when all are passed, "*" for the first one without an answer.
    """

    __tablename__ = "survey_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    tags: Mapped[str]
    at: Mapped[str]
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    round: Mapped[SurveyRound] = relationship()
    __table_args__ = (
        UniqueConstraint("round_id", "teacher_id"),
        Index("ix_survey_run_unfinished", "teacher_id", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
        Index("ix_survey_run_teacher", "teacher_id", "round_id"),
    )


class SurveyAnswer(Base):
    """`value` as JSON: a key, a list of keys, a number, words."""

    __tablename__ = "survey_answer"
    run_id: Mapped[int] = mapped_column(ForeignKey("survey_run.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ResultShare(Base):
    """A group of her results that she lets her mentor see, until she closes it again."""

    __tablename__ = "result_share"
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True, index=True)
    group: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    mentor: Mapped[Teacher] = relationship(foreign_keys=mentor_id)


class ResultLook(Base):
    """The mentor has looked at what was open to her; shown to the one it is about."""

    __tablename__ = "result_look"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    mentor: Mapped[Teacher] = relationship(foreign_keys=mentor_id)
    __table_args__ = (Index("ix_result_look_teacher", "teacher_id", "id"),)
