"""Steps of paths whose day is over."""

from functools import partial
from zoneinfo import ZoneInfo

from storage.repository import Repository

from ..pathing.screens import overdue
from ..services.learning_paths.overdue import ask
from ..turn import House


def learning_paths(repo: Repository, house: House) -> None:
    ask(repo, ZoneInfo(house.time_zone), partial(overdue, house), house.clock())
