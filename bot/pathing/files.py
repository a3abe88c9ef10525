"""The path as a Word file by the template of her municipality, read and made beside the writer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.database import Database, Transaction
from storage.models import LearningPath, PathStep, Teacher, TemplateKind
from storage.repository import Repository

from ..documenting.making import Making
from ..services.documents.pieces import Filling, Grid, Heading, Paragraph, Piece
from ..services.surveys.results import Result, of
from ..texts.dates import day
from ..turn import House
from ..views import name_of

SHOWN = ("form", "text", "until", "evidence", "done")
"""Columns of the table of steps."""


class PathFiles:
    def __init__(self, db: Database, house: House, making: Making) -> None:
        self._db, self._house, self._making = db, house, making

    async def make(self, wanted: str) -> bytes:
        """The document of this recipe as it is now. Raises DatabaseUnavailableError."""
        _, teacher_id, growth, zone = wanted.split(":")
        now = self._house.clock().astimezone(ZoneInfo(zone))
        own, filling = await self._db.read(self._read, int(teacher_id), growth == "1", now)
        return await self._making.make(TemplateKind.PATH, own, filling)

    def _read(self, tx: Transaction, teacher_id: int, has_growth: bool, now: datetime) -> tuple[bytes | None, Filling]:
        repo = Repository(tx)
        teacher, path = repo.teachers.get(teacher_id), repo.learning_paths.of(teacher_id)
        result = of(repo.surveys.answered(teacher_id), now) if has_growth else None
        own = repo.templates.bytes_of(teacher.municipality_id, TemplateKind.PATH) if teacher else None
        return own, self._filling(teacher, path, result, now.date())

    def _filling(
        self, teacher: Teacher | None, path: LearningPath | None, result: Result | None, today: date
    ) -> Filling:
        names, columns = self._house.texts.templates.path_places, self._house.texts.learning_paths.columns
        steps = [self._step(number, one, today) for number, one in enumerate(path.steps if path else (), 1)]
        rows = [[step[key] for key in SHOWN] for step in steps]
        return Filling(
            lines={names[key]: text for key, text in _about(teacher, today).items()},
            pieces={
                names["steps"]: [Grid([columns[key] for key in SHOWN], rows)],
                names["growth"]: self._growth(result),
            },
            rows=[{names[key]: text for key, text in step.items()} for step in steps or [dict.fromkeys(ROW, "")]],
            last=[names["growth"]],
        )

    def _step(self, number: int, one: PathStep, today: date) -> dict[str, str]:
        values = (
            str(number),
            self._house.paths.forms.get(one.form, self._house.texts.learning_paths.own),
            one.text,
            day(one.due_on, today),
            one.evidence,
            day(one.done_on, today) if one.done_on else "",
        )
        return dict(zip(ROW, values, strict=True))

    def _growth(self, result: Result | None) -> list[Piece]:
        """Only where she wants it in."""
        if result is None or not result.growth:
            return []
        lines = [": ".join(filter(None, (one.name, ", ".join(one.wanted)))) for one in result.growth]
        return [Heading(self._house.texts.learning_paths.growth_head), *(Paragraph(one, True) for one in lines)]


ROW = ("number", *SHOWN)


def _about(teacher: Teacher | None, today: date) -> dict[str, str]:
    known = {"name": "", "work": "", "organization": "", "municipality": "", "made": day(today, date.min)}
    if teacher is None:
        return known
    return known | {
        "name": name_of(teacher).whole,
        "work": teacher.places[0].position.name if teacher.places else "",
        "organization": teacher.organization.name,
        "municipality": teacher.municipality.name if teacher.municipality else "",
    }
