"""The screens of a path: what to do by when, one step, another day, the overdue one."""

import json
from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import LearningPath, PathStep

from ..callbacks import Say
from ..screen import Button, File, Html, Screen, personal, public
from ..services.learning_paths import paths as rules
from ..services.learning_paths.rules import TEXT
from ..texts.dates import day
from ..turn import House, Turn
from ..views import joined, say, to_menu

PATH = "path"
DONE = 5
"""So many of the steps that are done are said."""


class Pathing(StrEnum):
    DAY = "path.day"
    STEP = "path.step"


class Accept(CallbackData, prefix="lp_yes"):
    """The draft becomes her path."""


class Renew(CallbackData, prefix="lp_new"):
    """Steps that follow from the newest result."""


class Add(CallbackData, prefix="lp_add"):
    """A step of her own."""


class Step(CallbackData, prefix="lp_step"):
    id: int


class Tick(CallbackData, prefix="lp_tick"):
    id: int
    done: bool


class Drop(CallbackData, prefix="lp_drop"):
    id: int


class OtherDay(CallbackData, prefix="lp_day"):
    id: int


class PutOff(CallbackData, prefix="lp_later"):
    """By the days that are proposed for what is overdue."""

    id: int


class AskWord(CallbackData, prefix="lp_word"):
    """As a Word file: with or without the zones of growth."""


class Word(CallbackData, prefix="lp_file"):
    growth: bool


def path_screen(turn: Turn) -> Screen:
    """Her path, or the draft of one; without a result there is none yet."""
    texts = turn.texts.learning_paths
    found = rules.path(turn.repo, turn.actor, turn.known)
    if found is None:
        return personal(texts.none, [say(turn.texts.surveys.to_surveys, "survey"), to_menu(turn.texts)])
    steps = rules.open_steps(found)
    rows = [[Button.of(texts.button(number, form(turn, one)), Step(id=one.id))] for number, one in enumerate(steps, 1)]
    text = texts.draft if found.accepted_at is None else texts.path if steps else texts.path_done
    return personal(text(lines(turn, found, steps)), *rows, ways(turn, found))


def ways(turn: Turn, found: LearningPath) -> list[Button]:
    texts = turn.texts.learning_paths
    if found.accepted_at is None:
        return [Button.of(texts.accept, Accept()), say(texts.later, "menu")]
    result = rules.result(turn.repo, turn.actor, turn.known, turn.now)
    is_newer = result is not None and result.run_id != found.run_id
    first = Button.of(texts.renew, Renew()) if is_newer else Button.of(texts.add, Add())
    return [first, Button.of(texts.word, AskWord()), to_menu(turn.texts)]


def lines(turn: Turn, found: LearningPath, steps: list[PathStep]) -> Html:
    texts = turn.texts.learning_paths
    said = [
        (texts.line_late if one.due_on < turn.today else texts.line)(number, one.text, day(one.due_on, turn.today))
        for number, one in enumerate(steps, 1)
    ]
    done = [(one.text, one.done_on) for one in found.steps if one.done_on is not None][-DONE:]
    return joined([*said, *(texts.line_done(text, day(on, turn.today)) for text, on in done)])


def form(turn: Turn, one: PathStep) -> str:
    return turn.house.paths.forms.get(one.form, turn.texts.learning_paths.own)


def step_screen(turn: Turn, one: PathStep) -> Screen:
    texts, until = turn.texts.learning_paths, day(one.due_on, turn.today)
    out = [Button.of(texts.to_path, Say(word="path")), to_menu(turn.texts)]
    if one.done_on is not None:
        text = texts.step_done(form(turn, one), one.text, day(one.done_on, turn.today))
        return personal(text, [Button.of(texts.undone, Tick(id=one.id, done=False))], out)
    is_late = one.due_on < turn.today
    evidence = texts.evidence(one.evidence) if one.evidence else Html("")
    text = texts.step(form(turn, one), one.text, until, evidence, texts.late if is_late else Html(""))
    later = Button.of(texts.put_off(day(turn.today + rules.LATER, turn.today)), PutOff(id=one.id))
    return personal(
        text,
        [Button.of(texts.done, Tick(id=one.id, done=True))],
        [later] if is_late else [],
        [Button.of(texts.other_day, OtherDay(id=one.id))],
        [Button.of(texts.drop, Drop(id=one.id))],
        out,
    )


def day_screen(turn: Turn, text: Html | None = None) -> Screen:
    back = Button.of(turn.texts.menu.back, Step(id=turn.talk.data["step"]))
    return public(text or turn.texts.learning_paths.ask_day, [back, to_menu(turn.texts)])


def own_screen(turn: Turn, text: Html | None = None) -> Screen:
    asked = text or turn.texts.learning_paths.ask_step(TEXT)
    return public(asked, [say(turn.texts.menu.back, "path"), to_menu(turn.texts)])


def word_screen(turn: Turn) -> Screen:
    texts = turn.texts.learning_paths
    return personal(
        texts.ask_word,
        [Button.of(texts.word_plain, Word(growth=False))],
        [Button.of(texts.word_growth, Word(growth=True))],
        [say(turn.texts.menu.back, "path"), to_menu(turn.texts)],
    )


def file_screen(turn: Turn, with_growth: bool) -> Screen:
    texts = turn.texts.learning_paths
    recipe = f"{PATH}:{turn.known.id}:{int(with_growth)}:{turn.time_zone.key}"
    ways = [Button.of(texts.to_path, Say(word="path")), to_menu(turn.texts)]
    return personal(texts.ready, ways, file=File(texts.file_name, b"", recipe))


def overdue(house: House, one: PathStep, today: date) -> tuple[str, str]:
    """Text and buttons (JSON) of the note about a step whose day is over."""
    texts, until = house.texts.learning_paths, day(today + rules.LATER, today)
    rows = [
        [(texts.done, Tick(id=one.id, done=True).pack(), 0, "")],
        [(texts.put_off(until), PutOff(id=one.id).pack(), 0, "")],
        [(texts.mine, Say(word="path").pack(), 0, ""), (house.texts.menu.to_menu, Say(word="menu").pack(), 0, "")],
    ]
    return texts.overdue(one.text, until), json.dumps(rows, ensure_ascii=False)
