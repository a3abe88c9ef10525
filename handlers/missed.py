"""What a newcomer finds open: read one, back to the rest."""

from bot.announcing.missed import Missed, ReadMissed, missed, one_missed
from bot.features import Feature
from bot.screen import Screen, public
from bot.turn import Turn
from bot.views import to_menu

missed_announcements = Feature()


@missed_announcements.taps(ReadMissed)
def show_one(turn: Turn, choice: ReadMissed) -> Screen:
    return one_missed(turn, choice.id)


@missed_announcements.taps(Missed)
def show_rest(turn: Turn, choice: Missed) -> Screen:
    return missed(turn) or public(turn.texts.afterwards.nothing_missed, [to_menu(turn.texts)])
