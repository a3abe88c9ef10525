"""What the database says about the places a roster speaks for, in the roster's own terms."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from storage.database import Transaction
from storage.models import ProfileField, Role
from storage.repositories.roster import Coverage, RosterRepository

from .model import (
    Association,
    AssociationKey,
    Meeting,
    Member,
    Mentorship,
    Municipality,
    Organization,
    OrganizationKey,
    Person,
    PersonKey,
    Place,
    Roster,
    Service,
)
from .names import normal

R = TypeVar("R")
NOWHERE = OrganizationKey("", "")


@dataclass(frozen=True, slots=True)
class Stored(Generic[R]):
    """A row; `from_file` where it stands in the newest roster (others were made by hand, or left)."""

    id: int
    record: R
    from_file: bool = True


@dataclass(frozen=True, slots=True)
class StoredPerson(Stored[Person]):
    left: bool = False
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Led:
    """An association without its head, and the head by id (or by key while she has none)."""

    record: Association
    head: int | PersonKey | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentorship of two ids (keys of those who have none yet)."""

    mentor: int | PersonKey
    mentee: int | PersonKey
    since: date
    until: date | None
    order_number: str
    goals: str

    @property
    def key(self) -> tuple[int | PersonKey, int | PersonKey, date]:
        return self.mentor, self.mentee, self.since


@dataclass(slots=True)
class Snapshot:
    """Rows by natural key; empty where the region is not known yet. `organization_ids` are all of the region."""

    region: str
    region_id: int | None = None
    municipalities: dict[str, Stored[Municipality]] = field(default_factory=dict)
    services: dict[str, Stored[Service]] = field(default_factory=dict)
    organizations: dict[OrganizationKey, Stored[Organization]] = field(default_factory=dict)
    organization_ids: dict[OrganizationKey, int] = field(default_factory=dict)
    people: list[StoredPerson] = field(default_factory=list)
    associations: dict[AssociationKey, Stored[Led]] = field(default_factory=dict)
    members: dict[tuple[AssociationKey, int], bool] = field(default_factory=dict)
    members_left: set[tuple[AssociationKey, int]] = field(default_factory=set)  # by themselves
    meetings: dict[tuple[AssociationKey, datetime], Stored[Meeting]] = field(default_factory=dict)
    mentorships: list[Stored[Pair]] = field(default_factory=list)
    corrections: list[tuple[int, ProfileField, str, str]] = field(default_factory=list)  # put right on request

    def _organizations(self) -> list[Organization]:
        """Open ones, and a closed one in which somebody still stands."""
        there = {person.record.organization for person in self.people if person.from_file}
        return [each.record for key, each in self.organizations.items() if each.from_file or key in there]

    def roster(self) -> Roster:
        """What a roster would have to say for nothing to change."""
        keys = {person.id: person.record.key for person in self.people}
        pairs = [each.record for each in self.mentorships if each.from_file]
        return Roster(
            self.region,
            tuple(each.record for each in self.municipalities.values()),
            tuple(each.record for each in self.services.values()),
            tuple(self._organizations()),
            tuple(_kept(self.people)),
            tuple(_with_head(led, keys) for led in _kept(self.associations.values())),
            tuple(Member(key, keys[person]) for (key, person), from_file in self.members.items() if from_file),
            tuple(_kept(self.meetings.values())),
            tuple(_mentorship(pair, keys) for pair in pairs if pair.mentor in keys),
        ).in_order()


def _kept(rows: Iterable[Stored[R]]) -> list[R]:
    return [row.record for row in rows if row.from_file]


def _with_head(led: Led, keys: dict[int, PersonKey]) -> Association:
    return replace(led.record, head=keys.get(led.head)) if isinstance(led.head, int) else led.record


def _mentorship(pair: Pair, keys: dict[int, PersonKey]) -> Mentorship:
    mentor, mentee = (keys[who] if isinstance(who, int) else who for who in (pair.mentor, pair.mentee))
    return Mentorship(mentor, mentee, pair.since, pair.until, pair.order_number, pair.goals)


def snapshot(tx: Transaction, roster: Roster) -> Snapshot:
    """Only the places `roster` speaks for; writes nothing."""
    repository = RosterRepository(tx)
    wanted = normal(roster.region)
    region_id = next((row.id for row in repository.regions() if normal(row.name) == wanted), None)
    found = Snapshot(roster.region, region_id)
    if region_id is not None:
        named = frozenset(municipality.key for municipality in roster.municipalities)
        _Reader(repository, found, named, roster.covers_region, region_id).read()
    return found


def snapshot_of(tx: Transaction, region_id: int, municipality_id: int | None) -> Snapshot:
    """All the database knows of a municipality, or of the whole region. Raises LookupError where it is not there."""
    repository = RosterRepository(tx)
    name = next((row.name for row in repository.regions() if row.id == region_id), None)
    if name is None:
        raise LookupError(region_id)
    rows = repository.municipalities(region_id)
    named = frozenset(normal(row.name) for row in rows if municipality_id in (None, row.id))
    found = Snapshot(name, region_id)
    _Reader(repository, found, named, municipality_id is None, region_id).read()
    return found


def fingerprint(tx: Transaction, region_id: int, municipality_id: int | None) -> str:
    """Of all rows an import of this place is compared with: the same as long as nothing of it has changed."""
    repository = RosterRepository(tx)
    every = repository.municipalities(region_id)
    ids = tuple(row.id for row in every if municipality_id in (None, row.id))
    coverage = Coverage(region_id, ids, municipality_id is None)
    found = hashlib.sha256()
    for row in (*every, *repository.organizations(region_id), *repository.rows_of(coverage)):
        found.update(repr(tuple(row)).encode())
    return found.hexdigest()


class _Reader:
    """`named` are keys of municipalities, `itself` says whether the region's own organizations are meant, too."""

    def __init__(
        self, repository: RosterRepository, found: Snapshot, named: frozenset[str], itself: bool, region_id: int
    ) -> None:
        self.repository, self.found, self.named, self.itself = repository, found, named, itself
        self.region_id = region_id
        self.municipality_names: dict[int | None, str] = {None: ""}
        self.organization_keys: dict[int | None, OrganizationKey] = {None: NOWHERE}
        self.association_keys: dict[int, AssociationKey] = {}

    def read(self) -> None:
        coverage = self._municipalities()
        self._services(coverage)
        self._organizations(coverage)
        self._people(coverage)
        self.found.corrections = [tuple(row) for row in self.repository.corrections(coverage)]
        self._associations(coverage)
        self._meetings(coverage)
        self.found.mentorships = [
            Stored(row.id, Pair(*row[1:7]), row.from_file) for row in self.repository.mentorships(coverage)
        ]

    def _municipalities(self) -> Coverage:
        for row in self.repository.municipalities(self.region_id):
            record = Municipality(*row[1:])
            self.municipality_names[row.id] = record.key
            if record.key in self.named:
                self.found.municipalities[record.key] = Stored(row.id, record)
        ids = tuple(each.id for each in self.found.municipalities.values())
        return Coverage(self.region_id, ids, self.itself)

    def _services(self, coverage: Coverage) -> None:
        for row in self.repository.services(coverage):
            record = Service(self.municipality_names[row.municipality_id], *row[2:])
            self.found.services[record.key] = Stored(row.id, record)

    def _organizations(self, coverage: Coverage) -> None:
        for row in self.repository.organizations(self.region_id):
            record = Organization(self.municipality_names[row.municipality_id], row.name, row.full_name, row.kind)
            self.organization_keys[row.id] = record.key
            self.found.organization_ids[record.key] = row.id
            own = row.municipality_id is None and coverage.region_itself
            if own or row.municipality_id in coverage.municipality_ids:
                self.found.organizations[record.key] = Stored(row.id, record, not row.closed)

    def _people(self, coverage: Coverage) -> None:
        places: defaultdict[int, list[Place]] = defaultdict(list)
        for teacher, organization, position in self.repository.places(coverage):
            places[teacher].append(Place(self.organization_keys[organization], position))
        subjects: defaultdict[int, list[str]] = defaultdict(list)
        for teacher, subject in self.repository.teacher_subjects(coverage):
            subjects[teacher].append(subject)
        roles: defaultdict[int, set[Role]] = defaultdict(set)
        for teacher, role in self.repository.grants(coverage):
            roles[teacher].add(role)
        for row in self.repository.people(coverage):
            record = Person(
                row.last_name, row.first_name, row.middle_name, row.birth_year,
                self.organization_keys[row.organization_id], tuple(sorted(places[row.id])),
                tuple(sorted(subjects[row.id])), row.qualification, row.career_since, row.mentor_capacity,
                tuple(sorted(roles[row.id])),
            )  # fmt: skip
            left, opted_out = row.left_on is not None, row.opted_out_at is not None
            self.found.people.append(StoredPerson(row.id, record, row.from_file, left, opted_out))

    def _associations(self, coverage: Coverage) -> None:
        subjects: defaultdict[int, list[str]] = defaultdict(list)
        for association, subject in self.repository.association_subjects(coverage):
            subjects[association].append(subject)
        for row in self.repository.associations(coverage):
            municipality = self.municipality_names[row.municipality_id]
            organization = self.organization_keys[row.organization_id].name
            mine = tuple(sorted(subjects[row.id]))
            record = Association(row.level, municipality, organization, row.title, mine, None, row.ends_on)
            self.association_keys[row.id] = record.key
            self.found.associations[record.key] = Stored(row.id, Led(record, row.head_id), row.from_file)
        for association, person, from_file in self.repository.members(coverage):
            self.found.members[self.association_keys[association], person] = from_file

        for association, person in self.repository.members_left(coverage):
            self.found.members_left.add((self.association_keys[association], person))

    def _meetings(self, coverage: Coverage) -> None:
        for row in self.repository.meetings(coverage):
            record = Meeting(self.association_keys[row.association_id], row.starts_at, row.place, row.topic)
            self.found.meetings[record.key] = Stored(row.id, record, row.from_file)
