"""A person's own quiet hours: chosen by her, kept for everything that is sent to her from then on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import QuietHours
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .quiet import due


def chosen(repo: Repository, actor: Actor) -> QuietHours:
    """Raises ForbiddenError for whoever is no person of the roster."""
    teacher = access.herself(repo, actor, Action.CHOOSE_QUIET_HOURS)
    return teacher.quiet_hours


def choose(repo: Repository, actor: Actor, hours: QuietHours, zone: ZoneInfo, now: datetime) -> None:
    """From now on; what is held for her comes when the new hours let it. Raises ForbiddenError."""
    teacher = access.herself(repo, actor, Action.CHOOSE_QUIET_HOURS)
    teacher.quiet_hours = hours
    for delivery in repo.mailings.held_for(teacher.id):
        at = due(max(now, delivery.mailing.starts_at), zone, hours)
        delivery.due_at = at + timedelta(seconds=delivery.part)
        repo.mailings.added = True
