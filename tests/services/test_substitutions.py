"""A substitute holds what the absent one holds, on those days only, and nobody hands out more than she has herself."""

from datetime import timedelta

import pytest

from bot.services import access, invitations, substitutions
from bot.services.access import COMMAND_LINE, Action, ForbiddenError
from bot.services.notes import Note
from bot.services.substitutions import DatesError, OverlapError, Plan, SamePersonError
from storage.models import Delivery, Level, Role, Scope, Substitution
from tests.made import NOW, TODAY

DAY = timedelta(days=1)
WEEK = Plan(TODAY, TODAY + 6 * DAY)


def note(found):
    return Note("x", [])


def appoint(made, actor, absent, substitute, plan=WEEK):
    return substitutions.appoint(made.repo, actor, absent.id, substitute.id, plan, note, NOW, TODAY)


def may_announce(made, person, today):
    return access.allows(made.actor(person, today), Action.ANNOUNCE, made.district)


def test_rights_come_with_the_first_day_and_go_after_the_last(made):
    methodist, stand_in = made.methodist(), made.teacher()
    made.account(stand_in)
    appoint(made, made.actor(methodist), methodist, stand_in, Plan(TODAY + DAY, TODAY + 2 * DAY))
    assert [may_announce(made, stand_in, TODAY + number * DAY) for number in range(4)] == [False, True, True, False]
    assert made.tx.session.query(Delivery).filter_by(teacher_id=stand_in.id).count() == 1


def test_a_substitute_who_has_left_stands_in_for_nobody(made):
    methodist, stand_in = made.methodist(), made.teacher()
    made.association(made.maths, head_id=methodist.id)
    teacher = made.teacher(made.maths)
    appoint(made, made.actor(methodist), methodist, stand_in)

    def whoever():
        found = made.repo.roles.substitutes_of([methodist.id], TODAY)
        (served,) = made.repo.associations.serving(teacher.id, TODAY, NOW)
        return [one.id for one in found.values()], served.leader.id

    assert whoever() == ([stand_in.id], stand_in.id)
    stand_in.left_on = TODAY
    made.tx.flush()
    assert whoever() == ([], methodist.id)


def test_ended_early_the_rights_are_gone_at_once(made):
    methodist, stand_in = made.methodist(), made.teacher()
    actor = made.actor(methodist)
    earlier = Plan(TODAY - DAY, TODAY + DAY)
    for plan in (earlier, WEEK):
        found = appoint(made, actor, methodist, stand_in, plan)
        assert may_announce(made, stand_in, TODAY)
        assert substitutions.end(made.repo, actor, found.id, note, NOW, TODAY) == methodist.id
        assert not may_announce(made, stand_in, TODAY)
    assert made.tx.session.query(Substitution).count() == 1


def test_nobody_appoints_for_who_holds_more_than_she_does(made):
    deputy, head, expert, stand_in = made.teacher(), made.teacher(), made.teacher(), made.teacher()
    made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    made.association(made.maths, level=Level.MUNICIPAL, head_id=head.id)
    at_school = made.teacher()
    made.association(made.maths, level=Level.SCHOOL, head_id=at_school.id)
    actor = made.actor(deputy)
    for absent in (head, expert):
        with pytest.raises(ForbiddenError):
            appoint(made, actor, absent, stand_in)
    methodist = made.actor(made.methodist())
    with pytest.raises(ForbiddenError):
        appoint(made, methodist, expert, stand_in)
    assert appoint(made, actor, at_school, stand_in)
    assert appoint(made, actor, deputy, stand_in)
    assert appoint(made, methodist, head, stand_in)
    assert appoint(made, COMMAND_LINE, expert, stand_in)


def test_a_substitute_hands_nothing_on(made):
    methodist, stand_in, colleague, friend = made.methodist(), made.teacher(), made.methodist(), made.teacher()
    appoint(made, made.actor(methodist), methodist, stand_in)
    actor = made.actor(stand_in)
    assert access.allows(actor, Action.APPOINT_SUBSTITUTE, colleague)
    for absent in (methodist, colleague):
        with pytest.raises(ForbiddenError):
            appoint(made, actor, absent, friend)
    assert appoint(made, actor, made.teacher(), friend)


def test_both_must_be_ones_own_people_and_not_oneself(made):
    methodist, anna, vera = made.methodist(), made.teacher(), made.teacher()
    actor = made.actor(methodist)
    far = made.teacher(at=made.organization("School 9", made.municipality("Far")))
    for absent, substitute in ((far, anna), (anna, far)):
        with pytest.raises(ForbiddenError):
            appoint(made, actor, absent, substitute)
    for absent, substitute in ((anna, anna), (anna, methodist)):
        with pytest.raises(SamePersonError):
            appoint(made, actor, absent, substitute)
    for nobody in (made.actor(vera), made.actor(far)):
        with pytest.raises(ForbiddenError):
            appoint(made, nobody, anna, vera)
    found = appoint(made, actor, anna, vera)
    with pytest.raises(ForbiddenError):
        substitutions.end(made.repo, made.actor(vera), found.id, note, NOW, TODAY)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(TODAY, TODAY - DAY), Plan(TODAY - 9 * DAY, TODAY - DAY), Plan(TODAY, TODAY + 400 * DAY),
        Plan(TODAY - 400 * DAY, TODAY),
    ],
)  # fmt: skip
def test_impossible_days_are_refused(made, plan):
    with pytest.raises(DatesError):
        appoint(made, made.actor(made.methodist()), made.teacher(), made.teacher(), plan)


def test_one_person_has_one_substitute_a_day(made):
    actor, anna = made.actor(made.methodist()), made.teacher()
    appoint(made, actor, anna, made.teacher())
    with pytest.raises(OverlapError):
        appoint(made, actor, anna, made.teacher(), Plan(WEEK.until, WEEK.until + DAY))
    assert appoint(made, actor, anna, made.teacher(), Plan(WEEK.until + DAY, WEEK.until + DAY))
    assert len(substitutions.current(made.repo, actor, 0, 10, TODAY)) == 2


@pytest.mark.parametrize("has_role", [True, False])
def test_a_link_issued_before_does_not_open_what_she_holds_for_another(made, has_role):
    methodist, stand_in = made.methodist(), made.teacher()
    code = invitations.issue_personal(made.repo, COMMAND_LINE, stand_in, NOW)
    appoint(made, made.actor(methodist), methodist if has_role else made.teacher(), stand_in)
    assert invitations.is_open(made.repo, code, NOW) is not has_role
