"""Quiet hours: nobody is disturbed when she wants to be left alone, unless it cannot wait."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import QuietHours, Teacher

SATURDAY, SUNDAY = 5, 6


class Rest(NamedTuple):
    """Quiet from the evening until the next morning, and the whole of the `days` (0: Monday), by her own clock."""

    evening: time
    morning: time
    days: frozenset[int]


RESTS: Mapping[QuietHours, Rest | None] = {
    QuietHours.USUAL: Rest(time(20), time(8), frozenset({SUNDAY})),
    QuietHours.LONG: Rest(time(18), time(9), frozenset({SATURDAY, SUNDAY})),
    QuietHours.NIGHT: Rest(time(22), time(7), frozenset()),
    QuietHours.NONE: None,
}
"""What may be chosen; None: never quiet."""


def due(now: datetime, zone: ZoneInfo, chosen: QuietHours) -> datetime:
    """The first moment from `now` on that is not quiet for who lives there and chose so."""
    rest = RESTS[chosen]
    if rest is None:
        return now
    here = now.astimezone(zone)
    if here.time() >= rest.evening:
        here = _morning(here + timedelta(days=1), rest)
    elif here.time() < rest.morning:
        here = _morning(here, rest)
    while here.weekday() in rest.days:
        here = _morning(here + timedelta(days=1), rest)
    return here if here > now else now


def due_for(person: Teacher, now: datetime, home: ZoneInfo | None = None) -> datetime:
    """The same for her; who belongs to no municipality lives at `home`, or is told at any time."""
    zone = ZoneInfo(person.municipality.time_zone) if person.municipality else home
    return now if zone is None else due(now, zone, person.quiet_hours)


def _morning(day: datetime, rest: Rest) -> datetime:
    return datetime.combine(day.date(), rest.morning, day.tzinfo)
