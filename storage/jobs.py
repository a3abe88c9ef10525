"""What waits for the writer: collected while the loop turns, handed over at the turn's end, taken in groups."""

import asyncio
import queue
from collections.abc import Callable
from typing import Any, NamedTuple


class Job(NamedTuple):
    """One work in the queue; without `done` nobody waits for it."""

    work: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    done: asyncio.Future[Any] | None = None
    loop: asyncio.AbstractEventLoop | None = None


class Jobs:
    """Filled by the loop, emptied by the writer's thread.

    A writer woken by the first of a turn's jobs would take them one by one, and with every statement the two threads
    would take the interpreter from each other: an update cost a quarter more.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._turn: asyncio.AbstractEventLoop | None = None  # whose turn is being collected
        self._collected: list[Job] = []
        self._together: dict[Callable[..., Any], list[Any]] = {}
        self._waiting: list[Job] = []

    def put(self, job: Job) -> None:
        """Hand it over when the loop that is running now comes to the end of its turn."""
        loop = asyncio.get_running_loop()
        if self._turn is not loop:
            self._turn = loop
            loop.call_soon(self.hand_over)
        self._collected.append(job)

    def put_together(self, work: Callable[..., Any], item: Any) -> None:
        """One job for all items of the turn: `work` takes them as a list."""
        items = self._together.get(work)
        if items is None:
            items = self._together[work] = []
            self.put(Job(work, (items,), {}))
        items.append(item)

    def hand_over(self) -> None:
        """What is collected goes to the writer now."""
        self._turn = None
        self._queue.put(self._collected)
        self._collected, self._together = [], {}

    def put_back(self, jobs: list[Job]) -> None:
        """From the writer's thread: they are to be tried again."""
        self._queue.put(jobs)

    def end(self) -> None:
        """Nothing comes after what is collected."""
        self.hand_over()
        self._queue.put(None)

    def group(self, most: int) -> list[Job]:
        """Wait for the next jobs; at most so many, what is beyond them stays first in line. None are left: the end."""
        while not self._waiting or (len(self._waiting) < most and not self._queue.empty()):
            jobs = self._queue.get()
            if jobs is None:
                self._queue.put(None)  # the end stands behind what still waits
                break
            self._waiting += jobs
        group, self._waiting = self._waiting[:most], self._waiting[most:]
        return group
