"""Files that are made when they are shown: which recipe is whose."""

from storage.database import Database

from .announcing.files import Files
from .inviting.files import KINDS, InvitingFiles
from .rostering.calling import Calling
from .rostering.forms import Forms, makes
from .turn import House


class Recipes:
    def __init__(self, db: Database, house: House, calling: Calling) -> None:
        self._announcing, self._inviting = Files(db, house.texts, house.clock), InvitingFiles(db, house)
        self._forms = Forms(calling, house.clock)

    async def make(self, recipe: str) -> bytes:
        """The file of this recipe as it is now. Raises DatabaseUnavailableError, NotMadeError."""
        if makes(recipe):
            return await self._forms.make(recipe)
        is_link = recipe.partition(":")[0] in KINDS
        return await (self._inviting.make(recipe) if is_link else self._announcing.make(recipe))
