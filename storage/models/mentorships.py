"""Mentorship: an experienced teacher helps a young specialist, by an order, for a time, with goals."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Teacher


class Mentorship(Base):
    """Active from `since` through `until` (None: open end); `order_number` is the number of the school's order."""

    __tablename__ = "mentorship"
    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    order_number: Mapped[str] = mapped_column(default="")
    goals: Mapped[str] = mapped_column(default="")
    from_file: Mapped[bool] = mapped_column(default=False)  # by the newest roster; others an import leaves alone
    mentor: Mapped[Teacher] = relationship(foreign_keys=mentor_id)
    mentee: Mapped[Teacher] = relationship(foreign_keys=mentee_id)
    __table_args__ = (CheckConstraint("mentor_id <> mentee_id", name="ck_mentorship_two_people"),)
