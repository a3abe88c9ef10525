"""Goes on with tables of surveys: has them read, keeps them as versions, tells their authors."""

from typing import Any, NamedTuple

from storage.database import Transaction
from storage.models import SheetState
from storage.repository import Repository

from ..receiver.handling import NotMadeError
from ..rostering.calling import Calling, ChildError
from ..rostering.working import Working, note
from ..services.surveys import keeping
from ..services.surveys.keeping import Break
from ..turn import House
from . import sheets

FORM = "survey_form"


class Job(NamedTuple):
    id: int


class Sheets(Working[Job]):
    @staticmethod
    def next_job(tx: Transaction) -> Job | None:
        found = Repository(tx).survey_sheets.next_unread()
        return None if found is None else Job(found.id)

    async def go_on(self, job: Job) -> None:
        reply = await self._calling.ask("survey", sheet=job.id)
        await self.tell(_settled, job.id, reply.about)

    async def give_up(self, job: Job) -> None:
        await self.tell(_given_up, job.id)


class SheetForms:
    """Made in the child process when they are shown."""

    def __init__(self, house: House, calling: Calling) -> None:
        self._house, self._calling = house, calling

    async def make(self, recipe: str) -> bytes:
        """Raises NotMadeError."""
        try:
            sheet, _, key = recipe.removeprefix(f"{FORM}:").partition(":")
            basis = [key, self._house.surveys[key].body] if key else []
            return (await self._calling.ask("survey_form", sheet=int(sheet), basis=basis)).frames[0]
        except (ChildError, KeyError) as error:
            raise NotMadeError(str(error)) from error


def form_recipe(sheet_id: int, key: str = "") -> str:
    """0: the empty one, or filled with the survey of this key that every service has."""
    return f"{FORM}:{sheet_id}:{key}"


def _settled(tx: Transaction, house: House, sheet_id: int, read: dict[str, Any]) -> bool:
    repo = Repository(tx)
    sheet = repo.survey_sheets.get(sheet_id)
    if sheet is None or sheet.state is not SheetState.READING:
        return False
    if read["raw"] is None:
        keeping.refuse(repo, sheet, read["complaints"])
    else:
        keeping.settle(repo, sheet, read["key"], read["raw"], [Break(*one) for one in read["breaks"]], house.clock())
    return note(repo, house, sheet, sheets.sheet_screen(house.texts, sheet))


def _given_up(tx: Transaction, house: House, sheet_id: int) -> bool:
    repo = Repository(tx)
    sheet = repo.survey_sheets.get(sheet_id)
    if sheet is None or sheet.state is not SheetState.READING:
        return False
    keeping.drop(repo, sheet)
    return note(repo, house, sheet, sheets.too_heavy_screen(house.texts))
