"""A list and the database: who is new, who left, who moved, whose work changed. An empty cell changes nothing."""

from dataclasses import dataclass, replace
from datetime import date

from storage.models import Level, Role

from ..catalogue import Catalogue
from ..corrected import before_corrections, gathered, held, match_corrected
from ..diff import Change, Changes, Delta, Members, People, places_left, sorted_out
from ..labels import organization_labels
from ..model import Organization, OrganizationKey, Person, PersonKey, Place
from ..names import normal
from ..problems import RosterError
from ..renamed import known_by_people
from ..snapshot import Snapshot, StoredPerson
from ..words import Words
from ..workbook import Table
from .complaints import Complaints
from .districts import Districts
from .finding import Catalogues, Schools
from .headers import Header, find_header
from .list_row import Said
from .people import TEACHER, Known, Told, name_of, told
from .recognizing import Recognizing
from .rows import RowReader
from .words import ListWords


@dataclass(frozen=True, slots=True)
class ListRead:
    """`changes` is None where the file holds no list at all. `untouched` are organizations it does not name."""

    changes: Changes | None
    complaints: list[RosterError]
    warnings: list[RosterError]
    untouched: list[str]
    passed_over: list[str]
    rows: int
    unknown_places: list[str]
    known: int  # people of the organizations it names, in the database


def read_list(
    tables: dict[str, Table],
    current: Snapshot,
    words: Words,
    list_words: ListWords,
    catalogue: Catalogue,
    today: date,
    keep: bool = True,
    adds_places: bool = False,
) -> ListRead:
    """Takes seconds for tens of thousands of rows. Unless they are to be kept the tables are emptied on the way.

    `adds_places`: organizations nobody knows are new ones, of the municipality their rows name or of the only one.
    """
    problems = Complaints(words, list_words)
    found = {name: header for name, table in tables.items() if (header := find_header(table, list_words))}
    problems.only_sheet = len(found) < 2
    if not found:
        problems.add("no_header", next(iter(tables), ""))
        return ListRead(None, problems.in_order(), [], [], [], 0, [], 0)
    schools, catalogues = _schools(current, list_words), Catalogues(catalogue, list_words.remarks)
    districts = Districts(current.municipalities, (key.municipality for key in current.organization_ids), list_words)
    reader = RowReader(
        problems,
        schools,
        districts,
        catalogues,
        today,
        adds=adds_places,
        keep=keep,
        totals=list_words.totals,
        nothing=list_words.nothing,
    )
    rows: list[Said] = []
    for name, header in found.items():
        problems.reads(name, header)
        rows += reader.read(name, tables[name], header)
    if not reader.rows:
        problems.add("no_people", next(iter(found)))
        return ListRead(None, problems.in_order(), [], [], [], 0, [], 0)
    return _Comparison(current, reader, today).of(rows, found)


def _schools(current: Snapshot, words: ListWords) -> Schools:
    """Those that are open, and a closed one in which somebody still stands."""
    schools = Schools(words)
    there = {each.record.organization for each in current.people if not each.left}
    for key, stored in current.organizations.items():
        if stored.from_file or key in there:
            municipality = current.municipalities.get(key.municipality)
            place = municipality.record.name if municipality else ""
            labels = organization_labels(stored.record, place, current.region)
            schools.add(key, labels, stored.record.full_name)
    return schools


class _Comparison:
    def __init__(self, current: Snapshot, reader: RowReader, today: date) -> None:
        self.current, self.reader, self.today = current, reader, today
        self.people = self._within()
        self.gone_over: set[OrganizationKey] = set()
        self.corrections = gathered(current.corrections)
        names = {each.id: name_of(each) for each in current.people}
        before = before_corrections(current.people, self.corrections)
        self.renamed = {each.id: each for each in before if name_of(each) != names[each.id]}  # as the file knew them

    def _within(self) -> list[StoredPerson]:
        return [each for each in self.current.people if each.from_file or each.left]

    def of(self, rows: list[Said], headers: dict[str, Header]) -> ListRead:
        problems = self.reader.problems
        organizations = self._organizations(rows)
        known = Known([*self.current.people, *self.renamed.values()])
        people = {each.person.key: each for each in told(rows, known, self.reader.protected)}
        said = [each.person for each in people.values()]
        matched = match_corrected(self.current.people, said, self.corrections)
        Recognizing(self.current, self.reader, people, matched, self.renamed).look_closer()
        changes = self._changes(people, matched)
        named = self.reader.named
        untouched = [
            each.record.name
            for key, each in self.current.organizations.items()
            if each.from_file and key not in named and self._has_people(key)
        ]
        passed_over = list(dict.fromkeys(title for header in headers.values() for title in header.passed_over))
        there = sum(not each.left and each.record.organization in named for each in self.people)
        changes = replace(changes, organizations=organizations, seats=self._seats(changes))
        unknown = sorted(self.reader.unknown.values())
        return ListRead(
            changes, problems.in_order(), problems.warnings, sorted(untouched), passed_over, self.reader.rows, unknown,
            there,
        )  # fmt: skip

    def _organizations(self, rows: list[Said]) -> Delta[Organization]:
        """Those she calls new: some were closed and open again, some are known by another name."""
        stored, made = self.current.organizations, {each.key: each for each in self.reader.made}
        if not made:
            return Delta([], [], [], len(stored))
        unnamed = {key for key, each in stored.items() if each.from_file and key not in self.reader.named}
        said = [(each.name, each.organization) for each in rows]
        found = known_by_people(self.current.people, unnamed, said, made.keys() - stored.keys())
        self.gone_over = found.gone_over
        for each in rows:
            each.organization = found.renamed.get(each.organization, each.organization)
            each.more = frozenset(
                Place(found.renamed.get(one.organization, one.organization), one.position) for one in each.more
            )
        self.reader.named = {found.renamed.get(key, key) for key in self.reader.named}
        again = [stored[key] for key in made if key in stored]
        changed = [Change(each.id, each.record, each.record) for each in again]
        for after, before in found.renamed.items():
            old = stored[before]
            changed.append(Change(old.id, old.record, replace(old.record, name=made[after].name)))
        new = [each for key, each in made.items() if key not in stored and key not in found.renamed]
        return Delta(new, changed, [], len(stored))

    def _seats(self, changes: Changes) -> list[int]:
        gone = {each.id: places_left(each) for each in changes.people.changed}
        return [
            stored.id
            for key, stored in self.current.associations.items()
            if stored.record.record.level is Level.SCHOOL
            and isinstance(head := stored.record.head, int)
            and OrganizationKey(stored.record.record.municipality, stored.record.record.organization)
            in gone.get(head, ())
        ]

    def _has_people(self, key: OrganizationKey) -> bool:
        return any(each.record.organization == key and not each.left for each in self.people)

    def _changes(self, people: dict[PersonKey, Told], matched: dict[PersonKey, StoredPerson]) -> Changes:
        added, known = [], []
        for key, found in people.items():
            if (stored := matched.get(key)) is not None:
                known.append((stored, *held(self._after(stored, found), self.corrections.get(stored.id, ()))))
            elif (person := self._new(found)) is not None:
                added.append(person)
        there = {each.id for each in matched.values()}
        left = [each for each in self.people if each.id not in there and self._left(each)]
        return only_people(self.current, sorted_out(matched, known, added, left))

    def _left(self, stored: StoredPerson) -> bool:
        """Her school is in the list, she is not, and no row that could not be used may mean her."""
        if not stored.from_file or stored.left or stored.record.organization not in self.reader.named:
            return False
        as_named = [stored, self.renamed[stored.id]] if stored.id in self.renamed else [stored]
        return not any(_names(one.record) & self.reader.protected for one in as_named)

    def _new(self, found: Told) -> Person | None:
        person = found.person
        if person.places:
            return person
        found.first.row.wrong("positions", "no_position")
        return None

    def _after(self, stored: StoredPerson, found: Told) -> Person:
        """What she will be: what the list says, and what was known where it says nothing."""
        old, person = stored.record, found.person
        if normal(old.full_name) == normal(person.full_name):
            person = replace(person, last_name=old.last_name, first_name=old.first_name, middle_name=old.middle_name)
        person = replace(person, middle_name=person.middle_name or old.middle_name)
        leaves = old.organization in self.reader.named or old.organization in self.gone_over
        stays = old.organization in found.organizations or not leaves
        organization = old.organization if stays and not stored.left else person.organization
        after = replace(
            old, last_name=person.last_name, first_name=person.first_name, middle_name=person.middle_name,
            organization=organization, places=self._places(old, found, organization),
            subjects=person.subjects or old.subjects, roles=_roles(old, organization),
        )  # fmt: skip
        if stored.opted_out:
            return after
        career = person.career_since
        if career and old.career_since and found.first.by_experience and abs(career - old.career_since) <= 1:
            career = old.career_since  # years of work are rounded one way or the other
        capacity = next((each.mentor_capacity for each in found.rows if each.mentor_capacity is not None), None)
        return replace(
            after, birth_year=person.birth_year or old.birth_year, career_since=career or old.career_since,
            mentor_capacity=old.mentor_capacity if capacity is None else capacity,
            qualification=next((each.qualification for each in found.rows if each.qualification), old.qualification),
        )  # fmt: skip

    def _places(self, old: Person, found: Told, organization: OrganizationKey) -> tuple[Place, ...]:
        """Positions as said; else as they were, there or where she came from. Other jobs stay: lists leave them out."""
        held: dict[OrganizationKey, set[str]] = {}
        for place in old.places:
            held.setdefault(place.organization, set()).add(place.position)
        said: dict[OrganizationKey, set[str]] = {}
        for each in found.rows:
            positions = set(each.positions) or held.get(each.organization) or held.get(old.organization) or {TEACHER}
            said.setdefault(each.organization, set()).update(positions)
            for place in each.more:
                said.setdefault(place.organization, set()).add(place.position)
        if organization != old.organization:
            held.pop(old.organization, None)
        return tuple(sorted(Place(key, each) for key, names in {**held, **said}.items() for each in names))


def _roles(old: Person, now: OrganizationKey) -> tuple[Role, ...]:
    """A list gives no rights: those of a place end where she leaves it, and are not hers at the new one."""
    ended = {Role.DEPUTY} if now != old.organization else set()
    ended |= {Role.METHODIST} if now.municipality != old.organization.municipality else set()
    return tuple(role for role in old.roles if role not in ended)


def _names(record: Person) -> set[str]:
    """Whole and as careless rows have it."""
    return {normal(record.full_name), normal(f"{record.last_name} {record.first_name}"), normal(record.last_name)}


def only_people(current: Snapshot, people: People) -> Changes:
    """Changes of nothing but people."""
    return Changes(
        current,
        Delta([], [], [], len(current.municipalities)),
        Delta([], [], [], len(current.services)),
        Delta([], [], [], len(current.organizations)),
        people,
        Delta([], [], [], len(current.associations)),
        Members([], [], [], len(current.members)),
        Delta([], [], [], len(current.meetings)),
        Delta([], [], [], len(current.mentorships)),
    )
