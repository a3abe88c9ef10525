"""Two rosters compared: what the database says and what the new workbook says. Pure; nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from .corrected import gathered, held, match_corrected
from .model import (
    AssociationKey,
    Meeting,
    Municipality,
    Organization,
    OrganizationKey,
    Person,
    PersonKey,
    Roster,
    Service,
)
from .renamed import under_new_names
from .snapshot import Led, Pair, Snapshot, Stored, StoredPerson

R = TypeVar("R")
Who = int | PersonKey
"""The id of somebody known, the key of somebody new."""


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    id: int
    before: R
    after: R


@dataclass(frozen=True, slots=True)
class Delta(Generic[R]):
    """`left`: rows that stood in the last roster and do not in this one."""

    new: list[R]
    changed: list[Change[R]]
    left: list[Stored[R]]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.left)


@dataclass(frozen=True, slots=True)
class People(Delta[Person]):
    """`moved`, `renamed` and `returned` count some of the changed; `known` tells who of the roster has which id.

    `kept`: so often the file says what was put right since at somebody's request, and does not undo it.
    """

    known: dict[PersonKey, int]
    returned: list[int]
    kept: int = 0

    @property
    def moved(self) -> list[Change[Person]]:
        return [each for each in self.changed if each.before.organization != each.after.organization]

    @property
    def renamed(self) -> list[Change[Person]]:
        return [each for each in self.changed if each.before.last_name != each.after.last_name]


@dataclass(frozen=True, slots=True)
class Members:
    """`named` joined before by themselves; ids of people, keys of those who are new."""

    new: list[tuple[AssociationKey, Who]]
    named: list[tuple[AssociationKey, int]]
    left: list[tuple[AssociationKey, int]]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.new or self.named or self.left)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything an import will do; falsy where it will do nothing. `current` knows the ids of what is there.

    `seats` are school associations whose head works there no more, where the file says nothing of heads.
    """

    current: Snapshot
    municipalities: Delta[Municipality]
    services: Delta[Service]
    organizations: Delta[Organization]
    people: People
    associations: Delta[Led]
    members: Members
    meetings: Delta[Meeting]
    mentorships: Delta[Pair]
    seats: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        parts = (
            self.municipalities, self.services, self.organizations, self.people, self.associations, self.members,
            self.meetings, self.mentorships,
        )  # fmt: skip
        return any(parts)


def places_left(change: Change[Person]) -> set[OrganizationKey]:
    """Where she worked and does no more."""
    before, after = change.before, change.after
    stays = {after.organization, *(place.organization for place in after.places)}
    return {before.organization, *(place.organization for place in before.places)} - stays


def diff(current: Snapshot, new: Roster, today: date) -> Changes:
    """`today` tells which mentorships made by hand are still going on."""
    current = under_new_names(current, new)
    people = _people(current, new)

    def who(key: PersonKey) -> Who:
        return people.known.get(key, key)

    led = [Led(replace(each, head=None), who(each.head) if each.head else None) for each in new.associations]
    pairs = [
        Pair(who(each.mentor), who(each.mentee), each.since, each.until, each.order_number, each.goals)
        for each in new.mentorships
    ]
    return Changes(
        current,
        _compare(current.municipalities, {each.key: each for each in new.municipalities}),
        _compare(current.services, {each.key: each for each in new.services}),
        _compare(current.organizations, {each.key: each for each in new.organizations}),
        people,
        _compare(current.associations, {each.record.key: each for each in led}),
        _members(current, {(each.association, who(each.person)) for each in new.members}),
        _compare(current.meetings, {each.key: each for each in new.meetings}),
        _mentorships(current.mentorships, pairs, today),
    )


def _compare(stored: Mapping[Any, Stored[R]], new: Mapping[Any, R]) -> Delta[R]:
    changed, unchanged = [], 0
    for key, record in new.items():
        if (known := stored.get(key)) is None:
            continue
        if known.record == record and known.from_file:
            unchanged += 1
        else:
            changed.append(Change(known.id, known.record, record))
    added = [record for key, record in new.items() if key not in stored]
    left = [known for key, known in stored.items() if key not in new and known.from_file]
    return Delta(added, changed, left, unchanged)


def _people(current: Snapshot, new: Roster) -> People:
    corrections = gathered(current.corrections)
    matched = match_corrected(current.people, new.people, corrections)
    found = []
    for person in new.people:
        if (known := matched.get(person.key)) is not None:
            right, times = held(person, corrections.get(known.id, ()))
            found.append((known, _as_far_as_needed(known, right), times))
    added = [person for person in new.people if person.key not in matched]
    there = {known.id for known in matched.values()}
    left = [known for known in current.people if known.id not in there and known.from_file]
    return sorted_out(matched, found, added, left)


def sorted_out(
    matched: Mapping[PersonKey, StoredPerson],
    found: Iterable[tuple[StoredPerson, Person, int]],
    added: list[Person],
    left: Iterable[StoredPerson],
) -> People:
    """`found`: who is known, what she will be, and how often the file said what had been put right."""
    changed, returned, unchanged, kept = [], [], 0, 0
    for known, after, times in found:
        kept += times
        if known.left:
            returned.append(known.id)
        if known.record == after and known.from_file and not known.left:
            unchanged += 1
        else:
            changed.append(Change(known.id, known.record, after))
    return People(added, changed, [*left], unchanged, {key: one.id for key, one in matched.items()}, returned, kept)


def _as_far_as_needed(known: StoredPerson, person: Person) -> Person:
    """Of one who does not use the bot only name, places and subjects are kept up: they tell who belongs where."""
    if not known.opted_out:
        return person
    old = known.record
    return replace(
        person, birth_year=old.birth_year, qualification=old.qualification, career_since=old.career_since,
        mentor_capacity=old.mentor_capacity, roles=old.roles,
    )  # fmt: skip


def _members(current: Snapshot, new: set[tuple[AssociationKey, Who]]) -> Members:
    joined, new = current.members, new - current.members_left
    added = sorted((key for key in new if key not in joined), key=str)
    named = [(key, person) for (key, person), from_file in joined.items() if (key, person) in new and not from_file]
    left = [key for key, from_file in joined.items() if from_file and key not in new]
    return Members(added, named, left, len(new) - len(added) - len(named))


def _mentorships(stored: Iterable[Stored[Pair]], new: list[Pair], today: date) -> Delta[Pair]:
    """One agreed upon in the bot and now confirmed by the file is the same, though the days of beginning differ."""
    known: dict[Any, Stored[Pair]] = {each.record.key: each for each in stored}
    wanted: dict[Any, Pair] = {each.key: each for each in new}
    by_hand = {
        each.record.key[:2]: each.record.key
        for each in known.values()
        if not each.from_file and (each.record.until is None or each.record.until >= today)
    }
    for pair in new:
        if pair.key not in known and (same := by_hand.get(pair.key[:2])) and same not in wanted:
            del wanted[pair.key]
            wanted[same] = pair
    return _compare(known, wanted)
