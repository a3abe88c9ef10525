"""Where people work: region, municipality, organization, and the methodical service that serves a municipality."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import ONCE, Base


class OrganizationKind(StrEnum):
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    FURTHER = "further"  # further education of children: art schools, centres, sports schools
    SERVICE = "service"  # the methodical service itself, as a place of work
    INSTITUTE = "institute"  # the region's institute; belongs to no municipality
    OTHER = "other"


class ServiceModel(StrEnum):
    CENTRE = "centre"  # a centre of its own
    DEPARTMENT = "department"  # a department of another centre
    SPECIALIST = "specialist"  # one specialist of the education office


class YoungRule(StrEnum):
    BOTH = "both"  # young and new to the work
    EITHER = "either"


class Region(Base):
    """`psychologist`: whom to turn to when it is hard, as the institute wrote it."""

    __tablename__ = "region"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    psychologist: Mapped[str | None]
    __table_args__ = (ONCE,)


class Municipality(Base):
    """A district or city; `young_age` in years of age (under), `young_years` in years of work (up to).

    `psychologist`: as in the region, written by the methodists; where there is none the region's is told.
    """

    __tablename__ = "municipality"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    name: Mapped[str]
    time_zone: Mapped[str]
    young_age: Mapped[int] = mapped_column(default=35)
    young_years: Mapped[int] = mapped_column(default=3)
    young_rule: Mapped[YoungRule] = mapped_column(default=YoungRule.BOTH)
    psychologist: Mapped[str | None]
    region: Mapped[Region] = relationship()
    __table_args__ = (UniqueConstraint("region_id", "name"), ONCE)


class MethodicalService(Base):
    """Who serves a municipality and how to reach them; all contacts are public and shown as written."""

    __tablename__ = "methodical_service"
    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), unique=True)
    name: Mapped[str]
    model: Mapped[ServiceModel]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    municipality: Mapped[Municipality] = relationship()


class Organization(Base):
    """A place of work; `name` is the short one people say, unique within its municipality (or region)."""

    __tablename__ = "organization"
    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[OrganizationKind]
    closed: Mapped[bool] = mapped_column(default=False)
    municipality: Mapped[Municipality | None] = relationship()
    __table_args__ = (Index("ix_organization_place", "municipality_id", "name"), ONCE)
