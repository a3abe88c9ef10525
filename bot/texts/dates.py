"""Dates and times in Russian, by Babel."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime


@lru_cache(maxsize=4096)
def moment(value: datetime, zone: ZoneInfo) -> str:
    """«чт, 26 ноября, 15:00» in the given time zone; kept, since all members of an association see the same ones."""
    return format_datetime(value.astimezone(zone), "EEE, d MMMM, HH:mm", locale="ru")


def day(value: date, today: date) -> str:
    """«1 сентября», with the year where it is not this year's."""
    return format_date(value, "d MMMM" if value.year == today.year else "d MMMM y 'г'.", locale="ru")
