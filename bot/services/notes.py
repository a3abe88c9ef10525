"""Short messages of the bot itself to one person about what concerns her; they wait for the end of her quiet hours."""

import json
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, Teacher
from storage.repository import Repository

from .announcements import Row
from .quiet import due

GRACE = timedelta(seconds=30)
"""Before a note leaves, so that what was done by mistake can be undone and nobody hears of it."""
PRIORITY = 1
"""In the ledger: after letters."""


class Note(NamedTuple):
    """How it reads: given by the caller, for services speak no Russian."""

    text: str
    rows: list[Row]


def tell(repo: Repository, person: Teacher, note: Note, now: datetime, key: str | None = None) -> None:
    """Put it into the ledger; for who has never come in it is unreachable at once. `key` finds it to take it back."""
    at = now + GRACE
    zone = None if person.municipality is None else ZoneInfo(person.municipality.time_zone)
    mailing = repo.mailings.add(
        Mailing(
            kind=MailingKind.NOTE,
            author_id=None,
            municipality_id=person.municipality_id,
            is_personal=True,
            created_at=now,
            starts_at=at,
            key=key,
        ),
        [(note.text, json.dumps(note.rows, ensure_ascii=False))],
    )
    repo.mailings.deliver(mailing, person.id, 0, at if zone is None else due(at, zone, person.quiet_hours), PRIORITY)


def take_back(repo: Repository, key: str, now: datetime) -> bool:
    """Whether it had not left yet, so that it never will; its key is free again."""
    found = repo.announcements.by_key(key)
    if found is None:
        return False
    found.key = None
    return repo.announcements.stop(found, now) > 0
