"""Whom something was sent to, as it is remembered: who chose and what, never which people they were that day.

The scope is not kept: it is whatever the author answers for on the day the audience is looked up again.
"""

import json

from storage.repositories.audiences import Choices, Condition


def dump(author: int, choices: Choices) -> str:
    kept = {condition.value: list(ids) for condition, ids in choices.items() if ids}
    return json.dumps({"author": author, "choices": kept})


def load(raw: str) -> dict[Condition, list[int]]:
    """What was chosen."""
    return read(json.loads(raw)["choices"])


def read(kept: dict[str, list[int]]) -> dict[Condition, list[int]]:
    return {Condition(condition): ids for condition, ids in kept.items()}
