"""The way through a survey: which question comes, what an answer changes. Pure: answers are kept elsewhere.

Conditions look back only, so one pass over the questions in their order says which are asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .model import SCALE, Answer, Kind, Question, Said, Survey

NUMBER_LENGTH = 12
NEXT = "*"
"""Kept instead of a code: the open question is the first one without an answer."""


class WrongAnswerError(Exception):
    """It does not answer the question: not offered, no number, out of bounds, too long."""


@dataclass(frozen=True)
class Progress:
    """How far somebody of these tags is; `at` is the code of the open question, "" when all are passed."""

    survey: Survey
    tags: frozenset[str]
    answers: Mapping[str, Answer]
    at: str

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Of the questions that come, in their order, after the answers so far."""
        return _way(self.survey, self.tags, self.survey.decisive(self.answers))

    @property
    def question(self) -> Question | None:
        return self.survey.by_code.get(self.at)

    @property
    def place(self) -> tuple[int, int]:
        """(number of the open question, how many there are after the answers so far); the end counts as the last."""
        return (self.codes.index(self.at) + 1 if self.at in self.codes else len(self.codes)), len(self.codes)

    @property
    def is_first(self) -> bool:
        return self.codes[:1] == (self.at,)

    @property
    def first_open(self) -> str:
        """The first question without an answer, "" when all have one."""
        return next((code for code in self.codes if code not in self.answers), "")

    @property
    def kept_at(self) -> str:
        """What is to be kept of where she is: mostly nothing, so that an answer need not write it."""
        return NEXT if self.at == self.first_open else self.at

    def moved(self, at: str) -> "Progress":
        """With another question open: which ones come is the same, and not asked again."""
        found = Progress(self.survey, self.tags, self.answers, at)
        vars(found).update(codes=self.codes)
        return found


@lru_cache(maxsize=4096)
def _way(survey: Survey, tags: frozenset[str], decisive: tuple[tuple[str, Said], ...]) -> tuple[str, ...]:
    """Those who said alike go one way, and everybody goes her own again with each answer: it is remembered."""
    said = {code: list(value) if isinstance(value, tuple) else value for code, value in decisive}
    held: dict[str, Answer] = {}
    found = []
    for block in survey.blocks:
        if not block.shown.hold(held):
            continue
        for one in block.questions:
            if one.concerns(tags) and one.shown.hold(held):
                found.append(one.code)
                if one.code in said:
                    held[one.code] = said[one.code]
    return tuple(found)


def begun(survey: Survey, tags: frozenset[str]) -> Progress:
    return _moved(Progress(survey, tags, {}, ""), 0)


def resumed(survey: Survey, tags: frozenset[str], answers: Mapping[str, Answer], at: str) -> Progress:
    """Where somebody stopped; from a question that is not asked (any more) it goes on with the first one unanswered."""
    found = Progress(survey, tags, answers, at)
    if at == "" or at in found.codes:
        return found
    return found.moved(found.first_open)


def answer(progress: Progress, value: Answer) -> Progress:
    """With this answer to the open question, and on to the next; answers to what is not asked any more go.

    Raises WrongAnswerError.
    """
    question = progress.question
    if question is None:
        raise WrongAnswerError
    _check(question, value)
    return forward(_kept(progress, {**progress.answers, question.code: value}))


def tick(progress: Progress, key: str, is_on: bool) -> Progress:
    """The open question's option ticked, or not any more; it stays open. Raises WrongAnswerError."""
    question = progress.question
    if question is None or question.kind is not Kind.MULTIPLE or key not in question.options:
        raise WrongAnswerError
    before = _keys(progress.answers.get(question.code, []))
    ticked = {*before, key} if is_on else set(before) - {key}
    after = [one for one in question.options if one in ticked]
    answers = {code: value for code, value in progress.answers.items() if code != question.code}
    return _kept(progress, {**answers, question.code: after} if after else answers)


def forward(progress: Progress) -> Progress:
    """The next question, whether or not the open one is answered."""
    codes = progress.codes
    return _moved(progress, codes.index(progress.at) + 1 if progress.at in codes else len(codes))


def back(progress: Progress) -> Progress:
    """The question before; the first stays."""
    codes = progress.codes
    return _moved(progress, max(codes.index(progress.at) - 1 if progress.at in codes else len(codes) - 1, 0))


def understood(question: Question, text: str) -> Answer:
    """What was typed as an answer to it. Raises WrongAnswerError."""
    text = text.strip()
    if question.kind is Kind.TEXT:
        value: Answer = text
    else:
        digits = "".join(text.split()).replace("\u2212", "-")  # the minus that phones put there
        if len(digits) > NUMBER_LENGTH or not digits.removeprefix("-").isdecimal():
            raise WrongAnswerError
        value = int(digits)
    _check(question, value)
    return value


def _keys(value: Answer) -> list[str]:
    return value if isinstance(value, list) else []


def _moved(progress: Progress, to: int) -> Progress:
    return progress.moved(progress.codes[to] if to < len(progress.codes) else "")


def _kept(progress: Progress, answers: Mapping[str, Answer]) -> Progress:
    """Only what is asked after these answers; what is dropped was not asked, so the rest is asked all the same."""
    after = Progress(progress.survey, progress.tags, answers, progress.at)
    if answers.keys() <= set(after.codes):
        return after
    left = {code: value for code, value in answers.items() if code in after.codes}
    return Progress(after.survey, after.tags, left, after.at)


def _check(question: Question, value: Answer) -> None:
    match question.kind:
        case Kind.SINGLE:
            fits = isinstance(value, str) and value in question.options
        case Kind.SCALE:
            fits = type(value) is int and value in SCALE
        case Kind.NUMBER:
            fits = type(value) is int and question.least <= value <= question.most
        case Kind.TEXT:
            fits = isinstance(value, str) and 0 < len(value) <= question.most
        case Kind.MULTIPLE:
            fits = isinstance(value, list) and bool(value) and set(value) <= set(question.options)
    if not fits:
        raise WrongAnswerError
