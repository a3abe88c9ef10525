"""Files that are made when they are shown: which recipe is whose."""

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
from .summarizing.files import SUMMARIES, SummaryFiles
from .summarizing.picture import WeekPictures
from .surveying.picture import RESULT, Pictures
from .surveying.sheet_worker import FORM, SheetForms
from .surveying.totals import TOTALS, TotalsFiles
from .turn import House


class Recipes:
    def __init__(self, db: Database, house: House, calling: Calling) -> None:
        self._announcing, self._inviting = Files(db, house.texts, house.clock), InvitingFiles(db, house)
        making, self._samples = Making(calling), Samples(db)
        self._forms, self._sheets = Forms(calling, house.clock), SheetForms(calling)
        self._summaries, self._weeks = SummaryFiles(db, house.texts, making), WeekPictures(db, house.texts)
        self._totals = TotalsFiles(db, house.texts)
        self._results, self._paths = Pictures(db, house.texts, house.clock), PathFiles(db, house, making)
        self._rules = RulesFiles(db, house)

    async def make(self, recipe: str) -> bytes:
        """The file of this recipe as it is now. Raises DatabaseUnavailableError, NotMadeError."""
        if makes(recipe):
            return await self._forms.make(recipe)
        kind = recipe.partition(":")[0]
        if kind == RESULT:
            return await self._results.make(recipe)
        if kind == FORM:
            return await self._sheets.make(recipe)
        if kind == TOTALS:
            return await self._totals.make(recipe)
        if kind == TEMPLATE:
            return await self._samples.make(recipe)
        if kind in SUMMARIES:
            return await self._summaries.make(recipe)
        if kind == PICTURE:
            return await self._weeks.make(recipe)
        if kind == RULES:
            return await self._rules.make(recipe)
        if kind == PATH:
            return await self._paths.make(recipe)
        return await (self._inviting.make(recipe) if kind in KINDS else self._announcing.make(recipe))
