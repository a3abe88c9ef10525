"""Cronbach's alpha from sums: as by hand, as by the textbook, and only where there is enough to say it."""

from statistics import pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.surveys import reliability
from bot.services.surveys.folding import areas
from bot.surveying.library import load_library

SURVEY = load_library()["diagnostic"].survey
AREAS = areas(SURVEY)
CODES = reliability.scales(SURVEY, AREAS)
WORDS = ("sure", "mostly", "support")


def sums(runs: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*(reliability._moments(run) for run in runs), strict=True)]


def textbook(runs: list[list[int]]) -> float | None:
    items = len(runs[0])
    total = pvariance([sum(run) for run in runs])
    if not total:
        return None
    return items / (items - 1) * (1 - sum(pvariance(column) for column in zip(*runs, strict=True)) / total)


def test_alpha_is_what_the_hand_counts() -> None:
    """Two statements, 20 runs: ten (0, 0), six (2, 2), four (0, 2).

    Variances: 0.84 and 1, together 1.84; of the totals 0, 4, 2: mean 1.6, variance 3.04. 2 · (1 - 1.84 / 3.04) = 0.789…
    """
    runs = [[0, 0]] * 10 + [[2, 2]] * 6 + [[0, 2]] * 4
    assert reliability.alpha(sums(runs)) == pytest.approx(2 * (1 - 1.84 / 3.04))
    assert reliability.alpha(sums(runs[:19])) is None
    assert reliability.alpha(sums([[1]] * 30)) is None
    assert reliability.alpha(sums([[1, 1, 1]] * 30)) is None
    assert reliability.alpha([]) is None


@given(st.integers(2, 5).flatmap(lambda k: st.lists(st.lists(st.integers(0, 2), min_size=k, max_size=k), min_size=20)))
def test_alpha_of_sums_is_the_textbooks(runs: list[list[int]]) -> None:
    found, wanted = reliability.alpha(sums(runs)), textbook(runs)
    assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-9))
    assert found is None or found <= 1 + 1e-9


def test_only_complete_answers_to_what_everybody_is_asked_count() -> None:
    assert set(CODES) == set(SURVEY.groups)
    assert all(len(codes) == 3 for codes in CODES.values())
    whole = {code: WORDS[number % 3] for number, code in enumerate(sum(CODES.values(), ()))}
    first = reliability.moments(SURVEY, AREAS, whole)
    assert first[:6] == [1, 5, 9, 0, 1, 2]
    whole[CODES[AREAS[0]][1]] = "never"
    second = reliability.moments(SURVEY, AREAS, whole)
    assert second[:6] == [0] * 6
    assert second[6:] == first[6:]


def test_a_scale_is_told_to_one_decimal_and_never_below_nothing() -> None:
    alike, apart = [[0, 0, 0], [1, 1, 1], [2, 2, 2]] * 10, [[0, 2, 0], [2, 0, 2]] * 15
    kept = [*sums(alike), *sums(apart), *sums(alike), *sums(alike), *sums(alike[:15])]
    found = reliability.alphas(SURVEY, AREAS, kept)
    assert list(found.values()) == [1.0, 0.0, 1.0, 1.0, None]
    assert set(reliability.alphas(SURVEY, AREAS, []).values()) == {None}
