"""What was released of surveys is counted by question, a release at a time."""

from time import perf_counter

from storage.repository import Repository

from ..services.surveys.tallies import advance
from ..turn import House

ENOUGH = 0.05
"""Seconds after which the next tick goes on, so that nobody waits."""


def tallies(repo: Repository, _: House) -> None:
    begun = perf_counter()
    while advance(repo) and perf_counter() - begun < ENOUGH:
        repo.tx.flush()
