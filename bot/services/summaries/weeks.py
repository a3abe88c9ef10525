"""Which week a summary is of: from Monday to Sunday by the municipality's clock, due on the next Monday morning."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DUE = time(8)
WEEK = timedelta(days=7)


def newest(now: datetime, zone: ZoneInfo) -> date:
    """The Monday with which the newest week began whose summary is due by now."""
    here = now.astimezone(zone)
    monday = here.date() - timedelta(days=here.weekday())
    is_due = here.weekday() > 0 or here.time() >= DUE
    return monday - WEEK if is_due else monday - 2 * WEEK


def bounds(week: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Its first moment, and the first one after it."""
    return datetime.combine(week, time(), zone), datetime.combine(week + WEEK, time(), zone)


def due(week: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(week + WEEK, DUE, zone)
