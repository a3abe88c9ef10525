"""How the bot is, for whoever watches it: nothing personal, and «ok» only while the database takes work."""

import asyncio
from collections.abc import Mapping

from storage.database import Database, DatabaseUnavailableError, Transaction

PATIENCE = 2.0
"""Seconds the writer may take; whoever watches waits seldom longer."""


class Health:
    """`answering`: messenger -> whether it answers now."""

    def __init__(self, db: Database, answering: Mapping[str, bool]) -> None:
        self._db, self._answering = db, answering

    async def __call__(self) -> dict[str, object]:
        """A messenger that is away is no illness of ours: the others work on, and it comes back by itself."""
        works = True
        try:
            async with asyncio.timeout(PATIENCE):
                await self._db.write(_nothing)
        except (TimeoutError, DatabaseUnavailableError):
            works = False
        return {"status": "ok" if works else "database", "database": works, "messengers": dict(self._answering)}


def _nothing(tx: Transaction) -> None:
    """Passes through the writer: it is alive, and the database lets it begin."""
