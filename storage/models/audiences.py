"""Audiences somebody keeps under a name, to announce to the same people again."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class SavedAudience(Base):
    """`choices`: ids by condition, as JSON; whom they mean is found anew whenever it is used."""

    __tablename__ = "saved_audience"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    name: Mapped[str]
    choices: Mapped[str]
    __table_args__ = (UniqueConstraint("teacher_id", "name"),)
