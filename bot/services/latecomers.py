"""Who comes when an announcement was sent already and is still open gets it once, and is not flooded."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import OPEN, SENT_BY_PEOPLE, Account, Delivery, DeliveryState, Mailing, MailingKind, QuietHours
from storage.repository import Repository

from . import access
from .access import Action, Actor, ForbiddenError
from .quiet import due

MOST = 5
"""So many are offered at once."""
MORNING = time(9)
TO_STAFF = (*SENT_BY_PEOPLE, MailingKind.SURVEY, MailingKind.REMINDER)
"""Kinds of mailings that do not come to who has left the roster."""


def missed(repo: Repository, actor: Actor, now: datetime, zone: ZoneInfo) -> list[Delivery]:
    """At most MOST that are still open, unless she wants none; what she does not read comes the next morning.

    Raises ForbiddenError.
    """
    person = access.herself(repo, actor, Action.SEE_OWN_CARD)
    found = [] if person.stopped_at else repo.latecomers.missed(person.id, now)
    for one in found:
        if one.state not in OPEN:
            parts = repo.latecomers.parts_of(one.mailing_id, person.id)
            repo.latecomers.let_go(parts, morning(one.mailing, now, zone, person.quiet_hours))
            repo.mailings.added = True
    return found[:MOST]


def read(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> Mailing:
    """She reads it now, so it does not come again. Raises ForbiddenError for what was not meant for her."""
    person = access.herself(repo, actor, Action.SEE_OWN_CARD)
    parts = repo.latecomers.parts_of(mailing_id, person.id)
    mailing = repo.announcements.get(mailing_id)
    if not parts or mailing is None or parts[0].state is DeliveryState.CANCELLED:
        raise ForbiddenError(Action.SEE_OWN_CARD)
    first = parts[0]
    if first.state in OPEN:  # what else belongs to it comes at once
        account = repo.accounts.get(actor.account_id or 0)
        _shown(first, account, now)
        repo.latecomers.let_go([one for one in parts[1:] if one.state in OPEN], now)
    return mailing


def keep_from_left(repo: Repository) -> None:
    """What waits for those who have left by now does not come, unless they stand in the roster again in time."""
    repo.mailings.put_off_left(TO_STAFF)


def morning(mailing: Mailing, now: datetime, zone: ZoneInfo, hours: QuietHours) -> datetime:
    """The next morning that is not quiet to her; when it closes before, the first moment that is not quiet."""
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)
    at = due(tomorrow, zone, hours)
    return at if mailing.closes_at is None or at < mailing.closes_at else due(now, zone, hours)


def _shown(delivery: Delivery, account: Account, now: datetime) -> None:
    delivery.state, delivery.account_id, delivery.messenger = DeliveryState.SENT, account.id, account.messenger
    delivery.done_at = delivery.tapped_at = now
    delivery.due_at = min(delivery.due_at, now)  # an event she has read of stands in her list
