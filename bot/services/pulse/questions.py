"""What the pulse asks, the better answers first; answered by numbers, for words may change."""

from enum import StrEnum


class Question(StrEnum):
    LOAD = "load"
    ENERGY = "energy"


ANSWERS = (1, 2, 3, 4)
HARD = frozenset({3, 4})
"""What is told as «hard», and after which she is shown at once whom to turn to."""
CELLS = tuple((question.value, answer) for question in Question for answer in ANSWERS)
