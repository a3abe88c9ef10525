"""«Стоп»: no announcements any more; asked first, with what still comes; one tap to have them again."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.announcing.missed import missed
from bot.callbacks import Resume
from bot.features import Door, Feature
from bot.screen import Button, Part, Screen, personal
from bot.services import preferences
from bot.turn import Turn
from bot.views import say, to_menu

stopping = Feature()


class Stopping(StrEnum):
    CONFIRM = "stopping.confirm"


class Stop(CallbackData, prefix="stop_yes"):
    step: int
    really: bool


@stopping.says("stop", door=Door.KNOWN)
def ask_stop(turn: Turn) -> Screen:
    if preferences.own(turn.repo, turn.actor).stopped_at is not None:
        return stopped(turn)
    turn.talk.ask(Stopping.CONFIRM)
    return question(turn)


@stopping.asks(Stopping.CONFIRM)
def question(turn: Turn) -> Screen:
    texts, step = turn.texts.stopping, turn.talk.step
    return personal(
        texts.question,
        [Button.of(texts.yes, Stop(step=step, really=True), confirms=True)],
        [Button.of(texts.no, Stop(step=step, really=False), confirms=True)],
    )


@stopping.taps(Stop, during=Stopping.CONFIRM, door=Door.KNOWN)
def stop(turn: Turn, choice: Stop) -> Screen:
    turn.talk.finish()
    if not choice.really:
        return personal(turn.texts.stopping.kept, [to_menu(turn.texts)])
    preferences.stop(turn.repo, turn.actor, turn.now)
    return stopped(turn)


def stopped(turn: Turn) -> Screen:
    texts = turn.texts.stopping
    settings = say(turn.texts.menu.settings, "settings")
    return personal(texts.stopped, [Button.of(texts.resume, Resume())], [settings, to_menu(turn.texts)])


@stopping.taps(Resume, door=Door.KNOWN)
def resume(turn: Turn, _: Resume) -> Screen:
    """What she has missed meanwhile and can still do follows."""
    preferences.resume(turn.repo, turn.actor, turn.now)
    text, waiting = turn.texts.stopping.resumed, missed(turn)
    return waiting.after(Part(text)) if waiting else personal(text, [to_menu(turn.texts)])
