"""Who may do what: grants with a scope, and who stands in for whom."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Teacher


class Role(StrEnum):
    """TEACHER, HEAD and MENTOR follow from the roster, the associations and the mentorships; the rest is granted."""

    TEACHER = "teacher"
    MENTOR = "mentor"
    HEAD = "head"
    DEPUTY = "deputy"  # a school's deputy director who looks after its teachers
    METHODIST = "methodist"
    INSTITUTE = "institute"  # staff of the region's institute, regional methodists
    OWNER = "owner"  # administrator of this bot


class Scope(StrEnum):
    ALL = "all"
    REGION = "region"
    MUNICIPALITY = "municipality"
    ORGANIZATION = "organization"
    ASSOCIATION = "association"
    PERSON = "person"  # never stored: what a role that follows from the roster holds over one person


class RoleGrant(Base):
    """A role within a scope; `scope_id` is the id of the region, municipality or organization (0 for ALL)."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    role: Mapped[Role]
    scope: Mapped[Scope]
    scope_id: Mapped[int]
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    from_file: Mapped[bool] = mapped_column(default=False)  # by the newest roster; others an import leaves alone
    teacher: Mapped[Teacher] = relationship()
    __table_args__ = (
        Index("ix_role_grant_teacher", "teacher_id"),
        Index("ix_role_grant_scope", "scope", "scope_id", "role"),
    )


class Substitution(Base):
    """While one is absent (both days included) the other holds her grants and heads her associations."""

    __tablename__ = "substitution"
    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    absent: Mapped[Teacher] = relationship(foreign_keys=absent_id)
    substitute: Mapped[Teacher] = relationship(foreign_keys=substitute_id)
    __table_args__ = (CheckConstraint("absent_id <> substitute_id", name="ck_substitution_two_people"),)
