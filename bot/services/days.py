"""Which day it is where somebody works, and where the school year begins and ends."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.conversations import Known
from storage.models import Municipality, Teacher
from storage.repositories.invitations import Invitee

SCHOOL_YEAR = (9, 1)
"""Month and day on which the school year begins."""


def day_in(municipality: Municipality | None, now: datetime) -> date:
    """The day in the municipality; of `now`'s own zone for those who belong to none (an institute's staff)."""
    return day_at(None if municipality is None else municipality.time_zone, now)


def day_at(time_zone: str | None, now: datetime) -> date:
    """The day in the time zone; without one, of `now`'s own."""
    return now.date() if time_zone is None else now.astimezone(ZoneInfo(time_zone)).date()


def day_of(person: Teacher | Known, now: datetime) -> date:
    """The day where the person works."""
    return day_in(person.municipality, now) if isinstance(person, Teacher) else day_at(person.time_zone, now)


def has_left(teacher: Teacher | Known | Invitee, today: date) -> bool:
    """Out of the roster: from the day named on."""
    return teacher.left_on is not None and teacher.left_on <= today


def school_year_of(today: date) -> int:
    """The year in which the running school year began."""
    return today.year if (today.month, today.day) >= SCHOOL_YEAR else today.year - 1


def school_year(municipality: Municipality | None, now: datetime) -> tuple[datetime, datetime]:
    """(1 September 00:00, next 1 September 00:00) around `now`, by the municipality's clock."""
    zone = now.tzinfo if municipality is None else ZoneInfo(municipality.time_zone)
    year = school_year_of(day_in(municipality, now))
    return datetime(year, *SCHOOL_YEAR, tzinfo=zone), datetime(year + 1, *SCHOOL_YEAR, tzinfo=zone)
