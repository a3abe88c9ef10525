"""What a module of handlers declares: which function answers a tap, a word, an answer to a question. No filters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from aiogram.filters.callback_data import CallbackData

from .answers import Handler
from .screen import Screen
from .turn import Turn

C = TypeVar("C", bound=CallbackData)
V = TypeVar("V")
TapHandler = Callable[[Turn, C], Screen]
INT32 = 2**31 - 1


class Door(StrEnum):
    """Who gets to a handler: everybody, a known person, or a known person who agreed to the present consent."""

    ANYONE = "anyone"
    KNOWN = "known"
    AGREED = "agreed"


class Tap(NamedTuple):
    """How a button's payload is read and answered; `during`: the only state in which it is not out of date."""

    run: Callable[[Turn, str], Screen]
    during: str | None
    door: Door
    unsaid: bool = False  # what was chosen is written down nowhere, not even when it could not be handled


class Word(NamedTuple):
    run: Handler
    door: Door


class Taking(NamedTuple):
    """Who takes a file, and who answers for one that could not be taken; None: the table's own answer.

    `look`: as what it is looked through beforehand, beside the writer; "" for not at all.
    """

    run: Handler
    refused: Handler | None
    look: str = ""


class BadTapError(ValueError):
    """The payload is not what its kind expects: forged, or made by an older version."""


@dataclass
class Feature:
    """The handlers of one feature; `door` says whom they answer."""

    tapped: dict[str, Tap] = field(default_factory=dict)
    words: dict[str, Word] = field(default_factory=dict)
    answered: dict[str, Handler] = field(default_factory=dict)
    questions: dict[str, Handler] = field(default_factory=dict)
    searches: set[str] = field(default_factory=set)
    taken: dict[str, Taking] = field(default_factory=dict)

    def taps(
        self, kind: type[C], *, during: StrEnum | None = None, door: Door = Door.AGREED, unsaid: bool = False
    ) -> Callable[[TapHandler[C]], TapHandler[C]]:
        """The button `kind`; with `during` it belongs to a question and carries its step."""
        if during is not None and "step" not in kind.model_fields:
            raise ValueError(f"{kind.__name__} belongs to a question: it must carry the step")

        def add(handler: TapHandler[C]) -> TapHandler[C]:
            def run(turn: Turn, data: str) -> Screen:
                choice = unpacked(kind, data)
                if during is not None and getattr(choice, "step", None) != turn.talk.step:
                    raise BadTapError(data)
                return handler(turn, choice)

            once(self.tapped, kind.__prefix__, Tap(run, during and during.value, door, unsaid))
            return handler

        return add

    def says(self, word: str, *, door: Door = Door.AGREED) -> Callable[[Handler], Handler]:
        """A word of `content/words.yml`, by its key; also what a `Say` button does."""

        def add(handler: Handler) -> Handler:
            once(self.words, word, Word(handler, door))
            return handler

        return add

    def answers(self, state: StrEnum, *, search: bool = False) -> Callable[[Handler], Handler]:
        """The text a person types while `state` is asked.

        A `search` stands open beside other ways: a word of ours or a button's label means what it means elsewhere.
        """

        def add(handler: Handler) -> Handler:
            once(self.answered, state.value, handler)
            if search:
                self.searches.add(state.value)
            return handler

        return add

    def takes(self, state: StrEnum, *, refused: Handler | None = None, look: str = "") -> Callable[[Handler], Handler]:
        """The file a person sends while `state` is asked, whole in `turn.file`, its caption in `turn.text`.

        `refused` answers one that was not taken (`turn.refused`); without it the table does and the question stays.
        With `look` the file has been looked through as that, and `turn.file.found` says what was found.
        """

        def add(handler: Handler) -> Handler:
            once(self.taken, state.value, Taking(handler, refused, look))
            return handler

        return add

    def asks(self, state: StrEnum) -> Callable[[Handler], Handler]:
        """The question of `state`, shown again after an old button or a word that does not answer it."""

        def add(handler: Handler) -> Handler:
            once(self.questions, state.value, handler)
            return handler

        return add


def once(table: dict[str, V], key: str, value: V) -> None:
    """Enter a handler; ValueError where another one has the key."""
    if key in table:
        raise ValueError(f"two handlers for {key!r}")
    table[key] = value


@lru_cache(maxsize=4096)
def unpacked(kind: type[C], data: str) -> C:
    """The payload as its kind; numbers no database column holds are refused, for payloads can be forged.

    Raises BadTapError.
    """
    try:
        choice = kind.unpack(data)
    except (ValueError, TypeError) as error:
        raise BadTapError(data) from error
    if any(type(value) is int and abs(value) > INT32 for value in vars(choice).values()):
        raise BadTapError(data)  # no id is so large, and not every column would take it
    return choice
