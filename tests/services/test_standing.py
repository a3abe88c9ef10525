"""What a person holds today: from the roster, by appointment, and in somebody's absence."""

from datetime import timedelta

import pytest

from bot.services import access
from bot.services.access import Action, ForbiddenError, Grant
from storage.conversations import Conversations
from storage.models import Level, Role, Scope
from tests.made import NOW, TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_roles_follow_from_roster_association_and_mentorship(made):
    anna, novice = made.teacher(made.maths), made.teacher()
    assert access.roles(made.actor(anna)) == {Role.TEACHER}
    made.association(made.maths, head_id=anna.id)
    made.mentorship(anna, novice)
    assert access.roles(made.actor(anna)) == {Role.TEACHER, Role.HEAD, Role.MENTOR}
    assert access.roles(made.actor(novice)) == {Role.TEACHER}


def test_an_ended_mentorship_and_a_closed_association_give_no_role(made):
    anna = made.teacher()
    made.association(made.maths, head_id=anna.id, ends_on=YESTERDAY)
    made.mentorship(anna, made.teacher(), since=YESTERDAY, until=YESTERDAY)
    made.mentorship(anna, made.teacher(), since=TOMORROW)
    assert access.roles(made.actor(anna)) == {Role.TEACHER}


def test_a_revoked_grant_gives_nothing(made):
    anna = made.teacher()
    made.grant(anna, Role.METHODIST, Scope.MUNICIPALITY, made.district.id, revoked_at=NOW)
    assert Role.METHODIST not in access.roles(made.actor(anna))


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(TODAY, TODAY, True), (YESTERDAY, TOMORROW, True), (TOMORROW, TOMORROW, False), (YESTERDAY, YESTERDAY, False)],
)
def test_a_substitute_holds_the_absent_ones_roles_and_headships_while_the_dates_run(made, since, until, holds):
    absent, substitute = made.methodist(), made.teacher()
    headed = made.association(made.maths, level=Level.MUNICIPAL, head_id=absent.id)
    made.substitution(absent, substitute, since, until)
    grants = made.actor(substitute).grants
    assert (Grant(Role.METHODIST, Scope.MUNICIPALITY, made.district.id) in grants) is holds
    assert (Grant(Role.HEAD, Scope.ASSOCIATION, headed.id) in grants) is holds
    assert Role.METHODIST in access.roles(made.actor(absent))


def test_a_substitute_of_a_substitute_holds_only_the_nearest_ones_roles(made):
    absent, first, second = made.methodist(), made.teacher(), made.teacher()
    made.substitution(absent, first)
    made.substitution(first, second)
    assert Role.METHODIST not in access.roles(made.actor(second))


def test_mentees_stay_with_their_mentor_and_do_not_pass_to_a_substitute(made):
    mentor, substitute = made.teacher(), made.teacher()
    made.mentorship(mentor, made.teacher())
    made.substitution(mentor, substitute)
    assert Role.MENTOR not in access.roles(made.actor(substitute))


def test_who_has_left_keeps_only_the_right_to_her_own_data(made):
    gone = made.methodist(left_on=TODAY)
    made.association(made.maths, head_id=gone.id)
    actor = made.actor(gone)
    assert actor.grants == (Grant(Role.TEACHER, Scope.PERSON, gone.id),)
    access.require(actor, Action.EXPORT_OWN_DATA, gone)
    with pytest.raises(ForbiddenError):
        access.require(actor, Action.INVITE_PERSON, made.district)


def test_the_roles_of_one_who_left_do_not_pass_to_a_substitute(made):
    gone, substitute = made.methodist(left_on=TODAY), made.teacher()
    made.substitution(gone, substitute)
    assert Role.METHODIST not in access.roles(made.actor(substitute))


def test_a_second_place_of_work_opens_that_organizations_associations_but_not_its_municipality(made):
    neighbour = made.municipality("Neighbour")
    other = made.organization("School 9", neighbour)
    anna = made.teacher(made.maths)
    made.works_also(anna, other, made.position("teacher"))
    actor = made.actor(made.whole(anna))
    assert access.allows(actor, Action.SEE_ASSOCIATION, made.association(made.maths, at=other))
    assert not access.allows(actor, Action.SEE_SERVICE, neighbour)


def test_the_actor_of_a_conversation_knows_her_place_at_once_and_her_grants_when_asked(made, tx):
    anna = made.teacher()
    made.account(anna, "telegram", 7)
    place = Conversations(tx.connection.dialect).find(tx, "telegram", 7)
    actor = access.actor(made.repo, place, False, TODAY)
    assert (actor.teacher_id, actor.region_id) == (anna.id, made.region.id)
    assert (actor.municipality_id, actor.organization_id) == (made.district.id, made.school.id)
    assert access.roles(actor) == {Role.TEACHER}


def test_a_stranger_has_no_role_and_an_owner_without_a_card_is_only_an_owner(made, tx):
    made.account(None, "telegram", 8)
    place = Conversations(tx.connection.dialect).find(tx, "telegram", 8)
    assert access.roles(access.actor(made.repo, place, False, TODAY)) == set()
    assert access.roles(access.actor(made.repo, place, True, TODAY)) == {Role.OWNER}
