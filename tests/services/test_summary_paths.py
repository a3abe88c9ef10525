"""What the week may say of paths, and of what became of deficits since the round before."""

import random
import struct
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcing.draft import plain
from bot.messengers.html import units
from bot.services.disclosure import K
from bot.services.summaries import changes, paths, telling
from bot.services.summaries.chart import PICTURE, chart
from bot.services.summaries.counting import counted, week_of
from bot.services.summaries.rules import Kind, to_do
from bot.services.summaries.snapshot import (
    Area,
    Change,
    Coverage,
    Events,
    Letters,
    Order,
    Paths,
    Planned,
    Sent,
    Share,
    Snapshot,
    Survey,
    Young,
    total,
)
from bot.services.surveys.reading import from_stored
from bot.summarizing.lines import section
from bot.summarizing.picture import picture
from bot.summarizing.screens import items, note, screen
from bot.summarizing.taps import Part
from storage.models import RECIPE, LearningPath, Mailing, PathStep, SurveyRound
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
    earlier = made.repo.survey_figures.rounds(made.district, DUE - timedelta(days=84), DUE, 4)[1]
    made.tx.session.get_one(SurveyRound, earlier.id).audience = audience
    made.tx.session.flush()
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
    found = changes.with_before(areas, dict.fromkeys(then.groups, share), then, now)
    assert [one.change for one in found] == [Change.BROKEN, *[Change.SAME] * (len(areas) - 1)]
    assert found[0].before is None
    assert {one.change for one in changes.with_before(areas, {}, then, now)} == {None}
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


NAMES = st.text(alphabet="яЩ &<>🎓", min_size=1, max_size=300)
NUMBERS = st.integers(0, 10**6)


@st.composite
def weeks(draw: st.DrawFn) -> Snapshot:
    """Any there may be, the longest names among them."""
    shares = st.builds(lambda part: Share(support=part, answered=20), st.integers(0, 20))
    areas = draw(st.lists(st.builds(Area, key=NAMES, name=NAMES, share=shares), max_size=5))
    survey = Survey(key="k", title=draw(NAMES), is_open=True, invited=draw(NUMBERS), told=0, areas=tuple(areas))
    orders = st.builds(
        Order, id=NUMBERS, title=NAMES, until=st.just(WEEK), people=NUMBERS, acknowledged=NUMBERS, silent=NUMBERS
    )
    events = st.builds(Planned, title=NAMES, starts_at=st.just(DUE), zone=st.just("Asia/Kamchatka"), going=NUMBERS)
    return Snapshot(
        week=draw(st.sampled_from([WEEK, date(2026, 12, 28)])),
        name=draw(NAMES),
        places=draw(st.sampled_from([0, 200])),
        coverage=Coverage(**{key: draw(NUMBERS) for key in Coverage.model_fields}),
        young=Young(**{key: draw(NUMBERS) for key in Young.model_fields}),
        letters=Letters(**{key: draw(NUMBERS) for key in Letters.model_fields}),
        sent=Sent(announcements=draw(NUMBERS), arrived=draw(NUMBERS), orders=tuple(draw(st.lists(orders, max_size=2)))),
        events=Events(coming=tuple(draw(st.lists(events, max_size=3)))),
        surveys=(survey,),
    )


@given(weeks(), st.booleans())
def test_any_week_fits_into_nine_hundred_characters_and_says_what_to_do(found: Snapshot, is_done: bool) -> None:
    text, rows = note(TEXTS)(SimpleNamespace(id=1), found)
    assert units(plain(text)) <= 900
    assert [row[0][0][:2] for row in rows[:-1]] == [f"{n}." for n in range(1, len(to_do(found)) + 1)]
    done = dict.fromkeys(Kind, ("Я" * 99, "30 сентября")) if is_done else {}
    lines = items(TEXTS, found, done)
    said = screen(TEXTS, found, lines)
    assert units(plain(said)) <= 900
    assert said.endswith(lines[-1] if lines else "")
    for part in Part:
        assert section(TEXTS, found, part)


@given(weeks())
def test_any_week_has_a_chart_that_is_never_empty(found: Snapshot) -> None:
    shown = chart(found)
    assert shown.bars
    assert all(one.percent >= 0 for one in shown.bars)
    assert shown.is_survey == bool(found.surveys[0].areas)


def test_the_picture_is_a_png_for_a_phone_whatever_the_names_are() -> None:
    share = Share(support=9, answered=10)
    area = Area(key="k", name="Очень длинное имя " * 30, share=share, before=share)
    survey = Survey(key="k", title="t", is_open=True, invited=9, told=5, areas=(area,) * 5)
    for one in (Snapshot(week=WEEK, name="М" * 300, surveys=(survey,)), Snapshot(week=WEEK, name="n")):
        size = struct.unpack(">II", picture(TEXTS, one)[16:24])
        assert size[0] == 1080
        assert 300 < size[1] < 1400


def test_a_message_brings_the_recipe_of_its_picture_and_only_of_its_own_week(made: Any) -> None:
    methodist = served(made, made.district)
    telling.tell(made.repo, note(TEXTS), DUE)
    sent = made.tx.session.query(Mailing).filter(Mailing.key.like("summary:%")).one()
    file = made.repo.files.get(sent.parts[0].file_id)
    assert (file.kind, file.mime, file.teacher_id) == ("photo", RECIPE, None)
    assert file.data.decode() == f"{PICTURE}:municipality:{made.district.id}:{WEEK.toordinal()}"
    assert methodist.id
