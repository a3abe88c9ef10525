"""What the week may say of paths, and of what became of deficits since the round before."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.disclosure import K
from bot.services.summaries import changes, paths
from bot.services.summaries.counting import counted, week_of
from bot.services.summaries.snapshot import Area, Change, Paths, Share, Snapshot, Survey, total
from bot.services.surveys.reading import from_stored
from bot.summarizing.lines import section
from bot.summarizing.taps import Part
from storage.models import LearningPath, PathStep
from tests.services.test_summaries import DUE, EDITION, HOME, TEXTS, WEEK, answer, opened, served, the_week

SEVEN = timedelta(days=7)
SUNDAY = WEEK + timedelta(days=6)


def path(made: Any, *done: date | None, accepted: bool = True) -> LearningPath:
    """Of somebody who came in long ago; a step for each day."""
    person = made.teacher()
    made.account(person).created_at = DUE - timedelta(days=100)
    steps = [PathStep(text="t", due_on=WEEK, done_on=day) for day in done]
    at = DUE - timedelta(days=30) if accepted else None
    return made.add(LearningPath(teacher_id=person.id, accepted_at=at, steps=steps))


def kept(made: Any, monday: date = WEEK) -> Paths:
    """Counted and stored, as on a Monday."""
    now = datetime.combine(monday + SEVEN, DUE.timetz())
    found = counted(made.repo, made.district, week_of(made.district, monday, now))
    made.repo.weekly.add(made.district.id, monday, found.model_dump_json(), now)
    return found.paths


def test_paths_are_told_by_fives_of_people_and_steps_only_where_five_did_some(made: Any) -> None:
    for _ in range(4):
        path(made, WEEK, SUNDAY, None)
    for _ in range(30):
        path(made, WEEK, accepted=False)
    assert kept(made) == Paths()
    path(made, SUNDAY - SEVEN)
    path(made, None)
    assert kept(made, WEEK + SEVEN) == Paths(accepted=5, steps=5, until=SUNDAY + SEVEN)
    eager = path(made, *[SUNDAY + timedelta(days=10)] * 30)
    assert kept(made, WEEK + 2 * SEVEN) == Paths(accepted=5, steps=5, until=SUNDAY + SEVEN)
    for one in made.tx.session.query(LearningPath).filter(LearningPath.id != eager.id).all():
        made.tx.session.delete(one)
    made.tx.flush()
    assert kept(made, WEEK + 3 * SEVEN) == Paths(accepted=5, steps=5, until=SUNDAY + SEVEN)
    for _ in range(9):
        path(made, SUNDAY + timedelta(days=20))
    last = kept(made, WEEK + 4 * SEVEN)
    assert last == Paths(accepted=10, steps=40, until=SUNDAY + 4 * SEVEN)
    told = section(TEXTS, Snapshot(week=WEEK, name="n", paths=last), Part.PATHS)
    assert "не меньше 10 человек" in told
    assert "не меньше 40" in told
    few = section(TEXTS, Snapshot(week=WEEK, name="n"), Part.PATHS)
    assert not any(sign.isdigit() for sign in few.split("\n\n", 1)[1])


def test_that_everybody_has_a_path_is_never_told(made: Any) -> None:
    for _ in range(7):
        path(made)
    assert kept(made) == Paths()
    for _ in range(3):
        made.account(made.teacher())
    assert kept(made, WEEK + SEVEN).accepted == 5


@given(st.lists(st.lists(st.integers(0, 12), max_size=12), max_size=12))
def test_whatever_is_added_to_the_steps_told_was_done_by_five_people(weeks: list[list[int]]) -> None:
    """`weeks`: for each person with steps how many she has done in the week."""
    told, waiting, last = Paths(), dict[int, int](), WEEK
    for week in weeks:
        last += SEVEN
        for person, steps in enumerate(one for one in week if one):
            waiting[person] = waiting.get(person, 0) + steps
        after = paths.grown(told, 0, len(waiting), sum(waiting.values()), last)
        more = (after.steps or 0) - (told.steps or 0)
        assert more >= 0
        assert more % K == 0
        if more:
            assert len(waiting) >= K
            assert more <= sum(waiting.values())
            assert after.until == last
            waiting = {}
        else:
            assert after == told
        told = after


def test_a_region_sums_what_its_municipalities_were_told(made: Any) -> None:
    parts = [Snapshot(week=WEEK, name="n", paths=Paths(accepted=number, steps=None)) for number in (5, 10, None)]
    found = total("Region", WEEK, parts)
    assert (found.paths.accepted, found.paths.steps) == (15, None)


def rounds(made: Any, wants: tuple[float, float]) -> None:
    """Twelve people each, one round after the other."""
    for number, share in enumerate(wants):
        closed = DUE - timedelta(days=60 - 30 * number)
        found = opened(made, 40, made.district, closed_at=closed)
        for _ in range(12):
            answer(made, found, made.teacher(career_since=2010), random.Random(number), share)


def test_a_round_is_compared_with_the_one_before_of_the_same_survey(made: Any) -> None:
    served(made, made.district)
    rounds(made, (0.5, 0.0))
    newest, older = the_week(made).surveys
    assert newest.earlier == datetime(2026, 10, 1, tzinfo=HOME).date()
    assert {one.key: one.before for one in newest.areas} == {one.key: one.share for one in older.areas}
    assert {one.change for one in newest.areas} == {Change.LESS, Change.SAME}
    assert older.earlier is None
    told = section(TEXTS, the_week(made), Part.SURVEY)
    assert "стало меньше: было почти всем" in told
    assert "Сравниваю с опросом, который начался 1 октября" in told


@pytest.mark.parametrize("audience", ['{"subject": [1]}', '{"young": [1]}'])
def test_rounds_of_different_people_are_not_compared(made: Any, audience: str) -> None:
    served(made, made.district)
    rounds(made, (0.5, 0.0))
    made.repo.survey_figures.rounds(made.district, DUE - timedelta(days=84), DUE, 4)[1].audience = audience
    assert the_week(made).surveys[0].earlier is None
    assert {one.change for one in the_week(made).surveys[0].areas} == {None}


def test_a_question_in_other_words_is_a_stated_break_of_its_area_alone() -> None:
    then = from_stored("diagnostic", EDITION.body)
    group = next(iter(then.groups))
    code = next(one.code for one in then.questions if one.group == group)
    first = next(one for one in then.blocks if any(question.code == code for question in one.questions))
    words = tuple(replace(one, text="Другое") if one.code == code else one for one in first.questions)
    now = replace(then, blocks=tuple(replace(one, questions=words) if one is first else one for one in then.blocks))
    share = Share(support=5, answered=10)
    areas = tuple(Area(key=key, name=key, share=share) for key in then.groups)
    found = changes.with_before(areas, areas, then, now)
    assert [one.change for one in found] == [Change.BROKEN, *[Change.SAME] * (len(areas) - 1)]
    assert found[0].before is None
    assert {one.change for one in changes.with_before(areas, (), then, now)} == {None}
    survey = Survey(
        key="k", title="t", is_open=False, invited=None, told=None, areas=found, earlier=date(2026, 3, 1)
    )  # fmt: skip
    told = section(TEXTS, Snapshot(week=WEEK, name="n", surveys=(survey,)), Part.SURVEY)
    assert told.count("с прошлым разом не сравнить") == 1
    region = total("r", WEEK, [Snapshot(week=WEEK, name="n", surveys=(one,)) for one in (survey, survey)])
    assert [one.change for one in region.surveys[0].areas] == [one.change for one in found]
    alone = survey.model_copy(update={"areas": areas, "earlier": None})
    mixed = total("r", WEEK, [Snapshot(week=WEEK, name="n", surveys=(one,)) for one in (survey, alone)])
    assert {one.change for one in mixed.surveys[0].areas[1:]} == {None}
