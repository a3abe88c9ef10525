"""The contact of the psychologist, written down by methodists, or by the institute for its region."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import EditPsychologist
from bot.features import Feature
from bot.screen import Button, Html, Screen, public
from bot.services import psychologists as rules
from bot.services.psychologists import LIMIT, BadContactError, MovedError
from bot.turn import Turn
from bot.views import back, say, to_menu

psychologists = Feature()


class Psychologists(StrEnum):
    CONTACT = "psychologists.contact"


class Ask(CallbackData, prefix="psy_ask"):
    """«Записать» or «Заменить»."""


class Remove(CallbackData, prefix="psy_drop"):
    """«Убрать», of the place that was shown."""

    place: str


@psychologists.taps(EditPsychologist)
def show(turn: Turn, _: EditPsychologist) -> Screen:
    turn.talk.finish()
    return desk(turn)


def desk(turn: Turn, *before: Html) -> Screen:
    """What teachers are told now; `before`: what has just been done."""
    texts, place = turn.texts.psychologists, rules.kept_by(turn.repo, turn.actor)
    said = place.psychologist
    text = texts.now(place.name, said) if said else texts.none(place.name)
    remove = [Button.of(texts.remove, Remove(place=rules.mark(place)))] if said else []
    ways = [say(turn.texts.menu.service, "ask"), to_menu(turn.texts)]
    return public(
        Html("\n\n".join([*before, text])), [Button.of(texts.change if said else texts.add, Ask()), *remove], ways
    )


@psychologists.taps(Ask)
def ask(turn: Turn, _: Ask) -> Screen:
    turn.talk.ask(Psychologists.CONTACT, place=rules.mark(rules.kept_by(turn.repo, turn.actor)))
    return question(turn)


@psychologists.asks(Psychologists.CONTACT)
def question(turn: Turn) -> Screen:
    place = rules.kept_by(turn.repo, turn.actor)
    ways = [back(turn.texts, EditPsychologist()), to_menu(turn.texts)]
    return public(turn.texts.psychologists.question(place.name, LIMIT), ways)


@psychologists.answers(Psychologists.CONTACT)
def write(turn: Turn) -> Screen:
    texts = turn.texts.psychologists
    try:
        rules.write(turn.repo, turn.actor, turn.talk.data["place"], turn.text, turn.now)
    except BadContactError:
        return public(texts.wrong(LIMIT), [back(turn.texts, EditPsychologist()), to_menu(turn.texts)])
    except MovedError:
        return moved(turn)
    turn.talk.finish()
    return desk(turn, texts.saved)


@psychologists.taps(Remove)
def remove(turn: Turn, choice: Remove) -> Screen:
    """What stood there is shown once more, to be written again if it was a mistake."""
    turn.talk.finish()
    try:
        before = rules.remove(turn.repo, turn.actor, choice.place, turn.now)
    except MovedError:
        return moved(turn)
    return desk(turn, turn.texts.psychologists.removed(before)) if before else desk(turn)


def moved(turn: Turn) -> Screen:
    """Nothing was done; what she keeps now is named."""
    turn.talk.finish()
    return desk(turn, turn.texts.psychologists.moved)
