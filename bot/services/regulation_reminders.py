"""Reminders of a regulation: only to who got it and is silent, after two working days and once more, then no more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, MailingState, QuietHours, Regulation
from storage.repositories.audiences import Due, When
from storage.repository import Repository

from . import working_days
from .quiet import due

Words = Callable[[Regulation], str]
ROUNDS = 2
PAUSE = 2
"""Working days between the sending and the first round, and between the rounds."""
AT_ONCE = 20
"""So many regulations in one tick at most."""
PRIORITY = 5
LOOK = timedelta(days=PAUSE)


def remind(repo: Repository, home: ZoneInfo, text: Words, now: datetime) -> None:
    """Each round once, in working hours of the regulation's municipality; `home` is the zone of those of none."""
    for regulation, zone in repo.regulations.to_remind(now, AT_ONCE):
        regulation.remind_at = _next(repo, regulation, home if zone is None else ZoneInfo(zone), home, text, now)
    repo.tx.flush()


def _next(
    repo: Repository,
    found: Regulation,
    zone: ZoneInfo,
    home: ZoneInfo,
    text: Words,
    now: datetime,
) -> datetime | None:
    """Remind if it is time; returns when to look again, None: never."""
    mailing = found.mailing
    if mailing.state is MailingState.CANCELLED or (mailing.closes_at and mailing.closes_at <= now):
        return None
    at = working_days.after(_since(repo, found).astimezone(zone), PAUSE)
    at = max(at, working_days.opened(now.astimezone(zone)))
    if at > now:
        return at
    _send(repo, found, home, text(found), now)
    found.reminders += 1
    return now + LOOK if found.reminders < ROUNDS else None


def _since(repo: Repository, found: Regulation) -> datetime:
    """When it was sent, or when the round before was."""
    before = repo.regulations.round(_key(found, found.reminders)) if found.reminders else None
    return before.created_at if before else found.mailing.starts_at


def _send(repo: Repository, found: Regulation, home: ZoneInfo, text: str, now: datetime) -> None:
    mailing = repo.mailings.add(
        Mailing(
            kind=MailingKind.REMINDER,
            author_id=None,
            municipality_id=found.mailing.municipality_id,
            is_personal=True,
            created_at=now,
            starts_at=now,
            key=_key(found, found.reminders + 1),
        ),
        [(text, found.mailing.parts[0].rows)],
    )
    dues: dict[When, Due] = {}
    for zone, hours in product((None, *repo.regulations.zones(found.mailing_id)), QuietHours):
        at = due(now, home if zone is None else ZoneInfo(zone), hours)
        dues[zone, hours] = Due(int(at.timestamp()), at > now)
    repo.regulations.remind(mailing.id, found.mailing_id, dues, PRIORITY, now.astimezone(home).date())
    repo.mailings.added = True


def _key(found: Regulation, number: int) -> str:
    return f"regulation:{found.mailing_id}:{number}"
