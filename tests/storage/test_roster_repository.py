"""The statements of the roster: what they cover, and that catalogues are saved by key."""

import pytest
from sqlalchemy import insert, select

from storage.models import Municipality, Organization, OrganizationKind, Region, Subject
from storage.repositories.roster import Coverage, RosterRepository


@pytest.fixture
def repository(tx):
    return RosterRepository(tx)


def test_a_roster_of_one_municipality_covers_neither_the_other_nor_the_region(tx):
    run = tx.connection.execute
    region = run(insert(Region).returning(Region.id), {"name": "Край"}).scalar_one()
    facts = {"region_id": region, "time_zone": "Europe/Moscow"}
    first, second = (
        run(insert(Municipality).returning(Municipality.id), {**facts, "name": name}).scalar_one() for name in "АБ"
    )
    kind = {"region_id": region, "kind": OrganizationKind.OTHER}
    places = [("а", first), ("б", second), ("край", None)]
    run(insert(Organization), [{**kind, "name": name, "municipality_id": place} for name, place in places])

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
