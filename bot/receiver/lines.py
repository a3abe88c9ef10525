"""Lines of jobs: those of one account one after another, those of different accounts side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from ..stopping import end

Job = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


class Lines:
    def __init__(self) -> None:
        self._lines: dict[int, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def chats(self) -> frozenset[int]:
        """Whose jobs are not all done."""
        return frozenset(self._lines)

    def put(self, chat: int, job: Job) -> None:
        """Run `job` after all earlier ones of the same chat."""
        line = self._lines.get(chat)
        if line is not None:
            line.append(job)
            return
        self._lines[chat] = deque([job])
        task = asyncio.create_task(self._work_off(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, chat: int) -> None:
        line = self._lines[chat]
        while line:
            try:
                await line.popleft()()
            except Exception:
                log.exception("a job in the line of one account failed")
        del self._lines[chat]

    async def finish(self, seconds: float) -> None:
        """Let what has begun come to its end, but wait at most `seconds`."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        await end(list(self._tasks))
