"""What time brings without anybody's doing: each tick asks the database what is due and makes it happen once."""

import asyncio
import logging
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from storage.database import Database, Transaction
from storage.repository import Repository

from ..turn import House
from . import latecomers
from .events import events
from .learning_paths import learning_paths
from .profile_requests import profile_requests
from .pulse import pulse
from .regulations import regulations
from .requests import requests
from .september import september
from .summaries import summaries
from .surveys import surveys
from .tallies import tallies

log = logging.getLogger(__name__)

Tick = Callable[[Repository, House], bool | None]
"""Looks for what is due by the house's clock and stores what follows, with a unique row, so that it happens once.

It runs every half minute in a transaction of its own, finds what is due by an index, and does at most a bounded
piece of work: what is left over is found by the next tick, or at once where it says that there may be more.
"""
ALL: tuple[Tick, ...] = (
    events, regulations, profile_requests, requests, surveys, learning_paths, latecomers.look, september, pulse,
    summaries, tallies,
)  # fmt: skip
FIRST: tuple[Tick, ...] = (events, surveys, pulse)
"""What takes back what has no sense any more: after a standstill nothing may leave before they have looked."""
LONGEST = 25.0
"""Seconds after which a tick that finds more and more lets the others have their turn."""
SHARE = 2
"""A tick that goes on rests so many times as long as it has worked: meanwhile the writer is everybody else's."""


class Done(NamedTuple):
    """Whether something went into the ledger, whether there may be more to do, and the seconds it took."""

    has_mail: bool
    is_more: bool
    took: float


def run(tx: Transaction, tick: Tick, house: House) -> Done:
    """One transaction of a tick."""
    repo, begun = Repository(tx), perf_counter()
    is_more = tick(repo, house)
    tx.flush()
    return Done(repo.has_mail, bool(is_more), perf_counter() - begun)


async def run_all(db: Database, tick: Tick, house: House, on_mail: Callable[[], None]) -> None:
    """Again and again while there is more to do, in short transactions between which others have their turn.

    Raises what the tick raises, and DatabaseUnavailableError.
    """
    end = perf_counter() + LONGEST
    while True:
        done = await db.write(run, tick, house)
        if done.has_mail:
            on_mail()
        if not done.is_more or perf_counter() > end:
            return
        await asyncio.sleep(SHARE * done.took)


async def look_first(db: Database, house: House) -> None:
    """At the start; called before the senders' first turn, it is through before they look."""

    def look(tx: Transaction) -> None:
        for tick in FIRST:
            run(tx, tick, house)

    try:
        await db.write(look)
    except Exception:  # the same ticks come soon, each by itself
        log.exception("the first look failed")
