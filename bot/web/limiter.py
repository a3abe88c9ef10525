"""Counts what one address or chat may do only so often."""

from collections import deque
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta


class Limiter:
    """At most `times` within `per`, by the injected clock; what is older is forgotten.

    Where what is added has a weight, `times` is how much of it: the one that goes beyond is the last.
    """

    def __init__(self, times: int, per: timedelta, clock: Callable[[], datetime]) -> None:
        self.times, self.per, self.clock = times, per, clock
        self._seen: dict[Hashable, deque[tuple[datetime, int]]] = {}

    def is_full(self, key: Hashable) -> bool:
        """Whether `key` has used up its share."""
        self._forget()
        return sum(weight for _, weight in self._seen.get(key, ())) >= self.times

    def add(self, key: Hashable, weight: int = 1) -> None:
        self._seen.setdefault(key, deque(maxlen=self.times)).append((self.clock(), weight))

    def _forget(self) -> None:
        since = self.clock() - self.per
        for key, moments in list(self._seen.items()):
            while moments and moments[0][0] <= since:
                moments.popleft()
            if not moments:
                del self._seen[key]
