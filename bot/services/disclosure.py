"""What may be told of answers: groups of at least K people, so cut that nothing told before helps to look behind them.

Every table (by subject, by kind of organization …) divides the same people. Whoever knows the published cells can add
and subtract them at will; what she learns are the combinations of cells. `is_safe` makes sure that each combination
concerns nobody at all or at least K people. New answers are let in by batches that are safe by themselves, under the
grouping of the first one: the difference of two releases is a batch. Figures of a region are sums of what its
municipalities have released, so they add nothing to what is known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

K = 5
"""Fewer people than this are never a number for staff."""
OTHERS = ""
"""The group of all categories too small to stand alone."""
MODULUS = (1 << 61) - 1
"""Ranks are taken over this prime field: exact integers, no fractions."""

Categories = tuple[str, ...]
"""What one person is in each table, in the order of the tables."""
Grouping = tuple[dict[str, str], ...]
"""For each table: category -> the group it is told in, itself or OTHERS. Never changes once it is released."""


class Batch(NamedTuple):
    """`admitted`: numbers of those whose answers are told from now on; `grouping` as it stands after them."""

    admitted: frozenset[int]
    grouping: Grouping


def first(people: Mapping[int, Categories], k: int = K) -> Batch | None:
    """The first release: as fine as is safe; None where fewer than k have answered, or nothing at all is safe.

    A table nothing of which is safe has one group, which says no more than the total.
    """
    if len(people) < k:
        return None
    rows = list(people.values())
    grouping = tuple(_merged(Counter(row[table] for row in rows), k) for table in range(len(rows[0])))
    while not is_safe([told(grouping, row) for row in rows], k):
        grouping = _coarser(grouping, rows)
    return Batch(frozenset(people), grouping)


def admit(pending: Mapping[int, Categories], grouping: Grouping, k: int = K) -> Batch:
    """Whom of those who came after the first release may be told now: nobody, or a batch that is safe by itself.

    Whoever is not admitted waits for others of her groups. A category not seen before stands alone if k of it come
    together, and else waits with the others.
    """
    waiting = dict(pending)
    while len(waiting) >= k:
        extended = _with_new(grouping, list(waiting.values()), k)
        cells = {number: told(extended, row) for number, row in waiting.items()}
        sizes = Counter(cell for row in cells.values() for cell in enumerate(row))
        small = {cell for cell, size in sizes.items() if size < k}
        if not small and is_safe(list(cells.values()), k):
            return Batch(frozenset(cells), extended)
        small = small or {min(sizes, key=lambda cell: (sizes[cell], cell))}
        waiting = {number: waiting[number] for number, row in cells.items() if small.isdisjoint(enumerate(row))}
    return Batch(frozenset(), grouping)


def told(grouping: Grouping, row: Categories) -> Categories:
    """The groups somebody of these categories is told in."""
    return tuple(groups[category] for groups, category in zip(grouping, row, strict=True))


def refined(rows: Sequence[Categories], further: Sequence[str], k: int = K) -> dict[str, str]:
    """How one more table may divide a batch that is safe as it is told: category -> its group in this batch.

    As finely as stays safe; at worst all are others, which says nothing. So it keeps nobody waiting, and each batch
    divides anew: what is known of several is a sum of what is known of each, nobody or k people of every batch.
    """
    groups = _merged(Counter(further), k)
    sizes = Counter(further)
    while not is_safe([(*row, groups[one]) for row, one in zip(rows, further, strict=True)], k):
        alone = [one for one, group in groups.items() if group != OTHERS]
        if not alone:
            break
        fewest = min(alone, key=lambda one: (sizes[one], one))
        joined = {fewest} if len(alone) < len(groups) else {fewest, min(set(alone) - {fewest}, default=fewest)}
        groups |= dict.fromkeys(joined, OTHERS)
    return groups


def is_safe(rows: Sequence[Categories], k: int = K) -> bool:
    """Whether every combination of the cells of all tables concerns nobody or at least k people.

    A combination that concerns fewer than k would vanish if they were left out, so the rest would span fewer
    dimensions. Where k sets of people, none of them in two, span all there is each, no fewer than k can do that.
    Sufficient, not necessary: what is refused here might be safe.
    """
    columns = {cell: number for number, cell in enumerate(sorted({(t, g) for row in rows for t, g in enumerate(row)}))}
    rarity = Counter((t, g) for row in rows for t, g in enumerate(row))
    if min(rarity.values(), default=0) < k:  # a cell by itself
        return False
    left = Counter(sorted(rows, key=lambda row: -min((rarity[t, g] for t, g in enumerate(row)), default=0)))
    full = -1
    for _ in range(k):
        basis = _spanning(left, columns)
        full = max(full, len(basis))
        if len(basis) < full or not basis or k * full > len(rows):
            return False
        left = +(left - Counter(basis))
    return True


def rounded(part: int, whole: int) -> int:
    """A share in tenths; 0 means «almost nobody» and 10 «almost all», each for at least two possible counts.

    Raises ValueError for a group nothing may be told of.
    """
    if whole < K:
        raise ValueError("the group is too small to be told")
    if part <= 1 or 20 * part < whole:
        return 0
    if whole - part <= 1 or 20 * (whole - part) < whole:
        return 10
    return min(9, max(1, (20 * part + whole) // (2 * whole)))


def _merged(sizes: Counter[str], k: int) -> dict[str, str]:
    """Small categories together, with as many of the next larger ones as it takes."""
    groups = {category: category for category in sizes}
    others = 0
    for category, size in sorted(sizes.items(), key=lambda it: (it[1], it[0])):
        if size >= k and (not others or others >= k):
            break
        groups[category] = OTHERS
        others += size
    return groups


def _coarser(grouping: Grouping, rows: Sequence[Categories]) -> Grouping:
    """One group fewer: the smallest that stands alone joins the others of its table, or the smallest next to it."""
    sizes = Counter((table, group) for row in rows for table, group in enumerate(told(grouping, row)))
    many = [table for table, groups in enumerate(grouping) if len(set(groups.values())) > 1]
    table, joining = min(((t, g) for t, g in sizes if t in many and g != OTHERS), key=lambda cell: (sizes[cell], cell))
    joined = {joining}
    if OTHERS not in grouping[table].values():
        alone = [group for t, group in sizes if t == table and group != joining]
        joined.add(min(alone, key=lambda group: (sizes[table, group], group)))
    merged = {category: OTHERS if group in joined else group for category, group in grouping[table].items()}
    return (*grouping[:table], merged, *grouping[table + 1 :])


def _with_new(grouping: Grouping, rows: Sequence[Categories], k: int) -> Grouping:
    extended = []
    for table, groups in enumerate(grouping):
        new = Counter(row[table] for row in rows if row[table] not in groups)
        single = len(set(groups.values())) <= 1 and OTHERS in groups.values()
        extended.append(
            groups | {category: category if size >= k and not single else OTHERS for category, size in new.items()}
        )
    return tuple(extended)


def _spanning(rows: Iterable[Categories], columns: Mapping[tuple[int, str], int]) -> list[Categories]:
    """A basis of what these people span, greedily in their order; who is alike adds nothing."""
    reducers: dict[int, dict[int, int]] = {}
    found = []
    for row in rows:
        vector = {columns[cell]: 1 for cell in enumerate(row)}
        while vector:
            pivot = min(vector)
            reducer = reducers.get(pivot)
            if reducer is None:
                inverse = pow(vector[pivot], -1, MODULUS)
                reducers[pivot] = {column: value * inverse % MODULUS for column, value in vector.items()}
                found.append(row)
                break
            factor = vector[pivot]
            for column, value in reducer.items():
                if reduced := (vector.get(column, 0) - factor * value) % MODULUS:
                    vector[column] = reduced
                else:
                    vector.pop(column, None)
    return found
