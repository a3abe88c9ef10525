"""The bulk statements of the roster: what they cover, and the order of the ids they give."""

import pytest
from sqlalchemy import select

from storage.models import Municipality, Organization, OrganizationKind, Region, Subject
from storage.repositories.roster import Coverage, RosterRepository


@pytest.fixture
def repository(tx):
    return RosterRepository(tx)


def test_ids_come_in_the_order_of_the_rows(repository, tx):
    rows = [{"name": f"Край {number}"} for number in range(1_500)]
    ids = repository.add(Region, rows)
    stored = dict(tx.connection.execute(select(Region.id, Region.name)).all())
    assert [stored[id_] for id_ in ids] == [row["name"] for row in rows]


def test_nothing_to_write_is_no_statement(repository):
    assert repository.add(Region, []) == []
    repository.put(Region, [])
    repository.change(Region, [])
    repository.remove(Region, "id", [])


def test_a_roster_of_one_municipality_covers_neither_the_other_nor_the_region(repository, tx):
    region = repository.add(Region, [{"name": "Край"}])[0]
    facts = {"region_id": region, "time_zone": "Europe/Moscow"}
    first, second = repository.add(Municipality, [{**facts, "name": "А"}, {**facts, "name": "Б"}])
    kind = {"region_id": region, "kind": OrganizationKind.OTHER}
    places = [("а", first), ("б", second), ("край", None)]
    repository.put(Organization, [{**kind, "name": name, "municipality_id": place} for name, place in places])

    def covered(*coverage):
        query = select(Organization.name).where(Coverage(region, *coverage).of(Organization)).order_by(Organization.id)
        return tx.connection.execute(query).scalars().all()

    assert covered((first,), False) == ["а"]
    assert covered((first,), True) == ["а", "край"]
    assert covered((), True) == ["край"]


def test_subjects_are_saved_by_key(repository, tx):
    row = {"key": "a", "name": "первое", "cycle": "", "is_category": False}
    repository.save_subjects([row])
    repository.save_subjects([{**row, "name": "второе"}])
    assert tx.connection.execute(select(Subject.name)).scalars().all() == ["второе"]
    assert list(repository.subject_ids()) == ["a"]
