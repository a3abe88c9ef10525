"""Coming events of the demo."""

from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from storage.models import MailingKind, Teacher
from storage.repository import Repository

from ..event_words import invitation, lines_of, when
from ..screen import Html
from ..services import event_keeping
from ..services.event_desk import Plan
from ..texts import CONTENT, Texts
from ..texts.loader import read
from ..views import name_of
from .sending import Author, author_of, send


def announce_events(repo: Repository, texts: Texts, author: Teacher, now: datetime) -> None:
    by = author_of(repo, author, now)
    for raw in read(CONTENT / "demo" / "events.yml")["events"]:
        _announce(repo, texts, by, _plan(raw, by.today, by.zone))


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


def _announce(repo: Repository, texts: Texts, by: Author, plan: Plan) -> None:
    begins = when(texts, plan.starts_at, None, False, ZoneInfo(plan.time_zone))
    facts = lines_of(texts, begins, plan.place, plan.link, plan.seats)
    kind = texts.announcements.kinds[MailingKind.EVENT]
    said, name = Html(escape(plan.text, quote=False)), name_of(by.person).whole
    text = texts.events.announcement(kind, said, facts, name, by.person.organization.name)
    mailing = send(repo, by, MailingKind.EVENT, text)
    event_keeping.keep(repo, by.actor, mailing, plan, {}, lambda number: invitation(texts, number), by.now, by.today)
