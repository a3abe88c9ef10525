"""«Шаблоны документов»: the service's own forms for the path and the note, by a file; back to ours with one tap."""

from bot.documenting.screens import (
    STATES,
    Open,
    Reset,
    Sample,
    Undo,
    card_screen,
    found_in,
    home_screen,
    refused_screen,
    sample_screen,
    ways,
)
from bot.features import Feature
from bot.screen import Screen, public
from bot.services import templates as rules
from bot.turn import Turn
from bot.views import why_not
from storage.models import TemplateKind

templates = Feature()


@templates.says("templates")
def show(turn: Turn) -> Screen:
    turn.talk.finish()
    return home_screen(turn)


@templates.taps(Open)
def open_one(turn: Turn, choice: Open) -> Screen:
    screen = card_screen(turn, choice.kind)
    turn.talk.ask(STATES[choice.kind])
    return screen


@templates.taps(Sample)
def sample(turn: Turn, choice: Sample) -> Screen:
    screen = sample_screen(turn, choice.kind)
    turn.talk.ask(STATES[choice.kind])
    return screen


@templates.taps(Reset)
def reset(turn: Turn, choice: Reset) -> Screen:
    rules.reset(turn.repo, turn.actor, choice.kind, turn.now)
    return open_one(turn, Open(kind=choice.kind)).with_toast(turn.texts.templates.was_reset)


@templates.taps(Undo)
def undo(turn: Turn, choice: Undo) -> Screen:
    rules.undo(turn.repo, turn.actor, choice.kind, turn.now)
    return open_one(turn, Open(kind=choice.kind)).with_toast(turn.texts.templates.undone)


def asked(turn: Turn) -> TemplateKind:
    """Of which a file is awaited."""
    return next(kind for kind, state in STATES.items() if state.value == turn.talk.state)


def ask(turn: Turn) -> Screen:
    return card_screen(turn, asked(turn))


def not_taken(turn: Turn) -> Screen:
    return public(why_not(turn), ways(turn, asked(turn)))


def take(turn: Turn) -> Screen:
    kind, (problem, names) = asked(turn), found_in(turn)
    if problem or turn.file is None:
        rules.place(turn.repo, turn.actor)
        return refused_screen(turn, kind, problem, names)
    rules.keep(turn.repo, turn.actor, kind, turn.file._replace(found=""), turn.now)
    return open_one(turn, Open(kind=kind)).with_toast(turn.texts.templates.kept)


for _kind, _state in STATES.items():
    templates.asks(_state)(ask)
    templates.takes(_state, refused=not_taken, look=_kind.value)(take)
