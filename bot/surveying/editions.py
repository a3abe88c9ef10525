"""A survey by its key: one of the library, or one that the actor's service wrote."""

from collections import Counter
from collections.abc import Sequence

from ..screen import LABEL_LIMIT, shorten
from ..services.surveys import written
from ..services.surveys.keeping import is_written
from ..services.surveys.model import Survey
from ..services.surveys.reading import Edition
from ..turn import Turn


def edition(turn: Turn, key: str) -> Edition:
    """Raises ForbiddenError, LookupError where there is none (any more)."""
    found = turn.house.surveys.get(key)
    return found or written.find(turn.repo, turn.actor, key).edition


def titles(turn: Turn) -> dict[str, str]:
    """Key -> title of all that the actor may put to people. Raises ForbiddenError."""
    own = [one.survey for one in written.listed(turn.repo, turn.actor)]
    return told_apart([*own, *(found.survey for found in turn.house.surveys.values())])


def told_apart(surveys: Sequence[Survey]) -> dict[str, str]:
    """Key -> title; of several alike those that the service wrote are followed by their code."""
    count = Counter(one.title for one in surveys)
    named = {}
    for one in surveys:
        code = f" ({one.key.rpartition('.')[2]})" if count[one.title] > 1 and is_written(one.key) else ""
        named[one.key] = f"{shorten(one.title, LABEL_LIMIT - len(code)) if code else one.title}{code}"
    return named
