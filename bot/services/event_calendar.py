"""An event as a file for the person's calendar (RFC 5545)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Event

LENGTH = timedelta(minutes=90)
"""How long an event lasts in the calendar of which only the beginning was said."""
ALARM = timedelta(hours=-2)
ALARM_OF_DAY = timedelta(hours=-15)
"""Nine in the morning of the day before, for what lasts all day."""
PRODUCT = "-//Methodist bot//Events//RU"


def calendar_file(event: Event, text: str, now: datetime) -> bytes:
    """One VEVENT whose UID stays and whose SEQUENCE grows with every change; times in UTC, days as days.

    `text` describes it: plain, the reader's own name in its place.
    """
    from icalendar import Alarm, Calendar  # late: it is needed only here
    from icalendar import Event as Entry

    calendar, entry, alarm = Calendar(), Entry(), Alarm()
    is_cancelled = event.cancelled_at is not None
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    entry.add("last-modified", event.changed_at)
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    entry.add("summary", event.title)
    entry.add("description", text)
    if event.place:
        entry.add("location", event.place)
    if event.link:
        entry.add("url", event.link)
    start, end = span(event)
    entry.add("dtstart", start)
    entry.add("dtend", end)
    if not is_cancelled:
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", ALARM_OF_DAY if event.is_all_day else ALARM)
        entry.add_component(alarm)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def span(event: Event) -> tuple[date, date]:
    """(begin, end): moments, or for what lasts all day the day and the one after its last."""
    if not event.is_all_day:
        return event.starts_at, event.ends_at or event.starts_at + LENGTH
    first = event.starts_at.astimezone(ZoneInfo(event.time_zone)).date()
    return first, first + timedelta(days=1)
