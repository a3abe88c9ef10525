"""What the table of features itself has to say: the answers to what no feature answers."""

from collections.abc import Callable
from typing import NamedTuple

from .screen import Screen
from .turn import House, Turn

Handler = Callable[[Turn], Screen]


class Answers(NamedTuple):
    """Given by the handlers of the fallback, of the entry and of the letters."""

    unknown: Handler  # a word nobody knows
    unanswered: Callable[[Turn, Screen], Screen]  # no answer to the question she sees: that one again, with a note
    wordless: Handler  # a sticker, a photo where no file is wanted
    unsupported: Handler  # a sticker where a file or words are wanted
    not_taken: Handler  # a file that could not be taken
    stranger: Handler  # nobody is known behind this account
    gate: Callable[[Turn], Screen | None]  # something comes first: a new version of the consent
    outdated: Callable[[Turn, Screen], Screen]  # an old button: the right place, with a note
    forbidden: Callable[[Turn, Handler], Screen]  # no right to it; the handler asks the open question again
    sorry: Callable[[House], Screen]  # a mistake of ours
    answers_letter: Callable[[Turn], bool]  # whether it is the messenger's own reply to a letter
    replied: Callable[[Turn], Screen | None]  # then this is the answer; None: the open question is that very letter's
    lost_reply: Handler  # such a reply where nobody is left to get it
