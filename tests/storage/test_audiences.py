"""Who belongs to an audience, recounted person by person, and how it is frozen into the ledger, on each database."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.services import audiences, mentoring
from storage.models import (
    Delivery,
    DeliveryState,
    Level,
    OrganizationKind,
    QuietHours,
    Role,
    Scope,
    Teacher,
    YoungRule,
)
from storage.repositories.audiences import HOME, KINDS, Condition, Due, When
from tests.made import NOW, TODAY


@pytest.fixture
def town(made):
    """Two districts; people who work in both, of several subjects and positions; some are connected, some have left."""
    physics, carer = made.subject("physics"), made.subject("educators", is_category=True)
    teacher, educator = made.position("teacher"), made.position("educator", carer)
    other = made.municipality("Other", young_rule=YoungRule.EITHER)
    other.time_zone = "Europe/Kaliningrad"
    garden = made.organization("Garden", kind=OrganizationKind.KINDERGARTEN)
    far = made.organization("Far school", other)
    years = itertools.cycle([(2003, 2026), (None, 2025), (1970, 2026), (2000, None), (None, None), (1980, 2001)])
    for number, (at, subject) in enumerate(itertools.product((made.school, garden, far), (made.maths, physics, None))):
        for place in (at, garden):
            born, began = next(years)
            found = made.teacher(*filter(None, [subject]), at=at, birth_year=born, career_since=began)
            made.works_also(found, place, educator if place is garden else teacher)
            if number % 2:
                made.account(found, "vk")
                made.account(found, "telegram").reachable = number % 3 > 0
    made.teacher(made.maths).left_on = TODAY
    for level in (Level.SCHOOL, Level.MUNICIPAL):
        made.association(made.maths, level=level)
    made.member(made.association(level=Level.NETWORK), made.teacher())
    made.author = made.methodist()
    made.tx.flush()
    return made


def by_hand(made, author, within, choices):
    """Ids of the audience, one person at a time and without SQL."""
    return {
        one.id
        for one in made.tx.session.query(Teacher).all()
        if one.id != author.id and is_meant(made, one, within, choices)
    }


def is_meant(made, one, within, choices):
    if one.left_on is not None and one.left_on <= TODAY:
        return False
    organizations = [one.organization, *(place.organization for place in one.places)]
    around = {one.municipality_id, *(place.municipality_id for place in organizations)}
    if not within(one, around):
        return False
    subjects = {subject.id for subject in one.subjects}
    subjects |= {place.position.category_id for place in one.places}
    young = one.municipality is not None and mentoring.young(one, one.municipality, TODAY)
    facts = {
        Condition.SUBJECT: subjects,
        Condition.ORGANIZATION: {place.id for place in organizations},
        Condition.KIND: {KINDS.index(place.kind) for place in organizations},
        Condition.POSITION: {place.position_id for place in one.places},
        Condition.YOUNG: {1} if young else set(),
        Condition.MUNICIPALITY: around,
    }
    return all(facts[condition] & set(ids) for condition, ids in choices.items() if ids)


def frozen(made, audience):
    mailing = made.mailing(at=NOW, author_id=made.author.id)
    due = Due(int(NOW.timestamp()), False)
    people = made.repo.audiences.freeze(mailing.id, audience, {HOME: due}, 5, 1)
    rows = made.tx.session.query(Delivery).filter_by(mailing_id=mailing.id).all()
    assert len(rows) == people
    return rows


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        condition: st.lists(st.integers(0, 4), max_size=3, unique=True)
        for condition in Condition
        if condition not in (Condition.ASSOCIATION, Condition.YOUNG)
    }
    | {Condition.YOUNG: st.just([1])},
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=CHOICES)
def test_whatever_is_chosen_the_audience_is_the_one_recounted_by_hand(town, choices):
    ids = {
        Condition.SUBJECT: [one.id for one in town.repo.audiences.options(region_of(town), Condition.SUBJECT)],
        Condition.ORGANIZATION: [
            one.id for one in town.repo.audiences.options(region_of(town), Condition.ORGANIZATION)
        ],
        Condition.POSITION: [one.id for one in town.repo.audiences.options(region_of(town), Condition.POSITION)],
        Condition.MUNICIPALITY: [
            one.id for one in town.repo.audiences.options(region_of(town), Condition.MUNICIPALITY)
        ],
    }
    chosen = {
        key: [ids[key][number % len(ids[key])] for number in numbers] if key in ids else numbers
        for key, numbers in choices.items()
    }
    audience = region_of(town)._replace(choices=chosen)
    expected = by_hand(town, town.author, lambda one, _: one.region_id == town.region.id, chosen)
    assert {row.teacher_id for row in frozen(town, audience)} == expected
    assert sum(group.people for group in town.repo.audiences.groups(audience)) == len(expected)


def region_of(made):
    """The audience of everybody in the region, as for the institute."""
    within = audiences.Within((made.region.id,), (), ())
    return audiences.Audience(made.author.id, within, {}, (), TODAY, 2026)


def test_a_methodist_reaches_who_lives_or_works_in_her_district_and_nobody_else(town):
    audience = audiences.audience(town.repo, town.actor(town.author), {}, TODAY)
    expected = by_hand(town, town.author, lambda _, around: town.district.id in around, {})
    found = {row.teacher_id for row in frozen(town, audience)}
    assert found == expected
    assert 0 < len(found) < town.tx.session.query(Teacher).count() - 2


@pytest.mark.parametrize("level", [Level.SCHOOL, Level.MUNICIPAL, Level.NETWORK])
def test_a_head_reaches_the_members_of_her_association(town, level):
    association = next(one for one in town.tx.session.query(audiences.Association) if one.level is level)
    head = town.teacher(at=town.organization("Elsewhere", town.district))
    association.head_id = head.id
    town.tx.flush()
    found = {row.teacher_id for row in frozen(town, audiences.audience(town.repo, town.actor(head), {}, TODAY))}
    assert len(found) == town.repo.associations.members(association.id, TODAY) > 0


def test_each_gets_it_where_she_was_last_and_the_numbers_agree(town):
    audience = region_of(town)
    rows = frozen(town, audience)
    for row in rows:
        reachable = [one for one in town.repo.accounts.of(row.teacher_id) if one.reachable]
        assert (row.account_id, row.messenger) == (
            (reachable[-1].id, reachable[-1].messenger) if reachable else (None, None)
        )
        assert row.state is (DeliveryState.WAITING if reachable else DeliveryState.UNREACHABLE)
        assert (row.part, row.tries, row.priority, row.due_at, row.error) == (0, 0, 5, NOW, "")
    groups = town.repo.audiences.groups(audience)
    assert sum(group.reachable for group in groups) == sum(row.account_id is not None for row in rows) > 0
    polite = [len(f"{one.first_name} {one.middle_name}".strip()) for one in town.tx.session.query(Teacher)]
    assert max(group.longest for group in groups) == max(polite)


def test_each_time_zone_has_its_own_moment_and_its_own_quiet(town):
    early, late = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    dues = {
        HOME: Due(int(NOW.timestamp()), True),
        When("Asia/Yekaterinburg", QuietHours.USUAL): Due(int(early.timestamp()), False),
        When("Europe/Kaliningrad", QuietHours.USUAL): Due(int(late.timestamp()), True),
        When("Europe/Kaliningrad", QuietHours.NONE): Due(int(early.timestamp()), False),
    }
    far = [one for one in town.tx.session.query(Teacher) if one.organization.name == "Far school"]
    far[1].quiet_hours = QuietHours.NONE
    staff = town.teacher(at=town.add(institute(town)))
    town.account(staff)
    mailing = town.mailing(at=NOW)
    town.repo.audiences.freeze(mailing.id, region_of(town), dues, 5, 2)
    for row in town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id):
        zone = row.teacher.municipality and row.teacher.municipality.time_zone
        due = dues[When(zone, row.teacher.quiet_hours)]
        assert int(row.due_at.timestamp()) == due.at + row.part
        if row.account_id is not None:
            assert row.state is (DeliveryState.HELD if due.is_held else DeliveryState.WAITING)
    rows = town.tx.session.query(Delivery).order_by(Delivery.id).all()
    first, second = ([row.teacher_id for row in rows if row.part == part] for part in (0, 1))
    assert len(rows) == 2 * len(first)
    assert set(first) == set(second)
    assert [row.part for row in rows] == sorted(row.part for row in rows)


def institute(made):
    found = made.institute()
    found.municipality_id = None
    return found


def test_there_is_to_choose_from_what_exists_in_ones_own_scope(town):
    actor = town.actor(town.author)

    def names(condition):
        return [option.name for option in audiences.options(town.repo, actor, condition, TODAY)]

    assert "Far school" not in names(Condition.ORGANIZATION)
    assert {"School 3", "Garden"} <= set(names(Condition.ORGANIZATION))
    assert set(names(Condition.SUBJECT)) == {"maths", "physics", "educators"}
    assert set(names(Condition.POSITION)) == {"teacher", "educator"}
    assert set(names(Condition.KIND)) == {"school", "kindergarten", "service"}
    assert len(names(Condition.ASSOCIATION)) == 2
    assert names(Condition.MUNICIPALITY) == ["District"]
    assert Condition.MUNICIPALITY not in audiences.conditions(audiences.audience(town.repo, actor, {}, TODAY))


def test_the_institute_chooses_among_all_municipalities(town):
    staff = town.teacher(at=town.institute())
    town.grant(staff, Role.INSTITUTE, Scope.REGION, town.region.id)
    found = audiences.options(town.repo, town.actor(staff), Condition.MUNICIPALITY, TODAY)
    assert [option.name for option in found] == ["District", "Other"]
