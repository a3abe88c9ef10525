"""The schedule only ticks: what is due is found in the database."""

from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.database import Database
from storage.receiving import prune


def start_schedule(db: Database, clock: Callable[[], datetime]) -> AsyncIOScheduler:
    """Begin to tick; needs a running loop, keeps no job anywhere."""

    async def tidy() -> None:
        await db.write(prune, clock())

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tidy, "cron", hour=1, minute=30, misfire_grace_time=3600, coalesce=True)
    scheduler.start()
    return scheduler
