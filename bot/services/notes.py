"""Messages of the bot itself; what concerns one person waits for the end of her quiet hours."""

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.models import Mailing, MailingKind, Teacher
from storage.repository import Repository

from .announcements import Row
from .quiet import due_for

GRACE = timedelta(seconds=30)
"""Before a note leaves, so that what was done by mistake can be undone and nobody hears of it."""
PRIORITY = 2
"""In the ledger: after letters and what is urgent; it keeps quiet hours even when it comes late."""


class Note(NamedTuple):
    """How it reads: given by the caller, for services speak no Russian."""

    text: str
    rows: list[Row]


def written(
    repo: Repository,
    note: Note,
    now: datetime,
    *,
    kind: MailingKind = MailingKind.NOTE,
    key: str | None = None,
    author_id: int | None = None,
    municipality_id: int | None = None,
    is_personal: bool = True,
    starts_at: datetime | None = None,
    file: int | None = None,
) -> Mailing:
    """The message itself, before anybody gets it; `key` stands for what happens once, `file` is a kept one."""
    mailing = Mailing(
        kind=kind,
        author_id=author_id,
        municipality_id=municipality_id,
        is_personal=is_personal,
        created_at=now,
        starts_at=starts_at or now,
        key=key,
    )
    return repo.mailings.add(mailing, [(note.text, json.dumps(note.rows, ensure_ascii=False), file)])


def tell(repo: Repository, person: Teacher, note: Note, now: datetime, key: str | None = None) -> None:
    """Put it into the ledger; for who has never come in it is unreachable at once. `key` finds it to take it back."""
    at = now + GRACE
    mailing = written(repo, note, now, key=key, municipality_id=person.municipality_id, starts_at=at)
    repo.mailings.deliver(mailing, person.id, 0, due_for(person, at), PRIORITY)


def take_back(repo: Repository, key: str, now: datetime) -> bool:
    """Whether it had not left yet, so that it never will; its key is free again."""
    found = repo.announcements.by_key(key)
    if found is None:
        return False
    found.key = None
    return repo.announcements.stop(found, now) > 0
