"""Questions and buttons of surveys: what leads to a round names it, what belongs to a question carries its mark.

The mark is the same for everybody who is asked the question in this round: so are the keyboards, and one that was made
before is dear no more.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from ..screen import Button


class Surveying(StrEnum):
    """The open question: one that is tapped or one that is typed, in a run or in a trial that nobody keeps."""

    QUESTION = "surveys.question"
    WORDS = "surveys.words"
    TRIAL = "surveys.trial"
    TRIAL_WORDS = "surveys.trial_words"


TRIALS = (Surveying.TRIAL, Surveying.TRIAL_WORDS)
OPEN = frozenset(Surveying)


class Show(CallbackData, prefix="sv_show"):
    """The round's invitation, or the question at which she stopped."""

    round: int


class Begin(CallbackData, prefix="sv_begin"):
    round: int


class Later(CallbackData, prefix="sv_later"):
    round: int


class Refuse(CallbackData, prefix="sv_refuse"):
    round: int


class AskAnew(CallbackData, prefix="sv_ask_anew"):
    round: int


class Anew(CallbackData, prefix="sv_anew"):
    round: int


class Choose(CallbackData, prefix="sv_pick"):
    """By its place among the options (of a scale the number itself); `unticked` takes a tick back.

    So the second of two hasty taps changes nothing.
    """

    step: int
    option: int


class Forward(CallbackData, prefix="sv_on"):
    step: int


class Backward(CallbackData, prefix="sv_back"):
    step: int


class Pause(CallbackData, prefix="sv_pause"):
    step: int


class Finish(CallbackData, prefix="sv_done"):
    step: int


ENDS = 99
"""The place of a survey's end, behind all questions there can be."""


def mark_at(round_id: int, place: int) -> int:
    """Of the question at this place in the round's survey."""
    return round_id * (ENDS + 1) + place


def unticked(option: int) -> int:
    return ~option


def button(label: str, kind: type[CallbackData], *numbers: int) -> Button:
    """What `Button.of` makes of a callback of numbers, without the 15 µs of packing; every question has seven."""
    return Button(label, ":".join((kind.__prefix__, *map(str, numbers))))
