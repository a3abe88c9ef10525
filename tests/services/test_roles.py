"""Roles are granted within one's own scope, never to oneself, and the last of a kind stays."""

from datetime import timedelta

import pytest

from bot.services import access, invitations, roles
from bot.services.access import COMMAND_LINE, Actor, ForbiddenError
from bot.services.notes import Note
from bot.services.roles import LastError, OneselfError
from storage.models import Audit, Delivery, Role, RoleGrant, Scope
from tests.made import NOW, TODAY

DAY = timedelta(days=1)


def note(role, place):
    return Note(f"{role.value} {place}", [])


def ended(substitution):
    return Note("ended", [])


class Staff:
    """A district with somebody in every role, and a neighbour."""

    def __init__(self, made):
        self.made = made
        self.methodist, self.colleague = made.methodist(), made.teacher()
        self.expert = made.teacher(at=made.institute())
        made.grant(self.expert, Role.INSTITUTE, Scope.REGION, made.region.id)
        self.deputy = made.teacher()
        made.grant(self.deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
        self.neighbour = made.teacher(at=made.organization("School 9", made.municipality("Neighbour")))
        self.foreigner = made.teacher(at=made.organization("Far", made.municipality("Far", made.add_region())))
        self.teacher = made.teacher()

    def actor(self, who):
        return COMMAND_LINE if who == "owner" else self.made.actor(getattr(self, who))

    def place(self, role, person):
        return {
            Role.DEPUTY: person.organization_id, Role.METHODIST: person.municipality_id,
            Role.INSTITUTE: person.region_id, Role.OWNER: 0,
        }.get(role, 0)  # fmt: skip

    def grant(self, who, role, to, place=None):
        person = getattr(self, to)
        place = self.place(role, person) if place is None else place
        return roles.grant(self.made.repo, self.actor(who), person.id, role, place, note, ended, NOW, TODAY)


@pytest.fixture
def staff(made):
    return Staff(made)


MAY = {
    ("methodist", Role.DEPUTY, "colleague"),
    ("expert", Role.DEPUTY, "colleague"), ("expert", Role.DEPUTY, "neighbour"),
    ("expert", Role.METHODIST, "colleague"), ("expert", Role.METHODIST, "neighbour"),
    *(("owner", role, to) for role in (Role.DEPUTY, Role.METHODIST, Role.INSTITUTE, Role.OWNER)
      for to in ("colleague", "neighbour", "foreigner")),
}  # fmt: skip


@pytest.mark.parametrize("who", ["methodist", "expert", "owner", "deputy", "teacher"])
def test_everybody_grants_what_the_table_says_where_it_says_and_nothing_else(staff, who):
    for role in Role:
        for to in ("colleague", "neighbour", "foreigner"):
            if (who, role, to) in MAY:
                assert staff.grant(who, role, to), (role, to)
            else:
                with pytest.raises((ForbiddenError, KeyError)):
                    staff.grant(who, role, to)


@pytest.mark.parametrize("who", ["methodist", "expert"])
def test_a_forged_place_is_refused(staff, who):
    for role in (Role.DEPUTY, Role.METHODIST, Role.INSTITUTE, Role.OWNER):
        for place in (0, -1, 10**6, staff.neighbour.organization_id, staff.foreigner.municipality_id):
            with pytest.raises(ForbiddenError):
                staff.grant(who, role, "teacher", place)


def test_nobody_grants_or_revokes_her_own(staff):
    made = staff.made
    with pytest.raises(OneselfError):
        staff.grant("methodist", Role.DEPUTY, "methodist")
    own = made.tx.session.query(RoleGrant).filter_by(teacher_id=staff.expert.id).one()
    owner = Actor(teacher_id=staff.expert.id, owner=True)
    with pytest.raises(OneselfError):
        roles.revoke(made.repo, owner, own.id, note, NOW, TODAY)


def test_a_grant_is_remembered_told_and_left_alone_by_imports(staff):
    made = staff.made
    made.account(staff.colleague)
    assert staff.grant("methodist", Role.DEPUTY, "colleague")
    assert not staff.grant("methodist", Role.DEPUTY, "colleague")
    (given,) = made.repo.roles.active(staff.colleague.id)
    assert (given.role, given.scope, given.scope_id, given.from_file) == (
        Role.DEPUTY, Scope.ORGANIZATION, made.school.id, False,
    )  # fmt: skip
    assert made.tx.session.query(Delivery).filter_by(teacher_id=staff.colleague.id).count() == 1
    assert made.tx.session.query(Audit).filter_by(action="role_granted").count() == 1
    assert made.repo.roles.active(staff.colleague.id)[0].id in {
        held.id for held, _ in roles.holders(made.repo, staff.actor("methodist"), 0, 10, TODAY)
    }


def test_a_methodist_takes_the_deputys_role_but_no_colleagues(staff):
    made, actor = staff.made, staff.actor("methodist")
    of = {person: made.repo.roles.active(getattr(staff, person).id)[0].id for person in ("deputy", "expert")}
    other = made.methodist()
    assert roles.revoke(made.repo, actor, of["deputy"], note, NOW, TODAY).id == staff.deputy.id
    for forged in (of["expert"], made.repo.roles.active(other.id)[0].id, of["deputy"], 10**6):
        with pytest.raises(ForbiddenError):
            roles.revoke(made.repo, actor, forged, note, NOW, TODAY)


def test_the_last_of_a_kind_stays_though_an_account_is_an_owner(staff):
    made, expert = staff.made, staff.actor("expert")
    made.account(staff.teacher).owner = True
    made.tx.flush()
    (only,) = made.repo.roles.active(staff.methodist.id)
    with pytest.raises(LastError):
        roles.revoke(made.repo, expert, only.id, note, NOW, TODAY)
    staff.grant("expert", Role.METHODIST, "colleague")
    roles.revoke(made.repo, expert, only.id, note, NOW, TODAY)
    (last,) = made.repo.roles.active(staff.colleague.id)
    with pytest.raises(LastError):
        roles.revoke(made.repo, expert, last.id, note, NOW, TODAY)


def test_the_last_owner_stays_unless_an_account_is_one(staff):
    made = staff.made
    staff.grant("owner", Role.OWNER, "colleague")
    (only,) = made.repo.roles.active(staff.colleague.id)
    with pytest.raises(LastError):
        roles.revoke(made.repo, COMMAND_LINE, only.id, note, NOW, TODAY)
    made.account(staff.teacher).owner = True
    made.tx.flush()
    roles.revoke(made.repo, COMMAND_LINE, only.id, note, NOW, TODAY)


@pytest.mark.parametrize("who", ["deputy", "teacher"])
def test_who_grants_nothing_sees_no_list_of_roles(staff, who):
    with pytest.raises(ForbiddenError):
        roles.holders(staff.made.repo, staff.actor(who), 0, 10, TODAY)
    with pytest.raises(ForbiddenError):
        roles.standing(staff.made.repo, staff.actor(who), staff.colleague.id, TODAY)


@pytest.mark.parametrize("role", [Role.METHODIST, Role.DEPUTY])
def test_a_link_her_deputy_has_issued_before_does_not_open_the_rights_of_a_methodist(staff, role):
    code = invitations.issue_personal(staff.made.repo, staff.actor("deputy"), staff.colleague, NOW)
    assert staff.grant("expert", role, "colleague")
    assert invitations.is_open(staff.made.repo, code, NOW) is (role is Role.DEPUTY)


@pytest.mark.parametrize("role", [Role.METHODIST, Role.DEPUTY])
def test_nor_does_whom_a_deputy_let_stand_in_for_her_become_one(staff, role):
    made, stand_in = staff.made, staff.made.teacher()
    made.account(stand_in)
    made.substitution(staff.colleague, stand_in, TODAY - DAY, TODAY + DAY)
    made.substitution(staff.colleague, stand_in, TODAY + 9 * DAY, TODAY + 99 * DAY)
    staff.grant("expert", role, "colleague")
    days = (TODAY, TODAY + DAY, TODAY + 9 * DAY)
    assert [role in access.roles(made.actor(stand_in, day)) for day in days] == [role is Role.DEPUTY] * 3
    told = made.tx.session.query(Delivery).filter_by(teacher_id=stand_in.id).count()
    assert told == (2 if role is Role.METHODIST else 0)
