"""Whoever reads every summary of every week, of all municipalities and their region, learns of no fewer than five.

The whole service is run over random years of random places. What stands in the snapshots is explained by sets of people
(each number must be the sum over its set), and the sets are what an outsider is given to add and subtract.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from bot.services.notes import Note
from bot.services.summaries import reading, telling
from bot.services.summaries.snapshot import Snapshot, Survey
from bot.services.surveys.folding import fold
from storage.database import Transaction
from storage.models import (
    Delivery,
    DeliveryState,
    OrganizationKind,
    Role,
    Scope,
    SurveyAnswer,
    SurveyFolded,
    SurveyRound,
    SurveyRun,
    Teacher,
    WeeklySummary,
)
from tests.made import Made
from tests.recounted import K, stage_of, tenths
from tests.services.test_summaries import CORE, EDITION

MONDAY = datetime(2026, 12, 7, 4, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)
AREAS = list(EDITION.survey.groups)
ONE_OF_EACH = [next(one.code for one in CORE if one.group == area) for area in AREAS]
KINDS = (OrganizationKind.SCHOOL, OrganizationKind.SCHOOL, OrganizationKind.KINDERGARTEN, OrganizationKind.FURTHER)
YEARS = (None, 2026, 2015, 2015, 1999)
PRIME = (1 << 31) - 1
TABLES = ("subject", "kind", "stage", "organization")

Row = tuple[str, ...]
"""What somebody is in each table."""
Numbers = tuple[tuple[int, int], ...]
NOTHING: Numbers = ((0, 0),) * len(AREAS)


def row_of(person: Teacher) -> Row:
    """What she is today."""
    subject = min((one.name for one in person.subjects), default="none")
    place = person.organization
    return subject, place.kind.value, stage_of(person.career_since, 2026), place.name


Figures = dict[tuple[str, str], Numbers]
"""(table, group) -> support and answered of each area; ("", "") is everybody."""


@dataclass
class Told:
    """What was released of one round in one town: people as they were then, and what support they wanted.

    `before`: how many of them were told of by the last week, when `seen` were the figures.
    """

    rows: list[Row] = field(default_factory=list)
    wants: list[tuple[int, ...]] = field(default_factory=list)
    before: int = 0
    seen: Figures = field(default_factory=dict)


class World:
    """Towns of a region, some of two teachers, in which weeks pass."""

    def __init__(self, made: Made, choose: random.Random) -> None:
        self.made, self.choose = made, choose
        self.subjects = [made.subject(name) for name in "abcd"]
        self.towns = [made.district, *(made.municipality(f"Town {n}") for n in range(choose.randrange(1, 3)))]
        self.places = {
            one.id: [made.organization(f"{one.id}, {number}", one, kind) for number, kind in enumerate(KINDS)]
            for one in self.towns
        }
        for town in self.towns:
            made.account(made.methodist(town)).created_at = LONG_AGO
        self.institute = made.teacher(at=made.institute())
        made.grant(self.institute, Role.INSTITUTE, Scope.REGION, made.region.id)
        self.people = [self.person(town) for town in self.towns for _ in range(choose.choice((2, 12, 30)))]
        made.tx.session.add_all(self.people)
        made.tx.session.flush()
        self.rounds = [self.opened() for _ in range(choose.randrange(1, 3))]
        self.alike = choose.random() < 0.2
        self.wants: dict[int, tuple[int, ...]] = {}
        self.was: dict[int, Row] = {}
        self.told: dict[tuple[int, int], Told] = {}

    def person(self, town: Any) -> Any:
        place, since = self.choose.choice(self.places[town.id]), self.choose.choice(YEARS)
        subjects = self.choose.sample(self.subjects, self.choose.randrange(2))
        where = {"region_id": town.region_id, "municipality_id": town.id, "organization_id": place.id}
        names = {"last_name": "L", "first_name": "F", "middle_name": ""}
        return Teacher(**names, **where, subjects=subjects, career_since=since)

    def opened(self) -> SurveyRound:
        """Of the region, or of the first town alone."""
        made, town = self.made, self.choose.choice((None, self.towns[0]))
        asked = [one for one in self.people if town is None or one.municipality_id == town.id]
        facts = {"municipality_id": town and town.id, "invited": len(asked)}
        found = made.survey_round(EDITION, LONG_AGO, closes_at=datetime(2027, 6, 1, tzinfo=UTC), **facts)
        same = {"mailing_id": found.mailing_id, "part": 0, "state": DeliveryState.SENT, "priority": 5}
        rows = [same | {"due_at": LONG_AGO, "teacher_id": one.id} for one in asked]
        made.tx.session.execute(insert(Delivery), rows)
        return found

    def answer(self, at: datetime) -> None:
        """Some more of those who were asked finish, one or another without a word about an area."""
        made, share = self.made, self.choose.random()
        for one in (it for it in self.rounds if it.closed_at is None):
            done = set(made.tx.session.scalars(select(SurveyRun.teacher_id).where(SurveyRun.round_id == one.id)))
            here = [it.id for it in self.people if one.municipality_id in (None, it.municipality_id)]
            self.finish(one, [it for it in here if it not in done and self.choose.random() < share], at)

    def finish(self, one: SurveyRound, people: list[int], at: datetime) -> None:
        same = {"round_id": one.id, "tags": "", "at": "", "begun_at": at, "finished_at": at}
        runs = [SurveyRun(teacher_id=person, **same) for person in people]
        self.made.tx.session.add_all(runs)
        self.made.tx.session.flush()
        said, known = [], {one.id: one for one in self.people}
        for run in runs:
            self.wants[run.id] = tuple(int(self.alike or self.choose.random() < 0.4) for _ in AREAS)
            values = [json.dumps("support" if want else "sure") for want in self.wants[run.id]]
            rows = [{"run_id": run.id, "code": key, "value": it} for key, it in zip(ONE_OF_EACH, values, strict=True)]
            said += (rows := rows[: len(rows) - (self.choose.random() < 0.1)])
            self.was[run.id] = row_of(known[run.teacher_id])
            answers = {row["code"]: json.loads(row["value"]) for row in rows}
            fold(self.made.repo, run.id, one.id, run.teacher_id, EDITION.survey, answers, at.date())
        if said:
            self.made.tx.session.execute(insert(SurveyAnswer), said)

    def change(self, at: datetime) -> None:
        """What happens meanwhile: somebody is erased, moves, teaches something else; a round closes."""
        for person in self.choose.sample(self.people, min(3, len(self.people))):
            match self.choose.randrange(3):
                case 0:
                    self.made.repo.surveys.drop_run(self.choose.choice(self.rounds).id, person.id)
                case 1:
                    place = self.choose.choice(self.places[self.choose.choice(self.towns).id])
                    person.organization_id, person.municipality_id = place.id, place.municipality_id
                case 2:
                    person.subjects = [self.choose.choice(self.subjects)]
        if self.choose.random() < 0.2:
            one = self.choose.choice(self.rounds)
            one.closes_at = one.closed_at = at
        self.made.tx.session.flush()
        self.made.tx.session.expire_all()

    def note_released(self) -> None:
        """Of the runs released since the last time: where, and what their people were when they had finished."""
        for one in self.told.values():
            one.before = len(one.rows)
        for run in self.made.tx.session.query(SurveyFolded).filter(SurveyFolded.release.is_not(None)):
            if (wants := self.wants.pop(run.run_id, None)) is not None:
                told = self.told.setdefault((run.round_id, run.municipality_id), Told())
                told.rows.append(self.was[run.run_id])
                told.wants.append(wants)


def figures_of(survey: Survey) -> Figures:
    """All numbers that are published; a share is what the bot's own words may be made of."""
    found = {("", ""): tuple(area.share for area in survey.areas)} if survey.areas else {}
    found |= {(table, cell.group): cell.shares for table, cells in survey.tables.items() for cell in cells}
    for share in (share for shares in found.values() for share in shares):
        assert share.tenths == tenths(share.support, share.answered)
        assert share.tenths in (0, 10) or 0 < share.support < share.answered  # that all, or none, said so stays open
    return {key: tuple((one.support, one.answered) for one in shares) for key, shares in found.items()}


def explained(survey: Survey, told: Told) -> list[frozenset[int]]:
    """The sets of people behind what was added to each figure since the last week; each number is the sum over its set.

    The others of a table are whoever stands in none of its groups to which something was added.
    """
    now, new = figures_of(survey), range(told.before, len(told.rows))
    assert bool(now) == bool(told.rows)
    sets = [frozenset(new)] if now else []
    if now:
        assert now["", ""] == plus(told.seen.get(("", ""), NOTHING), summed(told, new))
    for table in survey.tables:
        before = {group: one for (name, group), one in told.seen.items() if name == table} or alone(told, table, now)
        groups = {group: one for (name, group), one in now.items() if name == table}
        left = set(new)
        for group in (it for it in groups if it and groups[it] != before.get(it, NOTHING)):
            own = frozenset(one for one in new if told.rows[one][TABLES.index(table)] == group)
            assert groups[group] == plus(before.get(group, NOTHING), summed(told, own))
            sets.append(own)
            left -= own
        assert groups.get("", NOTHING) == plus(before.get("", NOTHING), summed(told, left))
        sets.append(frozenset(left))
    told.seen = now
    return [one for one in sets if one]


def alone(told: Told, table: str, now: Figures) -> dict[str, Numbers]:
    """A table of one group is not published; that is everybody told of before, under one name or as the others."""
    earlier = {told.rows[one][TABLES.index(table)] for one in range(told.before)}
    name = earlier.pop() if len(earlier) == 1 else ""
    return {name if (table, name) in now else "": summed(told, range(told.before))}


def summed(told: Told, people: Iterable[int]) -> Numbers:
    chosen = [told.wants[one] for one in people]
    return tuple((sum(wants[area] for wants in chosen), len(chosen)) for area in range(len(AREAS)))


def plus(one: Numbers, other: Numbers) -> Numbers:
    return tuple((a + c, b + d) for (a, b), (c, d) in zip(one, other, strict=True))


def fewest(cells: list[frozenset[int]]) -> int:
    """Of how many people, K at most, some combination of these cells speaks, and of nobody else.

    People who stand in the same cells are told alike. A set of them is spoken of alone if and only if its vectors among
    the relations (what holds between people for every cell) are dependent.
    """
    kinds = Counter(tuple(person in cell for cell in cells) for person in frozenset().union(*cells))
    vectors = relations(list(kinds))
    small = [(size, vector) for size, vector in zip(kinds.values(), vectors, strict=True) if size < K]
    return min(_dependent(small, [], 0, K), sum(kinds.values()) or K)


def relations(kinds: list[tuple[bool, ...]]) -> list[list[int]]:
    """Of each kind its place in all relations, seen through K random ones: so few of them stay independent."""
    width = len(kinds[0]) if kinds else 0
    rows = [[int(it) for it in kind] + [int(n == m) for m in range(len(kinds))] for n, kind in enumerate(kinds)]
    done = 0
    for column in range(width):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        inverse = pow(rows[done][column], -1, PRIME)
        for at in range(done + 1, len(rows)):
            if factor := rows[at][column] * inverse % PRIME:
                rows[at] = [(a - factor * b) % PRIME for a, b in zip(rows[at], rows[done], strict=True)]
        done += 1
    known, choose = [row[width:] for row in rows[done:]], random.Random(0)
    mixed = [[choose.randrange(PRIME) for _ in known] for _ in range(K)]
    return [
        [sum(a * row[at] for a, row in zip(mix, known, strict=True)) % PRIME for mix in mixed]
        for at in range(len(kinds))
    ]


def _dependent(left: list[tuple[int, list[int]]], basis: list[list[int]], size: int, best: int) -> int:
    """The smallest dependent set that has the basis and some of those left, if it is smaller than the best."""
    for number, (more, vector) in enumerate(left):
        if size + more >= best:
            continue
        for row in basis:
            pivot = next(at for at, value in enumerate(row) if value)
            factor = vector[pivot] * pow(row[pivot], -1, PRIME) % PRIME
            vector = [(a - factor * b) % PRIME for a, b in zip(vector, row, strict=True)]
        is_done = not any(vector)
        best = size + more if is_done else _dependent(left[number + 1 :], [*basis, vector], size + more, best)
    return best


def check_counts(survey: Survey) -> None:
    assert survey.invited is None or survey.invited >= K
    assert (survey.told is None) == (survey.invited is None)
    if survey.told is not None:
        assert survey.told % K == 0
        assert survey.told <= survey.invited - K


def check_week(world: World, week: date) -> None:
    """All that was published of it."""
    made = world.made
    kept = {one.municipality_id: one for one in made.tx.session.query(WeeklySummary).filter_by(week=week)}
    assert kept.keys() == {one.id for one in world.towns}
    added: dict[str, Counter[str]] = {}
    for town in world.towns:
        found = Snapshot.model_validate_json(kept[town.id].body)
        rounds = [one for one in reversed(world.rounds) if one.municipality_id in (None, town.id)]
        assert len(found.surveys) == len(rounds)
        for one, survey in zip(rounds, found.surveys, strict=True):
            check_counts(survey)
            told = world.told.get((one.id, town.id), Told())
            cells = explained(survey, told)
            assert not cells or fewest(cells) >= K, (week, town.id, cells)
        if found.surveys:
            newest = added.setdefault("diagnostic", Counter())
            newest.update({area.key: area.share.support for area in found.surveys[0].areas})
    region = reading.read(made.repo, made.actor(world.institute), Scope.REGION, made.region.id, week).found
    assert region is not None
    for survey in region.surveys:
        assert survey.tables == {}
        assert {area.key: area.share.support for area in survey.areas} == added[survey.key]


@contextmanager
def anew(engine: Engine) -> Iterator[Made]:
    with engine.connect() as connection, connection.begin() as transaction:
        opened = Transaction(connection)
        yield Made(opened)
        opened.session.close()
        transaction.rollback()


def weeks_pass(engine: Engine, seed: int) -> int:
    """How many answers were told in the end."""
    choose = random.Random(seed)
    with anew(engine) as made:
        world = World(made, choose)
        for number in range(3):
            now = MONDAY + timedelta(days=7 * number)
            world.answer(now - timedelta(days=3))
            world.change(now - timedelta(days=2))
            while telling.tell(made.repo, lambda place, found: Note("text", []), now):
                pass
            world.note_released()
            check_week(world, (now - timedelta(days=7)).date())
        return sum(len(one.rows) for one in world.told.values())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the next but one asks both databases
@given(st.integers(0, 2**32))
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_all_summaries_of_all_levels_and_weeks_together_tell_of_no_fewer_than_five(engine: Engine, seed: int) -> None:
    weeks_pass(engine, seed)


@pytest.mark.soak
@given(st.integers(0, 2**32))
@settings(max_examples=10_000, suppress_health_check=list(HealthCheck))
def test_ten_thousand_regions_tell_of_no_fewer_than_five(engine: Engine, seed: int) -> None:
    weeks_pass(engine, seed)


def test_these_regions_tell_of_many_and_their_outsider_finds_what_is_there_to_find(engine: Engine) -> None:
    assert sum(weeks_pass(engine, seed) for seed in range(3)) > 40
    everybody = frozenset(range(12))
    assert fewest([everybody]) == K
    assert fewest([everybody, frozenset(range(9))]) == 3
    assert fewest([everybody, frozenset(range(6)), frozenset(range(4, 12))]) == 2
    assert fewest([everybody, frozenset(range(6))]) == K
    assert fewest([frozenset(range(6)), frozenset(range(3, 9)), frozenset((*range(3), *range(6, 9)))]) == 3
