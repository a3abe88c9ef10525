"""A teacher's own result: where she is sure, where she wants support, what has changed; compared with nobody else's."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from storage.conversations import Known
from storage.models import SurveyRun
from storage.repository import Repository

from .. import access
from ..access import Action, Actor
from .model import MOSTLY, SUPPORT, SURE, Answer, Question, Survey
from .reading import from_stored
from .runs import is_open

ROUNDS = 5
"""So many earlier results are told."""


class Part(NamedTuple):
    """One group: how many of its answered statements are where; `wanted` and `held` name those of support and sure.

    By their short names; a statement without one is quoted.

    `before`: the earlier result in what was asked in the same words both times, None without one; `same`: the present
    one in just that.
    """

    key: str
    name: str
    sure: int
    mostly: int
    support: int
    wanted: tuple[str, ...]
    held: tuple[str, ...]
    before: "Part | None" = None
    same: "Part | None" = None

    @property
    def change(self) -> float:
        """How much the deficit has grown since, in what can be compared."""
        return self.same.deficit - self.before.deficit if self.same and self.before else 0.0

    @property
    def answered(self) -> int:
        return self.sure + self.mostly + self.support

    @property
    def deficit(self) -> float:
        """The share of «support» among the answered statements, 0 to 1."""
        return self.support / self.answered if self.answered else 0.0


class Taken(NamedTuple):
    """A run that says something: what was asked, for whom, and what she answered."""

    run_id: int
    at: datetime
    survey: Survey
    tags: frozenset[str]
    answers: Mapping[str, Answer]
    parts: tuple[Part, ...]


class Result(NamedTuple):
    """The groups she said anything about, in the survey's order; `at`: when she answered.

    `broken` names statements of which the line breaks here: the words, or what could be answered, were others before.
    """

    run_id: int
    title: str
    at: datetime
    parts: tuple[Part, ...]
    broken: tuple[str, ...] = ()

    @property
    def strengths(self) -> list[Part]:
        """Nothing wanted, and sure of at least half."""
        return [one for one in self.parts if not one.support and one.sure >= one.mostly]

    @property
    def growth(self) -> list[Part]:
        """Where she wants support, most of it first."""
        return sorted((one for one in self.parts if one.support), key=lambda one: -one.deficit)


def newest(repo: Repository, actor: Actor, person: Known, now: datetime) -> Result | None:
    """Her newest result, with what it was before; None: she has none yet. Raises ForbiddenError."""
    access.require(actor, Action.SEE_RESULT, person)
    return of(repo.surveys.answered(person.id), now)


def each(repo: Repository, actor: Actor, person: Known, now: datetime) -> list[Result]:
    """Her newest result in every survey, the newest first; each asks of groups of its own. Raises ForbiddenError."""
    access.require(actor, Action.SEE_RESULT, person)
    return of_each(repo.surveys.answered(person.id), now)


def history(repo: Repository, actor: Actor, person: Known, now: datetime) -> list[Result]:
    """The newest and the ROUNDS before it, the oldest first, each in what was asked in the same words as the newest.

    Raises ForbiddenError.
    """
    access.require(actor, Action.SEE_RESULT, person)
    found = list(islice(_same(repo.surveys.answered(person.id), now), ROUNDS + 1))
    if not found:
        return []
    newest = found[0]
    return [_told(newest, one) for one in reversed(found)]


def _told(newest: Taken, one: Taken) -> Result:
    codes, broken = _comparable(newest, one)
    parts = parts_of(one.survey, {code: one.answers[code] for code in codes})
    return Result(one.run_id, one.survey.title, one.at, parts, broken)


def of(answered: Iterable[tuple[SurveyRun, Mapping[str, Answer]]], now: datetime) -> Result | None:
    """The newest of these runs (newest first) that says anything about a group, compared with the one before it."""
    runs = [*islice(_same(answered, now), 2)]
    return _result(*runs) if runs else None


def of_each(answered: Iterable[tuple[SurveyRun, Mapping[str, Answer]]], now: datetime) -> list[Result]:
    """The same of every survey, the newest first."""
    found: dict[str, list[Taken]] = {}
    for one in _taken(answered, now):
        found.setdefault(one.survey.key, []).append(one)
    return [_result(*runs[:2]) for runs in found.values()]


def _result(newest: Taken, before: Taken | None = None) -> Result:
    found = Result(newest.run_id, newest.survey.title, newest.at, newest.parts)
    return found if before is None else _compared(found, newest, before)


def _same(answered: Iterable[tuple[SurveyRun, Mapping[str, Answer]]], now: datetime) -> Iterator[Taken]:
    """Runs of the survey of the newest that say anything about a group."""
    key: str | None = None
    for one in _taken(answered, now):
        if key in (None, one.survey.key):
            key = one.survey.key
            yield one


def _taken(answered: Iterable[tuple[SurveyRun, Mapping[str, Answer]]], now: datetime) -> Iterator[Taken]:
    """Runs that say anything about a group."""
    for run, answers in answered:
        survey = from_stored(run.round.version.key, run.round.version.body)
        if run.finished_at is None and is_open(run.round, now):
            continue
        tags = frozenset(run.tags.split(","))
        if parts := parts_of(survey, answers, tags):
            yield Taken(run.id, run.finished_at or run.begun_at, survey, tags, answers, parts)


def parts_of(survey: Survey, answers: Mapping[str, Answer], tags: frozenset[str] = frozenset()) -> tuple[Part, ...]:
    """Group by group; one without any answered statement is left out. `tags`: in whose words statements are quoted."""
    made = (_part(key, name, _said(survey, key, answers), tags) for key, name in survey.groups.items())
    return tuple(one for one in made if one.answered)


def _said(survey: Survey, group: str, answers: Mapping[str, Answer]) -> list[tuple[Question, int]]:
    """The group's questions and what her answers count."""
    found = []
    for question in survey.questions:
        answer = answers.get(question.code)
        if question.group == group and isinstance(answer, str) and answer in question.values:
            found.append((question, question.values[answer]))
    return found


def _part(key: str, name: str, said: list[tuple[Question, int]], tags: frozenset[str]) -> Part:
    counted = Counter(value for _, value in said)
    wanted, held = (
        tuple(question.short or f"«{question.words(tags)}»" for question, value in said if value == wanted)
        for wanted in (SUPPORT, SURE)
    )
    return Part(key, name, counted[SURE], counted[MOSTLY], counted[SUPPORT], wanted, held)


def _compared(found: Result, newest: Taken, before: Taken) -> Result:
    """With what the same statements were before; a code that was asked only once tells of no change."""
    codes, broken = _comparable(newest, before)
    was, now = (
        {part.key: part for part in parts_of(one.survey, {code: one.answers[code] for code in codes})}
        for one in (before, newest)
    )
    parts = tuple(one._replace(before=was.get(one.key), same=now.get(one.key)) for one in found.parts)
    return found._replace(parts=parts, broken=broken)


def _comparable(one: Taken, other: Taken) -> tuple[list[str], tuple[str, ...]]:
    """(codes both times answered in the same words, names of those that were put otherwise)."""
    both = [code for code in one.answers if code in other.answers and one.survey.by_code[code].group]
    same = [code for code in both if _as_asked(one, code) == _as_asked(other, code)]
    broken = (one.survey.by_code[code] for code in both if code not in same)
    return same, tuple(question.short or question.text for question in broken)


def _as_asked(taken: Taken, code: str) -> tuple[object, ...]:
    question = taken.survey.by_code[code]
    return question.words(taken.tags), dict(question.options), dict(question.values), question.group
