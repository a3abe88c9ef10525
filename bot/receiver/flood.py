"""Keeps one account from taking up the bot: who sends without end is told so once and passed over for a while."""

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

AT_ONCE = 90
"""Updates an account may send in a row."""
A_SECOND = 1.0
"""Further ones from then on."""
REMEMBERED = 10_000


class Flood(Enum):
    NO = auto()
    BEGINS = auto()  # the first update that is passed over: the person is to be told
    GOES_ON = auto()


class _Share(NamedTuple):
    left: float
    at: float
    is_over: bool


class Floods:
    """In memory: after a restart everybody has her whole share. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._shares: dict[int, _Share] = {}

    def meets(self, chat: int) -> Flood:
        """Count one update of this account; once over, it must have been quiet until half its share is back."""
        now = self._clock()
        before = self._shares.get(chat, _Share(AT_ONCE, now, False))
        left = min(AT_ONCE, before.left + (now - before.at) * A_SECOND)
        is_over = left < (AT_ONCE / 2 if before.is_over else 1)
        self._shares[chat] = _Share(left if is_over else left - 1, now, is_over)
        if len(self._shares) > REMEMBERED:
            self._forget(now)
        if not is_over:
            return Flood.NO
        return Flood.GOES_ON if before.is_over else Flood.BEGINS

    def _forget(self, now: float) -> None:
        """Whose share is whole again needs no line."""
        whole = {chat for chat, it in self._shares.items() if it.left + (now - it.at) * A_SECOND >= AT_ONCE}
        self._shares = {chat: it for chat, it in self._shares.items() if chat not in whole}
