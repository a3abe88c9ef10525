"""Libraries that only some answers need, imported beside the writer before the first of those answers is asked for."""

import asyncio
from datetime import date
from importlib import import_module

from .services import working_days

LIBRARIES = ("docx", "docx.oxml", "docx.shared", "icalendar", "xlsxwriter", "snowballstemmer")


async def import_late(today: date) -> None:
    """In a thread, after the start: the first person who wants a sheet or a calendar waits no quarter of a second."""
    await asyncio.to_thread(_import, today)


def _import(today: date) -> None:
    for name in LIBRARIES:
        import_module(name)
    for year in (today.year, today.year + 1):
        working_days.is_working(date(year, 1, 1))  # makes the year's holidays
