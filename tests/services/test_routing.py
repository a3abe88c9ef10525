"""Which associations a teacher finds herself in, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services import routing
from bot.services.access import Action, Actor, ForbiddenError
from bot.services.routing import NotJoinableError
from bot.services.routing.placement import NOWHERE
from storage.models import Level, OrganizationKind, Region
from tests.made import NOW, TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def placed(made, teacher, now=NOW):
    return routing.place(made.repo, made.actor(teacher), made.whole(teacher), now)


def card(made, teacher, association, now=NOW):
    made.tx.session.expire_all()
    return routing.association(made.repo, made.actor(teacher), association.id, now)


def members(made, listed):
    return made.repo.associations.members(listed.association.id, TODAY)


def ids(listed):
    return [one.association.id for one in listed]


def test_a_teacher_of_two_subjects_belongs_to_the_schools_and_the_municipal_association_of_each(made):
    computing = made.subject("computing")
    anna = made.teacher(made.maths, computing)
    ours = [made.association(made.maths), made.association(made.maths, level=Level.MUNICIPAL)]
    ours += [made.association(computing), made.association(computing, level=Level.MUNICIPAL)]
    made.association(made.subject("chemistry"))
    made.association(made.maths, at=made.organization("School 4"))
    made.association(made.maths, level=Level.MUNICIPAL, at=made.municipality("Neighbour"))

    found = placed(made, anna)

    assert set(ids(found.school)) == {ours[0].id, ours[2].id}
    assert set(ids(found.municipal)) == {ours[1].id, ours[3].id}
    assert found.missing == ()
    assert found.uncovered == ()
    assert [one.association.level for one in found.own] == [Level.SCHOOL] * 2 + [Level.MUNICIPAL] * 2


def test_where_the_school_has_none_the_municipal_one_stands_alone_and_the_reason_is_the_number_of_teachers(made):
    anna, _ = made.teacher(made.maths), made.teacher(made.maths)
    made.association(made.maths, level=Level.MUNICIPAL)

    found = placed(made, anna)

    assert found.school == ()
    (municipal,) = found.municipal
    (missing,) = municipal.missing
    assert (missing.organization.id, missing.subject.key, missing.teachers) == (made.school.id, "maths", 2)
    assert not missing.is_enough


def test_three_teachers_of_a_subject_are_enough_and_who_left_does_not_count_but_who_opted_out_does(made):
    anna, _ = made.teacher(made.maths), made.teacher(made.maths, opted_out_at=NOW)
    made.teacher(made.maths, left_on=TODAY)
    assert placed(made, anna).missing[0].teachers == 2
    made.teacher(made.maths, left_on=TOMORROW)
    assert placed(made, anna).missing[0].is_enough


def test_four_teachers_of_a_cycle_are_enough_whom_no_association_has(made):
    chemistry, biology = (made.subject(key, cycle="nature") for key in ("chemistry", "biology"))
    geography, history = made.subject("geography", cycle="nature"), made.subject("history", cycle="past")
    anna = made.teacher(chemistry, biology)
    for subject in (biology, biology, history):
        made.teacher(subject)
    assert [one.is_enough for one in placed(made, anna).missing if one.subject.key == "chemistry"] == [False]
    made.teacher(geography)
    chemist = next(one for one in placed(made, anna).missing if one.subject.key == "chemistry")
    assert (chemist.teachers, chemist.of_cycle, chemist.is_enough) == (1, 4, True)
    made.association(biology)
    (chemist,) = placed(made, anna).missing
    assert (chemist.of_cycle, chemist.is_enough) == (2, False)
    assert not placed(made, made.teacher(made.maths)).missing[0].is_enough, "no cycle is no cycle in common"


def test_a_cycle_of_subjects_is_one_association_named_once_with_both_reasons(made):
    physics = made.subject("physics", cycle="exact")
    anna = made.teacher(made.maths, physics)
    made.association(made.maths, physics, made.subject("computing", cycle="exact"))
    (found,) = placed(made, anna).school
    assert {subject.key for subject in found.subjects} == {"maths", "physics"}


def test_a_category_counts_only_where_the_position_is_held_but_a_subject_in_every_school_she_works_in(made):
    psychologists = made.subject("psychologists", is_category=True)
    psychologist, teacher = made.position("psychologist", psychologists), made.position("teacher")
    other = made.organization("School 4")
    here = [made.association(made.maths), made.association(psychologists)]
    there = [made.association(made.maths, at=other), made.association(psychologists, at=other)]
    anna = made.teacher(made.maths)
    made.works_also(anna, made.school, teacher)
    made.works_also(anna, other, psychologist)

    found = placed(made, anna)

    assert set(ids(found.school)) == {here[0].id, there[0].id, there[1].id}
    assert [members(made, one) for one in found.school] == [1, 1, 1]
    assert found.missing == ()


def test_who_works_in_two_districts_belongs_to_the_municipal_association_of_both_and_is_counted_in_both(made):
    neighbour = made.municipality("Neighbour")
    other = made.organization("School 9", neighbour)
    anna = made.teacher(made.maths)
    made.works_also(anna, other, made.position("teacher"))
    both = [made.association(made.maths, level=Level.MUNICIPAL, at=place) for place in (made.district, neighbour)]
    found = placed(made, anna)
    assert set(ids(found.municipal)) == {one.id for one in both}
    assert [members(made, one) for one in found.municipal] == [1, 1]
    assert {missing.organization.name for missing in found.missing} == {"School 3", "School 9"}


def test_a_service_or_an_institute_is_not_asked_for_an_association_of_its_own(made):
    at_service = made.teacher(made.maths, at=made.organization("Service", kind=OrganizationKind.SERVICE))
    at_institute = made.teacher(made.maths, at=made.institute())
    assert placed(made, at_service).missing == ()
    assert placed(made, at_institute).missing == ()
    assert [subject.key for subject in placed(made, at_institute).uncovered] == ["maths"]


def test_regional_and_network_ones_of_her_subject_or_for_all_are_offered_until_she_joins(made):
    anna = made.teacher(made.maths)
    regional = made.association(made.maths, level=Level.REGIONAL)
    network = made.association(level=Level.NETWORK)
    made.association(made.subject("chemistry"), level=Level.REGIONAL)
    assert set(ids(placed(made, anna).open_to_join)) == {regional.id, network.id}

    assert routing.join(made.repo, made.actor(anna), regional.id, NOW)

    found = placed(made, anna)
    assert ids(found.joined) == [regional.id]
    assert members(made, found.joined[0]) == 1
    assert ids(found.open_to_join) == [network.id]


def test_a_creative_group_is_shown_through_its_last_day_and_only_to_its_members(made):
    anna = made.teacher(made.maths)
    groups = [made.association(level=Level.CREATIVE, at=made.district, ends_on=day) for day in (TODAY, YESTERDAY)]
    made.association(made.maths, level=Level.CREATIVE, at=made.district)
    for group in groups:
        made.member(group, anna)
    assert ids(placed(made, anna).creative) == [groups[0].id]


def test_a_subject_nobody_covers_is_named(made):
    chemistry = made.subject("chemistry")
    anna = made.teacher(made.maths, chemistry)
    made.association(made.maths, level=Level.MUNICIPAL)
    assert [subject.key for subject in placed(made, anna).uncovered] == ["chemistry"]


def test_the_next_meeting_is_the_first_that_has_not_begun(made):
    anna, ours = made.teacher(made.maths), made.association(made.maths)
    for hours in (-1, 30, 3):
        made.meeting(ours, NOW + timedelta(hours=hours), topic=str(hours))
    assert placed(made, anna).school[0].association.next_meeting == NOW + timedelta(hours=3)
    assert card(made, anna, ours).next_meeting.topic == "3"
    later = NOW + timedelta(hours=31)
    assert placed(made, anna, later).school[0].association.next_meeting is None
    assert card(made, anna, ours, later).next_meeting is None


def test_while_the_head_is_absent_the_substitute_is_named(made):
    head, anna, substitute = made.teacher(), made.teacher(made.maths), made.teacher()
    ours = made.association(made.maths, head_id=head.id)
    assert placed(made, anna).school[0].association.leader.id == head.id
    made.substitution(head, substitute)
    assert placed(made, anna).school[0].association.leader.id == substitute.id
    assert card(made, anna, ours).acting_head.id == substitute.id


def test_members_are_counted_by_place_and_subject_at_school_and_in_the_municipality(made):
    anna = made.teacher(made.maths)
    made.teacher(made.maths)
    made.teacher(made.maths, left_on=YESTERDAY)
    made.teacher(made.subject("chemistry"))
    made.teacher(made.maths, at=made.organization("School 4"))
    made.association(made.maths)
    made.association(made.maths, level=Level.MUNICIPAL)
    assert [members(made, one) for one in placed(made, anna).own] == [2, 3]


def test_another_person_s_associations_are_seen_by_a_methodist_of_hers_and_not_by_a_colleague(made):
    anna = made.whole(made.teacher(made.maths))
    assert routing.place(made.repo, made.actor(made.methodist()), anna, NOW)
    with pytest.raises(ForbiddenError):
        routing.place(made.repo, made.actor(made.teacher()), anna, NOW)


def test_who_has_left_is_shown_none(made):
    anna = made.teacher(made.maths, left_on=TOMORROW)
    joined = made.association(level=Level.NETWORK)
    made.member(joined, anna)
    made.association(made.maths)
    assert len(placed(made, anna).own) == 2
    anna.left_on = TODAY
    made.tx.flush()
    assert placed(made, anna) == NOWHERE


def test_the_plan_is_that_of_the_school_year_by_the_municipality_s_clock(made):
    anna, ours = made.teacher(made.maths), made.association(made.maths)
    first = datetime(2026, 8, 31, 19, 0, tzinfo=UTC)  # midnight in Yekaterinburg
    last = datetime(2027, 8, 31, 18, 59, tzinfo=UTC)
    for moment in (first, first - timedelta(seconds=1), last, last + timedelta(minutes=1)):
        made.meeting(ours, moment)
    assert [meeting.starts_at for meeting in card(made, anna, ours).meetings] == [first, last]
    assert len(card(made, anna, ours, first - timedelta(seconds=1)).meetings) == 1


def test_the_card_says_whether_she_is_in_and_may_join(made):
    anna = made.teacher(made.maths)
    regional = made.association(made.maths, level=Level.REGIONAL)
    assert (card(made, anna, regional).is_joined, card(made, anna, regional).may_join) == (False, True)
    made.member(regional, anna)
    assert (card(made, anna, regional).is_joined, card(made, anna, regional).may_join) == (True, False)
    assert card(made, anna, regional).members == 1
    assert not card(made, anna, made.association(made.maths)).may_join


def test_an_association_that_does_not_exist_is_refused_as_one_that_may_not_be_seen(made):
    anna = made.teacher()
    hidden = made.association(made.maths, at=made.organization("School 4"))
    for number in (hidden.id, 10**6):
        with pytest.raises(ForbiddenError) as refusal:
            routing.association(made.repo, made.actor(anna), number, NOW)
        assert refusal.value.action is Action.SEE_ASSOCIATION


def test_joining_twice_and_leaving_twice_changes_nothing_the_second_time(made):
    anna, network = made.teacher(), made.association(level=Level.NETWORK)
    actor = made.actor(anna)
    assert [routing.join(made.repo, actor, network.id, NOW) for _ in range(2)] == [True, False]
    assert [routing.leave(made.repo, actor, network.id) for _ in range(2)] == [True, False]


def test_school_municipal_and_ended_ones_are_not_joined(made):
    anna = made.teacher(made.maths)
    for closed in (
        made.association(made.maths, level=Level.MUNICIPAL),
        made.association(level=Level.CREATIVE, at=made.district),
        made.association(level=Level.REGIONAL, ends_on=date(2026, 1, 1)),
    ):
        with pytest.raises(NotJoinableError):
            routing.join(made.repo, made.actor(anna), closed.id, NOW)
    with pytest.raises(NotJoinableError):
        routing.leave(made.repo, made.actor(anna), made.association(made.maths, level=Level.MUNICIPAL).id)


def test_an_association_of_another_region_is_not_joined_and_a_stranger_joins_nothing(made):
    foreign = made.association(level=Level.REGIONAL, at=made.add(Region(name="Foreign")))
    ours = made.association(level=Level.REGIONAL)
    with pytest.raises(ForbiddenError):
        routing.join(made.repo, made.actor(made.teacher()), foreign.id, NOW)
    with pytest.raises(ForbiddenError):
        routing.join(made.repo, Actor(owner=True), ours.id, NOW)
