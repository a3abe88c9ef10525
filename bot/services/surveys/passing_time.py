"""What time brings to rounds of surveys: at most two reminders, and the close."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.models import MailingKind, SurveyRound
from storage.repository import Repository

from ..announcements import ORDINARY, Timing, planned
from ..notes import Note, written
from .rounds import reminded_at
from .runs import REMINDERS, reminder_keys

AT_ONCE = 10
"""So many rounds in one tick at most."""
Words = Callable[[SurveyRound], Note]
"""A reminder."""


def remind(repo: Repository, home: ZoneInfo, words: Words, now: datetime) -> None:
    """All who have neither finished nor refused, decided in one statement of this transaction; nobody sees who."""
    for found in repo.survey_rounds.to_remind(now, AT_ONCE):
        found.reminders += 1
        found.remind_at = _next(found, home)
        if found.remind_at is not None and found.remind_at <= now:  # after a standstill both are due: one is enough
            continue
        groups = repo.survey_rounds.pending_groups(found.id)
        if found.closes_at <= now or not groups:
            continue
        key, place = reminder_keys(found.id)[found.reminders - 1], found.municipality_id
        stored = written(
            repo, words(found), now, kind=MailingKind.SURVEY, key=key, municipality_id=place, is_personal=False
        )
        dues = planned(groups, Timing(None, None, home), now).dues
        repo.survey_rounds.remind(stored.id, found.id, dues, ORDINARY)
        repo.mailings.added = True
    repo.tx.flush()


def close(repo: Repository, now: datetime) -> None:
    """Rounds whose day is over."""
    for found in repo.survey_rounds.to_close(now, AT_ONCE):
        repo.survey_rounds.close(found, reminder_keys(found.id), now)
    repo.tx.flush()


def _next(found: SurveyRound, home: ZoneInfo) -> datetime | None:
    if found.reminders >= REMINDERS:
        return None
    zone = ZoneInfo(found.municipality.time_zone) if found.municipality else home
    return reminded_at(found.opened_at, found.closes_at, found.reminders + 1, zone)
