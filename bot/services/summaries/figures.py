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
from ..surveys.results import SUPPORT
from ..surveys.rounds import at_least, counts
from ..surveys.runs import is_open
from . import reliability
from .snapshot import Area, Cell, Share, Survey

TABLES = ("subject", "kind", "stage")
"""By what staff sees answers: one table each, never two crossed."""
FIRST = 2 * disclosure.K
"""Before so many have answered nothing of an open round is told."""
ALPHA = "alpha"
"""Beside the tables, the sums of which the scales' reliability is counted."""
AT_ONCE = 200
"""So many runs are looked at in one transaction."""
YOUNG, MIDDLE = 3, 15
"""Stages of a career: through so many years of work."""

Scale = Mapping[str, tuple[int, Mapping[str, int]]]
"""Code of a statement -> the place of its area, what an answer counts."""
Sums = dict[str, dict[str, list[int]]]
"""Table ("" is the one of everybody) -> group -> support and answered of each area, one after the other."""


class Person(NamedTuple):
    """`moments`: what she adds to the reliability of the scales."""

    categories: tuple[str, ...]
    shares: tuple[int, ...]
    moments: tuple[int, ...] = ()


def advance(repo: Repository, found: SurveyRound, place: Municipality, now: datetime, today: date) -> bool:
    """Tell what has become safe to tell; whether there may be more at once."""
    people = _pending(repo, found, place, today)
    batch = _batch(repo, found, place, people, now)
    if batch is None or not batch.admitted:
        return False
    sums = _sums_of(repo, found, place)
    for number in sorted(batch.admitted):
        _add(sums, people[number], batch.grouping)
    repo.survey_figures.tell(found.id, place.id, sorted(batch.admitted), batch.grouping, sums)
    return True


def of(repo: Repository, found: SurveyRound, place: Municipality, now: datetime) -> Survey:
    """What has been told by now, and how many answered where that may be said."""
    survey = from_stored(found.version.key, found.version.body)
    invited, finished = repo.survey_figures.invited(found, place.id), repo.survey_figures.finished(found, place.id)
    told = counts(invited, finished).invited
    sums = _sums_of(repo, found, place)
    keys = _areas(survey)
    alphas = reliability.alphas(survey, keys, sums.get(ALPHA, {}).get("", []))
    everybody = _shares(sums.get("", {}).get("", []))
    return Survey(
        key=survey.key,
        title=survey.title,
        is_open=is_open(found, now),
        invited=told,
        told=None if told is None else at_least(told, finished),
        areas=tuple(
            Area(key=key, name=survey.groups[key], share=share, alpha=alphas[key])
            for key, share in zip(keys, everybody, strict=False)
        ),
        tables={table: cells for table in TABLES if len(cells := _cells(sums.get(table, {}))) > 1},
    )


def _pending(repo: Repository, found: SurveyRound, place: Municipality, today: date) -> dict[int, Person]:
    """Whoever may be told of and was not, the oldest first; those who left an area out are passed over each time."""
    survey = from_stored(found.version.key, found.version.body)
    scale, areas, after = _scale(survey), len(_areas(survey)), 0
    people: dict[int, Person] = {}
    while len(people) < AT_ONCE:
        answered = repo.survey_figures.pending(found, place.id, after, AT_ONCE)
        told = ((one.run_id, _person(survey, scale, areas, one, today)) for one in answered)
        people |= {number: person for number, person in told if person is not None}
        if len(answered) < AT_ONCE:
            break
        after = answered[-1].run_id
    return people


def _batch(
    repo: Repository, found: SurveyRound, place: Municipality, people: Mapping[int, Person], now: datetime
) -> disclosure.Batch | None:
    categories = {number: person.categories for number, person in people.items()}
    before = repo.survey_figures.told(found.id, place.id)
    if before is not None:
        return disclosure.admit(categories, tuple(json.loads(before.grouping)))
    is_enough = len(people) >= FIRST or not is_open(found, now)
    return disclosure.first(categories) if is_enough else None


def _person(survey: Definition, scale: Scale, areas: int, one: Answered, today: date) -> Person | None:
    """None for who said nothing of some area: all shares are of the same people, so one audit holds for each."""
    shares = [0] * (2 * areas)
    for code, answer in one.answers.items():
        area, values = scale.get(code, (0, {}))
        if isinstance(answer, str) and answer in values:
            shares[2 * area] += values[answer] == SUPPORT
            shares[2 * area + 1] += 1
    if not areas or not all(shares[1::2]):
        return None
    moments = tuple(reliability.moments(survey, _areas(survey), one.answers))
    return Person((one.subject or "none", one.kind.value, _stage(one.career_since, today)), tuple(shares), moments)


def _scale(survey: Definition) -> Scale:
    places = {key: place for place, key in enumerate(_areas(survey))}
    return {one.code: (places[one.group], one.values) for one in survey.questions if one.group in places}


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
    cells = [("", "", person.shares), (ALPHA, "", person.moments)]
    for table, groups, category in zip(TABLES, grouping, person.categories, strict=True):
        cells.append((table, groups[category], person.shares))
    for table, group, numbers in cells:
        before = sums.setdefault(table, {}).setdefault(group, [0] * len(numbers))
        sums[table][group] = [one + more for one, more in zip(before, numbers, strict=True)]


def _shares(numbers: list[int]) -> tuple[Share, ...]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(Share(support=support, answered=answered) for support, answered in pairs)


def _cells(groups: Mapping[str, list[int]]) -> tuple[Cell, ...]:
    """The others come last."""
    ordered = sorted(groups.items(), key=lambda it: (it[0] == disclosure.OTHERS, it[0]))
    return tuple(Cell(group=group, shares=_shares(numbers)) for group, numbers in ordered)
