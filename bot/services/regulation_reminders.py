"""Reminders of a regulation: to who got it and is silent, two working days later and once more, then no more."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, MailingState, QuietHours, Regulation
from storage.repositories.audiences import Due, When
from storage.repositories.regulations import Places, Silent
from storage.repositories.slow_readers import Slow
from storage.repository import Repository

from . import audit, regulation_desk, working_days
from .access import Action, Actor, ForbiddenError
from .announcements import author_of
from .audit import Deed
from .notes import Note, written
from .quiet import due

Words = Callable[[Regulation], str]
MOST = 2
"""Reminders of one person; then she is left in peace."""
PAUSE = 2
"""Working days between her getting it and the first, and between the two."""
AT_ONCE = 20
"""So many regulations in one tick at most."""
PRIORITY = 5
DAY = timedelta(days=1)
LOOK = timedelta(hours=1)
"""Between two looks: whoever is due by then is reminded together, late comers each in her own time."""


def remind(repo: Repository, home: ZoneInfo, text: Words, now: datetime) -> None:
    """Everybody in her time, in working hours of the regulation's municipality; `home` is the zone of those of none."""
    for regulation, zone in repo.regulations.to_remind(now, AT_ONCE):
        regulation.remind_at = _next(repo, regulation, home if zone is None else ZoneInfo(zone), home, text, now)
    repo.tx.flush()


def slow(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> tuple[Regulation, int]:
    """A regulation, and how many of the actor's own people may be reminded of it by hand now. Raises ForbiddenError."""
    found, who = _slow(repo, actor, mailing_id, now)
    return found, repo.slow_readers.count(who)


def remind_now(repo: Repository, actor: Actor, mailing_id: int, home: ZoneInfo, text: Words, now: datetime) -> int:
    """Remind them at once, within each one's quiet hours, once a day; how many. Raises ForbiddenError."""
    found, who = _slow(repo, actor, mailing_id, now)
    people = repo.slow_readers.count(who)
    if people:
        made = _added(repo, found, who.reminders[-1], text(found), now)
        repo.slow_readers.remind(made.id, who, _dues(repo, found, home, now), PRIORITY)
        details = f"mailing={mailing_id} people={people}"
        audit.record(repo, actor, Deed.REMINDED, now, repo.teachers.get(actor.teacher_id or 0), details)
    return people


def _slow(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> tuple[Regulation, Slow]:
    """The key of a reminder by hand comes last: of these places and this day."""
    author_of(repo, actor)
    found = regulation_desk.desk(repo, actor, mailing_id).regulation
    mailing = found.mailing
    if mailing.state is MailingState.CANCELLED or (mailing.closes_at and mailing.closes_at <= now):
        raise ForbiddenError(Action.SEE_ACKNOWLEDGEMENTS)
    places = regulation_desk.places_of(repo, actor, found)
    whose = ",".join(map(str, (*places.regions, *places.municipalities, *places.organizations)))
    days = (now - DAY, now)  # of one's own clock it may be the same day
    by_hand = [f"regulation:{mailing_id}:{len(places.regions)}:{whose}:{day.date()}" for day in days]
    keys = [*(_key(found, number) for number in range(1, found.reminders + 1)), *by_hand]
    if repo.mailings.has_key(keys[-1]):
        places = Places()
    return found, Slow(mailing_id, places, keys, now - DAY, now.date())


def _next(
    repo: Repository,
    found: Regulation,
    zone: ZoneInfo,
    home: ZoneInfo,
    text: Words,
    now: datetime,
) -> datetime | None:
    """Remind whom it is time to; returns when to look again, None: never."""
    mailing, here = found.mailing, now.astimezone(zone)
    if mailing.state is MailingState.CANCELLED or (mailing.closes_at and mailing.closes_at <= now):
        return None
    opens = working_days.opened(here)
    if opens > now:
        return opens
    earlier = [_key(found, number) for number in range(1, found.reminders + 1)]
    spans = working_days.ripe(here, PAUSE)
    who = Silent(found.mailing_id, earlier, MOST, spans, here.date())
    if repo.regulations.is_anybody(who):
        found.reminders += 1
        _send(repo, found, who, home, text(found), now)
    return now + LOOK


def _send(repo: Repository, found: Regulation, who: Silent, home: ZoneInfo, text: str, now: datetime) -> None:
    mailing = _added(repo, found, _key(found, found.reminders), text, now)
    repo.regulations.remind(mailing.id, who, _dues(repo, found, home, now), PRIORITY)


def _added(repo: Repository, found: Regulation, key: str, text: str, now: datetime) -> Mailing:
    repo.mailings.added = True
    note = Note(text, json.loads(found.mailing.parts[0].rows))
    return written(repo, note, now, kind=MailingKind.REMINDER, key=key, municipality_id=found.mailing.municipality_id)


def _dues(repo: Repository, found: Regulation, home: ZoneInfo, now: datetime) -> dict[When, Due]:
    dues: dict[When, Due] = {}
    for zone, hours in product((None, *repo.regulations.zones(found.mailing_id)), QuietHours):
        at = due(now, home if zone is None else ZoneInfo(zone), hours)
        dues |= {When(zone, hours, urgent): Due(int(at.timestamp()), at > now) for urgent in (True, False)}
    return dues


def _key(found: Regulation, number: int) -> str:
    return f"regulation:{found.mailing_id}:{number}"
