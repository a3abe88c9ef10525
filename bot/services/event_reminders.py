"""What time brings to events: reminders for those who come, and seats that nobody took who waits."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Event, MailingKind
from storage.postponing import URGENT
from storage.repositories.audiences import Due
from storage.repository import Repository

from .event_times import AHEAD, Lead, Window, decent, window
from .events import give_seats
from .notes import Note, written

PRIORITY = URGENT
AT_ONCE = 20
"""So many reminders, or events with free seats, in one tick at most."""


class Reminder(NamedTuple):
    event: Event
    lead: Lead
    zone: str | None
    at: datetime
    kind: str

    @property
    def key(self) -> str:
        return f"{self.kind}{self.zone or ''}"


def remind(repo: Repository, home: ZoneInfo, words: Callable[[Event, Lead], Note], now: datetime) -> None:
    """Every reminder that is due, once, to whoever had said by its time that she comes.

    `home` is the zone of people of no municipality. The key names the event's sequence: what has moved is reminded of
    anew.
    """
    due = [found for event, zone in repo.events.coming(now, now + AHEAD) for found in _due(event, zone, home, now)]
    done = repo.events.done([found.key for found in due]) if due else set()
    for found in [one for one in due if one.key not in done][:AT_ONCE]:
        _remind(repo, found, words(found.event, found.lead), home, now)


def drop_late(repo: Repository, messengers: Collection[str], home: ZoneInfo, now: datetime) -> None:
    """What could not be said in time is not said any more, nor what an event has moved away from; nothing at night."""
    for mailing in repo.events.unsent_reminders(messengers, PRIORITY, now):
        _, number, sequence, lead, zone = (mailing.key or "").split(":")
        event = repo.events.get(int(number))
        stands = event is not None and event.cancelled_at is None and event.sequence == int(sequence)
        where = ZoneInfo(zone) if zone else home
        at = decent(Lead(lead), where, now)
        if event is None or not stands or _is_late(event, Lead(lead), where, at):
            repo.announcements.stop(mailing, now)
        elif at > now:
            repo.events.put_off(mailing.id, at)


def _is_late(event: Event, lead: Lead, zone: ZoneInfo, now: datetime) -> bool:
    when = _window(event, lead, zone)
    return when is None or when.until <= now


def _window(event: Event, lead: Lead, zone: ZoneInfo) -> Window | None:
    return window(lead, event.starts_at, zone, ZoneInfo(event.time_zone) if event.is_all_day else None)


def _due(event: Event, zone: str | None, home: ZoneInfo, now: datetime) -> list[Reminder]:
    where = home if zone is None else ZoneInfo(zone)
    found = []
    for lead in Lead:
        when = _window(event, lead, where)
        if when is not None and when.at <= now < when.until and decent(lead, where, now) == now:
            kind = f"event:{event.id}:{event.sequence}:{lead.value}:"
            found.append(Reminder(event, lead, zone, when.at, kind))
    return found


def _remind(repo: Repository, found: Reminder, notice: Note, home: ZoneInfo, now: datetime) -> None:
    place = found.event.municipality_id
    mailing = written(
        repo, notice, now, kind=MailingKind.REMINDER, key=found.key, municipality_id=place, is_personal=False
    )
    today = now.astimezone(home if found.zone is None else ZoneInfo(found.zone)).date()
    due = Due(int(now.timestamp()), False)
    repo.events.remind(mailing.id, found.event, found.kind, found.zone, found.at, due, PRIORITY, today)
    repo.mailings.added = True


def fill_seats(repo: Repository, notice: Callable[[Event], Note], now: datetime) -> None:
    """Seats that became free without an answer: their people are erased or gone."""
    for event_id in repo.events.with_free_seats(now, AT_ONCE):
        event = repo.events.get(event_id, lock=True)
        if event is not None:
            give_seats(repo, event, notice, now)
