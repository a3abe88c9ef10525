"""Who is meant by a name the database knows otherwise: she moved, she married, she was misspelt, or nobody can tell."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from ..model import OrganizationKey, Person, PersonKey
from ..names import normal
from ..snapshot import Snapshot, StoredPerson
from .people import Told
from .rows import RowReader

ALIKE = 92
"""Similarity (0–100) from which a name is taken for another one misspelt."""


class Recognizing:
    """`matched` grows by whoever is recognised for sure; who is not leaves `people`, is asked about and protected.

    `renamed`: by id, those the file may still know by the name they had before it was put right.
    """

    def __init__(
        self,
        current: Snapshot,
        reader: RowReader,
        people: dict[PersonKey, Told],
        matched: dict[PersonKey, StoredPerson],
        renamed: Mapping[int, StoredPerson],
    ) -> None:
        self.renamed = renamed
        self.current, self.reader, self.people, self.matched = current, reader, people, matched
        self.names = Counter(each.first.name for each in people.values())
        taken = {each.id for each in matched.values()}
        self.free: defaultdict[OrganizationKey, list[StoredPerson]] = defaultdict(list)
        self.by_name: defaultdict[str, list[StoredPerson]] = defaultdict(list)
        for each in current.people:
            if each.id not in taken and not each.left:
                self.free[each.record.organization].append(each)
                for record in self._records(each):
                    self.by_name[normal(record.full_name)].append(each)

    def look_closer(self) -> None:
        """At everybody who was not recognised by name and school or by name and year."""
        for key, found in list(self.people.items()):
            if key not in self.matched:
                self._look(key, found)

    def _look(self, key: PersonKey, found: Told) -> None:
        """From the surest to the weakest; one that decides or asks ends it."""
        for decides in (self._without_patronymic, self._misspelt, self._moved, self._renamed):
            if decides(key, found):
                return

    def _without_patronymic(self, key: PersonKey, found: Told) -> bool:
        """One of the two has a patronymic and the other has none: the only one of that name there."""
        person = found.person
        same = [
            each
            for each in self.free[person.organization]
            if any(_surname_and_name(one) == _surname_and_name(person) for one in self._records(each))
        ]
        if len(same) != 1 or (same[0].record.middle_name and person.middle_name):
            return False
        self._take(key, same[0])
        return True

    def _misspelt(self, key: PersonKey, found: Told) -> bool:
        """Somebody there has nearly this name, or its words in another order, and would count as gone: that is asked
        about, unless a year tells.
        """
        person = found.person
        name = normal(person.full_name)
        close = [
            each
            for each in self.free[person.organization]
            if self._is_missing(each)
            and any(_likeness(name, normal(one.full_name)) >= ALIKE for one in self._records(each))
            and not (person.birth_year and each.record.birth_year and person.birth_year != each.record.birth_year)
        ]
        if not close:
            return False
        self._drop(key, "misspelt", name=close[0].record.full_name)
        self._protect(close)
        return True

    def _is_missing(self, stored: StoredPerson) -> bool:
        """She would count as gone."""
        return stored.from_file and stored.record.organization in self.reader.named

    def _moved(self, key: PersonKey, found: Told) -> bool:
        """Somebody of this name works elsewhere: she has moved if a subject says so, too, and there is no other."""
        same = self.by_name[found.first.name]
        year = found.birth_year
        same = [each for each in same if not (year and each.record.birth_year and each.record.birth_year != year)]
        if not same:
            return False
        subjects = {key for each in found.rows for key in each.subjects}
        if len(same) == 1 and self.names[found.first.name] == 1 and subjects & set(same[0].record.subjects):
            self._take(key, same[0])
            return True
        error = "moved_or_new" if len(same) == 1 else "several_known"
        place = self.current.organizations.get(same[0].record.organization)
        name = found.first.last_name + " " + found.first.first_name
        values = {"name": name, "place": place.record.name if place else ""} if error == "moved_or_new" else {}
        self._drop(key, error, **values)
        self._protect(same)
        return True

    def _renamed(self, key: PersonKey, found: Told) -> bool:
        """Somebody of these first names would be gone from there: without a year nobody can tell who married."""
        person = found.person
        if found.birth_year is not None or not person.middle_name:
            return False
        first = _first_names(person)
        same = [
            each
            for each in self.free[person.organization]
            if self._is_missing(each) and any(_first_names(one) == first for one in self._records(each))
        ]
        if same:
            self._drop(key, "renamed_or_new", name=same[0].record.full_name)
            self._protect(same)
        return bool(same)

    def _records(self, stored: StoredPerson) -> list[Person]:
        """As the entry has her, and as the file may still do."""
        before = self.renamed.get(stored.id)
        return [stored.record] if before is None else [stored.record, before.record]

    def _take(self, key: PersonKey, stored: StoredPerson) -> None:
        """She is nobody else any more."""
        self.matched[key] = stored
        self.free[stored.record.organization].remove(stored)
        for record in self._records(stored):
            self.by_name[normal(record.full_name)].remove(stored)

    def _drop(self, key: PersonKey, error: str, **values: object) -> None:
        for each in self.people.pop(key).rows:
            each.row.wrong("full_name", error, **values)

    def _protect(self, stored: list[StoredPerson]) -> None:
        self.reader.protected |= {normal(one.full_name) for each in stored for one in self._records(each)}


def _likeness(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # late: only a roster needs it

    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _surname_and_name(person: Person) -> tuple[str, str]:
    return normal(person.last_name), normal(person.first_name)


def _first_names(person: Person) -> str:
    return normal(f"{person.first_name} {person.middle_name}")
