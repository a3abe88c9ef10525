"""How people name things in tables: the form in which two spellings are one, and an index from such names to keys."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

K = TypeVar("K")
APART = re.compile(r"[\W_]+")
IO, IE = chr(0x451), chr(0x435)
"""One letter is written with its dots or without."""
CLOSE_ENOUGH = 70
"""Similarity (0–100) from which an unknown name is taken for a slip of the pen."""


@lru_cache(maxsize=1 << 15)
def normal(text: str) -> str:
    """Without case, signs, extra spaces and the dots of «yo»: two spellings of one name become equal."""
    return APART.sub(" ", text.casefold().replace(IO, IE)).strip()


class Index(Generic[K]):
    """Every way to name a thing -> the things so named; more than one means that the name is ambiguous."""

    def __init__(self) -> None:
        self._named: dict[str, list[K]] = {}
        self._shown: dict[str, str] = {}
        self._clearest: dict[K, str] = {}

    def add(self, key: K, labels: Iterable[str]) -> None:
        """`labels` from the shortest to the clearest."""
        for label in labels:
            self._clearest[key] = label
            name = normal(label)
            keys = self._named.setdefault(name, [])
            if key not in keys:
                keys.append(key)
            self._shown.setdefault(name, label)

    def find(self, text: str) -> list[K]:
        return self._named.get(normal(text), [])

    def label(self, labels: Iterable[str]) -> str:
        """The first of the labels that names one thing only (the last one where none does)."""
        last = ""
        for last in labels:
            if len(self.find(last)) == 1:
                break
        return last

    def clearest(self, key: K) -> str:
        return self._clearest[key]

    def guess(self, text: str) -> str | None:
        """The known label that looks most like an unknown one; costs a walk over all of them."""
        from rapidfuzz import fuzz, process  # late: only a roster needs it

        found = process.extractOne(normal(text[:100]), self._named.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
        return self._shown[found[0]] if found else None
