"""Rows become people: two rows may be one person in two schools, or two people of one name; never guessed silently."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from storage.models import QualificationCategory

from ..model import OrganizationKey, Person, Place
from ..names import normal
from ..snapshot import StoredPerson
from .list_row import Said

TEACHER = "teacher"
"""The position of whoever has a subject and no position."""


@dataclass
class Told:
    """All that the list says about one person; the first row names her main place of work."""

    rows: list[Said]

    @cached_property
    def person(self) -> Person:
        """As the list alone would have it."""
        first = self.first
        places: set[Place] = set()
        for each in self.rows:
            held = each.positions or ((TEACHER,) if each.subjects else ())
            places |= {Place(each.organization, position) for position in held} | each.more
        subjects = {key for each in self.rows for key in each.subjects}
        return Person(
            first.last_name, first.first_name, first.middle_name, self.birth_year, first.organization,
            tuple(sorted(places)), tuple(sorted(subjects)),
            next((each.qualification for each in self.rows if each.qualification), QualificationCategory.NONE),
            next((each.career_since for each in self.rows if each.career_since), None),
            next((each.mentor_capacity for each in self.rows if each.mentor_capacity is not None), 0),
        )  # fmt: skip

    @property
    def first(self) -> Said:
        return self.rows[0]

    @property
    def birth_year(self) -> int | None:
        return next((each.birth_year for each in self.rows if each.birth_year), None)

    @property
    def organizations(self) -> list[OrganizationKey]:
        return list(dict.fromkeys(each.organization for each in self.rows))


class Known:
    """Who is in the database by name, to tell one person in two schools from two of one name."""

    def __init__(self, stored: Iterable[StoredPerson]) -> None:
        self._by_name: defaultdict[str, list[StoredPerson]] = defaultdict(list)
        for each in stored:
            if not each.left:
                self._by_name[name_of(each)].append(each)

    def of(self, name: str) -> list[StoredPerson]:
        return self._by_name.get(name, [])

    def is_one_in_all(self, name: str, organizations: list[OrganizationKey]) -> bool:
        """One person of this name works in all of these organizations."""
        places = [{place.organization for place in each.record.places} for each in self.of(name)]
        return any(set(organizations) <= found for found in places)

    def has_one_in_each(self, name: str, organizations: list[OrganizationKey], year: int | None = None) -> bool:
        """In each of them works one of this name (and this year of birth), all different people."""
        same = [each.record for each in self.of(name) if year is None or each.record.birth_year == year]
        mains = sorted(each.organization for each in same)
        return sorted(organizations) == mains


def name_of(each: StoredPerson) -> str:
    return normal(each.record.full_name)


def told(rows: Iterable[Said], known: Known, protected: set[str]) -> Iterator[Told]:
    """The people of these rows; rows that may be one or two people are complained about and protect who is known."""
    by_name: defaultdict[str, list[Said]] = defaultdict(list)
    for each in rows:
        by_name[each.name].append(each)
    for name, same in by_name.items():
        if len(same) == 1:
            yield Told(same)
            continue
        found = list(_of_one_name(name, same, known))
        if not found:
            protected.add(name)
        yield from found


def _of_one_name(name: str, rows: list[Said], known: Known) -> Iterator[Told]:
    """By the year of birth; a row without one belongs to the only year there is."""
    years = {each.birth_year for each in rows if each.birth_year}
    if len(years) > 1 and any(not each.birth_year for each in rows):
        _complain([each for each in rows if not each.birth_year], rows[0])
        rows = [each for each in rows if each.birth_year]
    if years:
        for year in sorted(years):
            mine = [each for each in rows if each.birth_year == year or len(years) == 1]
            if all(each.birth_year for each in mine):
                yield from _of_one_year(name, mine, known)
            else:
                yield from _by_place(name, mine, known)
    else:
        yield from _by_place(name, rows, known)


def _of_one_year(name: str, rows: list[Said], known: Known) -> Iterator[Told]:
    """One person, unless the database knows two of this name and year in just these places."""
    organizations = list(dict.fromkeys(each.organization for each in rows))
    if len(organizations) > 1 and known.has_one_in_each(name, organizations, rows[0].birth_year):
        for organization in organizations:
            yield from _joined([each for each in rows if each.organization == organization])
    else:
        yield from _joined(rows)


def _by_place(name: str, rows: list[Said], known: Known) -> Iterator[Told]:
    """Without years only the database can tell whether two schools mean two people."""
    organizations = list(dict.fromkeys(each.organization for each in rows))
    if len(organizations) == 1:
        if len([each for each in known.of(name) if each.record.organization == organizations[0]]) > 1:
            for each in rows:
                each.row.wrong("birth_year", "two_here")
            return
        yield from _joined(rows)
    elif known.has_one_in_each(name, organizations):
        for organization in organizations:
            yield from _joined([each for each in rows if each.organization == organization])
    elif known.is_one_in_all(name, organizations):
        yield from _joined(rows)
    else:
        _complain(rows, rows[0])


def _complain(rows: list[Said], first: Said) -> None:
    for each in rows:
        other = first if each is not first else next((one for one in rows if one is not first), first)
        name = f"{each.last_name} {each.first_name} {each.middle_name}".strip()
        each.row.wrong("birth_year", "one_or_two", name=name, earlier=other.row.number)


def _joined(rows: list[Said]) -> Iterator[Told]:
    seen: dict[OrganizationKey, Said] = {}
    for each in rows:
        first = seen.setdefault(each.organization, each)
        if first is not each:
            each.row.warn("full_name", "joined_rows", earlier=first.row.number)
    yield Told(rows)
