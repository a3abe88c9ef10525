"""The schedule only ticks: what is due is found in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from storage.browser import drop_uploads
from storage.database import Database, Transaction
from storage.receiving import prune
from storage.repository import Repository

from .services import roster_imports
from .services.surveys import keeping

EVERY = 30
"""Seconds between two ticks."""
FORGOTTEN = timedelta(days=30)
"""After which a file that was kept for a draft, and never sent, goes."""
UNNAMED = timedelta(days=7)
"""After which a file that was uploaded in a page, and that no event has named, goes."""

wall: Callable[[], datetime] = partial(datetime.now, UTC)
"""The machine's clock, by which APScheduler plans."""


class Steady(BaseTrigger):  # type: ignore[misc]
    """The next time is counted from now: APScheduler's own interval would make up for every one of a year it missed."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return now + timedelta(seconds=EVERY)


def drop_forgotten(tx: Transaction, before: datetime) -> None:
    Repository(tx).files.drop_forgotten(before)


def forget_tables(tx: Transaction, now: datetime) -> None:
    roster_imports.forget(Repository(tx), now)
    keeping.forget(Repository(tx), now)


async def tidy(db: Database, now: datetime) -> None:
    """What is old goes."""
    await db.write(prune, now)
    await db.write(drop_uploads, now - UNNAMED)
    await db.write(drop_forgotten, now - FORGOTTEN)
    await db.write(forget_tables, now)


def start_schedule(
    db: Database, clock: Callable[[], datetime], tick: Callable[[], Awaitable[None]]
) -> AsyncIOScheduler:
    """Begin to tick; needs a running loop, keeps no job anywhere."""

    async def night() -> None:
        await tidy(db, clock())

    scheduler = AsyncIOScheduler(timezone="UTC")
    soon = wall() + timedelta(seconds=EVERY)  # where the machine is off at night it is never half past one
    scheduler.add_job(night, "cron", hour=1, minute=30, misfire_grace_time=3600, coalesce=True, next_run_time=soon)
    scheduler.add_job(tick, Steady(), misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.start()
    return scheduler


async def heed_clock(scheduler: AsyncIOScheduler) -> None:
    """Until cancelled: plan anew when the machine's clock was put back, for as long as that nothing would be due."""
    while True:
        before = wall()
        await asyncio.sleep(EVERY)
        if wall() < before:
            for job in scheduler.get_jobs():
                job.reschedule(job.trigger)
