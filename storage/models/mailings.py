"""The ledger: what is sent to whom and when, one row a person and part, and every attempt below it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import ONCE, Base
from .people import Teacher


class MailingKind(StrEnum):
    LETTER = "letter"  # from one person to one person
    NOTE = "note"  # from the bot itself, to the author of something
    NEWS = "news"
    EVENT = "event"
    CONTEST = "contest"
    REGULATION = "regulation"
    RESULTS = "results"
    BOOKS = "books"
    PLAN = "plan"
    PASSED = "passed"  # an announcement passed on to one's own people
    REMINDER = "reminder"  # of an event or a regulation, from the bot itself
    CORRECTION = "correction"  # what could not be edited where it stands
    SURVEY = "survey"  # an invitation or a reminder: no report by person, no filter


ANNOUNCED = (
    MailingKind.EVENT,
    MailingKind.REGULATION,
    MailingKind.NEWS,
    MailingKind.CONTEST,
    MailingKind.RESULTS,
    MailingKind.BOOKS,
    MailingKind.PLAN,
)
"""What an author chooses from, in this order."""
SENT_BY_PEOPLE = (*ANNOUNCED, MailingKind.PASSED)


class MailingState(StrEnum):
    ACTIVE = "active"  # sent from `starts_at` on
    PAUSED = "paused"  # too many failures, or by the author
    CANCELLED = "cancelled"
    DONE = "done"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    HELD = "held"  # until the person's quiet hours are over
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # the request left, no answer came, twice
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"  # no account anything could be sent to
    FAILED = "failed"
    CANCELLED = "cancelled"


NAME = "<name/>"
"""Where the recipient's name and patronymic stand in a text; nothing a person types becomes a tag."""
OPEN = (DeliveryState.WAITING, DeliveryState.HELD)
DUE = text("state IN ('waiting', 'held')")
IN_FLIGHT = text("state = 'sending'")
TAPPED = text("tapped_at IS NOT NULL")
ARRIVED = text("message_id IS NOT NULL")
CHANGES = text("change_to IS NOT NULL")
CRASHED = text("outcome = 'crash'")


RECALLED = "recalled"
"""Stands in the note of a mailing that was taken back; nothing follows that."""
RECIPE = "recipe"
"""`mime` of a file that is made when it first leaves, from the recipe its data are."""


class StoredFile(Base):
    """A file that goes out with mailings: kept once, uploaded once a messenger; `teacher_id` sent it to us."""

    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # photo, document, voice, video
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]  # bytes
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
    __table_args__ = (Index("ix_stored_file_teacher_id", "teacher_id", "added_at"),)


class Mailing(Base):
    """One message to one or many; `author_id` is None for the bot's own notes. `note` says why it is paused.

    `key` makes what a tick finds due happen once. Until `closes_at` whoever joins `audience` (JSON) gets it, too.
    `origin_id` is the announcement this one passes on, `first_id` the one at the beginning of all hops.
    """

    __tablename__ = "mailing"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailingKind]
    state: Mapped[MailingState] = mapped_column(default=MailingState.ACTIVE)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    is_personal: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(unique=True)
    audience: Mapped[str] = mapped_column(default="")
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="SET NULL"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="SET NULL"), index=True)
    looked_at: Mapped[datetime | None]  # when the look for those who joined the audience began
    looked_to: Mapped[int] = mapped_column(default=0)  # up to which person it has come; 0: it is through
    parts: Mapped[list["MailingPart"]] = relationship(order_by="MailingPart.number")
    __table_args__ = (
        Index("ix_mailing_place", "municipality_id", "kind", "starts_at"),
        Index("ix_mailing_created_at", "created_at"),
        Index("ix_mailing_author", "author_id", "created_at"),
        ONCE,
    )


class MailingPart(Base):
    """One message of a mailing: text in our HTML with NAME in it, buttons as JSON, a file; `version` counts changes."""

    __tablename__ = "mailing_part"
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    rows: Mapped[str] = mapped_column(default="[]")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)


class Delivery(Base):
    """One part for one person. `call_id` numbers the sending: the same one again makes no second message.

    Without `teacher_id` it is for the account itself, behind which nobody is known.
    """

    __tablename__ = "delivery"
    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    part: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    messenger: Mapped[str | None]
    state: Mapped[DeliveryState]
    priority: Mapped[int] = mapped_column(Integer)  # 0: letters, 1: urgent; what is behind keeps quiet hours
    due_at: Mapped[datetime]
    call_id: Mapped[int | None] = mapped_column(index=True)
    begun_at: Mapped[datetime | None]  # when it was last taken up for sending
    tries: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None]
    done_at: Mapped[datetime | None]
    tapped_at: Mapped[datetime | None]  # the first tap on any of its buttons
    error: Mapped[str] = mapped_column(default="")
    change_to: Mapped[int | None]  # the version of the part the message has yet to be brought to
    mailing: Mapped[Mailing] = relationship()
    teacher: Mapped[Teacher | None] = relationship()
    __table_args__ = (
        UniqueConstraint("mailing_id", "teacher_id", "part"),
        Index("ix_delivery_due", "messenger", "priority", "due_at", "id", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_delivery_in_flight", "messenger", sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
        Index("ix_delivery_teacher", "teacher_id", "id"),
        Index("ix_delivery_message", "account_id", "message_id", sqlite_where=ARRIVED, postgresql_where=ARRIVED),
        Index("ix_delivery_tapped", "teacher_id", "tapped_at", sqlite_where=TAPPED, postgresql_where=TAPPED),
        Index("ix_delivery_change", "messenger", "id", sqlite_where=CHANGES, postgresql_where=CHANGES),
    )


class Watch(Base):
    """The card of a running mailing on an account's screen: brought up to date while update `update` is its last."""

    __tablename__ = "watch"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    update: Mapped[int]


class DeliveryAttempt(Base):
    """How one try to send a delivery ended; one that a crash cut off is visible here."""

    __tablename__ = "delivery_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str]
    __table_args__ = (
        Index("ix_delivery_attempt_crash", "delivery_id", sqlite_where=CRASHED, postgresql_where=CRASHED),
    )


class BulkCall(Base):
    """What one call brings to many: kept until its end, so that it can be repeated unchanged under its number.

    Its members are the deliveries with this number.
    """

    __tablename__ = "bulk_call"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the number of the sending
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    rows: Mapped[str]


class FileCopy(Base):
    """Under which id a messenger knows a file it was given once."""

    __tablename__ = "file_copy"
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True)
    messenger: Mapped[str] = mapped_column(primary_key=True)
    foreign_id: Mapped[str]


class Thread(Base):
    """Letters between two people; either may write while both are there."""

    __tablename__ = "thread"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))  # who wrote first
    second_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[datetime]
    first: Mapped[Teacher] = relationship(foreign_keys=first_id)
    second: Mapped[Teacher] = relationship(foreign_keys=second_id)
    __table_args__ = (UniqueConstraint("first_id", "second_id"), ONCE)


class Letter(Base):
    """One letter of a thread; what was written stands in its mailing."""

    __tablename__ = "letter"
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
