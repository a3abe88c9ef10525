"""A survey by its key: one of the library, or one that the actor's service wrote."""

from ..services.surveys import written
from ..services.surveys.reading import Edition
from ..turn import Turn


def edition(turn: Turn, key: str) -> Edition:
    """Raises ForbiddenError, LookupError where there is none (any more)."""
    found = turn.house.surveys.get(key)
    return found or written.find(turn.repo, turn.actor, key).edition


def titles(turn: Turn) -> dict[str, str]:
    """Key -> title of all that the actor may put to people. Raises ForbiddenError."""
    own = [one.survey for one in written.listed(turn.repo, turn.actor)]
    return {one.key: one.title for one in (*own, *(found.survey for found in turn.house.surveys.values()))}
