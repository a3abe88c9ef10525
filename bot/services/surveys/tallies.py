"""What staff see of the answers to each question: only what was released, only by K people more at a time, rounded."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from storage.models import SurveyRound, SurveyTally
from storage.repository import Repository

from .. import disclosure
from ..access import Actor
from .keeping import broken
from .model import SCALE, Kind, Question, Survey
from .reading import from_stored
from .rounds import get

RANGES = 5
"""A number is told as one of so many ranges between its bounds, never itself."""


class Share(NamedTuple):
    """`key` of an option, a number of the scale, or a range («0-4»); `tenths` of those who answered the question."""

    key: str
    tenths: int


class Figure(NamedTuple):
    """`told`: at least so many answered, in whole Ks; 0: too few to say anything. `is_new`: its line begins here."""

    question: Question
    told: int
    shares: tuple[Share, ...]
    texts: tuple[str, ...]
    is_new: bool


class Totals(NamedTuple):
    round: SurveyRound
    survey: Survey
    figures: tuple[Figure, ...]

    @property
    def is_empty(self) -> bool:
        return not any(one.told for one in self.figures)


def advance(repo: Repository) -> bool:
    """Count one release of one round and municipality; whether there may be another one."""
    found = repo.survey_tallies.behind()
    if found is None:
        return False
    survey_round, tally = found
    survey = from_stored(survey_round.version.key, survey_round.version.body)
    tally.releases += 1
    counted: dict[str, Any] = json.loads(tally.body)
    answered = repo.survey_tallies.released(tally, tally.releases)
    for question in survey.questions:
        into = counted.setdefault(question.code, _nothing() | {"more": _nothing(), "until": 0})
        _add(into, question, answered.get(question.code, []))
        _tell(counted[question.code], tally.releases)
    tally.body = json.dumps(counted)
    return True


def totals(repo: Repository, actor: Actor, round_id: int) -> Totals:
    """What may be told of a round, question by question. Raises ForbiddenError."""
    found, _ = get(repo, actor, round_id)
    return of(repo, found)


def of(repo: Repository, found: SurveyRound) -> Totals:
    """Sums of what each municipality has told by itself, so that they add nothing to what is known."""
    survey = from_stored(found.version.key, found.version.body)
    sheet = repo.survey_sheets.with_version(found.version_id)
    new = broken(sheet) if sheet else frozenset()
    tallies = repo.survey_tallies.of_round(found.id)
    return Totals(found, survey, tuple(_figure(repo, one, tallies, one.code in new) for one in survey.questions))


def ranges(question: Question) -> list[tuple[int, int]]:
    """(from, to) of each, both included."""
    width = -(-(question.most - question.least + 1) // RANGES)
    starts = range(question.least, question.most + 1, width)
    return [(start, min(start + width - 1, question.most)) for start in starts]


def keys(question: Question) -> list[str]:
    """What its answers are counted under, in their order."""
    match question.kind:
        case Kind.SCALE:
            return [str(number) for number in SCALE]
        case Kind.NUMBER:
            return [f"{low}-{high}" for low, high in ranges(question)]
    return list(question.options)


def _add(into: dict[str, Any], question: Question, given: list[tuple[Any, int]]) -> None:
    """Answers, and how many gave each."""
    more = into["more"]
    for value, count in given:
        more["n"] += count
        for key in _cells(question, value):
            more["cells"][key] = more["cells"].get(key, 0) + count


def _cells(question: Question, value: Any) -> list[str]:
    match question.kind:
        case Kind.TEXT:
            return []
        case Kind.MULTIPLE:
            return [str(one) for one in value]
        case Kind.NUMBER:
            return [f"{low}-{high}" for low, high in ranges(question) if low <= value <= high]
    return [str(value)]


def _tell(counted: dict[str, Any], number: int) -> None:
    """A question's numbers move only when K have answered it who were not in them."""
    more = counted["more"]
    if more["n"] < disclosure.K:
        return
    counted["n"] += more["n"]
    for key, count in more["cells"].items():
        counted["cells"][key] = counted["cells"].get(key, 0) + count
    counted["more"], counted["until"] = _nothing(), number


def _nothing() -> dict[str, Any]:
    return {"n": 0, "cells": {}}


def _figure(repo: Repository, question: Question, tallies: list[SurveyTally], is_new: bool) -> Figure:
    counted = [(tally, told) for tally in tallies if (told := json.loads(tally.body).get(question.code, {})).get("n")]
    whole = sum(told["n"] for _, told in counted)
    if whole < disclosure.K:
        return Figure(question, 0, (), (), is_new)
    shares = tuple(Share(key, disclosure.rounded(_sum(counted, key), whole)) for key in keys(question))
    texts: list[str] = []
    if question.kind is Kind.TEXT:
        for tally, told in counted:
            written = repo.survey_tallies.texts(tally, question.code, told["until"])
            texts += written if len(written) >= disclosure.K else []
    return Figure(question, whole - whole % disclosure.K, shares, tuple(sorted(texts, key=_place)), is_new)


def _sum(counted: list[tuple[SurveyTally, Mapping[str, Any]]], key: str) -> int:
    return sum(told["cells"].get(key, 0) for _, told in counted)


def _place(text: str) -> bytes:
    """An order that tells neither who wrote nor when, and is the same at every look."""
    return hashlib.sha256(text.encode()).digest()
