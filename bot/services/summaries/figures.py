"""What may be told of a round's answers in a municipality: more only by batches that are safe by themselves."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Municipality, SurveyFolded
from storage.repositories.survey_figures import Put
from storage.repository import Repository

from .. import disclosure
from ..surveys import reliability
from ..surveys.again import may_be_told
from ..surveys.folding import areas
from ..surveys.model import Survey as Definition
from ..surveys.reading import from_stored
from ..surveys.rounds import at_least, counts
from ..surveys.runs import is_open
from .snapshot import Area, Cell, Share, Survey

TABLES = ("subject", "kind", "stage", "organization")
"""By what staff sees answers: one table each, never two crossed. The last one gets what the others leave."""
FIRST = 2 * disclosure.K
"""Before so many have answered nothing of an open round is told."""
ALPHA = "alpha"
"""Beside the tables, the sums of which the scales' reliability is counted."""
AT_ONCE = 200
"""So many runs are looked at in one transaction."""

STAGES = ("young", "middle", "long")
LATE = {"none": 1, "unknown": 1, disclosure.OTHERS: 2}
"""Groups that stand at the end of a table, by how late."""

Sums = dict[str, dict[str, list[int]]]
"""Table ("" is the one of everybody) -> group -> support and answered of each area, one after the other."""


class Person(NamedTuple):
    """`moments`: what she adds to the reliability of the scales; nothing of a run that was folded without them."""

    categories: tuple[str, ...]
    organization: str
    shares: tuple[int, ...]
    moments: tuple[int, ...]


def advance(repo: Repository, found: Put, place: Municipality, now: datetime) -> bool:
    """Tell what has become safe to tell; whether there may be more at once."""
    if not may_be_told(found, now):
        return False
    people = _pending(repo, found, place)
    batch = _batch(repo, found, place, people, now)
    if batch is None or not batch.admitted:
        return False
    sums, grouping = _sums_of(repo, found, place), (*batch.grouping, _organizations(people, batch))
    for number in sorted(batch.admitted):
        _add(sums, people[number], grouping)
    repo.survey_figures.tell(found.id, place.id, sorted(batch.admitted), batch.grouping, sums)
    return True


def of(repo: Repository, found: Put, place: Municipality, now: datetime) -> Survey:
    """What has been told by now, and how many answered where that may be said."""
    survey = from_stored(found.key, found.body)
    invited, finished = repo.survey_figures.invited(found, place.id), repo.survey_figures.finished(found.id, place.id)
    asked = counts(invited, finished).invited
    sums, keys = _sums_of(repo, found, place), areas(survey)
    return Survey(
        key=survey.key,
        title=survey.title,
        is_open=is_open(found, now),
        invited=asked,
        told=None if asked is None else at_least(asked, finished),
        has_areas=bool(keys),
        began=found.opened_at.astimezone(ZoneInfo(place.time_zone)).date(),
        areas=_told(survey, sums),
        tables={table: cells for table in TABLES if keys and len(cells := _cells(_named(repo, sums, table))) > 1},
    )


def told(repo: Repository, found: Put, place: Municipality) -> dict[str, Share]:
    """Of all its people, by area, what has been told by now."""
    return _everybody(from_stored(found.key, found.body), _sums_of(repo, found, place))


def _everybody(survey: Definition, sums: Sums) -> dict[str, Share]:
    return dict(zip(areas(survey), _shares(sums.get("", {}).get("", [])), strict=False))


def _told(survey: Definition, sums: Sums) -> tuple[Area, ...]:
    alphas = reliability.alphas(survey, areas(survey), sums.get(ALPHA, {}).get("", []))
    return tuple(
        Area(key=key, name=survey.groups[key], share=share, alpha=alphas[key])
        for key, share in _everybody(survey, sums).items()
    )


def _pending(repo: Repository, found: Put, place: Municipality) -> dict[int, Person]:
    """Whoever may be told of and was not, the oldest first."""
    shares = 2 * len(areas(from_stored(found.key, found.body)))
    return {one.run_id: _person(one, shares) for one in repo.survey_figures.pending(found.id, place.id, AT_ONCE)}


def _person(one: SurveyFolded, shares: int) -> Person:
    counts = tuple(map(int, filter(None, (one.counts or "").split(","))))
    categories = (one.subject or "none", one.kind.value, one.stage)
    return Person(categories, str(one.organization_id), counts[:shares], counts[shares:])


def _batch(
    repo: Repository, found: Put, place: Municipality, people: Mapping[int, Person], now: datetime
) -> disclosure.Batch | None:
    categories = {number: person.categories for number, person in people.items()}
    before = repo.survey_figures.told(found.id, place.id)
    if before is not None:
        return disclosure.admit(categories, tuple(json.loads(before.grouping)))
    is_enough = len(people) >= FIRST or not is_open(found, now)
    return disclosure.first(categories) if is_enough else None


def _organizations(people: Mapping[int, Person], batch: disclosure.Batch) -> dict[str, str]:
    """How the batch is told by organization, a table that may cost the others nothing: what does not fit is others."""
    told = {number: people[number] for number in sorted(batch.admitted)}
    rows = [disclosure.told(batch.grouping, person.categories) for person in told.values()]
    return disclosure.refined(rows, [person.organization for person in told.values()])


def _sums_of(repo: Repository, found: Put, place: Municipality) -> Sums:
    kept = repo.survey_figures.told(found.id, place.id)
    return {} if kept is None else json.loads(kept.sums)


def _add(sums: Sums, person: Person, grouping: disclosure.Grouping) -> None:
    cells = [("", "", person.shares)]
    if person.moments:
        cells.append((ALPHA, "", person.moments))
    for table, groups, category in zip(TABLES, grouping, (*person.categories, person.organization), strict=True):
        cells.append((table, groups[category], person.shares))
    for table, group, numbers in cells:
        before = sums.setdefault(table, {}).setdefault(group, [0] * len(numbers))
        sums[table][group] = [one + more for one, more in zip(before, numbers, strict=True)]


def _shares(numbers: list[int]) -> tuple[Share, ...]:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(Share(support=support, answered=answered) for support, answered in pairs)


def _named(repo: Repository, sums: Sums, table: str) -> Mapping[str, list[int]]:
    """The groups of a table under their names; an organization is known by its number until now."""
    groups = sums.get(table, {})
    if table != "organization":
        return groups
    names = repo.survey_figures.organizations([int(one) for one in groups if one != disclosure.OTHERS])
    found: dict[str, list[int]] = {}
    for one, numbers in groups.items():
        name = one if one == disclosure.OTHERS else names[int(one)]
        found[name] = [sum(pair) for pair in zip(found.get(name, [0] * len(numbers)), numbers, strict=True)]
    return found


def _cells(groups: Mapping[str, list[int]]) -> tuple[Cell, ...]:
    """Careers from their beginning, else by name; who cannot be put anywhere comes late, the others last."""
    ordered = sorted(
        groups.items(), key=lambda it: (LATE.get(it[0], 0), STAGES.index(it[0]) if it[0] in STAGES else 0, it[0])
    )
    return tuple(Cell(group=group, shares=_shares(numbers)) for group, numbers in ordered)
