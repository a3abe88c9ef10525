"""Who of a new roster is who in the database, though she moved, married or had a year corrected."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from .model import Person, PersonKey
from .names import normal
from .snapshot import StoredPerson

Trait = Callable[[Person], Hashable | None]


def _whole(person: Person) -> Hashable:
    return person.key


def _name_and_place(person: Person) -> Hashable:
    return normal(person.full_name), person.organization


def _name_and_year(person: Person) -> Hashable | None:
    return (normal(person.full_name), person.birth_year) if person.birth_year else None


def _all_but_surname(person: Person) -> Hashable | None:
    if not (person.birth_year and person.middle_name):
        return None
    return normal(f"{person.first_name} {person.middle_name}"), person.birth_year, person.organization


TRAITS: tuple[Trait, ...] = (_whole, _name_and_place, _name_and_year, _all_but_surname)
"""From the surest to the weakest; a trait two people share decides nothing."""


def match(stored: Iterable[StoredPerson], new: Iterable[Person]) -> dict[PersonKey, StoredPerson]:
    """New roster's key -> the person she is; those who left come last, and never by the weakest trait."""
    found: dict[PersonKey, StoredPerson] = {}
    active = {person.id: person for person in stored if not person.left}
    gone = {person.id: person for person in stored if person.left}
    waiting = {person.key: person for person in new}
    for known, traits in ((active, TRAITS), (gone, TRAITS[:-1])):
        for trait in traits:
            for key, person in _pairs(known.values(), waiting.values(), trait):
                found[key] = known.pop(person.id)
                del waiting[key]
    return found


def _pairs(stored: Iterable[StoredPerson], new: Iterable[Person], trait: Trait) -> list[tuple[PersonKey, StoredPerson]]:
    mine: defaultdict[Hashable, list[StoredPerson]] = defaultdict(list)
    for known in stored:
        if (value := trait(known.record)) is not None:
            mine[value].append(known)
    theirs: defaultdict[Hashable, list[PersonKey]] = defaultdict(list)
    for person in new:
        if (value := trait(person)) in mine:
            theirs[value].append(person.key)
    return [(keys[0], mine[value][0]) for value, keys in theirs.items() if len(keys) == 1 and len(mine[value]) == 1]
