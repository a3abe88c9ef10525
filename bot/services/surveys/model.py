"""What a survey is: blocks of questions, shown by earlier answers and by whom they concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from storage.models import OrganizationKind

Answer = str | int | list[str]
"""A key of an option (single), keys in their order (multiple), a number (scale, number), words (text)."""
Said = str | int | tuple[str, ...]
"""The same, to be looked up by."""
YOUNG = "young"
TAGS = frozenset({YOUNG, *(kind.value for kind in OrganizationKind)})
"""Whom a question may concern: kinds of organization she works in, and whether she is a young specialist."""
EVERYBODY = (frozenset[str](), *(frozenset({tag, *more}) for tag in sorted(TAGS) for more in ((), (YOUNG,))))
"""All that somebody who works in one kind of organization may be."""
SCALE = range(1, 6)
SURE, MOSTLY, SUPPORT = 0, 1, 2
"""What an option of the competences' scale counts; one without a value is no answer about the competence."""
CHOICE_SECONDS = 8
WORDS_SECONDS = 40


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


class SurveyError(Exception):
    """A definition that cannot be used; names file and question."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The earlier question's answer is, or has among its ticks, one of these values."""

    code: str
    values: frozenset[str | int]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        found = answers.get(self.code)
        if found is None:
            return False
        return bool(self.values.intersection(found)) if isinstance(found, list) else found in self.values


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of `every` hold, and one of `some` where there are any."""

    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()

    def hold(self, answers: Mapping[str, Answer]) -> bool:
        is_one = not self.some or any(one.holds(answers) for one in self.some)
        return is_one and all(one.holds(answers) for one in self.every)

    def __bool__(self) -> bool:
        return bool(self.every or self.some)


@dataclass(frozen=True, slots=True)
class Question:
    """`code` is the indicator's name over the years; `instead`: other words for a tag, the first that fits.

    `options`: key -> label; `values`: what an option counts in its `group` (an option without one counts as missing).
    `short` names it in a sentence. `least`, `most`: bounds of a number; `most` characters of a text.
    """

    code: str
    kind: Kind
    block: str
    text: str
    instead: Mapping[str, str]
    only: frozenset[str]
    shown: Conditions
    options: Mapping[str, str]
    values: Mapping[str, int]
    group: str = ""
    short: str = ""
    low: str = ""
    high: str = ""
    least: int = 0
    most: int = 0

    def words(self, tags: frozenset[str]) -> str:
        """As it is put to somebody of these tags."""
        return next((text for tag, text in self.instead.items() if tag in tags), self.text)

    def concerns(self, tags: frozenset[str]) -> bool:
        return not self.only or bool(self.only & tags)

    @property
    def is_typed(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.TEXT)

    @property
    def seconds(self) -> int:
        return WORDS_SECONDS if self.kind is Kind.TEXT else CHOICE_SECONDS


@dataclass(frozen=True)
class Block:
    key: str
    title: str
    shown: Conditions
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Survey:
    """`title` is what the invitation asks; `groups`: key -> name of what questions measure together."""

    key: str
    title: str
    purpose: str
    groups: Mapping[str, str]
    blocks: tuple[Block, ...]

    def __hash__(self) -> int:
        """By identity: its tables have none."""
        return id(self)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for block in self.blocks for question in block.questions)

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        return {question.code: question for question in self.questions}

    @cached_property
    def needs(self) -> Mapping[str, tuple[Conditions, ...]]:
        """Code -> the conditions of its block and its own; empty where it always comes."""
        return {
            one.code: tuple(needs for needs in (block.shown, one.shown) if needs)
            for block in self.blocks
            for one in block.questions
        }

    def decisive(self, answers: Mapping[str, Answer]) -> tuple[tuple[str, Said], ...]:
        """Of the answers what other questions hang on."""
        found: list[tuple[str, Said]] = []
        deciding = self._deciding
        for code, value in answers.items():
            wanted = deciding.get(code)
            if wanted is None:
                continue
            if isinstance(value, list):
                found.append((code, tuple(one for one in value if one in wanted)))
            elif value in wanted:
                found.append((code, value))
        return tuple(found)

    @cached_property
    def _deciding(self) -> Mapping[str, frozenset[str | int]]:
        found: dict[str, frozenset[str | int]] = {}
        for needs in (one for needed in self.needs.values() for one in needed):
            for one in (*needs.every, *needs.some):
                found[one.code] = found.get(one.code, frozenset()) | one.values
        return found

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Code -> where it stands in the survey, from 0."""
        return {question.code: place for place, question in enumerate(self.questions)}

    @cached_property
    def block_titles(self) -> Mapping[str, str]:
        return {block.key: block.title for block in self.blocks}

    def seconds(self) -> int:
        """What it takes of the one who is asked most."""
        return max(sum(one.seconds for one in self.questions if one.concerns(tags)) for tags in EVERYBODY)

    def always(self) -> int:
        """So many questions come whatever is answered, of the one who is asked most of them."""
        common = [one for one in self.questions if not self.needs[one.code]]
        return max(sum(one.concerns(tags) for one in common) for tags in EVERYBODY)
