"""Files that are made when they are shown: which recipe is whose."""

from collections.abc import Awaitable, Callable

from storage.database import Database

from .announcing.files import Files
from .documenting.making import Making, Samples
from .documenting.screens import TEMPLATE
from .inviting.files import KINDS, InvitingFiles
from .pathing.files import PathFiles
from .pathing.rules_table import RULES, RulesFiles
from .pathing.screens import PATH
from .rostering.calling import Calling
from .rostering.forms import Forms, makes
from .services.summaries.chart import PICTURE
from .summarizing.files import SUMMARIES, SummaryFiles, WeekPictures
from .surveying.picture import RESULT, Pictures
from .surveying.sheet_worker import FORM, SheetForms
from .surveying.totals import TOTALS, TotalsFiles
from .turn import House

Maker = Callable[[str], Awaitable[bytes]]


class Recipes:
    def __init__(self, db: Database, house: House, calling: Calling) -> None:
        self._announcing, inviting = Files(db, house.texts, house.clock), InvitingFiles(db, house)
        self._forms, making = Forms(calling, house.clock), Making(calling)
        summaries = SummaryFiles(db, house.texts, making)
        self._makers: dict[str, Maker] = {
            RESULT: Pictures(db, house.texts, house.clock).make,
            FORM: SheetForms(house, calling).make,
            TOTALS: TotalsFiles(db, house.texts).make,
            TEMPLATE: Samples(db).make,
            PICTURE: WeekPictures(db, house.texts).make,
            RULES: RulesFiles(db, house).make,
            PATH: PathFiles(db, house, making).make,
            **dict.fromkeys(SUMMARIES, summaries.make),
            **dict.fromkeys(KINDS, inviting.make),
        }

    async def make(self, recipe: str) -> bytes:
        """The file of this recipe as it is now. Raises DatabaseUnavailableError, NotMadeError."""
        if makes(recipe):
            return await self._forms.make(recipe)
        return await self._makers.get(recipe.partition(":")[0], self._announcing.make)(recipe)
