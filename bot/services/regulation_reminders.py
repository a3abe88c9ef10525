"""Reminders of a regulation: to who got it and is silent, two working days later and once more, then no more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, MailingState, QuietHours, Regulation
from storage.repositories.audiences import Due, When
from storage.repositories.regulations import Silent
from storage.repository import Repository

from . import working_days
from .quiet import due

Words = Callable[[Regulation], str]
MOST = 2
"""Reminders of one person; then she is left in peace."""
PAUSE = 2
"""Working days between her getting it and the first, and between the two."""
AT_ONCE = 20
"""So many regulations in one tick at most."""
PRIORITY = 5
LOOK = timedelta(hours=1)
"""Between two looks: whoever is due by then is reminded together, late comers each in her own time."""


def remind(repo: Repository, home: ZoneInfo, text: Words, now: datetime) -> None:
    """Everybody in her time, in working hours of the regulation's municipality; `home` is the zone of those of none."""
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
    mailing = repo.mailings.add(
        Mailing(
            kind=MailingKind.REMINDER,
            author_id=None,
            municipality_id=found.mailing.municipality_id,
            is_personal=True,
            created_at=now,
            starts_at=now,
            key=_key(found, found.reminders),
        ),
        [(text, found.mailing.parts[0].rows)],
    )
    dues: dict[When, Due] = {}
    for zone, hours in product((None, *repo.regulations.zones(found.mailing_id)), QuietHours):
        at = due(now, home if zone is None else ZoneInfo(zone), hours)
        dues |= {When(zone, hours, urgent): Due(int(at.timestamp()), at > now) for urgent in (True, False)}
    repo.regulations.remind(mailing.id, who, dues, PRIORITY)
    repo.mailings.added = True


def _key(found: Regulation, number: int) -> str:
    return f"regulation:{found.mailing_id}:{number}"
