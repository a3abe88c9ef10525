"""Quiet hours: nobody is disturbed in the evening, at night and on Sundays unless it cannot wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING, MORNING = time(20), time(8)
"""Quiet from the evening until the next morning, by the person's own clock."""
SUNDAY = 6


def due(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from `now` on that is not quiet where the person lives."""
    here = now.astimezone(zone)
    if here.time() >= EVENING:
        here = _morning(here + timedelta(days=1))
    elif here.time() < MORNING:
        here = _morning(here)
    if here.weekday() == SUNDAY:
        here = _morning(here + timedelta(days=1))
    return here if here > now else now


def _morning(day: datetime) -> datetime:
    return datetime.combine(day.date(), MORNING, day.tzinfo)
