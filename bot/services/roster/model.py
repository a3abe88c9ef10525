"""The roster as facts: who works where and does what, without ids; the natural keys by which two rosters are compared.

Keys hold names in their normal form (see `names.normal`), records hold them as written. A roster is one region's; it
speaks for the municipalities it names, and for the region's own organizations if it names any.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.models import Level, OrganizationKind, QualificationCategory, Role, ServiceModel, YoungRule

from .names import normal

if TYPE_CHECKING:
    from .problems import RosterError


class OrganizationKey(NamedTuple):
    """`municipality` is empty for the region's own."""

    municipality: str
    name: str


class PersonKey(NamedTuple):
    """`birth_year` is 0 where it is not known."""

    name: str
    birth_year: int
    organization: OrganizationKey


class AssociationKey(NamedTuple):
    """Titles are unique within a place: an organization, a municipality, or the region (both empty)."""

    municipality: str
    organization: str
    title: str


class Place(NamedTuple):
    """A position (its key in the catalogue) held in an organization."""

    organization: OrganizationKey
    position: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """`young_age`: years of age (under); `young_years`: years of work (up to)."""

    name: str
    time_zone: str
    young_age: int = 35
    young_years: int = 3
    young_rule: YoungRule = YoungRule.BOTH

    @property
    def key(self) -> str:
        return normal(self.name)


@dataclass(frozen=True, slots=True)
class Service:
    municipality: str
    name: str
    model: ServiceModel
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""

    @property
    def key(self) -> str:
        return self.municipality


@dataclass(frozen=True, slots=True)
class Organization:
    municipality: str
    name: str
    full_name: str
    kind: OrganizationKind

    @property
    def key(self) -> OrganizationKey:
        return OrganizationKey(self.municipality, normal(self.name))


@dataclass(frozen=True, slots=True)
class Person:
    """`places` hold the main organization's positions and all others; subjects and positions are catalogue keys."""

    last_name: str
    first_name: str
    middle_name: str
    birth_year: int | None
    organization: OrganizationKey
    places: tuple[Place, ...]
    subjects: tuple[str, ...] = ()
    qualification: QualificationCategory = QualificationCategory.NONE
    career_since: int | None = None
    mentor_capacity: int = 0
    roles: tuple[Role, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name} {self.middle_name}".strip()

    @property
    def key(self) -> PersonKey:
        return PersonKey(normal(self.full_name), self.birth_year or 0, self.organization)


@dataclass(frozen=True, slots=True)
class Association:
    level: Level
    municipality: str
    organization: str
    title: str
    subjects: tuple[str, ...] = ()
    head: PersonKey | None = None
    ends_on: date | None = None

    @property
    def key(self) -> AssociationKey:
        return AssociationKey(self.municipality, self.organization, normal(self.title))


@dataclass(frozen=True, slots=True)
class Member:
    association: AssociationKey
    person: PersonKey

    @property
    def key(self) -> tuple[AssociationKey, PersonKey]:
        return self.association, self.person


@dataclass(frozen=True, slots=True)
class Meeting:
    association: AssociationKey
    starts_at: datetime
    place: str = ""
    topic: str = ""

    @property
    def key(self) -> tuple[AssociationKey, datetime]:
        return self.association, self.starts_at


@dataclass(frozen=True, slots=True)
class Mentorship:
    """`since` and `until` belong to it."""

    mentor: PersonKey
    mentee: PersonKey
    since: date
    until: date | None = None
    order_number: str = ""
    goals: str = ""

    @property
    def key(self) -> tuple[PersonKey, PersonKey, date]:
        return self.mentor, self.mentee, self.since


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything one workbook says; `warnings` are what a reader should look at and what hinders nothing."""

    region: str
    municipalities: tuple[Municipality, ...] = ()
    services: tuple[Service, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    associations: tuple[Association, ...] = ()
    members: tuple[Member, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    mentorships: tuple[Mentorship, ...] = ()
    warnings: "tuple[RosterError, ...]" = field(default=(), compare=False)

    def in_order(self) -> "Roster":
        """The same roster in the order of its keys, so that rosters that say the same are equal."""
        kinds: list[str] = [each.name for each in fields(self) if each.name not in ("region", "warnings")]
        ordered: Any = {kind: tuple(sorted(getattr(self, kind), key=lambda row: row.key)) for kind in kinds}
        return replace(self, **ordered)

    @property
    def covers_region(self) -> bool:
        """Whether it speaks for the region's own organizations and associations, too."""
        return any(not organization.municipality for organization in self.organizations)
