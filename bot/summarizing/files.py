"""The week as a workbook and as a document to sign, read and made beside the writer."""

import asyncio
from datetime import date

from storage.database import Database, Transaction
from storage.models import Municipality, Region, Scope
from storage.repository import Repository

from ..services.summaries.reading import kept
from ..services.summaries.snapshot import Snapshot
from ..services.summaries.workbook import Words, workbook
from ..texts import Texts
from .method import method
from .tables import about, sections
from .taps import OpenWeek

SUMMARY = "summary"


def recipe(choice: OpenWeek) -> str:
    """What to make; only whoever may read the week is given one, and it never leaves the bot."""
    return f"{SUMMARY}:{choice.scope.value}:{choice.place}:{choice.week}"


class SummaryFiles:
    def __init__(self, db: Database, texts: Texts) -> None:
        self._db, self._texts = db, texts

    async def make(self, wanted: str) -> bytes:
        """The workbook of this recipe. Raises DatabaseUnavailableError."""
        _, scope, place, week = wanted.split(":")
        found = await self._db.read(_read, Scope(scope), int(place), date.fromordinal(int(week)))
        return await asyncio.to_thread(excel, self._texts, found)


def _read(tx: Transaction, scope: Scope, number: int, week: date) -> Snapshot:
    repo = Repository(tx)
    place = repo.places.at(scope, number)
    if not isinstance(place, Municipality | Region):
        raise LookupError(number)
    return kept(repo, place, week)


def excel(texts: Texts, found: Snapshot) -> bytes:
    shares = texts.summaries.shares
    words = Words(about(texts, found), shares["0"], shares["10"])
    return workbook([*sections(texts, found), method(texts, found)], words)
