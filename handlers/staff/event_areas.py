"""What an event is about, named or changed after it was announced: by its area learning paths find it."""

from aiogram.filters.callback_data import CallbackData

from bot.announcing.events import AREAS
from bot.event_words import Area, Desk
from bot.features import BadTapError, Feature
from bot.screen import Button, Screen, personal
from bot.services import event_desk as rules
from bot.services.event_desk import PastError
from bot.turn import Turn
from bot.views import back, to_menu

event_areas = Feature()


class SetArea(CallbackData, prefix="ev_set_area"):
    """`area`: its number among the areas, 0 is none."""

    id: int
    area: int


def options(turn: Turn) -> list[str]:
    return ["", *list(turn.house.paths.areas)[:AREAS]]


@event_areas.taps(Area)
def ask_area(turn: Turn, choice: Area) -> Screen:
    found, texts = rules.desk(turn.repo, turn.actor, choice.id, turn.now), turn.texts.events
    ways = [back(turn.texts, Desk(id=choice.id)), to_menu(turn.texts)]
    if not found.is_open:
        return personal(texts.status_over, ways)

    def button(number: int, key: str) -> Button:
        name = turn.house.paths.areas.get(key, texts.no_area)
        label = texts.chosen(name) if key == found.event.area else name
        return Button.of(label, SetArea(id=choice.id, area=number))

    none, *named = [button(number, key) for number, key in enumerate(options(turn))]
    return personal(texts.ask_area, *([one] for one in named), [none, *ways])


@event_areas.taps(SetArea)
def set_area(turn: Turn, choice: SetArea) -> Screen:
    """Nobody is written to: the announcement does not say it."""
    known = options(turn)
    if not 0 <= choice.area < len(known):
        raise BadTapError
    try:
        rules.set_area(turn.repo, turn.actor, choice.id, known[choice.area], turn.now)
    except PastError:
        return ask_area(turn, Area(id=choice.id))
    return ask_area(turn, Area(id=choice.id)).with_toast(turn.texts.events.area_set)
