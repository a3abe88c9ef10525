"""«Мой маршрут»: proposed from her result, accepted, changed and ticked in two taps; nobody else sees it."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.announcing.moments import day_ahead
from bot.features import Feature
from bot.pathing.screens import (
    Accept,
    Add,
    AskWord,
    Done,
    Drop,
    OtherDay,
    Pathing,
    PutOff,
    Renew,
    Restore,
    Step,
    Swap,
    Tick,
    Word,
    day_screen,
    done_screen,
    file_screen,
    own_screen,
    path_screen,
    step_screen,
    word_screen,
)
from bot.screen import Screen
from bot.services.learning_paths import paths as rules
from bot.services.learning_paths.paths import (
    BadStepError,
    GoneError,
    NoOtherError,
    NoResultError,
    Now,
    TooManyError,
)
from bot.services.learning_paths.rules import MOST, TEXT
from bot.turn import Turn

learning_paths = Feature()
learning_paths.asks(Pathing.DAY)(day_screen)
learning_paths.asks(Pathing.STEP)(own_screen)
learning_paths.asks(Pathing.DROPPED)(path_screen)
C = TypeVar("C", bound=CallbackData)


def there(handler: Callable[[Turn, C], Screen]) -> Callable[[Turn, C], Screen]:
    """A step that is not there any more leads back to the path."""

    def run(turn: Turn, choice: C) -> Screen:
        try:
            return handler(turn, choice)
        except GoneError:
            return gone(turn)

    return run


def gone(turn: Turn) -> Screen:
    if turn.talk.state in list(Pathing):
        turn.talk.finish()
    return path_screen(turn).with_toast(turn.texts.learning_paths.gone)


def now(turn: Turn) -> Now:
    return Now(turn.now, turn.today)


@learning_paths.says("path")
def show(turn: Turn) -> Screen:
    """A first draft is made when she first looks, and another where she has answered anew before she agreed."""
    turn.talk.finish()
    found = rules.path(turn.repo, turn.actor, turn.known)
    if found is None or rules.is_outdated(turn.repo, turn.actor, turn.known, found, turn.now):
        return renew(turn, Renew())
    return path_screen(turn)


@learning_paths.taps(Renew)
def renew(turn: Turn, _: Renew) -> Screen:
    turn.talk.finish()
    try:
        rules.draft(turn.repo, turn.actor, turn.known, turn.house.paths, turn.now, turn.today)
    except NoResultError:
        return path_screen(turn)
    except TooManyError:
        return path_screen(turn).with_toast(turn.texts.learning_paths.too_many)
    return path_screen(turn)


@learning_paths.taps(Accept)
def accept(turn: Turn, _: Accept) -> Screen:
    rules.accept(turn.repo, turn.actor, turn.known, turn.now)
    return path_screen(turn).with_toast(turn.texts.learning_paths.accepted)


@learning_paths.taps(Step)
@there
def show_step(turn: Turn, choice: Step) -> Screen:
    found = rules.step(turn.repo, turn.actor, turn.known, choice.id)
    turn.talk.finish()
    return step_screen(turn, found)


@learning_paths.taps(Done)
def show_done(turn: Turn, _: Done) -> Screen:
    return done_screen(turn)


@learning_paths.taps(Tick)
@there
def tick(turn: Turn, choice: Tick) -> Screen:
    """With the last open step the path is through."""
    texts = turn.texts.learning_paths
    found = rules.tick(turn.repo, turn.actor, turn.known, choice.id, choice.done, now(turn))
    path = rules.path(turn.repo, turn.actor, turn.known)
    is_through = path is not None and path.accepted_at is not None and not rules.open_steps(path)
    screen = path_screen(turn) if is_through else step_screen(turn, found)
    return screen.with_toast(texts.done_toast) if choice.done else screen


@learning_paths.taps(Swap)
@there
def swap(turn: Turn, choice: Swap) -> Screen:
    texts, house = turn.texts.learning_paths, turn.house
    try:
        found = rules.swap(turn.repo, turn.actor, turn.known, choice.id, house.paths, now(turn))
    except NoOtherError:
        return show_step(turn, Step(id=choice.id)).with_toast(texts.no_other)
    return step_screen(turn, found).with_toast(texts.swapped)


@learning_paths.taps(Drop)
@there
def drop(turn: Turn, choice: Drop) -> Screen:
    dropped = rules.drop(turn.repo, turn.actor, turn.known, choice.id, turn.now)
    turn.talk.ask(Pathing.DROPPED, dropped=dropped)
    return path_screen(turn)


@learning_paths.taps(Restore, during=Pathing.DROPPED)
def restore(turn: Turn, choice: Restore) -> Screen:
    dropped, texts = turn.talk.data["dropped"], turn.texts.learning_paths
    turn.talk.finish()
    try:
        rules.restore(turn.repo, turn.actor, turn.known, dropped)
    except TooManyError:
        return path_screen(turn).with_toast(texts.too_many)
    return path_screen(turn).with_toast(texts.restored)


@learning_paths.taps(PutOff)
@there
def put_off(turn: Turn, choice: PutOff) -> Screen:
    return moved(turn, choice.id, turn.today + rules.LATER)


@learning_paths.taps(OtherDay)
@there
def other_day(turn: Turn, choice: OtherDay) -> Screen:
    rules.step(turn.repo, turn.actor, turn.known, choice.id)
    turn.talk.ask(Pathing.DAY, step=choice.id)
    return day_screen(turn)


@learning_paths.answers(Pathing.DAY)
def take_day(turn: Turn) -> Screen:
    texts = turn.texts.learning_paths
    try:
        found = day_ahead(turn, texts.until)
        if found is None:
            return day_screen(turn, texts.day_not_understood)
        return moved(turn, turn.talk.data["step"], found)
    except BadStepError:
        return day_screen(turn, texts.day_not_understood)
    except GoneError:
        return gone(turn)


def moved(turn: Turn, step_id: int, until: date) -> Screen:
    found = rules.put_off(turn.repo, turn.actor, turn.known, step_id, until, now(turn))
    turn.talk.finish()
    return step_screen(turn, found)


@learning_paths.taps(Add)
def add(turn: Turn, _: Add) -> Screen:
    found = rules.path(turn.repo, turn.actor, turn.known)
    if found is not None and len(rules.open_steps(found)) >= MOST:
        return path_screen(turn).with_toast(turn.texts.learning_paths.too_many)
    turn.talk.ask(Pathing.STEP)
    return own_screen(turn)


@learning_paths.answers(Pathing.STEP)
def take_step(turn: Turn) -> Screen:
    texts = turn.texts.learning_paths
    try:
        rules.add(turn.repo, turn.actor, turn.known, turn.text, turn.today)
    except BadStepError:
        return own_screen(turn, texts.step_too_long(TEXT))
    except TooManyError:
        turn.talk.finish()
        return path_screen(turn).with_toast(texts.too_many)
    turn.talk.finish()
    return path_screen(turn)


@learning_paths.taps(AskWord)
def ask_word(turn: Turn, _: AskWord) -> Screen:
    return word_screen(turn)


@learning_paths.taps(Word)
def word(turn: Turn, choice: Word) -> Screen:
    rules.accept(turn.repo, turn.actor, turn.known, turn.now)
    return file_screen(turn, choice.growth)
