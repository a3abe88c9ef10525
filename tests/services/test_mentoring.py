"""Who is a young specialist, who mentors whom, and who is left without a mentor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services import mentoring
from bot.services.access import Actor, ForbiddenError
from bot.services.mentoring import young
from storage.models import Level, Municipality, Role, Scope, Teacher, YoungRule
from tests.made import TODAY

years = st.one_of(st.none(), st.integers(1950, 2030))
rules = st.builds(
    Municipality, young_age=st.integers(20, 60), young_years=st.integers(0, 10), young_rule=st.sampled_from(YoungRule)
)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
BOTH = Municipality(young_age=35, young_years=3, young_rule=YoungRule.BOTH)
EITHER = Municipality(young_age=35, young_years=3, young_rule=YoungRule.EITHER)


def one(birth_year=None, career_since=None):
    return Teacher(birth_year=birth_year, career_since=career_since)


@pytest.mark.parametrize(
    ("birth_year", "career_since", "both", "either"),
    [
        (2000, 2025, True, True),
        (1991, 2025, True, True),  # reaches 35 this year: young through its end
        (1990, 2025, False, True),
        (2000, 2024, True, True),  # the third school year
        (2000, 2023, False, True),  # three are over
        (1980, 2010, False, False),
        (None, 2025, True, True),  # the known fact decides alone
        (None, 2010, False, False),
        (2000, None, True, True),
        (1980, None, False, False),
        (None, None, False, False),
    ],
)
def test_the_rule_of_both_and_of_either_on_a_november_day(birth_year, career_since, both, either):
    assert young(one(birth_year, career_since), BOTH, TODAY) is both
    assert young(one(birth_year, career_since), EITHER, TODAY) is either


def test_the_third_year_of_work_ends_with_the_school_year_and_youth_with_the_calendar_year():
    assert young(one(2000, 2023), BOTH, date(2026, 8, 31))
    assert not young(one(2000, 2023), BOTH, date(2026, 9, 1))
    assert young(one(1991, 2026), BOTH, date(2026, 12, 31))
    assert not young(one(1991, 2026), BOTH, date(2027, 1, 1))


@given(years, years, rules, days, days)
def test_nobody_becomes_young_again(birth_year, career_since, rule, first, second):
    earlier, later = sorted((first, second))
    if young(one(birth_year, career_since), rule, later):
        assert young(one(birth_year, career_since), rule, earlier)


@given(years, years, rules, days)
def test_both_is_never_wider_than_either(birth_year, career_since, rule, today):
    def under(kind):
        municipality = Municipality(young_age=rule.young_age, young_years=rule.young_years, young_rule=kind)
        return young(one(birth_year, career_since), municipality, today)

    assert under(YoungRule.BOTH) <= under(YoungRule.EITHER)


@given(years, years, rules, days)
def test_what_the_database_is_asked_for_holds_every_young_one(birth_year, career_since, rule, today):
    since = mentoring.young_since(rule, today)
    if young(one(birth_year, career_since), rule, today):
        assert (birth_year or 0) >= since.birth_year or (career_since or 0) >= since.career_since


def test_a_novice_sees_her_mentor_since_when_goals_and_the_order(made):
    novice, mentor = made.teacher(birth_year=2001, career_since=2025), made.teacher()
    made.mentorship(mentor, novice, date(2026, 9, 1), order_number="12", goals="First lessons")
    card = mentoring.mentor_card(made.repo, made.actor(novice), TODAY)
    assert card.is_young
    assert (card.mentor.mentor.id, card.mentor.since) == (mentor.id, date(2026, 9, 1))
    assert (card.mentor.order_number, card.mentor.goals) == ("12", "First lessons")
    assert card.mentees == ()


def test_a_mentor_sees_all_her_mentees_of_today(made):
    mentor, first, second = made.teacher(), made.teacher(), made.teacher()
    made.mentorship(mentor, first)
    made.mentorship(mentor, second)
    made.mentorship(mentor, made.teacher(), TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    card = mentoring.mentor_card(made.repo, made.actor(mentor), TODAY)
    assert card.mentor is None
    assert {found.mentee.id for found in card.mentees} == {first.id, second.id}


def test_the_newest_mentor_is_the_mentor(made):
    novice, old, new = made.teacher(), made.teacher(), made.teacher()
    made.mentorship(new, novice, TODAY)
    made.mentorship(old, novice, TODAY - timedelta(days=30))
    assert made.repo.mentorships.active_mentor_of(novice.id, TODAY).id == new.id


def test_a_stranger_has_no_mentor_card(made):
    assert mentoring.mentor_card(made.repo, Actor(), TODAY) is None


def test_a_methodist_sees_young_ones_without_a_mentor_in_her_district_only(made):
    lonely = made.teacher(birth_year=2000, career_since=2025, opted_out_at=None)
    guided = made.teacher(birth_year=2000, career_since=2025)
    made.mentorship(made.teacher(), guided)
    made.teacher(birth_year=1970, career_since=1995)
    made.teacher(birth_year=2000, career_since=2025, left_on=TODAY)
    neighbour = made.municipality("Neighbour")
    made.teacher(birth_year=2000, career_since=2025, at=made.organization("School 9", neighbour))
    actor = made.actor(made.methodist())
    made.tx.session.expire_all()
    assert [found.id for found in mentoring.without_mentor(made.repo, actor, made.district, TODAY)] == [lonely.id]
    assert [found.id for found in mentoring.own_without_mentor(made.repo, actor, TODAY)] == [lonely.id]
    with pytest.raises(ForbiddenError):
        mentoring.without_mentor(made.repo, actor, neighbour, TODAY)


def test_the_rule_of_the_municipality_decides_who_is_listed(made):
    lenient = made.municipality("Lenient", young_rule=YoungRule.EITHER, young_age=30)
    late = made.teacher(birth_year=1975, career_since=2026, at=made.organization("School 9", lenient))
    made.teacher(birth_year=1975, career_since=2026)
    actor = made.actor(made.methodist(lenient))
    made.tx.session.expire_all()
    assert [found.id for found in mentoring.own_without_mentor(made.repo, actor, TODAY)] == [late.id]


def test_a_deputy_sees_her_school_and_a_head_her_association(made):
    here = made.teacher(made.maths, birth_year=2000, career_since=2025)
    there = made.teacher(made.maths, birth_year=2000, career_since=2025, at=made.organization("School 4"))
    made.teacher(made.subject("chemistry"), birth_year=2000, at=made.organization("School 5"))
    deputy, head, teacher = made.teacher(), made.teacher(), made.teacher()
    made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
    made.association(made.maths, level=Level.MUNICIPAL, head_id=head.id)

    def seen(person):
        made.tx.session.expire_all()
        return {found.id for found in mentoring.own_without_mentor(made.repo, made.actor(person), TODAY)}

    assert seen(deputy) == {here.id}
    assert seen(head) == {here.id, there.id}
    assert seen(teacher) == set()


def test_staff_of_the_region_names_the_municipality(made):
    lonely = made.teacher(birth_year=2000, career_since=2025)
    expert = made.teacher(at=made.institute())
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    actor = made.actor(expert)
    made.tx.session.expire_all()
    assert mentoring.own_without_mentor(made.repo, actor, TODAY) == ()
    assert [one.id for one in mentoring.without_mentor(made.repo, actor, made.district, TODAY)] == [lonely.id]
