"""Steps of paths whose day, or whose event, is over."""

from functools import partial
from zoneinfo import ZoneInfo

from storage.repository import Repository

from ..pathing.screens import attended, overdue
from ..services.learning_paths.overdue import ask, nudge
from ..turn import House


def learning_paths(repo: Repository, house: House) -> None:
    home, now = ZoneInfo(house.time_zone), house.clock()
    nudge(repo, home, partial(attended, house), now)
    ask(repo, home, partial(overdue, house), now)
