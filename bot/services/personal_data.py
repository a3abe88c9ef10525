"""What is kept about a person: handed out to her, named, and erased when she wants it."""

from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Any

from storage.models import SENT_BY_PEOPLE
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor
from .audit import Deed
from .personal_file import everything_of


class Kept(StrEnum):
    """What is kept after a person is erased, because a law or an order of her employer demands it."""

    ROSTER = "roster"  # the staff list, with the mark that she does not use the bot
    MENTORSHIPS = "mentorships"
    HEADSHIPS = "headships"
    MEMBERSHIPS = "memberships"  # those the roster names; what she joined herself is erased
    GRANTS = "grants"  # which rights she had and until when
    ACKNOWLEDGEMENTS = "acknowledgements"  # the employer must prove who was told of what
    DELIVERIES = "deliveries"  # which announcements were sent to her and when
    ANNOUNCEMENTS = "announcements"  # those she sent, without her name
    AUDIT = "audit"  # that something was done, under a pseudonym nobody can resolve any more


def export(repo: Repository, actor: Actor) -> dict[str, Any]:
    """Everything stored about the actor, as JSON can hold it: dates are ISO 8601, other people stand by name alone.

    Raises ForbiddenError for whoever is no person of the roster.
    """
    teacher = access.herself(repo, actor, Action.EXPORT_OWN_DATA)
    return everything_of(repo, teacher)


def what_stays(repo: Repository, actor: Actor) -> tuple[Kept, ...]:
    """Named to her before she decides. Raises ForbiddenError for whoever is no person of the roster."""
    teacher = access.herself(repo, actor, Action.ERASE_OWN_DATA)
    kept = repo.personal_data
    is_kept = {
        Kept.ROSTER: True,
        Kept.MENTORSHIPS: bool(repo.mentorships.ever_around(teacher.id)),
        Kept.HEADSHIPS: bool(kept.headed_by(teacher.id)),
        Kept.MEMBERSHIPS: any(membership.from_file for _, membership in kept.memberships_of(teacher.id)),
        Kept.GRANTS: bool(kept.grants_of(teacher.id)),
        Kept.ACKNOWLEDGEMENTS: bool(repo.regulations.acknowledgements_of(teacher.id)),
        Kept.DELIVERIES: repo.mailings.has_any(teacher.id),
        Kept.ANNOUNCEMENTS: bool(repo.announcements.newest_of(teacher.id, SENT_BY_PEOPLE, 1)),
        Kept.AUDIT: True,
    }
    return tuple(kind for kind, kept_too in is_kept.items() if kept_too)


def erase(repo: Repository, actor: Actor, now: datetime) -> None:
    """Erase all but what `what_stays` names; the roster remembers that she does not use the bot.

    The audit keeps that somebody was erased, under a pseudonym nobody can resolve any more. Raises ForbiddenError.
    """
    teacher = access.herself(repo, actor, Action.ERASE_OWN_DATA)
    audit.record(repo, actor, Deed.ERASED, now, teacher)
    repo.audit.forget(teacher.id)
    repo.personal_data.clear_screens(teacher)
    repo.mailings.erase_letters_of(teacher.id)
    repo.mailings.erase_notes_to(teacher.id)
    given = " ".join(filter(None, (teacher.first_name, teacher.middle_name)))
    repo.mailings.sign_off(teacher.id, escape(teacher.last_name, quote=False), escape(given, quote=False))
    repo.files.part_with(teacher.id)
    repo.personal_data.erase(teacher.id, now)
    repo.teachers.opt_out(teacher, now)
