"""Whom something was sent to, as it is remembered: who chose and what, never which people they were that day."""

import json
from typing import Any, NamedTuple

from storage.repositories.audiences import Choices, Condition


class Remembered(NamedTuple):
    """The scope is not kept: it is whatever the author answers for on the day the audience is looked up again."""

    author: int
    choices: Choices


def dump(author: int, choices: Choices) -> str:
    kept = {condition.value: list(ids) for condition, ids in choices.items() if ids}
    return json.dumps({"author": author, "choices": kept})


def load(raw: str) -> Remembered | None:
    """None: nothing is remembered of this mailing."""
    if not raw:
        return None
    found: dict[str, Any] = json.loads(raw)
    return Remembered(found["author"], read(found["choices"]))


def read(kept: dict[str, list[int]]) -> dict[Condition, list[int]]:
    return {Condition(condition): ids for condition, ids in kept.items()}
