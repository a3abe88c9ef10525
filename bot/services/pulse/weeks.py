"""What time brings: on Thursday afternoon who wants it is asked, with the week's end it is forgotten who was."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import MailingKind, Municipality
from storage.repositories.pulse import key_of
from storage.repository import Repository

from .. import disclosure
from ..announcements import ORDINARY, Timing, planned
from ..notes import Note, written
from ..summaries.weeks import bounds
from ..working_days import is_working
from .questions import CELLS, Question

THURSDAY, FRIDAY = timedelta(days=3), timedelta(days=4)
ASKED, TOO_LATE = time(15), time(17)
"""After a stop it is still asked until Friday, before anybody's quiet weekend; a later one is left out."""
AT_ONCE = 5
"""So many municipalities' weeks are closed in one tick at most."""
Words = Callable[[date], Note]
"""The first question; services speak no Russian."""


def close(repo: Repository, now: datetime) -> None:
    """Weeks whose Sunday is over."""
    for found in repo.pulse.over(now, AT_ONCE):
        repo.pulse.close(found, disclosure.K)


def ask(repo: Repository, words: Words, now: datetime) -> bool:
    """One municipality whose Thursday has come; whether there may be another one."""
    for zone in map(ZoneInfo, repo.weekly.zones()):
        week = current(now, zone)
        before = datetime.combine(week + THURSDAY, ASKED, zone)
        place = repo.pulse.unasked(zone.key, week, before) if is_due(week, zone, now) else None
        if place is not None:
            _ask(repo, place, week, before, words, now)
            return True
    return False


def current(now: datetime, zone: ZoneInfo) -> date:
    """The Monday of the week that runs there."""
    today = now.astimezone(zone).date()
    return today - timedelta(days=today.weekday())


def is_due(week: date, zone: ZoneInfo, now: datetime) -> bool:
    """Not on a holiday, nor when it could only come with the weekend."""
    begin = datetime.combine(week + THURSDAY, ASKED, zone)
    end = datetime.combine(week + FRIDAY, TOO_LATE, zone)
    return begin <= now < end and is_working(week + THURSDAY)


def _ask(repo: Repository, place: Municipality, week: date, before: datetime, words: Words, now: datetime) -> None:
    """Kept under the municipality and the week, so that it happens once."""
    zone, today = ZoneInfo(place.time_zone), now.astimezone(ZoneInfo(place.time_zone)).date()
    repo.pulse.open_week(place.id, week, bounds(week, zone)[1], CELLS)
    kind, key = MailingKind.SURVEY, key_of(place.id, week)  # no report by person, no filter
    stored = written(repo, words(week), now, kind=kind, key=key, municipality_id=place.id)
    dues = planned(repo.pulse.groups(place.id, before, today), Timing(None, None, zone), now).dues
    repo.pulse.ask(stored.id, (place.id, week), tuple(Question), dues, ORDINARY, before, today)
    repo.mailings.added = True
