"""Coming events of the demo: what its methodist would have announced to everybody she answers for."""

from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from storage.models import Mailing, MailingKind, Teacher
from storage.repositories.audiences import HOME, Due
from storage.repository import Repository

from ..event_words import invitation, lines_of, when
from ..screen import Html
from ..services import audiences, event_desk
from ..services.access import Actor, actor_of
from ..services.event_desk import Plan
from ..texts import CONTENT, Texts
from ..texts.loader import read
from ..views import name_of

PRIORITY = 5


def announce_events(repo: Repository, texts: Texts, author: Teacher, now: datetime) -> None:
    """Nobody is connected yet, so that nothing is sent: people find the events in their lists."""
    if author.municipality is None:
        raise LookupError("the demo's methodist belongs to no municipality")
    zone = ZoneInfo(author.municipality.time_zone)
    today = now.astimezone(zone).date()
    actor = actor_of(repo, author, today)
    for raw in read(CONTENT / "demo" / "events.yml")["events"]:
        _announce(repo, texts, author, actor, _plan(raw, today, zone), now, today)


def _plan(raw: Any, today: date, zone: ZoneInfo) -> Plan:
    begin = datetime.combine(working(today, raw["days"]), time(raw["hour"]), zone)
    return Plan(
        raw["title"], raw["text"], begin, None, False, zone.key, raw["place"], raw["link"], raw["seats"] or None,
        area=raw["area"],
    )  # fmt: skip


def working(today: date, days: int) -> date:
    """So many days from Monday to Friday later."""
    found = today
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < 5
    return found


def _announce(
    repo: Repository, texts: Texts, author: Teacher, actor: Actor, plan: Plan, now: datetime, today: date
) -> None:
    begins = when(texts, plan.starts_at, None, False, ZoneInfo(plan.time_zone))
    facts = lines_of(texts, begins, plan.place, plan.link, plan.seats)
    kind = texts.announcements.kinds[MailingKind.EVENT]
    said, name = Html(escape(plan.text, quote=False)), name_of(author).whole
    text = texts.events.announcement(kind, said, facts, name, author.organization.name)
    mailing = repo.mailings.add(
        Mailing(
            kind=MailingKind.EVENT,
            author_id=author.id,
            municipality_id=author.municipality_id,
            is_personal=False,
            created_at=now,
            starts_at=now,
        ),
        [(text, "[]")],
    )
    audience = audiences.audience(repo, actor, {}, today)
    at = Due(int(now.timestamp()), False)
    repo.audiences.freeze(mailing.id, audience, {HOME: at}, PRIORITY, 1)
    event_desk.keep(repo, actor, mailing, plan, {}, lambda number: invitation(texts, number), now, today)
