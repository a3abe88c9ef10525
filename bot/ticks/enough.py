"""A tick goes on only for a moment, so that nobody waits; what is left over is found by the next one."""

from collections.abc import Callable
from time import perf_counter

ENOUGH = 0.05
"""Seconds."""


def until_enough(step: Callable[[], bool]) -> None:
    """Again and again while there may be more to do."""
    begun = perf_counter()
    while step() and perf_counter() - begun < ENOUGH:
        pass
