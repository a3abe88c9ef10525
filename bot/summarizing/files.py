"""The week as a workbook, a note to sign and a picture, read and made beside the writer."""

import asyncio
from datetime import date

from storage.database import Database, Transaction
from storage.models import Municipality, Region, Scope, TemplateKind
from storage.repository import Repository

from ..documenting.making import Making
from ..services.summaries.book import Words, workbook
from ..services.summaries.reading import kept
from ..services.summaries.snapshot import Snapshot
from ..texts import Texts
from .memo import filling
from .method import method
from .picture import picture
from .tables import about, sections
from .taps import OpenWeek

EXCEL, MEMO = "summary", "summary_memo"
SUMMARIES = (EXCEL, MEMO)


def recipe(choice: OpenWeek, kind: str = EXCEL) -> str:
    """What to make; only whoever may read the week is given one, and it never leaves the bot."""
    return f"{kind}:{choice.scope.value}:{choice.place}:{choice.week}"


class SummaryFiles:
    def __init__(self, db: Database, texts: Texts, making: Making) -> None:
        self._db, self._texts, self._making = db, texts, making

    async def make(self, wanted: str) -> bytes:
        """The file of this recipe. Raises DatabaseUnavailableError."""
        found, own = await self._db.read(_read, wanted)
        if wanted.partition(":")[0] == EXCEL:
            return await asyncio.to_thread(excel, self._texts, found)
        return await self._making.make(TemplateKind.MEMO, own, await asyncio.to_thread(filling, self._texts, found))


class WeekPictures:
    def __init__(self, db: Database, texts: Texts) -> None:
        self._db, self._texts = db, texts

    async def make(self, wanted: str) -> bytes:
        """The picture of this recipe. Raises DatabaseUnavailableError, LookupError for a week that is not kept."""
        return await asyncio.to_thread(picture, self._texts, await read_of(self._db, wanted))


async def read_of(db: Database, wanted: str) -> Snapshot:
    """The kept week a recipe speaks of. Raises DatabaseUnavailableError, LookupError."""
    found, _ = await db.read(_read, wanted)
    return found


def _read(tx: Transaction, wanted: str) -> tuple[Snapshot, bytes | None]:
    """The week, and the template of its service where it has one."""
    repo = Repository(tx)
    _, scope, number, week = wanted.split(":")
    place = repo.places.at(Scope(scope), int(number))
    if not isinstance(place, Municipality | Region):
        raise LookupError(number)
    own = repo.templates.bytes_of(place.id, TemplateKind.MEMO) if isinstance(place, Municipality) else None
    return kept(repo, place, date.fromordinal(int(week))), own


def excel(texts: Texts, found: Snapshot) -> bytes:
    shares = texts.summaries.shares
    words = Words(about(texts, found), shares["0"], shares["10"])
    return workbook([*sections(texts, found), method(texts, found)], words)
