"""Methodical associations (МО) of every level, who joined them, and their plan of meetings."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import ONCE, Base
from .people import Subject, Teacher
from .places import Municipality, Organization


class Level(StrEnum):
    SCHOOL = "school"
    MUNICIPAL = "municipal"
    REGIONAL = "regional"
    NETWORK = "network"
    CREATIVE = "creative"  # a creative group: has an end


class Association(Base):
    """Members of school and municipal ones follow from their subjects and places; the others are joined."""

    __tablename__ = "association"
    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Level]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    title: Mapped[str]
    head_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"), index=True)
    ends_on: Mapped[date | None]  # last day of a creative group, or the day an association was closed
    from_file: Mapped[bool] = mapped_column(default=False)  # by the newest roster; others an import leaves alone
    head: Mapped[Teacher | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    subjects: Mapped[list[Subject]] = relationship(secondary="association_subject", order_by=Subject.id)
    __table_args__ = (
        Index("ix_association_organization", "organization_id"),
        Index("ix_association_municipality", "municipality_id", "level"),
        Index("ix_association_region", "region_id", "level"),
        ONCE,
    )


class AssociationSubject(Base):
    __tablename__ = "association_subject"
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    __table_args__ = (Index("ix_association_subject_subject", "subject_id", "association_id"),)


class AssociationMember(Base):
    """A teacher who joined a regional, network or creative one herself (or was named in the roster)."""

    __tablename__ = "association_member"
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[date]
    from_file: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (Index("ix_association_member_teacher", "teacher_id"),)


class AssociationLeft(Base):
    """Who has left, herself, what the roster names her a member of: a later file does not bring her back."""

    __tablename__ = "association_left"
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (Index("ix_association_left_teacher", "teacher_id"),)


class Meeting(Base):
    """One meeting of an association's yearly plan; `place` is a room, an address or a link."""

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")
    from_file: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (Index("ix_meeting_association", "association_id", "starts_at"),)
