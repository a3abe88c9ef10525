"""How an event is said: its facts, what is told of it, the buttons below; by its own clock and the reader's."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData

from storage.models import Event

from .callbacks import More
from .screen import Button, Html, below
from .services.announcements import Row
from .services.event_times import Lead
from .services.notes import Note
from .texts import Texts
from .texts.dates import moment, weekday
from .views import joined, noted, to_menu


class Open(CallbackData, prefix="ev_card"):
    id: int


class Go(CallbackData, prefix="ev_go"):
    id: int


class Decline(CallbackData, prefix="ev_no"):
    id: int


class Join(CallbackData, prefix="ev_join"):
    """«I come», and the step of her path that it fits is taken by it."""

    id: int


class Calendar(CallbackData, prefix="ev_ics"):
    id: int


class Desk(CallbackData, prefix="ev_desk"):
    """Who comes, for those who run it."""

    id: int


class Area(CallbackData, prefix="ev_area"):
    """What it is about, for those who run it."""

    id: int


class Seats(CallbackData, prefix="ev_seats"):
    """How many seats there are, for those who run it."""

    id: int


class CallOff(CallbackData, prefix="ev_off"):
    id: int


def with_name(texts: Texts, text: str, name: str) -> str:
    """The author's text with this name where she wrote the mark for everybody's own."""
    return re.sub(re.escape(f"{{{texts.announcements.mark}}}"), lambda _: name, text, flags=re.IGNORECASE)


def when(texts: Texts, begin: datetime, end: datetime | None, is_all_day: bool, zone: ZoneInfo) -> str:
    """«чт, 26 ноября, 15:00–16:30»."""
    if is_all_day:
        return texts.events.whole_day(weekday(begin, zone))
    begins = moment(begin, zone)
    if end is None:
        return begins
    same = begin.astimezone(zone).date() == end.astimezone(zone).date()
    return texts.events.span(begins, f"{end.astimezone(zone):%H:%M}") if same else begins


def begins(texts: Texts, event: Event, reader: ZoneInfo) -> str:
    """«чт, 26 ноября, 15:00» by the reader's clock."""
    return when(texts, event.starts_at, None, event.is_all_day, clock(event, reader))


def clock(event: Event, reader: ZoneInfo) -> ZoneInfo:
    """The reader's; but what takes a whole day takes that day of its own place, wherever she lives."""
    return ZoneInfo(event.time_zone) if event.is_all_day else reader


def facts(texts: Texts, event: Event, reader: ZoneInfo | None = None) -> Html:
    """When, where and how many seats; with the reader's own clock where it goes otherwise."""
    zone = ZoneInfo(event.time_zone)
    said = when(texts, event.starts_at, event.ends_at, event.is_all_day, zone)
    if reader is not None and _apart(event.starts_at, zone, reader) and not event.is_all_day:
        said = texts.events.there(said, f"{event.starts_at.astimezone(reader):%H:%M}")
    return lines_of(texts, said, event.place, event.link, event.seats)


def _apart(at: datetime, one: ZoneInfo, other: ZoneInfo) -> timedelta | None:
    difference = (at.astimezone(one).utcoffset() or timedelta()) - (at.astimezone(other).utcoffset() or timedelta())
    return difference or None


def lines_of(texts: Texts, said: str, place: str, link: str, seats: int | None) -> Html:
    words = texts.events
    lines = [words.facts_when(said)] if said else []
    lines += [words.facts_where(place)] if place else []
    lines += [words.facts_link(link)] if link else []
    return joined([*lines, words.facts_seats(seats)] if seats else lines)


def invitation(texts: Texts, event_id: int) -> list[Row]:
    """The buttons below what invites to an event; the same for everybody."""
    words = texts.events
    return below(
        [Button.of(words.going, Go(id=event_id)), Button.of(words.decline, Decline(id=event_id))],
        [Button.of(words.calendar, Calendar(id=event_id)), Button.of(texts.afterwards.more, More())],
    )


def _for_guests(texts: Texts, event_id: int) -> list[list[Button]]:
    words = texts.events
    return [
        [Button.of(words.decline, Decline(id=event_id)), Button.of(words.calendar, Calendar(id=event_id))],
        [Button.of(words.to_event, Open(id=event_id)), to_menu(texts)],
    ]


def seat_free(texts: Texts) -> Callable[[Event], Note]:
    def said(event: Event) -> Note:
        return noted(texts.events.seat_free(event.title, facts(texts, event)), *_for_guests(texts, event.id))

    return said


def reminder(texts: Texts) -> Callable[[Event, Lead], Note]:
    def said(event: Event, lead: Lead) -> Note:
        words = texts.events.remind_day if lead is Lead.DAY else texts.events.remind_hours
        return noted(words(event.title, facts(texts, event)), *_for_guests(texts, event.id))

    return said


def moved(texts: Texts, event: Event) -> Note:
    return Note(texts.events.moved(event.title, facts(texts, event)), invitation(texts, event.id))


def called_off(texts: Texts) -> Callable[[Event], Note]:
    """For those who meant to come."""

    def said(event: Event) -> Note:
        calendar = Button.of(texts.events.calendar_off, Calendar(id=event.id))
        return noted(texts.events.called_off(event.title, facts(texts, event)), [calendar], [to_menu(texts)])

    return said


def withdrawn(texts: Texts) -> Callable[[Event], Note]:
    """In the place of what invited to it."""

    def said(event: Event) -> Note:
        return noted(texts.events.called_off(event.title, facts(texts, event)), [to_menu(texts)])

    return said
