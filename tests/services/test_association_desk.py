"""Associations are run within the place they belong to; a group whose end has come leaves every list by itself."""

from datetime import timedelta

import pytest

from bot.services import access, association_desk, audiences, invitations, routing
from bot.services.access import Action, ForbiddenError
from bot.services.association_desk import Plan, PlanError
from bot.services.notes import Note
from storage.models import Delivery, Level, Role, Scope
from storage.repositories.audiences import Condition
from tests.made import NOW, TODAY

DAY = timedelta(days=1)


def note(found):
    return Note("x", [])


class Staff:
    def __init__(self, made):
        self.made = made
        self.methodist, self.deputy = made.methodist(), made.teacher()
        self.expert, self.teacher = made.teacher(at=made.institute()), made.teacher(made.maths)
        made.grant(self.deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
        made.grant(self.expert, Role.INSTITUTE, Scope.REGION, made.region.id)

    def actor(self, who):
        return self.made.actor(getattr(self, who))

    def create(self, who, level, **more):
        made = self.made
        school = made.school.id if level is Level.SCHOOL else None
        plan = Plan(level, "New", (made.maths.id,), more.pop("school", school), **more)
        return association_desk.create(made.repo, self.actor(who), plan, NOW, TODAY)


@pytest.fixture
def staff(made):
    return Staff(made)


MAY = {
    ("methodist", Level.SCHOOL), ("methodist", Level.MUNICIPAL), ("methodist", Level.NETWORK),
    ("methodist", Level.CREATIVE), ("deputy", Level.SCHOOL), ("deputy", Level.CREATIVE), ("expert", Level.SCHOOL),
    ("expert", Level.REGIONAL), ("expert", Level.NETWORK), ("expert", Level.CREATIVE),
}  # fmt: skip


@pytest.mark.parametrize("who", ["methodist", "deputy", "expert", "teacher"])
@pytest.mark.parametrize("level", Level)
def test_everybody_creates_what_belongs_to_her_place(staff, who, level):
    if (who, level) in MAY:
        made = staff.create(who, level)
        assert made.id in {one.id for one in association_desk.listed(staff.made.repo, staff.actor(who), 0, 50, TODAY)}
        assert level in association_desk.levels(staff.made.repo, staff.actor(who))
    else:
        with pytest.raises(ForbiddenError):
            staff.create(who, level)


def test_a_wider_association_is_not_managed_by_the_school_that_hosts_it(staff):
    made = staff.made
    hosted = made.association(made.maths, level=Level.MUNICIPAL, at=made.school)
    regional = made.association(made.maths, level=Level.REGIONAL, at=made.district)
    far = made.association(made.maths, level=Level.MUNICIPAL, at=made.municipality("Far"))
    for who, found in (("deputy", hosted), ("methodist", regional), ("methodist", far), ("teacher", hosted)):
        actor, desk, repo = staff.actor(who), association_desk, made.repo
        for deed, given in (
            (desk.card, (TODAY,)),
            (desk.name_head, (staff.teacher.id, note, note, NOW, TODAY)),
            (desk.end, (TODAY, NOW, TODAY)),
            (desk.vacate, (NOW,)),
            (desk.members, (0, 5, NOW, TODAY)),
            (desk.add, (staff.teacher.id, note, NOW, TODAY)),
            (desk.fitting, (made.maths.id, None, TODAY)),
            (desk.fill, (made.maths.id, None, 9, NOW, TODAY)),
            (desk.drop, (staff.teacher.id, NOW)),
        ):
            with pytest.raises(ForbiddenError):
                deed(repo, actor, found.id, *given)
    with pytest.raises(ForbiddenError):
        staff.create("deputy", Level.SCHOOL, school=made.organization("School 4").id)
    assert association_desk.card(made.repo, staff.actor("methodist"), hosted.id, TODAY).members == 1


def test_a_new_head_is_told_and_heads_at_once(staff):
    made = staff.made
    made.account(staff.teacher)
    found = staff.create("methodist", Level.MUNICIPAL)
    actor = staff.actor("methodist")
    assert association_desk.name_head(made.repo, actor, found.id, staff.teacher.id, note, note, NOW, TODAY)
    assert not association_desk.name_head(made.repo, actor, found.id, staff.teacher.id, note, note, NOW, TODAY)
    assert access.allows(staff.actor("teacher"), Action.ANNOUNCE, found)
    assert made.tx.session.query(Delivery).count() == 1
    far = made.teacher(at=made.organization("School 9", made.municipality("Far")))
    with pytest.raises(ForbiddenError):
        association_desk.name_head(made.repo, actor, found.id, far.id, note, note, NOW, TODAY)
    association_desk.vacate(made.repo, actor, found.id, NOW)
    assert not access.allows(staff.actor("teacher"), Action.ANNOUNCE, found)


def test_who_comes_to_head_more_than_a_school_s_is_stood_in_for_by_nobody_a_deputy_has_chosen(staff):
    made, stand_in = staff.made, staff.made.teacher()
    actor = staff.actor("methodist")
    for level, stays in ((Level.SCHOOL, True), (Level.MUNICIPAL, False)):
        head = made.teacher()
        code = invitations.issue_personal(made.repo, staff.actor("deputy"), head, NOW)
        made.substitution(head, stand_in, TODAY, TODAY + DAY)
        found = staff.create("methodist", level, school=made.school.id if level is Level.SCHOOL else None)
        association_desk.name_head(made.repo, actor, found.id, head.id, note, note, NOW, TODAY)
        assert access.allows(made.actor(stand_in), Action.ANNOUNCE, found) is stays
        assert invitations.is_open(made.repo, code, NOW) is stays


def test_a_creative_group_leaves_every_list_the_day_after_its_last(staff):
    made, teacher = staff.made, staff.teacher
    last = TODAY + 3 * DAY
    found = staff.create("methodist", Level.CREATIVE, ends_on=last)
    actor = staff.actor("methodist")
    association_desk.add(made.repo, actor, found.id, teacher.id, note, NOW, TODAY)
    association_desk.name_head(made.repo, actor, found.id, teacher.id, note, note, NOW, TODAY)

    def listed(today):
        moment = NOW + (today - TODAY)
        made.tx.session.expire_all()
        placement = routing.place(made.repo, made.actor(teacher, today), made.whole(teacher), moment)
        chosen = audiences.options(made.repo, made.actor(staff.methodist, today), Condition.ASSOCIATION, today)
        return (
            found.id in {one.association.id for one in placement.own},
            found.id in {one.id for one in association_desk.listed(made.repo, actor, 0, 50, today)},
            found.id in {one.id for one in chosen},
            access.allows(made.actor(teacher, today), Action.ANNOUNCE, found),
            found.id in {one.id for one in made.repo.associations.headed_by(teacher.id, today)},
        )

    assert listed(last) == (True,) * 5
    assert listed(last + DAY) == (False,) * 5


def test_members_are_added_one_by_one_and_by_subject_and_those_of_a_school_follow(staff):
    made, actor = staff.made, staff.actor("methodist")
    found = staff.create("methodist", Level.NETWORK)
    made.teacher(made.maths, at=made.organization("School 9", made.municipality("Far")))
    made.teacher(made.maths, left_on=TODAY)
    other = made.teacher(made.maths)
    assert association_desk.add(made.repo, actor, found.id, staff.teacher.id, note, NOW, TODAY)
    assert not association_desk.add(made.repo, actor, found.id, staff.teacher.id, note, NOW, TODAY)
    fitting = association_desk.fitting(made.repo, actor, found.id, made.maths.id, None, TODAY)
    assert fitting == [other.id]
    assert association_desk.fill(made.repo, actor, found.id, made.maths.id, None, 0, NOW, TODAY) == 0
    assert association_desk.fill(made.repo, actor, found.id, made.maths.id, None, 1, NOW, TODAY) == 1
    assert len(association_desk.members(made.repo, actor, found.id, 0, 9, NOW, TODAY)) == 2
    assert association_desk.drop(made.repo, actor, found.id, other.id, NOW)
    assert not association_desk.drop(made.repo, actor, found.id, other.id, NOW)
    follows = staff.create("methodist", Level.MUNICIPAL)
    with pytest.raises(PlanError):
        association_desk.add(made.repo, actor, follows.id, other.id, note, NOW, TODAY)


def test_what_makes_no_sense_is_refused(staff):
    made, actor = staff.made, staff.actor("methodist")
    for plan in (
        Plan(Level.MUNICIPAL, "  ", (made.maths.id,)), Plan(Level.MUNICIPAL, "x" * 121, (made.maths.id,)),
        Plan(Level.MUNICIPAL, "No subject"), Plan(Level.CREATIVE, "Over", (), None, TODAY - DAY),
    ):  # fmt: skip
        with pytest.raises(PlanError):
            association_desk.create(made.repo, actor, plan, NOW, TODAY)
    found = staff.create("methodist", Level.CREATIVE)
    with pytest.raises(PlanError):
        association_desk.end(made.repo, actor, found.id, TODAY - 2 * DAY, NOW, TODAY)
    association_desk.end(made.repo, actor, found.id, TODAY - DAY, NOW, TODAY)
    assert association_desk.listed(made.repo, actor, 0, 50, TODAY) == []
    association_desk.end(made.repo, actor, found.id, None, NOW, TODAY)
    assert len(association_desk.listed(made.repo, actor, 0, 50, TODAY)) == 1
