"""What time brings without anybody's doing: each tick asks the database what is due and makes it happen once."""

from collections.abc import Callable

from storage.database import Transaction
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

Tick = Callable[[Repository, House], None]
"""Looks for what is due by the house's clock and stores what follows, with a unique row, so that it happens once.

It runs every half minute in a transaction of its own, finds what is due by an index, and does at most a bounded
piece of work: what is left over is found by the next tick.
"""
ALL: tuple[Tick, ...] = (
    events, regulations, profile_requests, requests, surveys, learning_paths, latecomers.look, september, pulse,
    summaries,
)  # fmt: skip


def run(tx: Transaction, tick: Tick, house: House) -> bool:
    """Whether something went into the ledger."""
    repo = Repository(tx)
    tick(repo, house)
    tx.flush()
    return repo.has_mail
