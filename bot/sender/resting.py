"""Whose quiet hours keep a delivery that comes too late for her day."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from storage.ledger import Job
from storage.models import QuietHours
from storage.postponing import URGENT

from ..services.quiet import due


def rests_until(job: Job, now: int) -> int | None:
    """When she may be written to again, in seconds since 1970; None: now. What follows a message she has got comes."""
    if job.priority <= URGENT or job.part or job.quiet is None or job.time_zone is None:
        return None
    return _morning(now, job.time_zone, QuietHours(job.quiet))


@lru_cache(64)
def _morning(now: int, time_zone: str, quiet: QuietHours) -> int | None:
    """The same for all who live there and chose so: a claim asks it of each of hundreds."""
    at = int(due(datetime.fromtimestamp(now, UTC), ZoneInfo(time_zone), quiet).timestamp())
    return at if at > now else None
