"""Who did what to whom, append-only, under pseudonyms whose key can be thrown away."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Pseudonym(Base):
    """The key from a person to her name in the audit; erased with the person."""

    __tablename__ = "pseudonym"
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Audit(Base):
    """One deed: `actor` and `person` are pseudonyms ("command line", "schedule" and "owner" stand for themselves).

    The places are those of the person on that day, or the actor's municipality where there is no person. No key leads
    to the organization: an import that made it must be able to take it back.
    """

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    person: Mapped[str | None]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    organization_id: Mapped[int | None]
    details: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        Index("ix_audit_municipality", "municipality_id", "at"),
        Index("ix_audit_organization", "organization_id", "id"),
        Index("ix_audit_person", "person"),
        Index("ix_audit_actor", "actor", "id"),
    )
