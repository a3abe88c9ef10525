"""Files that are made when they are shown: which recipe is whose."""

from storage.database import Database

from .announcing.files import Files
from .documenting.making import Making, Samples
from .documenting.screens import TEMPLATE
from .inviting.files import KINDS, InvitingFiles
from .pathing.files import PathFiles
from .pathing.screens import PATH
from .rostering.calling import Calling
from .rostering.forms import Forms, makes
from .summarizing.files import SUMMARIES, SummaryFiles
from .surveying.picture import RESULT, Pictures
from .turn import House


class Recipes:
    def __init__(self, db: Database, house: House, calling: Calling) -> None:
        self._announcing, self._inviting = Files(db, house.texts, house.clock), InvitingFiles(db, house)
        self._forms = Forms(calling, house.clock)
        making, self._samples = Making(calling), Samples(db)
        self._summaries = SummaryFiles(db, house.texts, making)
        self._results, self._paths = Pictures(db, house.texts, house.clock), PathFiles(db, house, making)

    async def make(self, recipe: str) -> bytes:
        """The file of this recipe as it is now. Raises DatabaseUnavailableError, NotMadeError."""
        if makes(recipe):
            return await self._forms.make(recipe)
        kind = recipe.partition(":")[0]
        if kind == RESULT:
            return await self._results.make(recipe)
        if kind in SUMMARIES:
            return await self._summaries.make(recipe)
        if kind == TEMPLATE:
            return await self._samples.make(recipe)
        if kind == PATH:
            return await self._paths.make(recipe)
        return await (self._inviting.make(recipe) if kind in KINDS else self._announcing.make(recipe))
