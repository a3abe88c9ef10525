"""Reminders of events that come; no word of one that has begun; seats that became free without anybody's answer."""

from zoneinfo import ZoneInfo

from storage.repository import Repository

from ..event_words import reminder, seat_free
from ..services import event_mailings, event_reminders
from ..turn import House


def events(repo: Repository, house: House) -> None:
    now = house.clock()
    event_mailings.close(repo, now)
    event_reminders.fill_seats(repo, seat_free(house.texts), now)
    event_reminders.drop_late(repo, tuple(house.answering), ZoneInfo(house.time_zone), now)
    event_reminders.remind(repo, ZoneInfo(house.time_zone), reminder(house.texts), now)
