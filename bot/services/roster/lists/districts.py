"""Municipalities as lists of a whole region name them: in a column, in a title within the table, as a sheet's name."""

from collections.abc import Iterable

from ..names import normal
from .words import ListWords


class Districts:
    """`own` are those the sender answers for, `every` are all of the region; keys are normal forms of names."""

    def __init__(self, own: Iterable[str], every: Iterable[str], words: ListWords) -> None:
        self.own = frozenset(own)
        self._words = words
        self._known: dict[frozenset[str], set[str]] = {}
        for key in self.own | frozenset(every) - {""}:
            self._known.setdefault(self._core(key), set()).add(key)

    def find(self, text: str) -> str | None:
        found = self._known.get(self._core(text), ())
        exact = [key for key in found if key == normal(text)] or found
        return next(iter(exact)) if len(exact) == 1 else None

    def of(self, text: str, above: str) -> str | None:
        """What a row says, else the title `above` it; empty where neither says anything, None where it is not hers.

        A city's list may have a column of its inner districts, which say nothing.
        """
        found = self.find(text) if text else above
        if found is None and len(self.own) == 1:
            found = above
        return None if found is None or (found and found not in self.own) else found

    @property
    def only(self) -> str:
        """The one she answers for; empty where there are several."""
        return next(iter(self.own)) if len(self.own) == 1 else ""

    def _core(self, text: str) -> frozenset[str]:
        return frozenset(normal(text).split()) - self._words.district
