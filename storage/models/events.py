"""Events in brief: what an announcement of the kind says of day, place and seats, and who answered what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .mailings import Mailing


class Answer(StrEnum):
    GOING = "going"
    DECLINED = "declined"
    WAITING = "waiting"  # in the queue for a seat


class Event(Base):
    """What an announcement invites to. `text` is what its author wrote, plain, `html` the same with her formatting.

    `ends_at` None: she did not say.

    `sequence` grows with every change of day or place: an answer given to an earlier one is asked for again. `uid`
    never changes: calendars know the event by it. The places say for whom it is, so who may run it besides its author.
    """

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"))
    uid: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    link: Mapped[str]
    seats: Mapped[int | None]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    is_all_day: Mapped[bool]
    time_zone: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    mailing: Mapped[Mailing] = relationship()
    __table_args__ = (Index("ix_event_place", "municipality_id", "starts_at"),)


class EventAnswer(Base):
    """One person's answer; `number` orders those of an event, `sequence` is the event's when she answered."""

    __tablename__ = "event_answer"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True, index=True)
    answer: Mapped[Answer]
    at: Mapped[datetime]
    number: Mapped[int]
    sequence: Mapped[int]
    event: Mapped[Event] = relationship()
