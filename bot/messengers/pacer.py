"""Keeps a rate exactly: an absolute schedule, so lateness is made good, and a log that no second ever overfills."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

SPARE = 0.002
LATENESS = 0.1


class Pacer:
    """Turns for one token, first come first served; everything that spends the token's budget shares one pacer."""

    def __init__(
        self,
        per_second: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._slot = 1 / per_second
        self._starts: deque[float] = deque(maxlen=per_second)
        self._clock, self._sleep = clock, sleep
        self._next = clock()
        self._queue = asyncio.Lock()
        self._paused = 0.0

    async def turn(self) -> None:
        """Wait for the next start (seconds of waiting grow with the queue); a cancelled waiter gives its turn back."""
        async with self._queue:
            while (wait := self._due() - self._clock()) > 0:
                await self._sleep(wait)
            now = self._clock()
            self._starts.append(now)
            self._next = max(self._next, now - LATENESS) + self._slot

    def pause(self, seconds: float) -> None:
        """No start before so many seconds from now: the messenger said it is too much."""
        self._paused = max(self._paused, self._clock() + seconds)

    def _due(self) -> float:
        due = max(self._next, self._paused)
        if len(self._starts) == self._starts.maxlen:
            due = max(due, self._starts[0] + 1 + SPARE)
        return due
