"""Work beside the conversations: one mistake in it is logged and tried again, and ends neither it nor the bot."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

PAUSE = 10.0
"""Seconds before what stumbled is begun anew."""

log = logging.getLogger(__name__)


def lasting(name: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    """A task that lasts until `work` comes to its end by itself; it may be begun again after it raised."""
    return asyncio.create_task(_lasting(name, work), name=name)


async def _lasting(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await work()
        except Exception:
            log.exception("%s stumbled and is begun anew in %.0f s", name, PAUSE)
        await asyncio.sleep(PAUSE)
