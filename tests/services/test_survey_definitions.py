"""A survey's definition is understood or refused with file and question; the way through it always comes to its end."""

import json
import random
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.surveys import engine
from bot.services.surveys.checking import is_long
from bot.services.surveys.engine import WrongAnswerError
from bot.services.surveys.model import Survey, SurveyError
from bot.services.surveys.reading import from_stored, stored, survey
from bot.services.surveys.standard import fits_a_table
from bot.surveying.library import load_library
from bot.surveying.questions import question_screen
from bot.surveying.taps import Surveying
from bot.texts import TextError, load_texts
from tests.services.survey_files import SURE, any_answer, checked, definition, every_kind, invented, question

SCHOOL = frozenset({"school"})


def needing(code: str, **wanted: Any) -> dict[str, Any]:
    return question(code, **{"if": wanted})


def in_blocks(*blocks: dict[str, Any]) -> dict[str, Any]:
    made = [{"key": f"b{number}", "title": "Блок", **block} for number, block in enumerate(blocks)]
    return {"title": "Опрос", "purpose": "Зачем", "blocks": made}


WRONG = [
    (definition(question("a"), question("a")), "made.yml: a: this code stands there twice"),
    (definition(needing("a", b="a"), question("b")), "made.yml: a: condition on 'b', which does not come before it"),
    (definition(needing("a", a="a")), "made.yml: a: condition on 'a', which does not come before it"),
    (
        in_blocks({"if": {"q": "a"}, "questions": [question("q"), question("r")]}),
        "made.yml: b0: condition on 'q', which does not come before it",
    ),
    (definition(needing("a", zz="a")), "made.yml: a: condition on the unknown question 'zz'"),
    (definition(question("a"), needing("b", a="c")), "made.yml: b: condition on 'a': it has no answer 'c'"),
    (definition(question("a", "text"), needing("b", a="c")), "made.yml: b: condition on 'a', whose answer is typed"),
    (
        in_blocks({"questions": [question("a")]}, {"if": {"a": "a"}, "questions": [needing("b", a="b")]}),
        "made.yml: b: no answers lead to this question",
    ),
    (
        definition(question("a"), needing("b", a="a"), question("c", **{"if": {"a": "b"}, "if_any": {"b": "a"}})),
        "made.yml: c: no answers lead to this question",
    ),
    (
        definition(question("a", options={f"o{n}": f"Вариант {n}" for n in range(300)})),
        "made.yml: a: 300 options, 2 to 7 fit",
    ),
    (definition(question("a", options={"x": "Слово " * 9, "y": "Да"})), "made.yml: a: x: 54 characters, at most 24"),
    (definition(question("a", text="=SUM(A1)")), "made.yml: a: a formula is no text"),
    (definition(question("a", options={True: "Да", "b": "Нет"})), "made.yml: a: options: True is not understood"),
    (definition(question("a", kind="essay")), "made.yml: a: kind must be one of single"),
    (definition(question("a", low="нет")), "made.yml: a: unknown key 'low'"),
    (definition(question("a", only=["pilots"])), "made.yml: a: unknown audience 'pilots'"),
    (definition(question("a", group="maths")), "made.yml: a: unknown group 'maths'"),
    (definition(question("a", group="g"), groups={"g": "Г"}), "made.yml: a: a question of a group needs values"),
    (definition(question("a", values={"a": 2})), "made.yml: a: values count in a group, and none is named"),
    (definition(question("a", "number", least=5, most=1)), "made.yml: a: least must be below most"),
    (definition(question("a", scale="nowhere")), "made.yml: a: unknown scale 'nowhere'"),
    (definition(*(question(f"t{n}", "text") for n in range(11))), "made.yml: takes 440 seconds, at most 420"),
    (definition(), "made.yml: only: questions: a list is expected"),
    ({"title": "x", "purpose": "y"}, "made.yml: blocks: a list is expected"),
    ([], "made.yml: a list of «key: value» is expected"),
]


@pytest.mark.parametrize(("raw", "complaint"), WRONG, ids=[complaint[:60] for _, complaint in WRONG])
def test_a_wrong_definition_is_refused_with_file_and_question(raw: Any, complaint: str) -> None:
    with pytest.raises(SurveyError) as caught:
        checked(raw)
    assert str(caught.value).startswith(complaint)


def test_the_start_names_the_file_of_a_wrong_survey(tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "bad.yml").write_text("title: x\npurpose: y\nblocks: []\n", "utf-8")
    with pytest.raises(TextError, match=r"surveys/bad\.yml: blocks: a list is expected"):
        load_library(tmp_path)


def test_ticks_of_a_multiple_question_contradict_nothing() -> None:
    raw = in_blocks({"questions": [question("a", "multiple")]}, {"if": {"a": "a"}, "questions": [needing("b", a="b")]})
    assert checked(raw).by_code["b"]


def test_the_shipped_diagnostic_has_five_groups_and_takes_three_minutes() -> None:
    found = load_library()["diagnostic"].survey
    assert len(found.groups) == 5
    core = [one for one in found.questions if one.group]
    assert 12 <= len(core) <= 15
    assert {one.group for one in core} == set(found.groups)
    assert all(one.short and one.values == {"sure": 0, "mostly": 1, "support": 2} for one in core)
    assert found.seconds() == 168
    assert not is_long(found)
    words = [{one.words(frozenset(tags)) for one in core} for tags in (["school"], ["kindergarten"], ["young"])]
    assert len(set.union(*words)) > 2 * len(core) - 5


def test_the_deeper_block_comes_only_after_support_was_asked_for() -> None:
    going = engine.begun(load_library()["diagnostic"].survey, SCHOOL)
    for _ in range(15):
        going = engine.answer(going, "sure")
    assert going.at == ""
    for _ in range(3):
        going = engine.back(going)
    going = engine.answer(going, "support")
    assert going.place == (14, 16)
    going = engine.forward(engine.forward(going))
    assert going.at == "deeper_wanted"
    going = engine.answer(going, "go")
    assert going.at == "digital_help"
    assert engine.answer(going, ["course"]).at == ""


def test_what_takes_more_than_three_minutes_is_said_before_it_is_launched() -> None:
    assert is_long(checked(definition(*(question(f"t{n}", "text") for n in range(5)))))
    assert not is_long(checked(definition(*(question(f"t{n}", "text") for n in range(4)))))


def test_a_stored_version_is_the_same_survey() -> None:
    raw = every_kind()
    digest, body = stored(raw)
    assert stored(json.loads(body))[0] == digest
    assert from_stored("made", body) == survey("made", raw)


def test_answers_of_every_kind_are_checked() -> None:
    found = checked(every_kind())
    going = engine.begun(found, SCHOOL)
    for wrong in ("c", "", 1, ["a"]):
        with pytest.raises(WrongAnswerError):
            engine.answer(going, wrong)
    going = engine.answer(going, "b")
    with pytest.raises(WrongAnswerError):
        engine.answer(going, [])
    going = engine.tick(engine.tick(going, "c", True), "a", True)
    assert going.answers["many"] == ["a", "c"]
    assert engine.tick(engine.tick(going, "c", False), "a", False).answers == {"one": "b"}
    going = engine.forward(going)
    assert going.at == "scale"
    with pytest.raises(WrongAnswerError):
        engine.answer(going, 6)
    going = engine.answer(going, 5)
    years, words = found.by_code["years"], found.by_code["words"]
    assert engine.understood(years, " 1\u202f0\n") == 10
    assert engine.understood(replace(years, least=-5), "−2") == engine.understood(replace(years, least=-5), "-2") == -2
    for wrong in ("много", "-1", "−1", "101", "9" * 99, "1.5", "3,5", "½", "²", "-", "--1", "1-1", "0x1", ""):
        with pytest.raises(WrongAnswerError):
            engine.understood(years, wrong)
    for wrong in ("", "я" * 41):
        with pytest.raises(WrongAnswerError):
            engine.understood(words, wrong)


def test_changing_an_answer_drops_what_is_not_asked_any_more() -> None:
    going = engine.answer(engine.begun(checked(every_kind()), SCHOOL), "b")
    going = engine.answer(going, ["a"])
    going = engine.answer(engine.back(engine.back(going)), "a")
    assert going.answers == {"one": "a"}
    assert going.at == "scale"


def naive_way(survey: Survey, tags: frozenset[str], answers: Any) -> list[str]:
    """By the definition alone: an answer counts where its question comes."""

    def holds(one: Any) -> bool:
        said = answers.get(one.code) if one.code in way else None
        given = said if isinstance(said, list) else [] if said is None else [said]
        return any(value in one.values for value in given)

    way: list[str] = []
    for block in survey.blocks:
        for one in block.questions:
            needs = (block.shown, one.shown)
            comes = all(all(map(holds, it.every)) and (not it.some or any(map(holds, it.some))) for it in needs)
            if comes and (not one.only or one.only & tags):
                way.append(one.code)
    return way


@given(seed=st.integers(0, 2**64))
def test_every_walk_through_any_survey_keeps_its_place_and_comes_to_an_end(seed: int) -> None:
    choose = random.Random(seed)
    found = invented(choose)
    tags = frozenset(choose.sample(["young", "school", "kindergarten"], choose.randint(0, 2)))
    going, wandering = engine.begun(found, tags), 40
    while going.question is not None:
        codes = going.codes
        assert going.place == (codes.index(going.at) + 1, len(codes))
        assert set(going.answers) <= set(codes)
        assert list(codes) == naive_way(found, tags, going.answers)
        assert engine.resumed(found, tags, going.answers, going.at) == going
        if wandering and choose.random() < 0.4:
            wandering -= 1
            before = engine.back(going)
            assert before.answers == going.answers
            assert going.is_first or engine.forward(before) == going
            going = before
        elif choose.random() < 0.2:
            going = engine.forward(going)
        else:
            going = engine.answer(going, any_answer(choose, going.question))
    assert list(going.codes) == naive_way(found, tags, going.answers)
    total = len(going.codes)
    assert going.place == (total, total)
    if total:
        assert engine.forward(engine.back(going)) == going


def test_only_what_a_table_can_say_is_handed_out_as_one() -> None:
    assert fits_a_table(load_library()["diagnostic"].survey)
    assert fits_a_table(checked(every_kind()))
    own_group = definition(question("a", group="maths", **SURE), groups={"maths": "Математика"})
    own_scale = definition(question("a", group="digital", **SURE), groups={"digital": "Цифра"})
    either = definition(question("a"), question("b", if_any={"a": "a"}))
    assert not any(fits_a_table(checked(raw)) for raw in (own_group, own_scale, either))


def test_the_questions_that_always_come_are_counted_for_one_person() -> None:
    sides = [question("b", only=["kindergarten"]), question("c", only=["school"])]
    own = checked(definition(question("a"), *sides, question("d", **{"if": {"a": "b"}})))
    assert own.always() == 2


def test_who_is_asked_nothing_is_told_so_and_so_is_who_tries_it() -> None:
    own, texts = checked(definition(question("a", only=["kindergarten"]))), load_texts()
    for state, said in (
        (Surveying.QUESTION, texts.surveys.end_of_none),
        (Surveying.TRIAL, texts.surveys.trial_end_of_none),
    ):
        turn: Any = SimpleNamespace(texts=texts, talk=SimpleNamespace(state=state, step=1, data={"round": 1}))
        for tag, words in (("school", said), ("kindergarten", "Вопрос a")):
            assert words in question_screen(turn, engine.begun(own, frozenset({tag}))).text
