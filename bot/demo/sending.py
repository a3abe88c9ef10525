"""What the demo's methodist would have sent. Nobody is connected yet, so nothing leaves: people find it in lists."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, Teacher
from storage.repositories.audiences import HOME, Due, When
from storage.repository import Repository

from ..services import audiences
from ..services.access import Actor, actor_of
from ..services.announcements import ORDINARY
from ..services.notes import Note, written


class Author(NamedTuple):
    """`zone` and `today` are those of the place where she works."""

    person: Teacher
    actor: Actor
    zone: ZoneInfo
    today: date
    now: datetime


def author_of(repo: Repository, person: Teacher, now: datetime) -> Author:
    """Raises LookupError for who belongs to no municipality."""
    if person.municipality is None:
        raise LookupError("the demo's methodist belongs to no municipality")
    zone = ZoneInfo(person.municipality.time_zone)
    today = now.astimezone(zone).date()
    return Author(person, actor_of(repo, person, today), zone, today, now)


def send(repo: Repository, by: Author, kind: MailingKind, text: str) -> Mailing:
    """To everybody she answers for."""
    who, place = by.person.id, by.person.municipality_id
    mailing = written(repo, Note(text, []), by.now, kind=kind, author_id=who, municipality_id=place, is_personal=False)
    audience = audiences.audience(repo, by.actor, {}, by.today)
    repo.audiences.freeze(mailing.id, audience, at_once(by.now), ORDINARY, 1)
    return mailing


def at_once(now: datetime) -> dict[When, Due]:
    return {HOME: Due(int(now.timestamp()), False)}
