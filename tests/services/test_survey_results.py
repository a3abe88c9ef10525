"""What a result says, and what may be told of a round."""

import json
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.disclosure import K
from bot.services.quiet import due
from bot.services.surveys import engine
from bot.services.surveys.model import WORDS_SECONDS
from bot.services.surveys.results import Result, of, parts_of
from bot.services.surveys.rounds import counts, reminded_at
from bot.surveying.flow import until
from bot.surveying.library import load_library
from bot.surveying.picture import Words, draw
from bot.surveying.picture import _result as drawn_of
from bot.surveying.results import words
from bot.texts import load_texts
from storage.models import QuietHours, SurveyRun
from tests.services.survey_files import SURE, any_answer, checked, definition, every_kind, question

DIAGNOSTIC = load_library()["diagnostic"].survey
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def test_what_one_has_never_done_counts_as_no_answer() -> None:
    answers = {
        "digital_lesson": "support",
        "digital_materials": "never",
        "digital_safety": "sure",
        "deeper_wanted": "go",
    }
    (part,) = parts_of(DIAGNOSTIC, answers)
    assert (part.key, part.sure, part.mostly, part.support, part.deficit) == ("digital", 1, 0, 1, 0.5)
    assert part.wanted == ("цифровые ресурсы на уроке",)
    assert parts_of(DIAGNOSTIC, {"digital_lesson": "never"}) == ()


def test_a_statement_without_a_short_name_is_quoted_as_she_was_asked_it() -> None:
    said = question("a", group="g", instead={"kindergarten": "Умею в саду"}, **SURE)
    own = checked(definition(said, groups={"g": "Методика"}))
    for tags, quoted in ((frozenset(), "«Вопрос a»"), (frozenset({"kindergarten"}), "«Умею в саду»")):
        (part,) = parts_of(own, {"a": "support"}, tags)
        assert part.wanted == (quoted,)


@given(seed=st.integers(0, 2**64))
def test_a_deficit_is_the_share_of_support_among_the_answered(seed: int) -> None:
    choose = random.Random(seed)
    going = engine.begun(DIAGNOSTIC, frozenset({"school"}))
    while going.question is not None:
        skips = choose.random() < 0.3
        going = engine.forward(going) if skips else engine.answer(going, any_answer(choose, going.question))
    parts = parts_of(DIAGNOSTIC, going.answers)
    for part in parts:
        mine = [going.answers.get(one.code) for one in DIAGNOSTIC.questions if one.group == part.key]
        said = [one for one in mine if one in ("sure", "mostly", "support")]
        assert part.deficit == said.count("support") / len(said)
    found = Result(1, "", NOW, parts)
    assert not set(found.strengths) & set(found.growth)
    assert [one.deficit for one in found.growth] == sorted((one.deficit for one in found.growth), reverse=True)


@given(invited=st.integers(0, 60), finished=st.integers(0, 60))
def test_what_is_told_of_a_round_never_depends_on_one_person(invited: int, finished: int) -> None:
    finished = min(finished, invited)
    now = counts(invited, finished)
    if invited < K:
        assert now == (None, None)
        return
    assert now.invited == invited
    changes = [done for done in range(1, invited + 1) if counts(invited, done) != counts(invited, done - 1)]
    assert all(after - before >= K for before, after in zip([0, *changes], changes, strict=False))
    assert counts(invited, invited) == counts(invited, invited - 1)
    assert now.tenths is None or (finished >= K and now.tenths < 10)
    as_told = [done for done in range(invited + 1) if counts(invited, done) == now]
    assert len(as_told) >= K  # of anybody it may be that she has not finished
    assert invited - as_told[0] >= K


def test_reminders_are_two_at_most_and_before_the_close() -> None:
    closes = datetime(2026, 12, 6, tzinfo=UTC)
    first, second = (reminded_at(NOW, closes, number, MOSCOW) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert NOW < first < second < closes
    assert reminded_at(NOW, closes, 3, MOSCOW) is None
    assert reminded_at(datetime(2026, 12, 5, tzinfo=UTC), closes, 2, MOSCOW) is None


@pytest.mark.parametrize("days", range(14, 21))
@pytest.mark.parametrize("zone", ["Europe/Kaliningrad", "Asia/Kamchatka"])
def test_on_whatever_day_it_closes_everybody_hears_the_last_reminder_before(days: int, zone: str) -> None:
    here = ZoneInfo(zone)
    closes = datetime(2026, 11, 22, tzinfo=here) + timedelta(days=days)
    last = reminded_at(NOW, closes.astimezone(UTC), 2, here)
    assert last is not None
    assert all(due(last, here, chosen) < closes for chosen in QuietHours)


@pytest.mark.parametrize("author", ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka"])
@pytest.mark.parametrize("teacher", ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka"])
def test_everybody_in_a_region_is_told_the_last_day_its_author_named(author: str, teacher: str) -> None:
    closes_at = datetime(2026, 12, 8, tzinfo=ZoneInfo(author))
    assert until(closes_at, ZoneInfo(teacher), NOW) == "7 декабря"


def test_a_survey_s_time_is_eight_seconds_a_choice_and_forty_a_text() -> None:
    assert checked(every_kind()).seconds() == 4 * 8 + WORDS_SECONDS


@pytest.mark.parametrize("answers", [{}, {"digital_lesson": "support"}])
def test_a_picture_of_any_result_is_drawn(answers: dict[str, str]) -> None:
    words = Words("Мой результат", "уверенно", "в основном", "нужна поддержка", "раньше")
    assert draw(parts_of(DIAGNOSTIC, answers), words).startswith(b"\x89PNG")


def test_the_longest_result_fits_under_its_picture() -> None:
    wanted = {one.code: "support" for one in DIAGNOSTIC.questions if one.group}
    parts = parts_of(DIAGNOSTIC, wanted)
    better, worse = parts_of(DIAGNOSTIC, {**wanted, "subject_tasks": "sure"}), parts
    compared = [one._replace(before=was, same=one) for one, was in zip(parts, [*better[:2], *worse[2:]], strict=True)]
    turn: Any = SimpleNamespace(texts=load_texts())
    said = turn.texts.results.result(
        "30 сентября 2026 года", *words(turn, Result(1, "", NOW, tuple(compared), ("слова",)))
    )
    assert len(said) <= 1000


@pytest.mark.parametrize(
    ("said", "strengths"),
    [
        (("sure", "support"), "Опора уже есть:</b> вы уверены"),
        (("mostly", "support"), "большую часть вы в основном умеете"),
        (("support", "support"), "вы прямо сказали, где нужна поддержка"),
    ],
)
def test_nobody_is_praised_for_what_she_asked_support_in(said: tuple[str, str], strengths: str) -> None:
    parts = parts_of(DIAGNOSTIC, dict(zip(("digital_lesson", "digital_materials"), said, strict=True)))
    turn: Any = SimpleNamespace(texts=load_texts())
    assert strengths in words(turn, Result(1, "", NOW, parts))[0]


def run_of(number: int, tags: str, reworded: bool = False) -> Any:
    """A finished run; `reworded`: one statement is put otherwise in its edition."""
    raw = json.loads(load_library()["diagnostic"].body)
    if reworded:
        raw["blocks"][4]["questions"][0]["text"] = "Снимаю уроки на видео"
    version = SimpleNamespace(key="diagnostic", body=json.dumps(raw, ensure_ascii=False))
    return SimpleNamespace(
        id=number, tags=tags, finished_at=NOW, begun_at=NOW, round=SimpleNamespace(version=version, closes_at=NOW)
    )


def test_a_statement_put_in_other_words_breaks_its_line_and_is_named() -> None:
    before = {"digital_lesson": "support", "digital_materials": "support", "subject_content": "support"}
    after = dict.fromkeys(["digital_lesson", "subject_content", "digital_safety"], "sure")
    after["digital_materials"] = "support"
    found = of([(run_of(2, "school", reworded=True), after), (run_of(1, "school"), before)], NOW)
    assert found is not None
    assert found.broken == ("цифровые ресурсы на уроке",)
    digital = next(one for one in found.parts if one.key == "digital")
    assert (digital.before.answered, digital.before.support, digital.change) == (1, 1, 0)
    assert next(one for one in found.parts if one.key == "subject").change == -1


def test_who_is_no_young_specialist_any_more_was_asked_otherwise_where_the_words_are_hers() -> None:
    answers = {"subject_content": "support", "subject_tasks": "sure"}
    found = of([(run_of(2, "school"), answers), (run_of(1, "school,young"), answers)], NOW)
    assert found is not None
    assert found.broken == ("трудные места предмета",)
    assert found.parts[0].before.answered == 1


def test_what_was_not_asked_before_makes_nothing_worse() -> None:
    after = {"digital_lesson": "sure", "digital_safety": "support"}
    found = of([(run_of(2, "school"), after), (run_of(1, "school"), {"digital_lesson": "sure"})], NOW)
    assert found is not None
    assert found.parts[0].change == 0


def test_what_was_finished_last_is_the_newest_however_early_it_was_begun(made: Any) -> None:
    person, edition = made.teacher(), load_library()["diagnostic"]
    rounds = [made.survey_round(edition), made.survey_round(edition)]
    for place, found in enumerate(rounds):
        begun, done = NOW + timedelta(minutes=place), NOW + timedelta(days=2 - place)
        facts = {"tags": "school", "at": "", "begun_at": begun, "finished_at": done}
        run = made.add(SurveyRun(round_id=found.id, teacher_id=person.id, **facts))
        made.repo.surveys.save(run.id, "", (), {"digital_lesson": ("sure", "support")[place]})
    newest, before = (run for run, _ in made.repo.surveys.answered(person.id))
    found = of(made.repo.surveys.answered(person.id), NOW)
    assert (newest.round_id, before.round_id) == (rounds[0].id, rounds[1].id)
    assert found is not None
    assert found == drawn_of(made.tx, person.id, found.run_id, NOW)
    assert found.parts[0].change == -1
    assert drawn_of(made.tx, person.id, before.id, NOW).parts[0].before is None
