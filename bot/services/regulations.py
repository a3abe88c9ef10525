"""Regulation cards: kept with their announcement, read and acknowledged by those they were sent to, found by words."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import RECALLED, Mailing, MailingKind, Regulation, Role, Teacher
from storage.repositories.regulations import Listed, Places, Viewer
from storage.repository import Repository

from . import access
from .access import Action, Actor, ForbiddenError
from .announcements import Row
from .word_forms import stems

__all__ = ["LIMIT", "Card", "Fields", "Listed", "acknowledge", "card", "keep", "listed", "places", "room", "sees"]

LIMIT = 700
"""Characters of title and fields together."""
TITLE = 120
"""Of them, at most so many are the title's."""
WORDS = 10
"""So many words of a search count."""
FIRST_LOOK = timedelta(days=2)
"""Two working days are never over earlier."""


class Fields(NamedTuple):
    """What its author said; `until` is the last day to do it, in `time_zone`."""

    title: str
    change: str
    whom: str
    until: date
    source: str
    file_id: int | None
    time_zone: ZoneInfo


class Card(NamedTuple):
    """A regulation as one person sees it; `at`: when she acknowledged it."""

    regulation: Regulation
    is_hers: bool
    at: datetime | None

    @property
    def is_recalled(self) -> bool:
        return self.regulation.mailing.note == RECALLED


def room(*said: str) -> int:
    """Characters left of LIMIT; below zero: so many are too many."""
    return LIMIT - sum(map(len, said))


def closes(until: date, zone: ZoneInfo) -> datetime:
    """The end of the last day to do it."""
    return datetime.combine(until + timedelta(days=1), time(), zone)


def keep(
    repo: Repository, actor: Actor, mailing: Mailing, fields: Fields, rows: Callable[[int, bool], list[Row]]
) -> Regulation:
    """Store the card of an announcement of one's own that was sent just now, and the buttons below it.

    `rows` is asked with the mailing's id and whether its recipients may write to the author. Raises ForbiddenError.
    """
    access.held(actor, Action.ANNOUNCE)
    if mailing.author_id != actor.teacher_id or mailing.kind is not MailingKind.REGULATION:
        raise ForbiddenError(Action.ANNOUNCE)
    mailing.closes_at = closes(fields.until, fields.time_zone)
    is_near = bool(access.roles(actor) & {Role.METHODIST, Role.HEAD})
    mailing.parts[0].rows = json.dumps(rows(mailing.id, is_near), ensure_ascii=False)
    made = Regulation(
        mailing_id=mailing.id,
        title=fields.title,
        change=fields.change,
        whom=fields.whom,
        until=fields.until,
        source=fields.source,
        file_id=fields.file_id,
        remind_at=mailing.starts_at + FIRST_LOOK,
        reminders=0,
    )
    said = f"{fields.title} {fields.change} {fields.whom} {fields.source}"
    return repo.regulations.add(made, stems(said))


def card(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> Card:
    """Raises ForbiddenError for what was not sent to her or her people and is not her own, and for none."""
    person = access.herself(repo, actor, Action.READ_REGULATION)
    found = repo.regulations.get(mailing_id) if sees(repo, actor, mailing_id, now) else None
    if found is None:
        raise ForbiddenError(Action.READ_REGULATION)
    is_hers = repo.regulations.is_hers(person.id, mailing_id, now)
    return Card(found, is_hers, repo.regulations.acknowledged_at(mailing_id, person.id))


def sees(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> bool:
    return repo.regulations.sees(_viewer(actor, access.herself(repo, actor, Action.READ_REGULATION), now), mailing_id)


def acknowledge(repo: Repository, actor: Actor, mailing_id: int, now: datetime) -> bool:
    """Stamp that she has read it; False: she had before, and that stays. Raises ForbiddenError if it is not hers."""
    person = access.herself(repo, actor, Action.READ_REGULATION)
    if not repo.regulations.is_hers(person.id, mailing_id, now):
        raise ForbiddenError(Action.READ_REGULATION)
    return repo.regulations.acknowledge(mailing_id, person.id, now)


def listed(repo: Repository, actor: Actor, words: str | None, offset: int, limit: int, now: datetime) -> list[Listed]:
    """What waits for her first, then the rest, the newest first; `words`: only what has all of them in any form."""
    viewer = _viewer(actor, access.herself(repo, actor, Action.READ_REGULATION), now)
    wanted = None if words is None else stems(words, WORDS)
    return repo.regulations.listed(viewer, wanted, offset, limit)


def places(actor: Actor) -> Places:
    """Whose acknowledgements the actor's roles let her see."""
    return Places(*access.places(access.where(actor, Action.SEE_ACKNOWLEDGEMENTS)))


def _viewer(actor: Actor, person: Teacher, now: datetime) -> Viewer:
    return Viewer(person.id, places(actor), now)
