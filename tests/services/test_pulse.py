"""The pulse: asked once a week, counted once, forgotten in time; below five people nothing is told of anybody."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.demo.pulse import feel
from bot.demo.summaries import keep_weeks
from bot.services import personal_data, preferences, psychologists
from bot.services.access import ForbiddenError
from bot.services.notes import Note
from bot.services.psychologists import BadContactError, MovedError
from bot.services.pulse import answers, figures, weeks
from bot.services.pulse.questions import ANSWERS, HARD, Question
from bot.services.summaries import telling
from bot.services.summaries.snapshot import Feeling, Snapshot, total
from storage.models import (
    Delivery,
    DeliveryState,
    Mailing,
    PulseBallot,
    PulseCount,
    PulseWeek,
    QuietHours,
    Role,
    Scope,
    WeeklySummary,
)
from tests.made import TODAY

HOME = ZoneInfo("Asia/Yekaterinburg")
WEEK = date(2026, 11, 16)
THURSDAY = datetime(2026, 11, 19, 15, 0, tzinfo=HOME)
OVER = datetime(2026, 11, 23, 0, 0, tzinfo=HOME)
BEFORE = datetime(2026, 11, 2, tzinfo=UTC)
LOAD, ENERGY = Question


def willing(made: Any, at: Any = None, **facts: Any) -> Any:
    """Somebody with an account who wants to be asked."""
    person = made.teacher(at=at or made.school, pulse_since=BEFORE, **facts)
    made.account(person)
    made.tx.session.flush()
    return person


def ask(made: Any, now: datetime = THURSDAY) -> None:
    while weeks.ask(made.repo, lambda week: Note(f"text {week}", []), now):
        pass


def says(made: Any, person: Any, said: int, now: datetime = THURSDAY, question: Question = LOAD, week: date = WEEK):
    return answers.answer(made.repo, made.actor(person), person, answers.Asked(week, question), said, now)


def counted(made: Any, place: Any = None, week: date = WEEK) -> dict[str, dict[int, int]]:
    found = made.repo.pulse.counts((place or made.district).id, week)
    return {question: {one: n for one, n in counts.items() if n} for question, counts in found.items()}


def rows(made: Any, kind: type) -> int:
    made.tx.session.flush()
    return int(made.tx.session.query(kind).count())


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-11-19T14:59:59", 0),
        ("2026-11-19T15:00", 1),
        ("2026-11-20T16:59", 1),  # the bot was stopped for a day
        ("2026-11-20T17:00", 0),  # it could only come with the weekend
        ("2026-11-24T15:00", 0),  # a week past is not asked
        ("2026-12-31T15:00", 0),  # a day off
        ("2027-01-07T15:00", 0),
        ("2027-01-14T15:00", 1),
    ],
)
def test_it_asks_on_thursday_afternoon_or_soon_after_and_on_no_holiday(made: Any, now: str, asked: int) -> None:
    willing(made)
    at = datetime.fromisoformat(now).replace(tzinfo=HOME)
    for _ in range(3):
        ask(made, at)
    assert rows(made, Mailing) == rows(made, PulseWeek) == asked
    assert rows(made, PulseBallot) == 2 * asked


def test_only_who_wants_it_is_asked_once_and_never_in_her_quiet_hours(made: Any) -> None:
    anna, late = willing(made), willing(made)
    late.pulse_since = THURSDAY + timedelta(minutes=1)
    made.account(made.teacher())
    left, stopped = willing(made, left_on=date(2026, 11, 1)), willing(made, stopped_at=BEFORE)
    evening = willing(made, quiet_hours=QuietHours.LONG)
    made.tx.session.flush()
    ask(made, datetime(2026, 11, 19, 18, 30, tzinfo=HOME))
    sent = {one.teacher_id: one for one in made.tx.session.query(Delivery)}
    assert set(sent) == {anna.id, stopped.id, evening.id}
    assert left.id not in sent
    assert sent[stopped.id].state is DeliveryState.UNREACHABLE
    assert sent[evening.id].due_at == datetime(2026, 11, 20, 9, 0, tzinfo=HOME)
    assert rows(made, PulseCount) == len(Question) * len(ANSWERS)


def test_two_time_zones_are_asked_at_their_own_three_o_clock(made: Any) -> None:
    willing(made)
    west = made.municipality("West")
    west.time_zone = "Europe/Kaliningrad"
    willing(made, made.organization("Far", west))
    ask(made)
    assert [one.municipality_id for one in made.tx.session.query(PulseWeek)] == [made.district.id]
    ask(made, THURSDAY + timedelta(hours=3))
    assert rows(made, PulseWeek) == 2


def test_an_answer_counts_once_and_only_for_who_was_asked(made: Any) -> None:
    anna, other = willing(made), made.teacher()
    ask(made)
    assert says(made, anna, 4)
    assert not says(made, anna, 4)
    assert not says(made, anna, 1)
    assert not says(made, other, 4)
    assert not says(made, anna, 5, question=ENERGY)
    assert not says(made, anna, 0, question=ENERGY)
    assert not says(made, anna, 4, question=ENERGY, week=WEEK - timedelta(days=7))
    assert says(made, anna, 2, question=ENERGY)
    assert counted(made) == {"load": {4: 1}, "energy": {2: 1}}


def test_a_tap_that_is_cut_off_before_the_commit_has_neither_counted_nor_used_her_ballot(made: Any) -> None:
    anna = willing(made)
    ask(made)
    cut_off = made.tx.connection.begin_nested()
    assert says(made, anna, 4)
    cut_off.rollback()
    assert counted(made) == {"load": {}, "energy": {}}
    assert says(made, anna, 4)
    assert counted(made) == {"load": {4: 1}, "energy": {}}


def test_in_postgresql_no_number_tells_by_its_row_that_it_was_the_one_that_grew(made: Any) -> None:
    if made.tx.connection.dialect.name != "postgresql":
        pytest.skip("SQLite keeps no version of a row")
    anna = willing(made)
    ask(made)
    places = text("SELECT ctid::text FROM pulse_count")
    before = set(made.tx.connection.execute(places).scalars())
    assert says(made, anna, 4)
    after = set(made.tx.connection.execute(places).scalars())
    assert len(after) == len(before) == len(Question) * len(ANSWERS)
    assert not before & after


def test_after_sunday_nothing_counts_and_nobody_is_known_to_have_been_asked(made: Any) -> None:
    people = [willing(made) for _ in range(6)]
    ask(made)
    for person in people[:5]:
        says(made, person, 1, OVER - timedelta(seconds=1))
    says(made, people[0], 1, OVER - timedelta(seconds=1), ENERGY)
    assert not says(made, people[5], 1, OVER)
    weeks.close(made.repo, OVER - timedelta(seconds=1))
    assert rows(made, PulseBallot) == 6
    weeks.close(made.repo, OVER)
    assert rows(made, PulseBallot) == rows(made, Delivery) == 0
    assert counted(made) == {"load": {1: 5}}  # of energy fewer than five
    assert not made.tx.session.query(PulseWeek).one().is_open
    ask(made, THURSDAY)
    assert rows(made, Mailing) == 1


def test_what_is_being_sent_at_the_end_is_forgotten_by_a_later_tick(made: Any) -> None:
    willing(made)
    ask(made)
    sending = made.tx.session.query(Delivery).one()
    sending.state = DeliveryState.SENDING
    made.tx.session.flush()
    weeks.close(made.repo, OVER)
    assert rows(made, Delivery) == 1
    sending.state = DeliveryState.SENT
    made.tx.session.flush()
    weeks.close(made.repo, OVER + timedelta(minutes=1))
    assert rows(made, Delivery) == 0


def test_who_leaves_or_is_erased_leaves_only_the_numbers(made: Any) -> None:
    anna, boris = willing(made), willing(made)
    ask(made)
    for person in (anna, boris):
        says(made, person, 3)
    answers.leave(made.repo, made.actor(anna))
    personal_data.erase(made.repo, made.actor(boris), THURSDAY)
    assert rows(made, PulseBallot) == rows(made, Delivery) == 0
    assert made.whole(anna).pulse_since is None
    assert made.whole(boris).pulse_since is None
    assert counted(made)["load"] == {3: 2}
    answers.join(made.repo, made.actor(anna), THURSDAY + timedelta(hours=1))
    assert not says(made, anna, 3, THURSDAY + timedelta(hours=2))
    with pytest.raises(ForbiddenError):
        answers.join(made.repo, made.actor(made.teacher(at=made.institute())), THURSDAY)


def test_when_she_tapped_is_not_kept(made: Any) -> None:
    anna = willing(made)
    ask(made)
    sent = made.tx.session.query(Delivery).one()
    sent.tapped_at = THURSDAY
    made.tx.session.flush()
    says(made, anna, 2)
    made.tx.session.expire_all()
    assert made.tx.session.query(Delivery).one().tapped_at is None


def test_who_stops_announcements_is_told_that_it_does_not_come(made: Any) -> None:
    anna = willing(made)
    preferences.stop(made.repo, made.actor(anna), THURSDAY)
    assert answers.standing(made.repo, made.actor(anna)) == (True, True, True)
    assert answers.asked(made.repo, made.actor(anna), anna, THURSDAY) is None


def test_monday_tells_what_may_be_told_once_and_the_numbers_are_gone(made: Any) -> None:
    methodist = made.methodist(made.district)
    made.account(methodist).created_at = BEFORE
    people = [willing(made) for _ in range(11)]
    ask(made)
    for number, person in enumerate(people):
        says(made, person, 4 if number < 5 else 1)
    for person in people[:4]:
        says(made, person, 4, question=ENERGY)
    weeks.close(made.repo, OVER)
    monday = OVER + timedelta(hours=8)
    assert telling.tell(made.repo, lambda place, found: Note("text", []), monday)
    kept = made.tx.session.query(WeeklySummary).one()
    assert Snapshot.model_validate_json(kept.body).pulse == {"load": Feeling(told=10, tenths=5)}
    assert rows(made, PulseCount) == 0
    assert not telling.tell(made.repo, lambda place, found: Note("text", []), monday)


def test_the_demo_has_a_week_to_read_and_one_to_answer(made: Any) -> None:
    anna = made.teacher()
    feel(made.repo, made.district, [anna], "Кабинет 12", THURSDAY)
    keep_weeks(made.repo, made.district, THURSDAY)
    newest = made.tx.session.query(WeeklySummary).order_by(WeeklySummary.week.desc()).first()
    kept = Snapshot.model_validate_json(newest.body)
    assert kept.pulse == {"load": Feeling(told=30, tenths=4), "energy": Feeling(told=30, tenths=3)}
    assert says(made, anna, 1)
    weeks.close(made.repo, THURSDAY)
    assert says(made, anna, 1, question=ENERGY)
    assert psychologists.contact(made.repo, made.actor(anna), anna) == "Кабинет 12"


def test_the_contact_is_the_municipality_s_else_the_region_s_else_nobody_s(made: Any) -> None:
    anna, methodist = made.teacher(), made.methodist(made.district)
    institute = made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    assert psychologists.contact(made.repo, made.actor(anna), anna) is None
    made.region.psychologist = "Институт, пн–пт"
    made.tx.session.flush()
    assert psychologists.contact(made.repo, made.actor(anna), anna) == "Институт, пн–пт"
    here = psychologists.mark(made.district)
    psychologists.write(made.repo, made.actor(methodist), here, "  Центр,\n каб. 5 ", THURSDAY)
    assert psychologists.contact(made.repo, made.actor(anna), anna) == "Центр, каб. 5"
    assert psychologists.remove(made.repo, made.actor(methodist), here, THURSDAY) == "Центр, каб. 5"
    for words in ("", " ", "я" * 201):
        with pytest.raises(BadContactError):
            psychologists.write(made.repo, made.actor(methodist), here, words, THURSDAY)
    for verb in (psychologists.write, psychologists.remove):
        with pytest.raises(ForbiddenError):
            verb(made.repo, made.actor(anna), here, *(["x"] if verb is psychologists.write else []), THURSDAY)
    assert psychologists.kept_by(made.repo, made.actor(institute)) is made.region
    made.substitution(methodist, institute)
    assert psychologists.kept_by(made.repo, made.actor(institute)) is made.district
    tomorrow = made.actor(institute, TODAY + timedelta(days=1))
    for old in (lambda: psychologists.remove(made.repo, tomorrow, here, THURSDAY),
                lambda: psychologists.write(made.repo, tomorrow, here, "x", THURSDAY)):  # fmt: skip
        with pytest.raises(MovedError):
            old()
    assert made.region.psychologist == "Институт, пн–пт"


PEOPLE = st.tuples(*[st.integers(0, 14)] * len(ANSWERS))
"""How many gave each answer."""


def worlds(told: Feeling) -> list[tuple[int, int]]:
    """All (people, hard) that look like this from outside."""
    sizes: Iterable[int] = range(told.told, told.told + 5)
    return [
        (people, hard)
        for people in sizes
        for hard in range(people + 1)
        if figures.told({"load": {4: hard, 1: people - hard}})["load"] == told
    ]


@given(weekly=st.lists(st.lists(PEOPLE, min_size=1, max_size=4), min_size=1, max_size=4))
def test_nothing_below_five_and_nobody_s_answer_follows_from_all_that_was_ever_told(weekly: list[Any]) -> None:
    """Random weeks and municipalities: each is told of other answers, and the region only repeats what was told."""
    for week in weekly:
        parts = []
        for tally in week:
            counts = dict(zip(ANSWERS, tally, strict=True))
            found = figures.told({"load": counts})
            people, hard = sum(tally), sum(counts[one] for one in HARD)
            assert ("load" in found) == (people >= 5)
            for told in found.values():
                seen = worlds(told)
                assert (people, hard) in seen
                assert told.told >= 5
                assert told.told % 5 == 0
                assert any(h > 0 for _, h in seen), "that nobody finds it hard would be sure"
                assert any(h < n for n, h in seen), "that everybody finds it hard would be sure"
            parts.append(Snapshot(week=WEEK, name="", pulse=found))
        region = total("", WEEK, parts).pulse
        assert region == total("", WEEK, [one for one in parts if one.pulse]).pulse
        assert ("load" in region) == any(one.pulse for one in parts)
        if region:
            assert region["load"].told == sum(one.pulse["load"].told for one in parts if one.pulse)


def test_every_answer_alike_is_told_as_almost_all_and_almost_nobody() -> None:
    for people, said in product((5, 6, 20), ANSWERS):
        tenths = figures.told({"load": {said: people}})["load"].tenths
        almost = figures.told({"load": {said: people - 1, 5 - said: 1}})["load"].tenths
        assert tenths == almost == (10 if said in HARD else 0)


@pytest.mark.parametrize("seed", range(3))
def test_random_weeks_of_the_whole_service_tell_what_the_people_said(made: Any, seed: int) -> None:
    choose = random.Random(seed)
    places = [made.district, made.municipality("Small"), made.municipality("Empty")]
    people = {
        place.id: [willing(made, made.organization(f"S {place.id}", place)) for _ in range(size)]
        for place, size in zip(places, (9, 4, 0), strict=True)
    }
    for number in range(3):
        shift = timedelta(days=7 * number)
        ask(made, THURSDAY + shift)
        told: dict[int, list[int]] = {place.id: [] for place in places}
        for place in places:
            for person in people[place.id]:
                said = choose.choice(ANSWERS)
                if choose.random() < 0.8 and says(made, person, said, THURSDAY + shift, LOAD, WEEK + shift):
                    told[place.id].append(said)
        weeks.close(made.repo, OVER + shift)
        for place in places:
            found, said = figures.of(made.repo, place.id, WEEK + shift), told[place.id]
            assert ("load" in found) == (len(said) >= 5)
            assert "energy" not in found
            if "load" in found:
                hard = sum(one in HARD for one in said)
                assert abs(found["load"].tenths - 10 * hard / len(said)) <= 2
    assert made.tx.session.query(PulseCount).filter(PulseCount.week < WEEK + shift).count() == 0
