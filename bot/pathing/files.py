"""The path as a Word file, read and made beside the writer."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.database import Database, Transaction
from storage.models import LearningPath, Teacher
from storage.repository import Repository

from ..services.learning_paths.document import Line, Words, document
from ..services.surveys.results import Result, of
from ..texts.dates import day
from ..turn import House
from ..views import name_of, short_work


class PathFiles:
    def __init__(self, db: Database, house: House, clock: Callable[[], datetime]) -> None:
        self._db, self._house, self._clock = db, house, clock

    async def make(self, wanted: str) -> bytes:
        """The document of this recipe as it is now. Raises DatabaseUnavailableError."""
        _, teacher_id, growth, zone = wanted.split(":")
        now = self._clock().astimezone(ZoneInfo(zone))
        return await asyncio.to_thread(document, *await self._db.read(self._read, int(teacher_id), growth == "1", now))

    def _read(self, tx: Transaction, teacher_id: int, has_growth: bool, now: datetime) -> tuple[list[Line], Words]:
        repo, today = Repository(tx), now.date()
        teacher, path = repo.teachers.get(teacher_id), repo.learning_paths.of(teacher_id)
        result = of(repo.surveys.answered(teacher_id), now) if has_growth else None
        return self._lines(path, today), self._words(teacher, result, today)

    def _lines(self, path: LearningPath | None, today: date) -> list[Line]:
        forms, own = self._house.paths.forms, self._house.texts.learning_paths.own
        return [
            Line(
                forms.get(one.form, own),
                one.text,
                day(one.due_on, today),
                one.evidence,
                day(one.done_on, today) if one.done_on else "",
            )
            for one in (path.steps if path else ())
        ]

    def _words(self, teacher: Teacher | None, result: Result | None, today: date) -> Words:
        texts = self._house.texts.learning_paths
        about = [texts.about_person(name_of(teacher).whole, short_work(teacher))] if teacher else []
        growth = [": ".join(filter(None, (one.name, ", ".join(one.wanted)))) for one in result.growth] if result else []
        columns = [texts.columns[key] for key in Line._fields]
        return Words(texts.title, [*about, texts.about_made(day(today, date.min))], columns, texts.growth_head, growth)
