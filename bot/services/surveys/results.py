"""A teacher's own result: where she is sure, where she wants support, what has changed; compared with nobody else's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from storage.conversations import Known
from storage.models import SurveyRun
from storage.repository import Repository

from .. import access
from ..access import Action, Actor
from .model import MOSTLY, SUPPORT, SURE, Answer, Question, Survey
from .reading import from_stored
from .runs import is_open


class Part(NamedTuple):
    """One group: how many of its answered statements are where; `wanted` and `held` name those of support and sure.

    `before`: the same of the earlier result, None without one.
    """

    key: str
    name: str
    sure: int
    mostly: int
    support: int
    wanted: tuple[str, ...]
    held: tuple[str, ...]
    before: "Part | None" = None

    @property
    def answered(self) -> int:
        return self.sure + self.mostly + self.support

    @property
    def deficit(self) -> float:
        """The share of «support» among the answered statements, 0 to 1."""
        return self.support / self.answered if self.answered else 0.0


class Result(NamedTuple):
    """The groups she said anything about, in the survey's order; `at`: when she answered."""

    run_id: int
    title: str
    at: datetime
    parts: tuple[Part, ...]

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


def of(answered: Iterable[tuple[SurveyRun, Mapping[str, Answer]]], now: datetime) -> Result | None:
    """The newest of these runs (newest first) that says anything about a group, compared with the one before it."""
    found: Result | None = None
    for run, answers in answered:
        if run.finished_at is None and is_open(run.round, now):
            continue
        survey = from_stored(run.round.version.key, run.round.version.body)
        parts = parts_of(survey, answers)
        if not parts:
            continue
        if found is None:
            found, key, newer = (
                Result(run.id, survey.title, run.finished_at or run.begun_at, parts),
                survey.key,
                answers,
            )
        elif survey.key == key:
            return found._replace(parts=_compared(found.parts, survey, answers, newer))
    return found


def parts_of(survey: Survey, answers: Mapping[str, Answer]) -> tuple[Part, ...]:
    """Group by group; one without any answered statement is left out."""
    made = (_part(key, name, _said(survey, key, answers)) for key, name in survey.groups.items())
    return tuple(one for one in made if one.answered)


def _said(survey: Survey, group: str, answers: Mapping[str, Answer]) -> list[tuple[Question, int]]:
    """The group's questions and what her answers count."""
    found = []
    for question in survey.questions:
        answer = answers.get(question.code)
        if question.group == group and isinstance(answer, str) and answer in question.values:
            found.append((question, question.values[answer]))
    return found


def _part(key: str, name: str, said: list[tuple[Question, int]]) -> Part:
    counted = Counter(value for _, value in said)
    wanted, held = (
        tuple(question.short for question, value in said if value == wanted and question.short)
        for wanted in (SUPPORT, SURE)
    )
    return Part(key, name, counted[SURE], counted[MOSTLY], counted[SUPPORT], wanted, held)


def _compared(
    parts: tuple[Part, ...], survey: Survey, answers: Mapping[str, Answer], newer: Mapping[str, Answer]
) -> tuple[Part, ...]:
    """With what the same statements were before; a code that was asked only once tells of no change."""
    both = {code: answer for code, answer in answers.items() if code in newer}
    before = {one.key: one for one in parts_of(survey, both)}
    return tuple(one._replace(before=before.get(one.key)) for one in parts)
