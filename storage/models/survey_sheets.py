"""Surveys that services write themselves, and what has been told of the answers to each question."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .accounts import Account
from .base import Base
from .mailings import StoredFile
from .surveys import SurveyVersion

UNREAD = text("state = 'reading'")


class SheetState(StrEnum):
    READING = "reading"  # a child process reads the file
    REFUSED = "refused"  # its author sees what is wrong
    BREAKS = "breaks"  # she is asked whether lines of indicators may break
    KEPT = "kept"  # a version of the service's survey
    HIDDEN = "hidden"  # the same, taken from the list
    DROPPED = "dropped"


class SurveySheet(Base):
    """One file; without a municipality the region's. `number` counts the versions of its `key` in that place.

    `body` is JSON: what is wrong while REFUSED, the definition while BREAKS, then the version has it. `breaks`: codes
    whose words are others than before, so that their lines are not to be continued. `played_at`: when somebody came to
    its end; nobody is asked before.
    """

    __tablename__ = "survey_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))  # where it was sent
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("survey_version.id"), index=True)
    state: Mapped[SheetState]
    key: Mapped[str] = mapped_column(default="")
    number: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(default="")
    breaks: Mapped[str] = mapped_column(default="[]")
    created_at: Mapped[datetime]
    played_at: Mapped[datetime | None]
    account: Mapped[Account | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    version: Mapped[SurveyVersion | None] = relationship()
    __table_args__ = (
        Index("ix_survey_sheet_unread", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_survey_sheet_place", "region_id", "municipality_id", "id"),
    )


class SurveyTally(Base):
    """What is told of a round's questions in a municipality, of the first `releases` releases; `body` is JSON.

    Counts are kept and only grow, each question's by at least K people at a time: one who is erased must not be read
    off the difference.
    """

    __tablename__ = "survey_tally"
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id", ondelete="CASCADE"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    releases: Mapped[int]
    body: Mapped[str]
