"""Recognises an update that kills the process: attempts are committed before the first updates after a start run."""

from collections.abc import AsyncIterator

from storage.database import Database, patiently
from storage.receiving import attempts_before, count_attempts, forget_attempt, forget_attempts

from ..incoming import Incoming

DEADLY = 3
"""So many times may an update take the process down before it is set aside."""


class Attempts:
    def __init__(self, messenger: str, db: Database) -> None:
        self._messenger, self._db = messenger, db
        self.over = False

    async def groups(self, taken: list[Incoming]) -> AsyncIterator[list[tuple[Incoming, bool]]]:
        """What may run together: each update that was begun before a crash alone, then all the fresh ones.

        With every update comes whether it is hopeless. The next group is asked for when the last one is done,
        so only the update that really kills the process collects attempts. What is taken is taken for good: while the
        database does not answer all of it waits here.
        """
        before = await patiently(self._db.read, attempts_before, self._messenger, [it.update for it in taken])
        for it in taken:
            if it.update in before:
                await patiently(self._db.write, count_attempts, self._messenger, [it.update])
                yield [(it, before[it.update] >= DEADLY)]
                await patiently(self._db.write, forget_attempt, self._messenger, it.update)
        fresh = [it for it in taken if it.update not in before]
        if fresh:
            await patiently(self._db.write, count_attempts, self._messenger, [it.update for it in fresh])
            yield [(it, False) for it in fresh]

    def survived(self) -> None:
        """The first updates are done: from now on nothing is counted."""
        self.over = True
        self._db.post(forget_attempts, self._messenger)
