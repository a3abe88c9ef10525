"""Keeps a rate exactly: an absolute schedule, so lateness is made good, and a log that no second ever overfills."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

SPARE, MOST_SPARE = 0.003, 0.048
"""Seconds by which a second's calls keep out of the next: calls do not arrive as evenly as they leave."""
FORGIVING = 0.9999
"""What each call leaves of the distance a refusal has added: half of it in four minutes at 30 a second."""
LATENESS = 0.1
AHEAD = 0.3
"""Seconds by which answers may run ahead of the schedule, so that a tap does not wait for evenly spread turns."""

after_replies: ContextVar[bool] = ContextVar("after_replies", default=False)
"""Whether what is being sent is no answer to anybody: then every answer takes its turn first."""

on_turn: ContextVar[Callable[[], None] | None] = ContextVar("on_turn", default=None)
"""Told when the turn has come: what is being sent leaves now."""


class Pacer:
    """Turns for one token; everything that spends the token's budget shares one pacer.

    Answers come before everything that is sent `after_replies`; within each line it is first come, first served.
    """

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
        self._replies: deque[asyncio.Event] = deque()
        self._others: deque[asyncio.Event] = deque()
        self._paused = 0.0
        self._spare = SPARE

    async def turn(self) -> None:
        """Wait for the next start (seconds of waiting grow with the queue); a cancelled waiter gives its turn back."""
        is_reply = not after_replies.get()
        line = self._replies if is_reply else self._others
        mine = asyncio.Event()
        line.append(mine)
        try:
            while True:
                if line[0] is not mine or (self._replies and not is_reply):
                    mine.clear()
                    await mine.wait()
                elif (wait := self._due(is_reply) - self._clock()) > 0:
                    await self._sleep(wait)
                else:
                    break
            now = self._clock()
            self._starts.append(now)
            self._next = max(self._next, now - LATENESS) + self._slot
            self._spare = max(SPARE, self._spare * FORGIVING)
            if (told := on_turn.get()) is not None:
                told()
        finally:
            line.remove(mine)
            for waiting in (self._replies, self._others):
                if waiting:
                    waiting[0].set()

    def pause(self, seconds: float) -> None:
        """No start before so many seconds from now: the messenger said it is too much, so more distance is kept."""
        now = self._clock()
        if self._paused < now:  # the others in flight say the same of the same moment
            self._spare = min(self._spare * 2, MOST_SPARE)
        self._paused = max(self._paused, now + seconds)

    def _due(self, is_reply: bool) -> float:
        due = max(self._next - AHEAD * is_reply, self._paused)
        if len(self._starts) == self._starts.maxlen:
            due = max(due, self._starts[0] + 1 + self._spare)
        return due


class Recent:
    """The chats something was sent to within the last `seconds`; of 0 seconds none is kept."""

    def __init__(self, seconds: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._last: dict[int, float] = {}

    def note(self, chat: int) -> None:
        if self.seconds:
            self._last.pop(chat, None)  # the newest stand last
            self._last[chat] = self._clock()

    def chats(self) -> frozenset[int]:
        """Those that have to wait."""
        long_ago = self._clock() - self.seconds
        for chat in [chat for chat, at in self._last.items() if at <= long_ago]:
            del self._last[chat]
        return frozenset(self._last)
