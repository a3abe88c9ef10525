"""The table of features: one look-up, mistakes that stop the start, doors."""

from enum import StrEnum

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.answers import Answers
from bot.feature_table import Features
from bot.features import BadTapError, Door, Feature
from bot.screen import Html, Screen, public
from bot.texts.loader import TextError
from bot.turn import Turn
from bot.words import Words
from handlers import all_features


class Question(StrEnum):
    NAME = "test.name"


class Step(CallbackData, prefix="step"):
    step: int


class Bare(CallbackData, prefix="bare"):
    id: int


def say(text: str):
    return lambda *_: public(Html(text))


ANSWERS = Answers(
    unknown=say("unknown"),
    unanswered=lambda turn, here: here.with_toast("unanswered"),
    wordless=say("wordless"),
    unsupported=say("unsupported"),
    not_taken=say("not taken"),
    stranger=say("stranger"),
    gate=lambda turn: None,
    outdated=lambda turn, here: here.with_toast("outdated"),
    forbidden=say("forbidden"),
    sorry=say("sorry"),
    answers_letter=lambda turn: False,
    replied=lambda turn: None,
    lost_reply=say("lost reply"),
)
WORDS = Words({"menu": ["меню"], "mo": ["мо"], "cancel": ["отмена"]})


def table(*features: Feature) -> Features:
    menu = Feature()
    menu.says("menu", door=Door.ANYONE)(say("menu"))
    return Features(WORDS, ANSWERS, menu, *features)


@pytest.mark.parametrize("claim", ["taps", "says", "answers", "asks", "takes"])
def test_a_key_claimed_twice_stops_the_start(claim: str) -> None:
    key = {"taps": Bare, "says": "mo", "answers": Question.NAME, "asks": Question.NAME, "takes": Question.NAME}[claim]
    one, other = Feature(), Feature()
    getattr(one, claim)(key)(say("one"))
    getattr(other, claim)(key)(say("other"))
    with pytest.raises(ValueError, match="two handlers for"):
        table(one, other)
    with pytest.raises(ValueError, match="two handlers for"):
        getattr(one, claim)(key)(say("again"))


def test_a_word_the_content_does_not_know_stops_the_start() -> None:
    feature = Feature()
    feature.says("surprise")(say("x"))
    with pytest.raises(TextError, match=r"words\.yml: missing key 'surprise'"):
        table(feature)


def test_a_button_of_a_question_must_carry_its_step() -> None:
    with pytest.raises(ValueError, match="must carry the step"):
        Feature().taps(Bare, during=Question.NAME)


def test_every_word_of_the_content_has_a_handler_and_every_handler_a_word() -> None:
    from bot.texts import CONTENT

    words = Words.from_file(CONTENT / "words.yml")
    assert sorted(all_features(words).words) == sorted(words.keys)


def test_every_question_can_be_asked_again_and_named_when_it_is_dropped() -> None:
    from bot.texts import CONTENT, load_texts

    features = all_features(Words.from_file(CONTENT / "words.yml"))
    states = {tap.during for tap in features.tapped.values() if tap.during} | set(features.answered)
    texts = load_texts().fallback
    named = {*texts.questions, *texts.drafts}
    assert states <= named <= set(features.questions)


@pytest.mark.parametrize(
    "value", ["x", "", str(2**31), str(-(2**31)), str(2**63), "9" * 4400, "1.5", "1:2", "٣٣٣٣٣٣٣٣٣٣٣"]
)
def test_a_number_no_column_takes_is_no_choice(value: str) -> None:
    feature = Feature()
    seen = []

    @feature.taps(Bare, door=Door.ANYONE)
    def bare(turn: Turn, choice: Bare) -> Screen:
        seen.append(choice.id)
        return public(Html("x"))

    with pytest.raises(BadTapError):
        feature.tapped["bare"].run(None, f"bare:{value}")  # type: ignore[arg-type]
    assert seen == []
