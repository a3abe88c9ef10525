"""The week of each municipality, on Monday morning by its clock."""

from time import perf_counter

from storage.repository import Repository

from ..services.summaries.telling import tell
from ..summarizing.screens import note
from ..turn import House

ENOUGH = 0.05
"""Seconds after which the next tick goes on, so that nobody waits."""


def summaries(repo: Repository, house: House) -> None:
    begun = perf_counter()
    while tell(repo, note(house.texts), house.clock()) and perf_counter() - begun < ENOUGH:
        pass
