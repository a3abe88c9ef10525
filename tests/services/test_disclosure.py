"""Whoever adds and subtracts all that was ever told, of all tables, weeks and levels, learns of nobody alone."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.services.disclosure import (
    OTHERS,
    Batch,
    Categories,
    Grouping,
    K,
    admit,
    first,
    is_safe,
    refined,
    rounded,
    told,
)

FEW = 3
"""The smallest group in most tests: more happens among few people."""


class Town:
    """Whoever waits and was told of: her categories, and the group she was told in by organization."""

    def __init__(self) -> None:
        self.pending: dict[int, Categories] = {}
        self.released: dict[int, Categories] = {}
        self.placed: dict[int, str] = {}
        self.grouping: Grouping | None = None

    def tell(self) -> bool:
        """As the service does it; the last category is the organization, told by what the others leave room for."""
        waiting = {number: row[:-1] for number, row in self.pending.items()}
        batch: Batch | None = first(waiting, FEW) if self.grouping is None else admit(waiting, self.grouping, FEW)
        if batch is None or not batch.admitted:
            return False
        self.grouping = batch.grouping
        numbers = sorted(batch.admitted)
        rows = [told(batch.grouping, waiting[number]) for number in numbers]
        groups = refined(rows, [self.pending[number][-1] for number in numbers], FEW)
        for number in numbers:
            self.released[number] = self.pending.pop(number)
            self.placed[number] = groups[self.released[number][-1]]
        return True

    def cells(self) -> dict[tuple[int, str], frozenset[int]]:
        """(table, group) -> whom it is told of by now."""
        found: dict[tuple[int, str], set[int]] = {}
        for number, row in self.released.items():
            groups = (*told(self.grouping or (), row[:-1]), self.placed[number])
            for table, group in enumerate(groups):
                found.setdefault((table, group), set()).add(number)
        return {cell: frozenset(people) for cell, people in found.items()}


class Told:
    """Everything released so far, as the outsider sees it: cells, each the set of people behind a figure."""

    def __init__(self) -> None:
        self.cells: list[frozenset[int]] = []

    def sums(self, cells: Iterable[frozenset[int]]) -> None:
        self.cells.append(frozenset().union(*cells))


def relations(cells: list[frozenset[int]], people: list[int]) -> list[list[Fraction]]:
    """A basis of what holds between people for all cells: the left null space of the people × cells matrix."""
    rows = [
        [Fraction(number in cell) for cell in cells] + [Fraction(number == other) for other in people]
        for number in people
    ]
    done = 0
    for column in range(len(cells)):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for at in range(done + 1, len(rows)):
            if rows[at][column]:
                factor = rows[at][column] / rows[done][column]
                rows[at] = [value - factor * other for value, other in zip(rows[at], rows[done], strict=True)]
        done += 1
    return [row[len(cells) :] for row in rows[done:]]


def exposed(cells: list[frozenset[int]], k: int) -> tuple[int, ...] | None:
    """Fewer than k people whom some combination of the cells concerns alone (by duality: dependent in the relations).

    Only for k up to 3: one person whom no relation holds to the others, or two who stand in all of them alike.
    """
    assert k <= FEW
    people = sorted(frozenset().union(*cells))
    known = relations(cells, people)
    vectors = {number: [row[at] for row in known] for at, number in enumerate(people)}
    for number, vector in vectors.items():
        if not any(vector):
            return (number,)
    for one, other in combinations(people, 2) if k > 2 else ():
        pairs = list(zip(vectors[one], vectors[other], strict=True))
        a, b = next((a, b) for a, b in pairs if a or b)
        if all(x * b == y * a for x, y in pairs):
            return one, other
    return None


categories = st.sampled_from("abcd")
towns = st.integers(1, 3)
people = st.tuples(towns, categories, categories, categories, st.sampled_from("pqr"))
weeks = st.lists(st.lists(people, max_size=10), min_size=1, max_size=3)
Answers = list[list[tuple[int, str, str, str, str]]]


def as_released(answers: Answers) -> Told:
    """Weeks of answers of a few towns, released as the service does it, with the region's sums."""
    found, numbers = Told(), iter(range(1000))
    region = {town: Town() for town in (1, 2, 3)}
    for week in answers:
        for town, *row in week:
            region[town].pending[next(numbers)] = tuple(row)
        for one in region.values():
            if one.tell():
                found.cells += [frozenset(one.released), *one.cells().values()]
        found.sums(frozenset(one.released) for one in region.values())
        cells = [one.cells() for one in region.values()]
        for cell in {cell for known in cells for cell in known}:
            found.sums(known.get(cell, frozenset()) for known in cells)
    return found


def holds(answers: Answers) -> None:
    cells = [cell for cell in as_released(answers).cells if cell]
    if cells:
        assert exposed(cells, FEW) is None


@given(weeks)
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
def test_no_sum_and_difference_of_what_was_told_concerns_fewer_than_a_group(answers):
    holds(answers)


@pytest.mark.soak
@given(weeks)
@settings(max_examples=10_000, suppress_health_check=list(HealthCheck))
def test_ten_thousand_times_no_sum_and_difference_concerns_fewer_than_a_group(answers):
    holds(answers)


def test_the_outsider_of_these_tests_finds_what_is_there_to_find():
    everybody = frozenset(range(8))
    assert exposed([everybody, frozenset(range(7))], FEW) == (7,)
    assert exposed([everybody, frozenset(range(4)), frozenset(range(2, 8))], FEW) == (0, 1)
    assert exposed([everybody, frozenset(range(4))], FEW) is None


def test_small_groups_are_told_together_and_the_next_larger_with_them_if_they_are_too_few():
    people = dict(enumerate([("maths",)] * 9 + [("physics",)] * 6 + [("music",)] * 2 + [("art",)] * 1))
    batch = first(people)
    assert batch is not None
    assert batch.grouping == ({"maths": "maths", "physics": OTHERS, "music": OTHERS, "art": OTHERS},)
    assert batch.admitted == people.keys()


def test_two_tables_that_differ_by_few_are_not_told_both():
    """All but two teachers of maths work in the lyceum: lyceum minus maths would be these two."""
    people = dict(
        enumerate(
            [("maths", "lyceum")] * 8
            + [("maths", "school")] * 2
            + [("music", "lyceum")] * 2
            + [("music", "school")] * 8
        )
    )
    batch = first(people)
    assert batch is not None
    assert [len(set(groups.values())) for groups in batch.grouping] in ([1, 2], [2, 1])


def test_too_few_answers_tell_nothing():
    assert first(dict.fromkeys(range(K - 1), ("maths", "school"))) is None


def test_who_comes_later_waits_until_there_are_enough_of_each_of_her_groups():
    batch = first(dict(enumerate([("maths",)] * 6 + [("music",)] * 6)))
    assert batch is not None
    late: dict[int, Categories] = {100 + number: ("maths",) for number in range(5)} | {200: ("music",)}
    more = admit(late, batch.grouping)
    assert more.admitted == set(range(100, 105))
    assert admit({200: ("music",)}, more.grouping).admitted == frozenset()


def test_a_new_category_stands_alone_only_if_enough_come_together():
    batch = first(dict(enumerate([("maths",)] * 6 + [("music",)] * 6)))
    assert batch is not None
    few = admit({100 + number: ("art",) for number in range(4)}, batch.grouping)
    assert few == Batch(frozenset(), batch.grouping)
    enough = admit({100 + number: ("art",) for number in range(5)}, batch.grouping)
    assert enough.grouping[0]["art"] == "art"


def test_by_organization_is_told_what_costs_the_other_tables_nothing():
    rows: list[Categories] = [("maths",)] * 6 + [("music",)] * 6
    apart = refined(rows, ["3", "5"] * 6)
    assert apart == {"3": OTHERS, "5": OTHERS}  # maths of one school would be three
    both = refined(rows * 2, [*["3"] * 6, *["5"] * 6] * 2)
    assert both == {"3": "3", "5": "5"}
    few = refined([("maths",)] * 12, [*["3"] * 7, *["5"] * 3, *["7"] * 2])
    assert few == {"3": "3", "5": OTHERS, "7": OTHERS}
    assert refined([("maths",)] * 8, [*["3"] * 6, *["5"] * 2]) == {"3": OTHERS, "5": OTHERS}


@given(st.lists(st.tuples(categories, categories), min_size=K, max_size=40))
@settings(max_examples=200)
def test_a_first_release_is_of_all_who_answered_and_every_group_is_large_enough(rows):
    batch = first(dict(enumerate(rows)))
    assert batch is not None
    assert batch.admitted == set(range(len(rows)))
    for table, groups in enumerate(batch.grouping):
        for group in set(groups.values()):
            assert sum(groups[row[table]] == group for row in rows) >= K


@given(st.integers(K, 200), st.data())
def test_a_share_is_near_and_its_ends_are_open(whole, data):
    part = data.draw(st.integers(0, whole))
    tenths = rounded(part, whole)
    assert abs(tenths / 10 - part / whole) <= 1 / whole + 0.05 + 1e-9
    assert rounded(0, whole) == rounded(1, whole) == 0
    assert rounded(whole, whole) == rounded(whole - 1, whole) == 10


def test_nothing_is_said_of_a_group_too_small():
    with pytest.raises(ValueError, match="too small"):
        rounded(1, K - 1)
    assert not is_safe([("maths",)] * (K - 1))
