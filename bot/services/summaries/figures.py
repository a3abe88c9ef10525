"""What may be told of a round's answers in a municipality: more only by batches that are safe by themselves."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from storage.models import Municipality, SurveyRound
from storage.repositories.survey_figures import Answered
from storage.repository import Repository

from .. import disclosure
from ..days import school_year_of
from ..surveys.model import Survey as Definition
from ..surveys.reading import from_stored
from ..surveys.results import parts_of
from ..surveys.rounds import at_least, counts
from ..surveys.runs import is_open
from .snapshot import Area, Cell, Share, Survey

TABLES = ("subject", "kind", "stage")
"""By what staff sees answers: one table each, never two crossed."""
FIRST = 2 * disclosure.K
"""Before so many have answered nothing of an open round is told."""
AT_ONCE = 500
"""So many runs are looked at in one transaction."""
YOUNG, MIDDLE = 3, 15
"""Stages of a career: through so many years of work."""

Sums = dict[str, dict[str, list[int]]]
"""Table ("" is the one of everybody) -> group -> support and answered of each area, one after the other."""


class Person(NamedTuple):
    categories: tuple[str, ...]
    shares: tuple[int, ...]


def advance(repo: Repository, found: SurveyRound, place: Municipality, now: datetime, today: date) -> bool:
    """Tell what has become safe to tell; whether there may be more at once."""
    answered = repo.survey_figures.pending(found, place.id, AT_ONCE)
    survey = from_stored(found.version.key, found.version.body)
    people = {one.run_id: person for one in answered if (person := _person(survey, one, today)) is not None}
    batch = _batch(repo, found, place, people, now)
    if batch is None or not batch.admitted:
        return False
    sums = _sums_of(repo, found, place)
    for number in sorted(batch.admitted):
        _add(sums, people[number], batch.grouping)
    repo.survey_figures.tell(found.id, place.id, sorted(batch.admitted), batch.grouping, sums)
    return len(answered) == AT_ONCE


def of(repo: Repository, found: SurveyRound, place: Municipality, now: datetime) -> Survey:
    """What has been told by now, and how many answered where that may be said."""
    survey = from_stored(found.version.key, found.version.body)
    invited, finished = repo.survey_figures.invited(found, place.id), repo.survey_figures.finished(found, place.id)
    told = counts(invited, finished).invited
    sums = _sums_of(repo, found, place)
    keys = _areas(survey)
    everybody = _shares(sums.get("", {}).get("", []))
    return Survey(
        key=survey.key,
        title=survey.title,
        is_open=is_open(found, now),
        invited=told,
        told=None if told is None else at_least(told, finished),
        areas=tuple(
            Area(key=key, name=survey.groups[key], share=share) for key, share in zip(keys, everybody, strict=False)
        ),
        tables={table: cells for table in TABLES if len(cells := _cells(sums.get(table, {}))) > 1},
    )


def _batch(
    repo: Repository, found: SurveyRound, place: Municipality, people: Mapping[int, Person], now: datetime
) -> disclosure.Batch | None:
    categories = {number: person.categories for number, person in people.items()}
    before = repo.survey_figures.told(found.id, place.id)
    if before is not None:
        return disclosure.admit(categories, tuple(json.loads(before.grouping)))
    is_enough = len(people) >= FIRST or not is_open(found, now)
    return disclosure.first(categories) if is_enough else None


def _person(survey: Definition, one: Answered, today: date) -> Person | None:
    """None for who said nothing of some area: all shares are of the same people, so one audit holds for each."""
    parts = {part.key: part for part in parts_of(survey, one.answers)}
    areas = _areas(survey)
    if not areas or not all(key in parts for key in areas):
        return None
    shares = tuple(number for key in areas for number in (parts[key].support, parts[key].answered))
    return Person((one.subject or "none", one.kind.value, _stage(one.career_since, today)), shares)


def _areas(survey: Definition) -> tuple[str, ...]:
    """Groups of questions that are asked of everybody."""
    asked = {
        question.group
        for block in survey.blocks
        if not block.shown
        for question in block.questions
        if question.group and not question.only and not question.shown
    }
    return tuple(key for key in survey.groups if key in asked)


def _stage(career_since: int | None, today: date) -> str:
    if career_since is None:
        return "unknown"
    years = school_year_of(today) - career_since + 1
    return "young" if years <= YOUNG else "middle" if years <= MIDDLE else "long"


def _sums_of(repo: Repository, found: SurveyRound, place: Municipality) -> Sums:
    kept = repo.survey_figures.told(found.id, place.id)
    return {} if kept is None else json.loads(kept.sums)


def _add(sums: Sums, person: Person, grouping: disclosure.Grouping) -> None:
    cells = [("", "")]
    for table, groups, category in zip(TABLES, grouping, person.categories, strict=True):
        cells.append((table, groups[category]))
    for table, group in cells:
        before = sums.setdefault(table, {}).setdefault(group, [0] * len(person.shares))
        sums[table][group] = [one + more for one, more in zip(before, person.shares, strict=True)]


def _shares(numbers: list[int]) -> tuple[Share, ...]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(Share(support=support, answered=answered) for support, answered in pairs)


def _cells(groups: Mapping[str, list[int]]) -> tuple[Cell, ...]:
    """The others come last."""
    ordered = sorted(groups.items(), key=lambda it: (it[0] == disclosure.OTHERS, it[0]))
    return tuple(Cell(group=group, shares=_shares(numbers)) for group, numbers in ordered)
