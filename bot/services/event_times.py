"""When an event is reminded of, by each person's own clock: the day before at a decent hour, and two hours before."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .quiet import SUNDAY

DAY, TWO_HOURS, HOUR = timedelta(days=1), timedelta(hours=2), timedelta(hours=1)
EVENING, MORNING = time(20), time(8)
"""A reminder of something one has agreed to comes at a decent hour, whatever quiet hours she has chosen."""
LATEST = time(19)
"""When the reminder of an evening event leaves on the day before."""
AHEAD = timedelta(days=3)
"""No reminder is due earlier than so long before the event."""


class Lead(StrEnum):
    DAY = "day"
    HOURS = "hours"


class Window(NamedTuple):
    """A reminder leaves at `at`, or after a standstill until `until`."""

    at: datetime
    until: datetime


def decent(lead: Lead, zone: ZoneInfo, now: datetime) -> datetime:
    """When one that is late may leave: the one of the day before by day only."""
    here = now.astimezone(zone)
    if lead is Lead.HOURS or MORNING <= here.time() < EVENING:
        return now
    morning = datetime.combine(here.date(), MORNING, zone)
    return (morning if here < morning else morning + DAY).astimezone(UTC)


def window(lead: Lead, starts_at: datetime, zone: ZoneInfo, whole_day: ZoneInfo | None) -> Window | None:
    """When the reminder leaves where the person lives; None: there is none.

    What takes a `whole_day` of that zone takes the day of the same name wherever she lives. What would fall on a Sunday
    leaves on Saturday; an early event is reminded of at eight, or an hour before it.
    """
    start = starts_at.astimezone(zone)
    if whole_day is not None:
        start = datetime.combine(starts_at.astimezone(whole_day).date(), time(), zone)
    if lead is Lead.HOURS:
        morning = datetime.combine(start.date(), MORNING, zone)
        at = max(starts_at - TWO_HOURS, min(morning, starts_at - HOUR))
        return None if whole_day else Window(at.astimezone(UTC), starts_at)
    at = datetime.combine(start.date() - DAY, start.time(), zone)
    if at.time() >= EVENING:
        at = datetime.combine(at.date(), LATEST, zone)
    at = max(at, datetime.combine(at.date(), MORNING, zone))
    if at.weekday() == SUNDAY:
        at = datetime.combine(at.date() - DAY, at.time(), zone)
    return Window(at.astimezone(UTC), (starts_at - TWO_HOURS - HOUR).astimezone(UTC))
