"""Files about an announcement, made beside the writer: report, guests, the page to print; read first, then computed."""

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

from storage.database import Database, Transaction
from storage.models import NAME, Answer, DeliveryState, Level, Mailing, MailingKind
from storage.repositories.announcements import Recipient
from storage.repositories.event_guests import Guest
from storage.repositories.reachability import Name
from storage.repository import Repository

from ..services import announcement_report as report
from ..services import event_list, in_person, reachability
from ..services.announced import NOT_GOT
from ..services.announcement_report import Contents, Words
from ..texts import Texts

REPORT, IN_PERSON, UNCONNECTED, GUESTS = "report", "in_person", "unconnected", "guests"
TAG = re.compile(r"<[^>]*>")


def recipe(kind: str, number: int, zone: ZoneInfo) -> str:
    """What to make; only whoever may have it is given one, and it never leaves the bot."""
    return f"{kind}:{number}:{zone.key}"


class Files:
    def __init__(self, db: Database, texts: Texts, clock: Callable[[], datetime]) -> None:
        self._db, self._texts, self._clock = db, texts, clock

    async def make(self, wanted: str) -> bytes:
        """The file of this recipe as it is now. Raises DatabaseUnavailableError."""
        kind, number, zone = wanted.split(":")
        if kind == IN_PERSON:
            text, people = await self._db.read(_page, int(number), self._texts.announcements.mark)
            return await asyncio.to_thread(in_person.document, self._texts.afterwards.in_person_heading, text, people)
        if kind == UNCONNECTED:
            today = self._clock().astimezone(ZoneInfo(zone)).date()
            table = (*await self._db.read(_unconnected, int(number), today),)
            return await asyncio.to_thread(_table, self._texts, *table)
        if kind == GUESTS:
            own = self._texts.events
            guests = await self._db.read(_guests, int(number))
            named = event_list.Words(own.excel_sheet, own.excel_columns, own.excel_answers)
            return await asyncio.to_thread(event_list.workbook, guests, named)
        contents = await self._db.read(_contents, int(number))
        return await asyncio.to_thread(report.workbook, contents, words(self._texts, ZoneInfo(zone)))


def words(texts: Texts, zone: ZoneInfo) -> Words:
    own = texts.afterwards
    states, messengers = texts.announcements.report_states, texts.profile.messengers
    return Words(own.sheets, own.columns, states, messengers, own.connected, own.not_connected, zone)


def _contents(tx: Transaction, mailing_id: int) -> Contents:
    announcements = Repository(tx).announcements
    mailing = announcements.get(mailing_id)
    if mailing is None:
        return Contents((), (), (), (), False)
    return Contents(
        announcements.recipients(mailing_id, tuple(DeliveryState), 0, None),
        announcements.by_organization(mailing_id),
        announcements.by_association(mailing, tuple(Level)),
        announcements.by_messenger(mailing_id),
        mailing.kind is MailingKind.REGULATION,
    )


def _guests(tx: Transaction, event_id: int) -> list[Guest]:
    repo = Repository(tx)
    event = repo.events.get(event_id)
    return repo.event_guests.of(event, tuple(Answer)) if event else []


def _page(tx: Transaction, mailing_id: int, mark: str) -> tuple[str, list[Recipient]]:
    announcements = Repository(tx).announcements
    mailing = announcements.get(mailing_id)
    return _plain(mailing, mark), announcements.recipients(mailing_id, NOT_GOT, 0, None)


def _plain(mailing: Mailing | None, mark: str) -> str:
    text = "\n".join(part.text for part in mailing.parts) if mailing else ""
    return unescape(TAG.sub("", text.replace(NAME, f"{{{mark}}}")))


def _unconnected(tx: Transaction, organization_id: int, today: date) -> tuple[str, list[Name]]:
    repo = Repository(tx)
    organization = repo.places.organization(organization_id)
    return organization.name if organization else "", repo.reachability.missing(organization_id, today)


def _table(texts: Texts, organization: str, people: list[Name]) -> bytes:
    own = texts.reachability
    columns = [own.excel_columns[key] for key in ("person", "position")]
    return reachability.workbook(
        people, reachability.Words(own.excel_title, f"{own.excel_title}. {organization}", columns)
    )
