"""Reminders of open rounds, and the close of those whose day is over."""

from functools import partial
from zoneinfo import ZoneInfo

from storage.repository import Repository

from ..services.surveys import passing_time
from ..surveying.offers import reminder
from ..turn import House


def surveys(repo: Repository, house: House) -> None:
    now = house.clock()
    passing_time.close(repo, now)
    passing_time.remind(repo, ZoneInfo(house.time_zone), partial(reminder, house), now)
