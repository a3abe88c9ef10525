"""The person and what she does: subjects, positions, qualification category, start of career."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import ONCE, Base
from .places import Municipality, Organization

WANTS_PULSE = text("pulse_since IS NOT NULL")


class QualificationCategory(StrEnum):
    NONE = "none"
    FITS = "fits"  # meets the requirements of the position
    FIRST = "first"
    HIGHEST = "highest"
    TEACHER_METHODIST = "teacher_methodist"
    TEACHER_MENTOR = "teacher_mentor"


class QuietHours(StrEnum):
    """When a person is left alone; what they mean by the clock is a rule (`bot.services.quiet`)."""

    USUAL = "usual"
    LONG = "long"
    NIGHT = "night"
    NONE = "none"


class Subject(Base):
    """A school subject, or a category of staff that has associations of its own (class teachers, psychologists …)."""

    __tablename__ = "subject"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cycle: Mapped[str] = mapped_column(default="")  # key of the cycle of subjects a school may unite in one association
    is_category: Mapped[bool] = mapped_column(default=False)


class Position(Base):
    """A position of the staff list; some make their holder a member of a category (an educator: kindergarten)."""

    __tablename__ = "position"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    category: Mapped[Subject | None] = relationship()


class Teacher(Base):
    """A person of the roster, staff of the service included; what she does beyond the main place is in `places`."""

    __tablename__ = "teacher"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    last_name: Mapped[str]
    first_name: Mapped[str]
    middle_name: Mapped[str] = mapped_column(default="")
    birth_year: Mapped[int | None]
    career_since: Mapped[int | None]  # year in which the pedagogical work began
    qualification: Mapped[QualificationCategory] = mapped_column(default=QualificationCategory.NONE)
    mentor_capacity: Mapped[int] = mapped_column(default=0)  # how many young specialists at a time; 0: is no mentor
    from_file: Mapped[bool] = mapped_column(default=False)  # by the newest roster; others an import leaves alone
    listed_on: Mapped[date | None]  # the day a roster first named her, or named her again; unknown for the oldest
    left_on: Mapped[date | None]  # not in the roster any more since then
    opted_out_at: Mapped[datetime | None]  # erased herself: does not use the bot, imports keep it so
    # Her own choices from here on; the roster says nothing of them.
    quiet_hours: Mapped[QuietHours] = mapped_column(default=QuietHours.USUAL)
    hears_urgent: Mapped[bool] = mapped_column(default=True)  # what is urgent may come in her quiet hours
    preferred_messenger: Mapped[str | None]  # where she wants to be reached first; None: where she came in last
    stopped_at: Mapped[datetime | None]  # wants no announcements since then
    address: Mapped[str] = mapped_column(default="")  # how she wants to be addressed, instead of name and patronymic
    pulse_since: Mapped[datetime | None]  # wants to be asked the pulse of the week since then; nobody of staff is shown
    organization: Mapped[Organization] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    places: Mapped[list["TeacherPlace"]] = relationship(cascade="all, delete-orphan", back_populates="teacher")
    subjects: Mapped[list[Subject]] = relationship(secondary="teacher_subject", order_by=Subject.id)
    __table_args__ = (
        Index("ix_teacher_municipality", "municipality_id", "last_name"),
        Index("ix_teacher_organization", "organization_id"),
        Index("ix_teacher_pulse", "municipality_id", sqlite_where=WANTS_PULSE, postgresql_where=WANTS_PULSE),
        ONCE,
    )


class TeacherPlace(Base):
    """One position in one organization; a person may have several in several."""

    __tablename__ = "teacher_place"
    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    teacher: Mapped[Teacher] = relationship(back_populates="places")
    organization: Mapped[Organization] = relationship()
    position: Mapped[Position] = relationship()
    __table_args__ = (UniqueConstraint("teacher_id", "organization_id", "position_id"),)


class TeacherSubject(Base):
    __tablename__ = "teacher_subject"
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    __table_args__ = (Index("ix_teacher_subject_subject", "subject_id", "teacher_id"),)
