"""How the bot is, for whoever watches it: nothing personal, and «ok» only while the database keeps what it is given."""

import asyncio
import time
from collections.abc import Mapping

from storage.database import Database
from storage.receiving import save_cursor

PATIENCE = 2.0
"""Seconds the writer may take; whoever watches waits seldom longer."""
FRESH = 5.0
"""Seconds a look is good for: asking often must not cost a write each time."""
MARK = "health"
"""Not a messenger's name, so nothing is fetched from there."""


class Health:
    """`answering`: messenger -> whether it answers now."""

    def __init__(self, db: Database, answering: Mapping[str, bool]) -> None:
        self._db, self._answering = db, answering
        self._works, self._looked = False, float("-inf")

    async def __call__(self) -> dict[str, object]:
        """A messenger that is away is no illness of ours: the others work on, and it comes back by itself."""
        if time.monotonic() - self._looked > FRESH:
            self._works, self._looked = await self._writes(), time.monotonic()
        status = "ok" if self._works else "database"
        return {"status": status, "database": self._works, "messengers": dict(self._answering)}

    async def _writes(self) -> bool:
        """A real write: a full disk and a read-only file let everything else through."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._db.write(save_cursor, MARK, "1")
        except Exception:  # whatever it is, nothing was kept
            return False
        return True
