"""How a person is reached: accounts in messengers, the conversation, invitations, consents."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base

UNSHOWN = text("shown < parts")


class Conversation(Base):
    """What is being talked about: with a person, over all her accounts, or with an account nobody is known behind."""

    __tablename__ = "conversation"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"), unique=True)
    state: Mapped[str | None]
    step: Mapped[int] = mapped_column(default=0)  # grows with every question; buttons of a step carry it
    data: Mapped[str] = mapped_column(default="{}")  # JSON


class Account(Base):
    """(messenger, id) and the last screen shown there: `shown` of its `parts` have left.

    `former_id`: whose it was before a newer link moved her to another account; it is erased with her.
    """

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    messenger: Mapped[str]
    external_id: Mapped[int]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"), index=True)
    former_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="SET NULL"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    owner: Mapped[bool] = mapped_column(default=False)  # administrator by the one-time link of the first start
    reachable: Mapped[bool] = mapped_column(default=True)  # not blocked, not denied
    created_at: Mapped[datetime]
    last_update: Mapped[int] = mapped_column(default=0)
    screen: Mapped[str | None]  # JSON of the last screen; its buttons are understood as typed words, too
    parts: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0)
    card: Mapped[int | None]  # id of the message that holds the last screen's buttons
    __table_args__ = (
        Index("ux_account_external", "messenger", "external_id", unique=True),
        Index("ix_account_unshown", "messenger", sqlite_where=UNSHOWN, postgresql_where=UNSHOWN),
    )


class InvitationKind(StrEnum):
    PERSONAL = "personal"
    OWNER = "owner"
    SCHOOL = "school"  # on the poster of an organization: asks for confirmation
    PUBLIC = "public"  # of a municipality or a region: asks to be added


class Invitation(Base):
    """A code, kept as its hash; usable until `expires_at` unless used or revoked before.

    Those that let nobody in by themselves (school, public) hang on walls: they are usable often and kept in `code`,
    so that a poster can be printed again.
    """

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InvitationKind]
    code_hash: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str | None]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class WrongCode(Base):
    """A code that opened nothing: too many from one account close the door for a while."""

    __tablename__ = "wrong_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_wrong_code_account", "account_id", "at"),)


class Consent(Base):
    """Given for one version of the text; a later version asks again. Whoever takes it back is erased with it."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    given_at: Mapped[datetime]


class LinkCode(Base):
    """The one code by which a person links another account of hers; a new one takes its place.

    `code` is gone once an account has typed it: then `claimed_by` waits for her yes. `number` tells one claim from
    every other one.
    """

    __tablename__ = "link_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(default=0)


class LinkTry(Base):
    """A code for linking that opened nothing: they are counted by account and over all."""

    __tablename__ = "link_try"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_link_try_account", "account_id", "at"),)
