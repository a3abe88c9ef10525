"""The open rules: understood or refused by name, and what they propose."""

import random
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pathing.library import load_rules
from bot.services.learning_paths.rules import LEAST, MOST, OF_A_GROUP, RulesError, propose, read_rules
from bot.services.surveys.results import parts_of
from bot.surveying.library import load_library
from bot.texts import CONTENT
from bot.texts.loader import read
from tests.services.survey_files import SURE, any_answer, checked, definition, question

LIBRARY = load_library()
DIAGNOSTIC = LIBRARY["diagnostic"].survey
RULES = load_rules(LIBRARY)
RAW = read(CONTENT / "learning_paths" / "rules.yml")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"form": "dance"}, "rules.yml: subject_course: unknown form 'dance'"),
        ({"days": 0}, "rules.yml: subject_course: days: 1 to 366"),
        ({"text": ""}, "rules.yml: subject_course: text: 1 to 160"),
        ({"evidence": "я" * 81}, "rules.yml: subject_course: evidence: 1 to 80"),
        ({"who": 1}, "rules.yml: subject_course: unknown key 'who'"),
        ({"group": ""}, "rules.yml: subject_course: wants is a list of codes"),
        ({"key": "subject_tasks"}, "rules.yml: a key stands there twice"),
    ],
)
def test_a_wrong_rule_is_named(change: dict[str, Any], complaint: str) -> None:
    raw = deepcopy(RAW)
    raw["rules"][0] |= change
    with pytest.raises(RulesError) as caught:
        read_rules(raw)
    assert str(caught.value).startswith(complaint)


def test_every_statement_of_the_diagnostic_has_a_rule() -> None:
    core = {one.code for one in DIAGNOSTIC.questions if one.group}
    assert {code for rule in RULES.rules for code in rule.wants} == core


def test_the_named_help_goes_first_and_a_mentor_s_steps_need_a_mentor() -> None:
    answers = {"methodical_levels": "support", "methodical_help": ["mentor"], "digital_safety": "support"}
    assert propose(RULES, DIAGNOSTIC, answers, has_mentor=True)[0].key == "methodical_mentor"
    without = propose(RULES, DIAGNOSTIC, answers, has_mentor=False)
    assert "methodical_mentor" not in [one.key for one in without]
    assert len(without) == LEAST


def test_who_asked_for_nothing_gets_what_suits_everybody() -> None:
    found = propose(RULES, DIAGNOSTIC, {"digital_safety": "sure"}, has_mentor=True)
    assert [one.wants for one in found] == [()] * LEAST


def test_a_service_s_own_diagnostic_leads_to_steps_of_the_areas_in_which_support_is_wanted() -> None:
    said = [question(f"own_{group}", group=group, **SURE) for group in ("methodical", "digital", "subject")]
    own = checked(definition(*said, groups={key: RULES.areas[key] for key in ("methodical", "digital", "subject")}))
    found = propose(RULES, own, {"own_methodical": "support", "own_digital": "sure"}, has_mentor=True)
    assert [one.group for one in found] == ["methodical", "methodical", ""]


@given(seed=st.integers(0, 2**64))
def test_a_proposal_is_three_to_five_steps_about_what_was_asked_for(seed: int) -> None:
    choose = random.Random(seed)
    answers = {one.code: any_answer(choose, one) for one in DIAGNOSTIC.questions if choose.random() < 0.8}
    found = propose(RULES, DIAGNOSTIC, answers, choose.random() < 0.5)
    assert LEAST <= len(found) <= MOST
    assert len({one.key for one in found}) == len(found)
    groups = Counter(one.group for one in found if one.group)
    assert all(count <= OF_A_GROUP for count in groups.values())
    wanted = {one.key for one in parts_of(DIAGNOSTIC, answers) if one.support}
    assert set(groups) <= wanted
