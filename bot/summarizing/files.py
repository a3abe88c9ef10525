"""The week as a workbook: a sheet per section and a chart of deficits, read and made beside the writer."""

import asyncio
from collections.abc import Iterator
from datetime import date

from storage.database import Database, Transaction
from storage.models import Municipality, Region, Scope
from storage.repository import Repository

from ..services.summaries.chart import percent
from ..services.summaries.reading import kept
from ..services.summaries.snapshot import Kept, Snapshot, ranked
from ..services.summaries.workbook import Sheet, workbook
from ..texts import Texts
from ..texts.summaries import SummariesTexts
from .lines import planned, response, span
from .taps import OpenWeek, Part

SUMMARY = "summary"


def recipe(choice: OpenWeek) -> str:
    """What to make; only whoever may read the week is given one, and it never leaves the bot."""
    return f"{SUMMARY}:{choice.scope.value}:{choice.place}:{choice.week}"


class SummaryFiles:
    def __init__(self, db: Database, texts: Texts) -> None:
        self._db, self._texts = db, texts.summaries

    async def make(self, wanted: str) -> bytes:
        """The workbook of this recipe. Raises DatabaseUnavailableError."""
        return await asyncio.to_thread(workbook, sheets(self._texts, await read_of(self._db, wanted)))


async def read_of(db: Database, wanted: str) -> Snapshot:
    """The kept week a recipe speaks of. Raises DatabaseUnavailableError, LookupError."""
    _, scope, place, week = wanted.split(":")
    return await db.read(_read, Scope(scope), int(place), date.fromordinal(int(week)))


def _read(tx: Transaction, scope: Scope, number: int, week: date) -> Snapshot:
    repo = Repository(tx)
    place = repo.places.at(scope, number)
    if not isinstance(place, Municipality | Region):
        raise LookupError(number)
    return kept(repo, place, week)


def sheets(texts: SummariesTexts, found: Snapshot) -> list[Sheet]:
    heads = {part: [f"{texts.titles[part]}. {span(found.week)}, {found.name}"] for part in Part}
    held = [planned(one) for one in (*found.events.held, *found.events.coming)]
    orders: list[list[str | int]] = [[one.title, one.acknowledged, one.people] for one in found.sent.orders]
    tables: dict[Part, list[list[str | int]]] = {
        Part.COVERAGE: list(_numbers(texts, found.coverage)),
        Part.YOUNG: list(_numbers(texts, found.young)),
        Part.LETTERS: list(_numbers(texts, found.letters)),
        Part.SENT: [*_numbers(texts, found.sent), *orders],
        Part.EVENTS: [list(one) for one in held],
        Part.PATHS: list(_numbers(texts, found.paths)),
    }
    made = [Sheet(texts.titles[part], [*heads[part]], rows) for part, rows in tables.items()]
    told, charted = _surveys(texts, found)
    return [
        *made,
        Sheet(texts.titles[Part.SURVEY], heads[Part.SURVEY], told, charted, texts.chart),
        Sheet(texts.titles[Part.PULSE], heads[Part.PULSE], _pulse(texts, found)),
    ]


def _numbers(texts: SummariesTexts, part: Kept) -> Iterator[list[str | int]]:
    for name, value in part:
        if isinstance(value, int):
            yield [texts.numbers[name], value]


def _surveys(texts: SummariesTexts, found: Snapshot) -> tuple[list[list[str | int]], tuple[int, int] | None]:
    """Lines, and which of them the chart shows: the areas of the first survey that tells any."""
    rows: list[list[str | int]] = []
    charted = None
    for one in found.surveys:
        rows += [[one.title, response(texts, one)]]
        if one.areas and charted is None:
            charted = (len(rows), len(rows) + len(one.areas) - 1)
        for area in ranked(one):
            rows.append([area.name, texts.shares[str(area.share.tenths)], percent(area.share.tenths)])
        for table, cells in one.tables.items():
            rows.append([texts.tables[table]])
            for cell in cells:
                words = [texts.shares[str(share.tenths)] for share in cell.shares]
                rows.append([texts.groups.get(cell.group, cell.group), *words])
    return rows, charted


def _pulse(texts: SummariesTexts, found: Snapshot) -> list[list[str | int]]:
    return [
        [texts.pulse_questions[question], texts.shares[str(one.tenths)], one.told]
        for question, one in found.pulse.items()
    ]
