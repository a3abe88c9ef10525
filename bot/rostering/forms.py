"""Files made in the child process when they are shown: the form to fill in, her own file with marks."""

from collections.abc import Callable
from datetime import datetime

from ..receiver.handling import NotMadeError
from .calling import Calling, ChildError

FORM, MARKED = "roster_form", "roster_marked"
NONE = "-"


def form_recipe(region_id: int, municipality_id: int | None, filled: bool) -> str:
    """What to make; only whoever may have it is given one, and it never leaves the bot."""
    return f"{FORM}:{region_id}:{NONE if municipality_id is None else municipality_id}:{int(filled)}"


def marked_recipe(import_id: int) -> str:
    return f"{MARKED}:{import_id}"


def makes(recipe: str) -> bool:
    return recipe.startswith((FORM, MARKED))


class Forms:
    def __init__(self, calling: Calling, clock: Callable[[], datetime]) -> None:
        self._calling, self._clock = calling, clock

    async def make(self, recipe: str) -> bytes:
        """Raises NotMadeError."""
        kind, *rest = recipe.split(":")
        now = self._clock().isoformat()
        try:
            if kind == MARKED:
                reply = await self._calling.ask("mark", **{"import": int(rest[0]), "now": now})
            else:
                region, municipality, filled = rest
                where = None if municipality == NONE else int(municipality)
                reply = await self._calling.ask(
                    "template", region=int(region), municipality=where, filled=filled == "1"
                )
        except ChildError as error:
            raise NotMadeError(str(error)) from error
        return reply.frames[0]
