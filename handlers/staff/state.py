"""«Состояние бота», for its administrators."""

from bot.features import Door, Feature
from bot.screen import Screen, public
from bot.services import state as rules
from bot.turn import Turn
from bot.views import joined, to_menu

state = Feature()


@state.says("state", door=Door.ANYONE)
def show_state(turn: Turn) -> Screen:
    found = rules.counts(turn.repo, turn.actor)
    texts = turn.texts.state
    names = turn.texts.profile.messengers
    lines = [
        texts.messenger(names[name], texts.answers if answers else texts.silent)
        for name, answers in turn.house.answering.items()
    ]
    return public(texts.state(joined(lines), found.people, found.connected, found.aside), [to_menu(turn.texts)])
