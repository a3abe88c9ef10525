"""People ordered by how well their names fit what somebody typed, with typing errors forgiven."""

import re
from collections.abc import Sequence
from functools import lru_cache

from storage.models.names import folded
from storage.repositories.directory import Found

WHOLE, BEGUN, ENOUGH = 100.0, 97.0, 68.0
"""Likeness of a surname typed whole, of its beginning, and the least that is shown."""
APART = 16.0
"""Whoever fits so much worse than the best is not meant."""
FITS, MISFITS = 4.0, -9.0
"""What another word adds that is an initial, a name or the place of work, and one that is nothing of the person."""
SAME_NAME = 80.0
NUMBER = re.compile(r"\d+")


def best(people: Sequence[Found], words: Sequence[str], typed: str) -> list[Found]:
    """Whom the folded words may mean, the likeliest first; `typed` is the text they come from, with its numbers."""
    numbers = set(NUMBER.findall(typed))
    marked = [(score(one, words, numbers), one) for one in people]
    top = max((mark for mark, _ in marked), default=0.0)
    meant = [(mark, one) for mark, one in marked if mark >= max(ENOUGH, top - APART)]
    return [one for _, one in sorted(meant, key=lambda pair: (-pair[0], pair[1][1:], pair[1].id))]


def score(one: Found, words: Sequence[str], numbers: set[str]) -> float:
    """Likeness of the word that fits the surname best, corrected by how the others fit the rest of the person."""
    if len(words) == 1 and not numbers:
        return surname(words[0], one.last_name)
    marks = [surname(word, one.last_name) for word in words]
    at = max(range(len(marks)), key=marks.__getitem__)
    rest = [word for place, word in enumerate(words) if place != at]
    more = sum(FITS if fits(word, one) else MISFITS for word in rest)
    if numbers:
        more += FITS if numbers & set(NUMBER.findall(one.organization)) else MISFITS
    return marks[at] + more if marks[at] >= ENOUGH else 0.0


@lru_cache(maxsize=1 << 14)
def surname(word: str, last_name: str) -> float:
    """How much (0-100) the word looks like the surname, a part of it, or the beginning of either."""
    from rapidfuzz import fuzz  # late: it is needed only here

    known = folded(last_name)
    marks = [0.0]
    for part in {known, *known.split()}:
        if part == word:
            return WHOLE
        if part.startswith(word):
            marks.append(BEGUN)
        elif len(word) > 2:
            marks += [fuzz.ratio(word, part), fuzz.ratio(word, part[: len(word)]) - 5]
    return max(marks)


def fits(word: str, one: Found) -> bool:
    """Whether it is an initial, one of her names or of the words of her place of work."""
    return any(_is_name(word, name) for name in (one.first_name, one.middle_name)) or _is_place(word, one.organization)


@lru_cache(maxsize=1 << 14)
def _is_name(word: str, name: str) -> bool:
    from rapidfuzz import fuzz

    known = folded(name)
    return bool(known) and (known.startswith(word) or fuzz.ratio(word, known) >= SAME_NAME)


@lru_cache(maxsize=1 << 14)
def _is_place(word: str, organization: str) -> bool:
    return len(word) > 2 and any(part.startswith(word[:5]) for part in folded(organization).split())
