"""An organization under a new name is known by its people: a school that was renamed is no second place of work."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from .model import AssociationKey, OrganizationKey, Place, Roster
from .names import normal
from .snapshot import Led, Snapshot, StoredPerson

MOST = 0.5
"""More than this share of the people of the one are those of the other."""


class Known(NamedTuple):
    """`renamed`: the new name -> the one it was known by; `gone_over`: most of their people stand under a new name."""

    renamed: dict[OrganizationKey, OrganizationKey]
    gone_over: set[OrganizationKey]


def known_by_people(
    stored: Iterable[StoredPerson],
    unnamed: Collection[OrganizationKey],
    said: Iterable[tuple[str, OrganizationKey]],
    new: Collection[OrganizationKey],
) -> Known:
    """Of organizations a file does not name, those it means by a `new` name; `said`: who works where by the file."""
    before = [(normal(one.record.full_name), one.record.organization) for one in stored if not one.left]
    before = [one for one in before if one[1] in unnamed]
    now = {name: key for name, key in said if key in new}
    size, become = Counter(key for _, key in before), Counter(now.values())
    both = Counter((key, now[name]) for name, key in before if name in now)
    over = {
        pair: n for pair, n in both.items() if n > size[pair[0]] * MOST and pair[0].municipality == pair[1].municipality
    }
    renamed = {after: key for (key, after), n in over.items() if n > become[after] * MOST}
    return Known(renamed, {key for key, _ in over})


def under_new_names(current: Snapshot, new: Roster) -> Snapshot:
    """What is known, under the names the workbook has for it; the records of organizations still say the old ones."""
    named = {each.key for each in new.organizations}
    unnamed = {key for key, each in current.organizations.items() if each.from_file and key not in named}
    added = named - set(current.organizations)
    if not unnamed or not added:
        return current
    said = [(normal(each.full_name), each.organization) for each in new.people]
    found = known_by_people(current.people, unnamed, said, added).renamed
    return _renamed(current, {before: after for after, before in found.items()}) if found else current


def _renamed(current: Snapshot, names: dict[OrganizationKey, OrganizationKey]) -> Snapshot:
    def place(key: OrganizationKey) -> OrganizationKey:
        return names.get(key, key)

    def of(key: AssociationKey) -> AssociationKey:
        return key._replace(organization=place(OrganizationKey(key.municipality, key.organization)).name)

    def person(one: StoredPerson) -> StoredPerson:
        places = tuple(sorted(Place(place(each.organization), each.position) for each in one.record.places))
        return replace(one, record=replace(one.record, organization=place(one.record.organization), places=places))

    def led(one: Led) -> Led:
        return Led(replace(one.record, organization=of(one.record.key).organization), one.head)

    def rows(found: dict[Any, Any]) -> dict[Any, Any]:
        return {(of(key), second): row for (key, second), row in found.items()}

    return replace(
        current,
        organizations={place(key): each for key, each in current.organizations.items()},
        organization_ids={place(key): id_ for key, id_ in current.organization_ids.items()},
        people=[person(each) for each in current.people],
        associations={of(key): replace(each, record=led(each.record)) for key, each in current.associations.items()},
        members=rows(current.members),
        members_left={(of(key), one) for key, one in current.members_left},
        meetings={
            (of(key), at): replace(each, record=replace(each.record, association=of(key)))
            for (key, at), each in current.meetings.items()
        },
    )
