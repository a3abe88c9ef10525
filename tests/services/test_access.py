"""The table of rights against a world of one's own making, and what must hold for any table."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services import access
from bot.services.access import Action, Actor, ForbiddenError, Grant
from storage.models import (
    Association,
    Level,
    Municipality,
    Organization,
    Position,
    Region,
    Role,
    Scope,
    Teacher,
    TeacherPlace,
)

REGION, FOREIGN = Region(id=1), Region(id=2)
DISTRICT = Municipality(id=10, region_id=1)
NEIGHBOUR = Municipality(id=11, region_id=1)
SCHOOL = Organization(id=100, region_id=1, municipality_id=10)
OTHER_SCHOOL = Organization(id=101, region_id=1, municipality_id=10)
FAR_SCHOOL = Organization(id=110, region_id=1, municipality_id=11)
INSTITUTE = Organization(id=120, region_id=1)


def person(number, at, also=()):
    places = [TeacherPlace(organization_id=one.id, position=Position()) for one in also]
    where = {"region_id": at.region_id, "municipality_id": at.municipality_id, "organization_id": at.id}
    return Teacher(id=number, places=places, **where)


def association(number, level, region=1, municipality=None, organization=None):
    where = {"region_id": region, "municipality_id": municipality, "organization_id": organization}
    return Association(id=number, level=level, **where)


TARGETS = {
    "me": person(1000, SCHOOL),
    "mentee": person(1001, OTHER_SCHOOL),
    "colleague": person(1002, SCHOOL),
    "part-timer": person(1003, FAR_SCHOOL, also=[SCHOOL]),
    "district's": person(1004, OTHER_SCHOOL),
    "neighbour": person(1005, FAR_SCHOOL),
    "institute's": person(1006, INSTITUTE),
    "foreigner": person(1007, Organization(id=200, region_id=2, municipality_id=20)),
    "school": SCHOOL,
    "other school": OTHER_SCHOOL,
    "far school": FAR_SCHOOL,
    "institute": INSTITUTE,
    "district": DISTRICT,
    "neighbour district": NEIGHBOUR,
    "region": REGION,
    "foreign region": FOREIGN,
    "school MO": association(1, Level.SCHOOL, 1, 10, 100),
    "other school MO": association(2, Level.SCHOOL, 1, 10, 101),
    "municipal MO": association(3, Level.MUNICIPAL, 1, 10),
    "municipal MO hosted by another school": association(4, Level.MUNICIPAL, 1, 10, 101),
    "neighbour's MO": association(5, Level.MUNICIPAL, 1, 11),
    "regional MO": association(6, Level.REGIONAL, 1),
    "regional MO hosted by the institute": association(7, Level.REGIONAL, 1, None, 120),
    "foreign MO": association(8, Level.REGIONAL, 2),
    "headed": association(9, Level.CREATIVE, 1, 11, 110),
    "joined": association(10, Level.NETWORK, 2),
    "bot": None,
}
HELD = {
    Role.TEACHER: [
        Grant(Role.TEACHER, Scope.PERSON, 1000),
        Grant(Role.TEACHER, Scope.ORGANIZATION, 100),
        Grant(Role.TEACHER, Scope.MUNICIPALITY, 10),
        Grant(Role.TEACHER, Scope.REGION, 1),
        Grant(Role.TEACHER, Scope.ASSOCIATION, 10),
    ],
    Role.MENTOR: [Grant(Role.MENTOR, Scope.PERSON, 1001)],
    Role.HEAD: [Grant(Role.HEAD, Scope.ASSOCIATION, 9)],
    Role.DEPUTY: [Grant(Role.DEPUTY, Scope.ORGANIZATION, 100)],
    Role.METHODIST: [Grant(Role.METHODIST, Scope.MUNICIPALITY, 10)],
    Role.INSTITUTE: [Grant(Role.INSTITUTE, Scope.REGION, 1)],
    Role.OWNER: [Grant(Role.OWNER, Scope.ALL, 0)],
}
IN_SCHOOL = {"me", "colleague", "part-timer", "school", "school MO"}
IN_DISTRICT = (
    {"me", "colleague", "mentee", "district's", "school", "other school", "district", "school MO", "other school MO"}
    | {"municipal MO", "municipal MO hosted by another school"}
)  # fmt: skip
IN_REGION = set(TARGETS) - {"foreigner", "foreign region", "foreign MO", "joined", "bot"}
HOME = {"municipal MO", "municipal MO hosted by another school", "regional MO", "regional MO hosted by the institute"}
STAFF = {Role.METHODIST: IN_DISTRICT, Role.INSTITUTE: IN_REGION}
DEPUTY = {Role.DEPUTY: IN_SCHOOL}
OWNER = {Role.OWNER: set(TARGETS)}
ONESELF = {Role.TEACHER: {"me"}}

EXPECTED = {
    Action.SEE_OWN_CARD: ONESELF,
    Action.SEE_PERSON: {**ONESELF, Role.MENTOR: {"mentee"}, **DEPUTY, **STAFF, **OWNER},
    Action.SEE_PEOPLE: {Role.HEAD: {"headed"}, **DEPUTY, **STAFF, **OWNER},
    Action.SEE_ASSOCIATION: {
        Role.TEACHER: {"school MO", "joined", "school", "district", "region"} | HOME,
        Role.HEAD: {"headed"},
        **DEPUTY,
        **STAFF,
    },
    Action.JOIN_ASSOCIATION: {Role.TEACHER: {"joined", "district", "region"} | HOME},
    Action.MANAGE_ASSOCIATION: {**DEPUTY, **STAFF},
    Action.APPOINT_SUBSTITUTE: {**DEPUTY, **STAFF, **OWNER},
    Action.ANSWER_SURVEY: ONESELF,
    Action.SEE_RESULT: {**ONESELF, Role.MENTOR: {"mentee"}},
    Action.KEEP_PATH: ONESELF,
    Action.RUN_SURVEY: STAFF,
    Action.SEE_SUMMARY: STAFF,
    Action.KEEP_TEMPLATE: {Role.METHODIST: STAFF[Role.METHODIST]},
    Action.SEE_MENTORSHIP: {**ONESELF, Role.MENTOR: {"mentee"}, **DEPUTY, **STAFF},
    Action.SEE_WITHOUT_MENTOR: {Role.HEAD: {"headed"}, **DEPUTY, **STAFF},
    Action.SEE_REACHABILITY: {**DEPUTY, **STAFF},
    Action.ASSIGN_MENTOR: {**DEPUTY, **STAFF},
    Action.SEE_SERVICE: {Role.TEACHER: {"district", "municipal MO", "municipal MO hosted by another school"}, **STAFF},
    Action.SET_PSYCHOLOGIST: STAFF,
    Action.WRITE_LETTER: ONESELF,
    Action.SEND_FILE: ONESELF,
    Action.ANNOUNCE: {Role.HEAD: {"headed"}, **STAFF},
    Action.ATTEND_EVENT: ONESELF,
    Action.RUN_EVENT: {Role.HEAD: {"headed"}, **STAFF},
    Action.READ_REGULATION: ONESELF,
    Action.SEE_ACKNOWLEDGEMENTS: {**DEPUTY, **STAFF},
    Action.GIVE_CONSENT: ONESELF,
    Action.CHOOSE_QUIET_HOURS: ONESELF,
    Action.CHANGE_OWN_SETTINGS: ONESELF,
    Action.LINK_ACCOUNT: ONESELF,
    Action.ASK_CORRECTION: ONESELF,
    Action.DECIDE_CORRECTION: STAFF,
    Action.WRITE_LETTER: ONESELF,
    Action.EXPORT_OWN_DATA: ONESELF,
    Action.ERASE_OWN_DATA: ONESELF,
    Action.GRANT_DEPUTY: {**STAFF, **OWNER},
    Action.GRANT_METHODIST: {Role.INSTITUTE: IN_REGION, **OWNER},
    Action.GRANT_INSTITUTE: OWNER,
    Action.SEE_AUDIT: {**DEPUTY, **STAFF, **OWNER},
    Action.INVITE_PERSON: {**DEPUTY, Role.METHODIST: IN_DISTRICT, **OWNER},
    Action.HANG_SCHOOL_LINK: {**DEPUTY, Role.METHODIST: IN_DISTRICT, **OWNER},
    Action.HANG_PUBLIC_LINK: {**STAFF, **OWNER},
    Action.CONFIRM_REQUEST: {**DEPUTY, Role.METHODIST: IN_DISTRICT},
    Action.ADMIT_NEWCOMER: {Role.METHODIST: IN_DISTRICT},
    Action.IMPORT_ROSTER: {**STAFF, **OWNER},
    Action.ADMINISTER: OWNER,
}


def holder(*grants):
    return Actor(teacher_id=1000, load=lambda: grants)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_do_what_is_expected_where_it_is_expected_and_nothing_else(action, role):
    actor = Actor(load=lambda: tuple(HELD[role]))
    allowed = {name for name, target in TARGETS.items() if access.allows(actor, action, target)}
    assert allowed == EXPECTED[action].get(role, set())


@pytest.mark.parametrize("action", Action)
def test_a_grant_at_a_scope_the_table_does_not_name_opens_nothing(action):
    for role, scope in product(Role, Scope):
        check_unnamed(action, role, scope)


def check_unnamed(action, role, scope):
    named = access.Right(action, role, scope) in access.rights_table()
    grants = tuple(Grant(role, scope, number) for number in (0, 1, 10, 100, 1000, 9))
    opened = any(access.allows(Actor(load=lambda: grants), action, target) for target in TARGETS.values())
    assert opened is named or (named and scope is Scope.ASSOCIATION)


def test_nobody_without_grants_may_do_anything():
    for action in Action:
        for target in TARGETS.values():
            assert not access.allows(Actor(), action, target)


def test_a_right_over_oneself_is_granted_without_asking_the_database():
    def load():
        raise AssertionError("asked")

    me = Actor(teacher_id=1000, load=load)
    access.require(me, Action.EXPORT_OWN_DATA, TARGETS["me"])


def test_the_refusal_names_the_action_and_says_nothing_about_the_target():
    with pytest.raises(ForbiddenError) as refusal:
        access.require(Actor(), Action.ERASE_OWN_DATA, TARGETS["me"])
    assert refusal.value.action is Action.ERASE_OWN_DATA
    assert str(refusal.value) == "erase_own_data"


def test_grants_are_loaded_once():
    asked = []
    actor = Actor(load=lambda: asked.append(1) or ())
    access.roles(actor)
    access.allows(actor, Action.ADMINISTER, None)
    assert asked == [1]


def test_the_command_line_is_an_owner_under_its_own_name():
    access.require(access.COMMAND_LINE, Action.ADMINISTER, None)
    assert access.roles(access.COMMAND_LINE) == {Role.OWNER}
    assert access.COMMAND_LINE.name == "command line"


wide_roles = st.sampled_from([role for role in Role if role not in access.EXACT])
ids = st.integers(1, 3)


@st.composite
def organizations(draw):
    municipality = draw(st.one_of(st.none(), ids))
    return Organization(id=draw(ids), municipality_id=municipality, region_id=draw(ids))


@given(organizations(), wide_roles, st.sampled_from(Action), st.sampled_from(Scope), ids)
def test_who_may_over_an_organization_may_over_every_association_and_person_of_it(place, role, action, scope, scope_id):
    actor = Actor(load=lambda: (Grant(role, scope, scope_id),))
    inside = [
        association(77, Level.SCHOOL, place.region_id, place.municipality_id, place.id),
        person(78, place),
    ]
    if access.allows(actor, action, place):
        assert all(access.allows(actor, action, target) for target in inside)


@given(organizations(), wide_roles, st.sampled_from(Action), st.sampled_from(Scope), ids)
def test_who_may_over_a_municipality_or_region_may_over_every_organization_in_it(place, role, action, scope, scope_id):
    actor = Actor(load=lambda: (Grant(role, scope, scope_id),))
    around = [Region(id=place.region_id)]
    if place.municipality_id:
        around.append(Municipality(id=place.municipality_id, region_id=place.region_id))
    if any(access.allows(actor, action, target) for target in around):
        assert access.allows(actor, action, place)


@given(organizations(), organizations(), wide_roles, st.sampled_from(Action), st.sampled_from(Scope), ids)
def test_a_grant_never_reaches_a_place_that_shares_nothing_with_it(one, other, role, action, scope, scope_id):
    spots = {
        (Scope.ORGANIZATION, other.id),
        (Scope.MUNICIPALITY, other.municipality_id),
        (Scope.REGION, other.region_id),
    }
    actor = Actor(load=lambda: (Grant(role, scope, scope_id),))
    if scope is not Scope.ALL and (scope, scope_id) not in spots:
        assert not access.allows(actor, action, other)


@given(
    st.lists(st.tuples(wide_roles, st.sampled_from(Scope), ids), max_size=4), wide_roles, st.sampled_from(Scope), ids
)
def test_one_more_grant_never_takes_a_right_away(grants, role, scope, scope_id):
    fewer = tuple(Grant(*grant) for grant in grants)
    more = (*fewer, Grant(role, scope, scope_id))
    for action in Action:
        for target in (SCHOOL, DISTRICT, REGION, None):
            if access.allows(Actor(load=lambda: fewer), action, target):
                assert access.allows(Actor(load=lambda: more), action, target)
