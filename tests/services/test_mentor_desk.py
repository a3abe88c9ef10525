"""Mentors are suggested for a reason, take no more than they said; what was done can be undone while it is fresh."""

from datetime import timedelta

import pytest

from bot.services import mentor_desk, mentoring
from bot.services.access import ForbiddenError
from bot.services.mentor_desk import (
    ChangedError,
    DatesError,
    FullError,
    PlannedError,
    Reason,
    SamePersonError,
    Terms,
    TooLateError,
)
from bot.services.notes import Note
from storage.models import Audit, Delivery, DeliveryState, Mentorship, Role, Scope
from tests.made import NOW, TODAY

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=2)


def note(pair, to):
    return Note("x", [])


@pytest.fixture
def school(made):
    """A novice, and mentors who fit less and less."""
    made.other = made.organization("School 4")
    physics = made.subject("physics")
    facts = {"birth_year": 2000, "career_since": 2025}
    made.novice = made.teacher(made.maths, **facts)
    made.best = made.teacher(made.maths, mentor_capacity=2)
    made.busier = made.teacher(made.maths, mentor_capacity=2)
    made.mentorship(made.busier, made.teacher(**facts))
    made.elsewhere = made.teacher(made.maths, mentor_capacity=3, at=made.other)
    made.neighbour = made.teacher(physics, mentor_capacity=1)
    made.full = made.teacher(made.maths, mentor_capacity=1)
    made.mentorship(made.full, made.teacher(**facts))
    made.willing_to_none = made.teacher(made.maths)
    made.boss = made.methodist()
    made.tx.session.expire_all()
    return made


def assign(made, actor, mentor, terms=None, agreed=None, mentee=None):
    terms = terms or Terms(TODAY)
    mentee = mentee or made.novice
    return mentor_desk.assign(made.repo, actor, mentee.id, mentor.id, terms, agreed, note, note, NOW, TODAY)


def test_the_best_come_first_and_each_says_why(school):
    found = mentor_desk.suggestions(school.repo, school.actor(school.boss), school.novice.id, TODAY)
    why = [(one.id, one.same_subject, one.same_organization, one.load, one.capacity) for one in found]
    assert why == [
        (school.best.id, True, True, 0, 2),
        (school.busier.id, True, True, 1, 2),
        (school.elsewhere.id, True, False, 0, 3),
        (school.neighbour.id, False, True, 0, 1),
    ]


def test_a_deputy_sees_and_assigns_within_her_school_only(school):
    deputy = school.teacher()
    school.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, school.school.id)
    actor = school.actor(deputy)
    found = {one.id for one in mentor_desk.suggestions(school.repo, actor, school.novice.id, TODAY)}
    assert found == {school.best.id, school.busier.id, school.neighbour.id}
    with pytest.raises(ForbiddenError):
        assign(school, actor, school.elsewhere)
    with pytest.raises(ForbiddenError):
        assign(school, actor, school.best, mentee=school.teacher(at=school.other))
    assert assign(school, actor, school.best)


def test_a_mentor_takes_no_more_than_she_said(school):
    actor = school.actor(school.boss)
    for mentor in (school.full, school.willing_to_none):
        with pytest.raises(FullError):
            assign(school, actor, mentor)
    mentor_desk.take(school.repo, actor, school.full.id, 2, NOW, TODAY)
    assert assign(school, actor, school.full)
    assert mentor_desk.take(school.repo, actor, school.full.id, 99, NOW, TODAY).mentor_capacity == 9
    with pytest.raises(SamePersonError):
        assign(school, actor, school.full)
    with pytest.raises(SamePersonError):
        assign(school, actor, school.novice)


def test_what_begins_later_counts_for_the_load_already(school):
    actor = school.actor(school.boss)
    assign(school, actor, school.neighbour, Terms(TODAY + 9 * DAY))
    other = school.teacher(birth_year=2000, career_since=2025)
    with pytest.raises(FullError):
        assign(school, actor, school.neighbour, mentee=other)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(TODAY, TODAY - DAY), Terms(TODAY - 400 * DAY), Terms(TODAY + 400 * DAY), Terms(TODAY, TODAY + 400 * DAY),
    ],
)  # fmt: skip
def test_impossible_days_are_refused(school, terms):
    with pytest.raises(DatesError):
        assign(school, school.actor(school.boss), school.best, terms)


def test_handing_over_ends_the_former_the_day_before_and_only_the_one_that_was_named(school):
    actor = school.actor(school.boss)
    first = assign(school, actor, school.best, Terms(TODAY - 30 * DAY)).pair
    with pytest.raises(ChangedError):
        assign(school, actor, school.busier)
    made = assign(school, actor, school.busier, agreed=first.id)
    assert (first.until, made.replaced) == (TODAY - DAY, (first.id, None))
    running = school.repo.mentorships.running_around(school.novice.id, TODAY)
    assert [pair.id for pair in running] == [made.pair.id]
    assert not made.pair.from_file


def test_nobody_takes_over_from_a_day_before_the_pair_that_runs_began(school):
    actor = school.actor(school.boss)
    first = assign(school, actor, school.best, Terms(TODAY - 5 * DAY)).pair
    with pytest.raises(PlannedError):
        assign(school, actor, school.busier, Terms(TODAY - 6 * DAY), first.id)
    assert first.until is None
    assert assign(school, actor, school.busier, Terms(TODAY - 5 * DAY), first.id), "from its own first day on"


def test_undone_it_never_was_and_the_former_goes_on(school):
    actor = school.actor(school.boss)
    for person in (school.novice, school.best, school.busier):
        school.account(person)
    first = assign(school, actor, school.best, Terms(TODAY - 30 * DAY)).pair
    made = assign(school, actor, school.busier, agreed=first.id)
    mentee = mentor_desk.undo(school.repo, actor, made.pair.id, made.replaced, note, NOW, TODAY)
    assert mentee == school.novice.id
    assert school.repo.mentorships.get(first.id).until is None
    assert school.repo.mentorships.get(made.pair.id) is None
    waiting = school.tx.session.query(Delivery).filter_by(teacher_id=school.busier.id).all()
    assert [one.state for one in waiting] == [DeliveryState.CANCELLED]


def test_what_a_colleague_has_handed_over_meanwhile_is_not_undone(school):
    actor = school.actor(school.boss)
    first = assign(school, actor, school.busier, Terms(TODAY - 30 * DAY)).pair
    made = assign(school, actor, school.best, agreed=first.id)
    school.full.mentor_capacity = 9
    third = assign(school, actor, school.full, Terms(TODAY + DAY), made.pair.id).pair
    with pytest.raises(TooLateError):
        mentor_desk.undo(school.repo, actor, made.pair.id, made.replaced, note, NOW, TODAY)
    assert school.repo.mentorships.running_around(school.novice.id, TODAY + DAY) == [third]


def test_who_was_undone_by_mistake_is_assigned_anew(school):
    actor = school.actor(school.boss)
    for _ in range(2):
        made = assign(school, actor, school.best)
        mentor_desk.undo(school.repo, actor, made.pair.id, None, note, NOW, TODAY)
    assert assign(school, actor, school.best)


def test_later_or_with_a_forged_former_it_is_not_undone(school):
    actor = school.actor(school.boss)
    made = assign(school, actor, school.best)
    other = school.tx.session.query(Mentorship).filter_by(mentor_id=school.full.id).one()
    with pytest.raises(TooLateError):
        mentor_desk.undo(school.repo, actor, made.pair.id, (other.id, None), note, NOW, TODAY)
    with pytest.raises(TooLateError):
        mentor_desk.undo(school.repo, actor, made.pair.id, None, note, LATER, TODAY)
    with pytest.raises(TooLateError):
        mentor_desk.undo(school.repo, actor, other.id, None, note, NOW, TODAY)


def test_an_end_has_a_reason_and_the_young_one_is_listed_again_the_day_after(school):
    actor = school.actor(school.boss)
    made = assign(school, actor, school.best)
    with pytest.raises(DatesError):
        mentor_desk.end(school.repo, actor, made.pair.id, TODAY + DAY, Reason.WISH, note, NOW, TODAY)
    mentor_desk.end(school.repo, actor, made.pair.id, TODAY, Reason.WISH, note, NOW, TODAY)
    entry = school.tx.session.query(Audit).filter_by(action="mentorship_ended").one()
    assert entry.details == f"mentorship={made.pair.id} reason=wish"
    school.tx.session.expire_all()

    def lonely(today):
        return {one.id for one in mentoring.without_mentor(school.repo, actor, school.district, today)}

    assert school.novice.id not in lonely(TODAY)
    assert school.novice.id in lonely(TODAY + DAY)


def test_other_terms_are_kept_and_told_to_both(school):
    actor = school.actor(school.boss)
    made = assign(school, actor, school.best)
    before = school.tx.session.query(Delivery).count()
    terms = Terms(TODAY, TODAY + 90 * DAY, "17")
    found = mentor_desk.change(school.repo, actor, made.pair.id, terms, note, NOW, TODAY)
    assert (found.until, found.order_number) == (terms.until, "17")
    assert school.tx.session.query(Delivery).count() == before + 2
    with pytest.raises(DatesError):
        mentor_desk.change(school.repo, actor, made.pair.id, Terms(TODAY, TODAY - DAY), note, NOW, TODAY)
    planned = assign(school, actor, school.busier, Terms(TODAY + 91 * DAY)).pair
    for until in (TODAY + 91 * DAY, None):
        with pytest.raises(PlannedError) as error:
            mentor_desk.change(school.repo, actor, made.pair.id, Terms(TODAY, until), note, NOW, TODAY)
        assert error.value.pair is planned


def test_who_has_a_mentor_from_a_later_day_on_gets_no_second_one_for_the_same_time(school):
    actor = school.actor(school.boss)
    planned = assign(school, actor, school.best, Terms(TODAY + 9 * DAY)).pair
    with pytest.raises(SamePersonError):
        assign(school, actor, school.best)
    with pytest.raises(PlannedError) as error:
        assign(school, actor, school.busier)
    assert error.value.pair is planned
    assert school.best.id not in {
        one.id for one in mentor_desk.suggestions(school.repo, actor, school.novice.id, TODAY)
    }
    around = mentor_desk.around(school.repo, actor, school.novice.id, TODAY)
    assert (around.pairs, around.changeable) == ([planned], {planned.id})
    assert assign(school, actor, school.busier, Terms(TODAY, TODAY + 8 * DAY))


def test_a_pair_that_was_ended_before_it_began_takes_no_place(school):
    actor = school.actor(school.boss)
    planned = assign(school, actor, school.neighbour, Terms(TODAY + 9 * DAY)).pair
    mentor_desk.end(school.repo, actor, planned.id, TODAY, Reason.WISH, note, NOW, TODAY)
    assert mentor_desk.around(school.repo, actor, school.novice.id, TODAY).pairs == []
    assert assign(school, actor, school.neighbour)


def test_a_pair_that_is_over_before_the_next_begins_keeps_its_last_day(school):
    actor = school.actor(school.boss)
    first = assign(school, actor, school.best, Terms(TODAY, TODAY + 5 * DAY)).pair
    made = assign(school, actor, school.busier, Terms(TODAY + 30 * DAY))
    assert (first.until, made.replaced) == (TODAY + 5 * DAY, None)
    assert assign(school, actor, school.best, Terms(TODAY + 6 * DAY, TODAY + 29 * DAY)), "the same again, later"
