"""What the browser chat keeps, as Telegram and VK keep theirs on their servers: messages, sessions, files."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import ONCE, Base


class BrowserMessage(Base):
    __tablename__ = "browser_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int]
    once: Mapped[int | None]  # a repeated sending with the same number makes no second message
    body: Mapped[str]  # JSON
    __table_args__ = (
        Index("ix_browser_message_chat", "chat", "id"),
        UniqueConstraint("chat", "once"),
        ONCE,  # pages rely on ids that never come again
    )


class BrowserSession(Base):
    __tablename__ = "browser_session"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(index=True)
    until: Mapped[datetime]


class BrowserFile(Base):
    __tablename__ = "browser_file"
    id: Mapped[str] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    mime: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class BrowserUpload(Base):
    """A file of a page that no event has named yet: beside the file, for SQLite writes a row it changes anew."""

    __tablename__ = "browser_upload"
    file_id: Mapped[str] = mapped_column(ForeignKey("browser_file.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
