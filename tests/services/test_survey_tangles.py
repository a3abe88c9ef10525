"""Conditions upon conditions are judged quickly or refused: a table of them must not keep others' files waiting."""

import time
from typing import Any

from bot.services.surveys.checking import problems
from bot.services.surveys.reading import survey
from tests.services.survey_files import question

LONGEST = 10.0
"""Seconds; it takes half a second, and took minutes."""


def chain(name: str, first: str, begin: list[str]) -> list[dict[str, Any]]:
    """Sections each of which is shown by any question before it, and only to who gave one first answer."""
    blocks, before = [], begin
    for number in range(4):
        codes = [f"{name}{number}_{place}" for place in range(4)]
        needs = {"if": {"q0": first}, "if_any": {one: ["a", "b"] for one in before}}
        blocks.append({"key": f"{name}{number}", "title": "Б", "questions": [question(one) for one in codes], **needs})
        before = before + codes
    return blocks


def test_conditions_that_only_contradict_each_other_are_judged_in_time() -> None:
    first = [f"q{number}" for number in range(12)]
    one, other = chain("s", "a", first[1:]), chain("t", "b", first[1:])
    reached = [asked["code"] for block in other for asked in block["questions"]]
    last = {"key": "z", "title": "Б", "questions": [question(f"z{number}") for number in range(10)]}
    last |= {"if": {"s3_0": "a"}, "if_any": dict.fromkeys(reached, "a")}
    begin = {"key": "q", "title": "Б", "questions": [question(code) for code in first]}
    made = survey("made", {"title": "О", "purpose": "З", "blocks": [begin, *one, *other, last]})
    begun = time.monotonic()
    assert [found.what for found in problems(made) if found.what != "slow"] == ["tangle"]
    assert time.monotonic() - begun < LONGEST
