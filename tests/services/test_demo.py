"""The demo's region is believable, the same every day, and an ordinary roster."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.demo import build_roster, demo_roster, load_demo, personas
from bot.demo.people import fields_of
from bot.demo.summaries import ask_before
from bot.services.roster import bring_in, parse, snapshot, sync_catalogues
from bot.services.roster.names import normal
from bot.surveying.library import load_library
from storage.models import Level, OrganizationKind, Role, ServiceModel, SurveyRun

DATA = load_demo()
TODAY = date(2026, 11, 22)
DAYS = [TODAY, date(2027, 1, 1), date(2027, 2, 28), date(2027, 7, 15), date(2027, 8, 31), date(2028, 2, 29)]
ROSTER = demo_roster(DATA, TODAY)


@pytest.mark.parametrize("today", DAYS)
def test_on_any_day_the_workbook_is_read_without_an_error_or_a_warning(today):
    found = parse(build_roster(today, DATA), DATA.words, DATA.catalogue, today)
    assert found == demo_roster(DATA, today), found
    assert found.warnings == ()


def test_it_is_the_same_to_the_byte_on_one_day_and_its_people_on_every_day():
    assert build_roster(TODAY, DATA) == build_roster(TODAY, load_demo())
    names = [[each.full_name for each in demo_roster(DATA, day).people] for day in DAYS]
    assert all(each == names[0] for each in names)


def test_it_is_brought_in_by_the_ordinary_import(tx):
    sync_catalogues(tx, DATA.catalogue)
    report = bring_in(tx, ROSTER, datetime(2026, 11, 22, tzinfo=UTC), TODAY)
    assert report.kinds["people"].new == 400
    assert snapshot(tx, ROSTER).roster() == ROSTER
    assert bring_in(tx, ROSTER, datetime(2026, 11, 23, tzinfo=UTC), TODAY).nothing_changed


def test_two_municipalities_differ_in_their_clock_their_service_and_their_rule():
    first, second = ROSTER.municipalities
    assert first.time_zone != second.time_zone
    assert first.young_rule != second.young_rule
    assert {each.model for each in ROSTER.services} == {ServiceModel.CENTRE, ServiceModel.SPECIALIST}
    assert {each.kind for each in ROSTER.organizations} >= set(OrganizationKind) - {OrganizationKind.OTHER}


def test_every_municipal_association_of_the_field_exists_in_both():
    for municipality in ROSTER.municipalities:
        mine = [
            each
            for each in ROSTER.associations
            if each.municipality == municipality.key and each.level is Level.MUNICIPAL
        ]
        covered = {subject for each in mine for subject in each.subjects}
        assert covered >= {
            "russian", "literature", "foreign", "mathematics", "informatics", "chemistry", "biology", "geography",
            "physics", "astronomy", "safety", "primary_school", "kindergarten", "class_teachers", "deputy_heads",
            "heads", "psychologists", "speech_therapists", "social_pedagogues",
        }  # fmt: skip
        assert all(each.head for each in mine)


def test_a_school_has_an_association_exactly_where_the_rule_gives_one():
    subjects = DATA.catalogue.subjects
    for school in (each for each in ROSTER.organizations if each.kind is OrganizationKind.SCHOOL):
        staff = [each for each in ROSTER.people if each.organization == school.key]
        teachers = Counter(subject for each in staff for subject in fields_of(each, DATA))
        mine = [each for each in ROSTER.associations if (each.municipality, each.organization) == school.key]
        covered = {subject for each in mine for subject in each.subjects}
        enough = {subject for subject, count in teachers.items() if count > 2}
        assert enough <= covered
        left: defaultdict[str, set[object]] = defaultdict(set)
        for each in staff:
            for subject in fields_of(each, DATA) - enough:
                left[subjects[subject].cycle].add(each.key)
        for subject in set(teachers) - enough:
            cycle = subjects[subject].cycle
            assert (subject in covered) == (bool(cycle) and len(left[cycle]) > 3), (school.name, subject)


def test_the_next_meeting_of_every_association_lies_ahead():
    for today in DAYS:
        roster = demo_roster(DATA, today)
        end_of_day = datetime(today.year, today.month, today.day, 21, tzinfo=UTC)
        ahead = {each.association for each in roster.meetings if each.starts_at > end_of_day}
        assert ahead == {each.key for each in roster.associations}
        assert all(each.starts_at.astimezone(UTC).weekday() < 5 for each in roster.meetings)


def test_thirty_young_specialists_and_all_but_four_have_a_mentor():
    young = {each.key for each in ROSTER.people if each.career_since >= 2024 and not each.roles}
    assert len(young) == 30
    assert all(TODAY.year - each.birth_year < 35 for each in ROSTER.people if each.key in young)
    assert len({each.mentee for each in ROSTER.mentorships}) == 26
    assert {each.mentee for each in ROSTER.mentorships} <= young
    assert not {each.mentor for each in ROSTER.mentorships} & young


def test_by_either_rule_nobody_else_is_a_young_specialist():
    for each in ROSTER.people:
        if each.career_since < 2024:
            assert TODAY.year - each.birth_year >= 35
            assert TODAY.year - each.career_since > 3


def test_there_are_methodists_for_both_deputies_for_schools_and_an_institute():
    roles = Counter((role, each.organization.municipality) for each in ROSTER.people for role in each.roles)
    assert all(roles[Role.METHODIST, each.key] >= 1 for each in ROSTER.municipalities)
    deputies = {each.organization for each in ROSTER.people if Role.DEPUTY in each.roles}
    assert deputies == {each.key for each in ROSTER.organizations if each.kind is OrganizationKind.SCHOOL}
    assert roles[Role.INSTITUTE, ""] > 1


def test_a_creative_group_has_its_end_and_joined_ones_have_members():
    creative = [each for each in ROSTER.associations if each.level is Level.CREATIVE]
    assert [TODAY < each.ends_on < TODAY + timedelta(days=366) for each in creative] == [True]
    joined = {each.key for each in ROSTER.associations if each.level in (Level.REGIONAL, Level.NETWORK, Level.CREATIVE)}
    assert {each.association for each in ROSTER.members} == joined


def test_names_are_varied_and_agree_with_the_patronymic():
    assert len({each.full_name for each in ROSTER.people}) == 400
    assert len({each.last_name for each in ROSTER.people}) > 100
    women = [each for each in ROSTER.people if each.middle_name.endswith(("вна", "чна"))]
    assert len(women) > 300
    assert not any(each.last_name.endswith(("ов", "ев", "ёв", "ин")) for each in women)
    men = [each for each in ROSTER.people if each.middle_name.endswith("вич")]
    assert len(men) + len(women) == 400
    assert not any(each.last_name.endswith(("ова", "ева", "ёва", "ина")) for each in men)


def found(key):
    one = next(each for each in personas(DATA) if each.key == key)
    name = normal(f"{one.last_name} {one.first_name} {one.middle_name}")
    return next(
        each for each in ROSTER.people if each.key.name == name and each.organization.name == normal(one.organization)
    )


def test_the_eight_personas_are_who_they_should_be():
    keys = [each.key for each in personas(DATA)]
    assert keys == ["teacher", "young", "mentor", "head", "methodist", "deputy", "institute", "stranger"]
    school = [each for each in ROSTER.associations if each.organization == found("teacher").organization.name]
    subjects = {subject for each in school for subject in each.subjects}
    assert "mathematics" in subjects
    assert "informatics" not in subjects
    assert set(found("teacher").subjects) == {"mathematics", "informatics"}
    assert [(each.mentor, each.mentee) for each in ROSTER.mentorships if each.mentee == found("young").key] == [
        (found("mentor").key, found("young").key)
    ]
    assert [each.title for each in ROSTER.associations if each.head == found("head").key] == ["МО учителей математики"]
    assert found("methodist").roles == (Role.METHODIST,)
    assert found("deputy").roles == (Role.DEPUTY,)
    assert found("institute").roles == (Role.INSTITUTE,)
    stranger = personas(DATA)[-1]
    assert (stranger.last_name, stranger.organization) == ("", "")


def test_a_round_that_lies_behind_took_people_as_long_as_it_does(made):
    surveys = load_library()
    for _ in range(5):
        made.teacher()
    ask_before(made.repo, surveys, made.methodist(), (), datetime(2026, 11, 22, tzinfo=UTC))
    run = made.tx.session.query(SurveyRun).first()
    assert (run.finished_at - run.begun_at).seconds == surveys["diagnostic"].survey.seconds()
