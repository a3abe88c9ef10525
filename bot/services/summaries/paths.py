"""What may be told of learning paths: at least so many, by whole fives of people, and never less than was told before.

Whoever has a path is as private as her answers. The number of paths moves by five people at a time; steps are added
only where at least five people did some since the last ones were told, so that no week speaks of fewer.
"""

from datetime import date, timedelta

from storage.models import Municipality
from storage.repository import Repository

from ..disclosure import K
from ..surveys.rounds import at_least
from .snapshot import Paths, Snapshot
from .weeks import WEEK

DAY = timedelta(days=1)


def told(repo: Repository, place: Municipality, monday: date, connected: int, today: date) -> Paths:
    """By the end of the week, of those who could have a path: `connected`."""
    kept = repo.weekly.before(place.id, monday)
    before = Snapshot.model_validate_json(kept).paths if kept else Paths()
    last = monday + WEEK - DAY
    people, steps = repo.learning_paths.steps(place.id, before.until, last, today)
    accepted = _accepted(connected, repo.learning_paths.accepted(place.id, today))
    return grown(before, accepted, people, steps, last)


def grown(before: Paths, accepted: int, people: int, steps: int, last: date) -> Paths:
    """What was told with this added: so many with a path in all, so many people with steps since `before.until`."""
    paths = max(before.accepted or 0, accepted) or None
    more = _fives(steps) if people >= K else 0
    if not more:
        return before.model_copy(update={"accepted": paths})
    return Paths(accepted=paths, steps=(before.steps or 0) + more, until=last)


def _accepted(connected: int, accepted: int) -> int:
    return at_least(connected, accepted) if connected >= K else 0


def _fives(number: int) -> int:
    return number - number % K
