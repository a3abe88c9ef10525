"""Reminders to those who have not acknowledged a regulation."""

from zoneinfo import ZoneInfo

from storage.repository import Repository

from ..regulation_words import reminder
from ..services import regulation_reminders
from ..turn import House


def regulations(repo: Repository, house: House) -> None:
    regulation_reminders.remind(repo, ZoneInfo(house.time_zone), reminder(house.texts), house.clock())
