"""A roster compared with the database and brought in: who came, left, moved, married; what is left alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event, insert, select, update

from bot.services.roster import bring_in, compare, diff, snapshot, sync_catalogues
from bot.services.roster.model import Meeting, Mentorship, Place, Roster
from storage.models import (
    Association,
    AssociationMember,
    CorrectionState,
    Invitation,
    InvitationKind,
    Level,
    MethodicalService,
    Organization,
    ProfileField,
    ProfileRequest,
    Region,
    Role,
    RoleGrant,
    Scope,
    Teacher,
    TeacherPlace,
)
from storage.models import (
    Meeting as MeetingRow,
)
from storage.models import (
    Mentorship as MentorshipRow,
)
from storage.repositories.associations import Associations
from tests.services.roster_files import (
    ANNA,
    CATALOGUE,
    DARYA,
    GARDEN,
    LAKE,
    MATHEMATICS,
    NATALYA,
    NOW,
    OLGA,
    RIVER,
    SAME_NAME,
    SCHOOL,
    SERGEY,
    SMALL,
    TODAY,
    person,
    rosters,
)

LATER, THEN = NOW + timedelta(days=30), TODAY + timedelta(days=30)


@pytest.fixture
def brought(tx):
    """The transaction of a database in which the small roster stands."""
    sync_catalogues(tx, CATALOGUE)
    bring_in(tx, SMALL, NOW, TODAY)
    return tx


def without(roster: Roster, *people) -> Roster:
    """The roster when these people are not in it, nor what only they did."""
    keys = {each.key for each in people}
    return replace(
        roster,
        people=tuple(each for each in roster.people if each.key not in keys),
        associations=tuple(
            replace(each, head=None if each.head in keys else each.head) for each in roster.associations
        ),
        members=tuple(each for each in roster.members if each.person not in keys),
        mentorships=tuple(each for each in roster.mentorships if not {each.mentor, each.mentee} & keys),
    )


def instead(old, new, roster: Roster = SMALL) -> Roster:
    """The roster with one person in the place of another, wherever she is named."""
    changed = without(roster, old)

    def now(key):
        return new.key if key == old.key else key

    return replace(
        changed,
        people=(*changed.people, new),
        associations=tuple(replace(each, head=each.head and now(each.head)) for each in roster.associations),
        members=tuple(replace(each, person=now(each.person)) for each in roster.members),
        mentorships=tuple(
            replace(each, mentor=now(each.mentor), mentee=now(each.mentee)) for each in roster.mentorships
        ),
    ).in_order()


def test_a_school_under_a_new_name_stays_itself_with_its_associations_and_who_was_appointed_by_hand(brought):
    anna = row(brought, "Лебедева").id
    facts = {"teacher_id": anna, "role": Role.DEPUTY, "scope": Scope.ORGANIZATION, "granted_at": NOW}
    school = row(brought, "Лебедева").organization_id
    brought.connection.execute(insert(RoleGrant).values(**facts, scope_id=school, from_file=False))
    lyceum = replace(SCHOOL, name="Лицей № 3", full_name="МБОУ «Лицей № 3»")

    def now(each):
        here = each.organization == SCHOOL.key
        places = tuple(
            Place(lyceum.key if one.organization == SCHOOL.key else one.organization, one.position)
            for one in each.places
        )
        return replace(each, organization=lyceum.key if here else each.organization, places=places)

    def key(each):
        return each and each._replace(organization=lyceum.key if each.organization == SCHOOL.key else each.organization)

    roster = replace(
        SMALL,
        organizations=tuple(lyceum if each == SCHOOL else each for each in SMALL.organizations),
        people=tuple(map(now, SMALL.people)),
        associations=tuple(
            replace(each, head=key(each.head), organization=lyceum.key.name if each.organization else "")
            for each in SMALL.associations
        ),
        members=tuple(replace(each, person=key(each.person)) for each in SMALL.members),
        meetings=tuple(
            replace(each, association=each.association._replace(organization=lyceum.key.name))
            for each in SMALL.meetings
        ),
        mentorships=tuple(
            replace(each, mentor=key(each.mentor), mentee=key(each.mentee)) for each in SMALL.mentorships
        ),
    ).in_order()
    report = bring_in(brought, roster, LATER, THEN)
    assert {kind: counts[:3] for kind, counts in report.kinds.items() if any(counts[:3])} == {
        "organizations": (0, 1, 0)
    }
    assert brought.session.get(Organization, school).name == "Лицей № 3"
    assert snapshot(brought, roster).roster() == roster
    held = select(RoleGrant.revoked_at).where(RoleGrant.teacher_id == anna)
    assert brought.connection.execute(held).scalars().all() == [None]


def row(tx, last_name):
    return tx.connection.execute(select(Teacher.__table__).where(Teacher.last_name == last_name)).one()


def test_what_was_brought_in_is_what_the_roster_says(brought):
    assert snapshot(brought, SMALL).roster() == SMALL
    assert row(brought, "Лебедева").career_since == 2012


def test_the_same_roster_again_only_reads(brought):
    seen = []
    event.listen(brought.connection, "before_cursor_execute", lambda *call: seen.append(call[2].split()[0]))
    sync_catalogues(brought, CATALOGUE)
    report = bring_in(brought, SMALL, LATER, THEN)
    assert report.nothing_changed
    assert set(seen) == {"SELECT"}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(first=rosters(), second=rosters())
def test_any_roster_after_any_other_leaves_what_it_says(tx, first, second):
    sync_catalogues(tx, CATALOGUE)
    savepoint = tx.connection.begin_nested()
    for roster in (first, second):
        bring_in(tx, roster, NOW, TODAY)
        assert snapshot(tx, roster).roster() == roster
        assert not compare(tx, roster, TODAY)
    savepoint.rollback()


def test_comparing_a_snapshot_with_its_own_roster_finds_nothing(brought):
    current = snapshot(brought, SMALL)
    assert not diff(current, current.roster(), TODAY)


def test_who_moved_keeps_her_row_and_her_mentorship(brought):
    before = row(brought, "Миронова").id
    moved = replace(OLGA, organization=GARDEN.key, places=(Place(GARDEN.key, "educator"),))
    report = bring_in(brought, instead(OLGA, moved), LATER, THEN)
    after = row(brought, "Миронова")
    assert (report.moved, report.kinds["people"].left, after.id) == (1, 0, before)
    assert report.kinds["mentorships"].unchanged == 1
    places = brought.connection.execute(select(TeacherPlace.organization_id).where(TeacherPlace.teacher_id == before))
    assert places.scalars().all() == [after.organization_id]


def test_who_married_keeps_her_row(brought):
    before = row(brought, "Лебедева").id
    report = bring_in(brought, instead(ANNA, replace(ANNA, last_name="Воронина")), LATER, THEN)
    assert (report.renamed, row(brought, "Воронина").id) == (1, before)


def test_a_corrected_year_of_birth_makes_no_second_person(brought):
    before = row(brought, "Лебедева").id
    report = bring_in(brought, instead(ANNA, replace(ANNA, birth_year=1989)), LATER, THEN)
    assert (report.kinds["people"].new, row(brought, "Лебедева").id) == (0, before)


def test_two_of_one_name_and_year_are_not_taken_for_one_who_moved(brought):
    twin = person("Лебедева Анна Сергеевна", 1988, GARDEN)
    bring_in(brought, replace(SMALL, people=(*SMALL.people, twin)).in_order(), NOW, TODAY)
    third = person("Лебедева Анна Сергеевна", 1988, SAME_NAME)
    later = without(SMALL, ANNA)
    report = bring_in(brought, replace(later, people=(*later.people, third)).in_order(), LATER, THEN)
    assert (report.moved, report.kinds["people"].new, report.kinds["people"].left) == (0, 1, 2)


def test_who_left_is_marked_and_loses_grants_invitations_and_mentorships_but_is_not_deleted(brought):
    olga, natalya = row(brought, "Миронова").id, row(brought, "Орлова").id
    brought.connection.execute(
        insert(Invitation),
        {"kind": InvitationKind.PERSONAL, "code_hash": "x", "teacher_id": olga, "created_at": NOW, "expires_at": LATER},
    )
    report = bring_in(brought, without(SMALL, OLGA, NATALYA), LATER, THEN)
    assert report.kinds["people"].left == 2
    assert row(brought, "Миронова").left_on == THEN
    run = brought.connection.execute
    assert run(select(Invitation.revoked_at)).scalar_one() == LATER
    assert run(select(RoleGrant.revoked_at).where(RoleGrant.teacher_id == natalya)).scalar_one() == LATER
    assert run(select(MentorshipRow.until)).scalar_one() == THEN - timedelta(days=1)  # on the day she is out
    assert run(select(Association.head_id).where(Association.head_id == olga)).all() == []


def test_who_comes_back_gets_her_row_back(brought):
    before = row(brought, "Лебедева").id
    bring_in(brought, without(SMALL, ANNA), NOW, TODAY)
    report = bring_in(brought, SMALL, LATER, THEN)
    after = row(brought, "Лебедева")
    assert (report.returned, after.id, after.left_on) == (1, before, None)


def test_who_does_not_use_the_bot_stays_so_and_only_her_place_is_kept_up(brought):
    natalya = row(brought, "Орлова").id
    brought.connection.execute(update(Teacher).where(Teacher.id == natalya).values(opted_out_at=NOW))
    changed = replace(
        NATALYA,
        organization=SCHOOL.key,
        places=(Place(SCHOOL.key, "teacher"),),
        mentor_capacity=5,
        roles=(Role.DEPUTY,),
    )
    later = instead(NATALYA, changed)
    bring_in(brought, later, LATER, THEN)
    after = row(brought, "Орлова")
    assert (after.opted_out_at, after.mentor_capacity) == (NOW, 0)
    assert after.organization_id == row(brought, "Лебедева").organization_id
    assert bring_in(brought, later, LATER, THEN).nothing_changed


def test_a_role_follows_the_organization_and_the_old_grant_is_revoked(brought):
    def grants():
        columns = (RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id, RoleGrant.revoked_at.is_(None))
        return brought.connection.execute(select(*columns).order_by(RoleGrant.id)).all()

    natalya = row(brought, "Орлова")
    region = brought.connection.execute(select(Region.id)).scalar_one()
    assert (Role.METHODIST, Scope.MUNICIPALITY, natalya.municipality_id, True) in grants()
    assert (Role.INSTITUTE, Scope.REGION, region, True) in grants()
    moved = replace(
        NATALYA, organization=SAME_NAME.key, places=(Place(SAME_NAME.key, "teacher"),), roles=(Role.DEPUTY,)
    )
    bring_in(brought, instead(NATALYA, moved), LATER, THEN)
    assert (Role.METHODIST, Scope.MUNICIPALITY, natalya.municipality_id, False) in grants()
    assert (Role.DEPUTY, Scope.ORGANIZATION, row(brought, "Орлова").organization_id, True) in grants()


def test_what_was_made_by_hand_is_left_alone(brought):
    anna, olga = row(brought, "Лебедева"), row(brought, "Миронова")
    association = brought.connection.execute(select(Association).where(Association.level == Level.NETWORK)).first().id
    facts = {"region_id": anna.region_id, "municipality_id": anna.municipality_id}
    run = brought.connection.execute
    made = {"organization_id": anna.organization_id, "last_name": "Ручная", "first_name": "Вера"}
    run(insert(Teacher), {**facts, **made})
    run(insert(MentorshipRow), {"mentor_id": olga.id, "mentee_id": anna.id, "since": TODAY})
    run(insert(Association), {**facts, "level": Level.MUNICIPAL, "title": "Своё"})
    run(insert(AssociationMember), {"association_id": association, "teacher_id": olga.id, "since": TODAY})
    run(insert(MeetingRow), {"association_id": association, "starts_at": LATER})
    grant = {
        "teacher_id": anna.id,
        "role": Role.METHODIST,
        "scope": Scope.MUNICIPALITY,
        "scope_id": 1,
        "granted_at": NOW,
    }
    run(insert(RoleGrant), grant)
    assert bring_in(brought, SMALL, LATER, THEN).nothing_changed
    assert row(brought, "Ручная").left_on is None


def test_a_mentorship_agreed_upon_in_the_bot_and_then_written_down_is_one(brought):
    anna, olga = row(brought, "Лебедева").id, row(brought, "Миронова").id
    brought.connection.execute(insert(MentorshipRow), {"mentor_id": olga, "mentee_id": anna, "since": TODAY})
    confirmed = Mentorship(OLGA.key, ANNA.key, date(2026, 11, 1), None, "90-о")
    later = replace(SMALL, mentorships=(*SMALL.mentorships, confirmed)).in_order()
    report = bring_in(brought, later, LATER, THEN)
    assert report.kinds["mentorships"][:3] == (0, 1, 0)
    assert snapshot(brought, later).roster() == later


def test_other_municipalities_and_the_region_are_untouched_by_a_file_about_one(brought):
    alone = Roster(SMALL.region, (LAKE,), (), (SAME_NAME,), (DARYA,)).in_order()
    report = bring_in(brought, alone, LATER, THEN)
    assert report.kinds["people"] == (0, 0, 0, 1)
    assert row(brought, "Климов").left_on is None
    assert row(brought, "Миронова").left_on is None


def test_a_closed_organization_association_and_service_stay_as_history(brought):
    later = replace(
        without(SMALL, NATALYA),
        organizations=tuple(each for each in SMALL.organizations if each != GARDEN),
        associations=tuple(each for each in SMALL.associations if each.level is not Level.CREATIVE),
        services=(),
    )
    bring_in(brought, later, LATER, THEN)
    run = brought.connection.execute
    assert run(select(Organization.closed).where(Organization.name == GARDEN.name)).scalar_one() is True
    assert run(select(Association.ends_on).where(Association.level == Level.CREATIVE)).scalar_one() == THEN
    assert run(select(MethodicalService.id)).all() == []
    assert bring_in(brought, later, LATER, THEN).nothing_changed
    bring_in(brought, SMALL, LATER, THEN)
    assert snapshot(brought, SMALL).roster() == SMALL


def test_a_meeting_that_took_place_stays_and_a_planned_one_goes_with_the_plan(brought):
    past = Meeting(MATHEMATICS.key, NOW - timedelta(days=5), "каб. 1")
    bring_in(brought, replace(SMALL, meetings=(*SMALL.meetings, past)).in_order(), NOW, TODAY)
    bring_in(brought, replace(SMALL, meetings=()), NOW, TODAY)
    assert brought.connection.execute(select(MeetingRow.starts_at)).scalars().all() == [past.starts_at]


def test_a_municipality_may_change_its_rule_and_its_clock(brought):
    changed = replace(RIVER, time_zone="Asia/Omsk", young_age=30)
    report = bring_in(brought, replace(SMALL, municipalities=(changed, LAKE)).in_order(), LATER, THEN)
    assert report.kinds["municipalities"] == (0, 1, 0, 1)


def test_catalogues_are_renamed_by_key_and_never_doubled(brought):
    subjects = {**CATALOGUE.subjects, "art": CATALOGUE.subjects["art"]._replace(name="рисование")}
    sync_catalogues(brought, replace(CATALOGUE, subjects=subjects))
    found = brought.connection.exec_driver_sql("SELECT name FROM subject WHERE key = 'art'").scalars().all()
    assert found == ["рисование"]


def test_a_new_person_may_head_mentor_and_join_in_the_same_file(tx):
    sync_catalogues(tx, CATALOGUE)
    report = bring_in(tx, SMALL, NOW, TODAY)
    assert report.kinds["people"].new == 5
    assert {each.head for each in snapshot(tx, SMALL).roster().associations} == {OLGA.key, SERGEY.key, None}


def test_who_has_left_what_the_file_names_her_in_is_not_brought_back_until_she_joins(brought):
    associations = Associations(brought)
    joinable = (Level.REGIONAL, Level.NETWORK, Level.CREATIVE)
    of_file = select(AssociationMember.association_id, AssociationMember.teacher_id).join(Association)
    named = brought.connection.execute(of_file.where(Association.level.in_(joinable))).first()
    assert associations.drop_member(*named)
    assert bring_in(brought, SMALL, LATER, THEN).nothing_changed
    assert not associations.is_joined(*named)
    assert associations.add_member(*named, TODAY)
    bring_in(brought, SMALL, LATER, THEN)
    assert associations.is_joined(*named)


def test_what_was_put_right_at_her_request_holds_against_the_file_and_the_report_says_so(brought):
    anna = brought.session.scalars(select(Teacher).where(Teacher.last_name == "Лебедева")).one()
    anna.last_name, anna.career_since = "Зорина", 2010
    asked = {
        "teacher_id": anna.id,
        "is_exact": True,
        "state": CorrectionState.APPLIED,
        "made_at": NOW,
        "decided_at": NOW,
    }
    for field, value, before in (
        (ProfileField.LAST_NAME, "Зорина", "Лебедева"),
        (ProfileField.CAREER_SINCE, "2010", "2012"),
    ):
        brought.session.add(ProfileRequest(field=field, value=value, before=before, **asked))
    brought.flush()
    report = bring_in(brought, SMALL, LATER, THEN)
    assert (report.kept, report.nothing_changed) == (2, True)
    assert row(brought, "Зорина").career_since == 2010
    corrected = replace(ANNA, last_name="Зорина", career_since=2009)
    report = bring_in(brought, instead(ANNA, corrected), LATER, THEN)
    assert report.kept == 0
    assert row(brought, "Зорина").career_since == 2009
