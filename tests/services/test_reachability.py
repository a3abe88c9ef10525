"""Who has come in is counted by school and association, for those who look after them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.services import reachability
from bot.services.access import ForbiddenError
from bot.services.reachability import Words
from storage.models import Audit, Level, Role, Scope
from tests.made import NOW, TODAY


@pytest.fixture
def town(made):
    """Three schools: half, all and nobody connected; people who left or work in another district are not counted."""
    made.half, made.whole_, made.none = made.school, made.organization("School 4"), made.organization("School 5")
    physics = made.subject("physics")
    for at, subject, connected in (
        (made.half, made.maths, True), (made.half, physics, False), (made.whole_, made.maths, True),
        (made.none, made.maths, False), (made.none, physics, False),
    ):  # fmt: skip
        person = made.teacher(subject, at=at)
        if connected:
            made.account(person)
    made.teacher(at=made.none, left_on=TODAY)
    made.far = made.municipality("Far")
    made.teacher(made.maths, at=made.organization("School 9", made.far))
    made.association(made.maths, level=Level.MUNICIPAL, title="Maths")
    made.association(physics, level=Level.MUNICIPAL, title="Physics")
    return made


def shares(found):
    return [(one.name, one.connected, one.people) for one in found]


def test_schools_come_the_worst_first(town):
    actor = town.actor(town.methodist())
    found = reachability.schools(town.repo, actor, town.district.id, TODAY)
    assert shares(found) == [("School 5", 0, 2), ("Service", 0, 1), ("School 3", 1, 2), ("School 4", 1, 1)]


def test_associations_come_the_worst_first(town):
    actor = town.actor(town.methodist())
    found = reachability.associations(town.repo, actor, town.district.id, TODAY)
    assert shares(found) == [("Physics", 0, 2), ("Maths", 2, 3)]


def test_who_blocked_the_bot_or_erased_herself_is_not_told_apart(town):
    actor = town.actor(town.methodist())
    blocked, erased = town.teacher(at=town.none), town.teacher(at=town.none, opted_out_at=NOW)
    town.account(blocked).reachable = False
    town.tx.flush()
    names = [one.last_name for one in reachability.missing(town.repo, actor, town.none.id, 0, 10, NOW, TODAY)]
    assert blocked.last_name not in names
    assert erased.last_name in names
    assert town.tx.session.query(Audit).filter_by(action="unconnected_seen").count() == 1


def test_a_school_shows_numbers_by_messenger_to_its_deputy_and_nobody_elses(town):
    deputy = town.teacher(at=town.half)
    town.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, town.half.id)
    town.account(deputy, "vk")
    actor = town.actor(deputy)
    found = reachability.school(town.repo, actor, town.half.id, TODAY)
    assert (found.people, found.connected, found.messengers) == (3, 2, {"telegram": 1, "vk": 1})
    assert shares(reachability.own_schools(town.repo, actor, TODAY)) == [("School 3", 2, 3)]
    assert reachability.districts(town.repo, actor) == []
    for forged in (town.whole_.id, 10**6):
        with pytest.raises(ForbiddenError):
            reachability.school(town.repo, actor, forged, TODAY)
        with pytest.raises(ForbiddenError):
            reachability.missing(town.repo, actor, forged, 0, 10, NOW, TODAY)
    for forged in (town.district.id, town.far.id, 10**6):
        with pytest.raises(ForbiddenError):
            reachability.schools(town.repo, actor, forged, TODAY)


def test_another_district_is_not_shown_to_a_methodist_nor_anything_to_a_teacher(town):
    methodist, teacher = town.actor(town.methodist()), town.actor(town.teacher())
    for actor, place in ((methodist, town.far), (teacher, town.district)):
        for ask in (reachability.schools, reachability.associations):
            with pytest.raises(ForbiddenError):
                ask(town.repo, actor, place.id, TODAY)
    with pytest.raises(ForbiddenError):
        reachability.districts(town.repo, teacher)


def test_names_that_look_like_formulas_stay_text(town):
    evil = town.teacher(at=town.none, last_name='=HYPERLINK("http://x")', first_name="+1")
    people = town.repo.reachability.missing(town.none.id, TODAY)
    raw = reachability.workbook(people, Words("Sheet", "List", ["Person", "Position"]))
    cells = [cell for row in load_workbook(BytesIO(raw)).active.iter_rows() for cell in row]
    assert f"{evil.last_name} +1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
