"""How well the statements of a scale belong together: Cronbach's alpha, from sums that only grow.

Sums, so that it is counted of released runs alone, needs no answer twice, and tells nobody who was erased since.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from .model import SUPPORT, Survey

RUNS, ITEMS = 20, 2
"""So many complete runs and statements there must be at least."""
HEAD = 3
"""Numbers of a scale that stand before the sums of its statements: complete runs, sum of squares, of squared totals."""


@lru_cache(maxsize=64)
def scales(survey: Survey, areas: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Area -> codes of the statements everybody is asked in it."""
    found: dict[str, list[str]] = {area: [] for area in areas}
    for block in survey.blocks:
        for one in block.questions:
            is_common = not (block.shown or one.only or one.shown)
            if is_common and one.group in found and SUPPORT in one.values.values():
                found[one.group].append(one.code)
    return {area: tuple(codes) for area, codes in found.items()}


def moments(survey: Survey, areas: tuple[str, ...], answers: Mapping[str, object]) -> list[int]:
    """What one run adds to the sums of all areas, one after the other; nothing where a statement has no answer."""
    return [number for codes in scales(survey, areas).values() for number in _moments(_counts(survey, codes, answers))]


def alphas(survey: Survey, areas: tuple[str, ...], sums: Sequence[int]) -> dict[str, float | None]:
    """Area -> alpha to one decimal; None where there is too little to say it, or the sums are of another kind."""
    found: dict[str, float | None] = {}
    at = 0
    for area, codes in scales(survey, areas).items():
        found[area] = _rounded(alpha(sums[at : at + HEAD + len(codes)]))
        at += HEAD + len(codes)
    return found


def alpha(sums: Sequence[int]) -> float | None:
    """Of the sums of one scale: its complete runs, squares, squared totals, then each statement's own sum.

    None for fewer than RUNS runs or ITEMS statements, and where all totals are alike.
    """
    items = len(sums) - HEAD
    if items < ITEMS or sums[0] < RUNS:
        return None
    runs, squares, totals, *own = sums
    of_items = squares - sum(one * one for one in own) / runs
    of_total = totals - sum(own) ** 2 / runs
    return items / (items - 1) * (1 - of_items / of_total) if of_total > 1e-9 else None


def _rounded(found: float | None) -> float | None:
    """What is below nothing is nothing: the statements do not belong together."""
    return None if found is None else max(0.0, round(found, 1))


def _counts(survey: Survey, codes: Iterable[str], answers: Mapping[str, object]) -> list[int | None]:
    counts: list[int | None] = []
    for code in codes:
        answer = answers.get(code)
        counts.append(survey.by_code[code].values.get(answer) if isinstance(answer, str) else None)
    return counts


def _moments(counts: Sequence[int | None]) -> list[int]:
    said = [one for one in counts if one is not None]
    if not counts or len(said) < len(counts):
        return [0] * (HEAD + len(counts))
    return [1, sum(one * one for one in said), sum(said) ** 2, *said]
