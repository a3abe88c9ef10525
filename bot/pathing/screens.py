"""The screens of a path: what to do by when, one step, another day, the overdue one."""

from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import Event, LearningPath, PathStep

from ..callbacks import Say, WriteTo
from ..event_words import Join, begins
from ..event_words import Open as OpenEvent
from ..screen import Button, File, Html, Screen, personal, public, shorten
from ..services.learning_paths import paths as rules
from ..services.learning_paths.fitting import fitting_for
from ..services.learning_paths.rules import MOST, TEXT
from ..services.notes import Note
from ..texts.dates import day
from ..turn import House, Turn
from ..views import joined, name_of, noted, say, to_menu

PATH = "path"
DONE = 5
"""So many of the steps that are done are said."""
LABEL = 24
MENTOR, DOCUMENT = "mentor", "document"
"""Kinds of steps that have a way of their own in the bot."""


class Pathing(StrEnum):
    DAY = "path.day"
    STEP = "path.step"
    DROPPED = "path.dropped"  # what was taken out can still be put back


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


class Swap(CallbackData, prefix="lp_swap"):
    """Another step in its place."""

    id: int


class Restore(CallbackData, prefix="lp_back"):
    """What was taken out last."""

    step: int


class Done(CallbackData, prefix="lp_done"):
    """Steps that are done, to take the tick away."""


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
    said = text(lines(turn, found, steps)) if found.steps else texts.path_empty
    return personal(said, *rows, undoing(turn, found, steps), ways(turn, found, steps))


def undoing(turn: Turn, found: LearningPath, steps: list[PathStep]) -> list[Button]:
    """What can be taken back, while there is room for the button."""
    texts = turn.texts.learning_paths
    if len(steps) >= MOST:
        return []
    dropped = [Button.of(texts.restore, Restore(step=turn.talk.step))] if turn.talk.state == Pathing.DROPPED else []
    return [*dropped, *([Button.of(texts.done_steps, Done())] if rules.done_steps(found) else [])]


def ways(turn: Turn, found: LearningPath, steps: list[PathStep]) -> list[Button]:
    texts = turn.texts.learning_paths
    if not found.steps:
        return [Button.of(texts.renew, Renew()), Button.of(texts.add, Add()), to_menu(turn.texts)]
    if found.accepted_at is None:
        return [Button.of(texts.accept, Accept()), say(texts.later, "menu")]
    if len(steps) >= MOST:
        first = [Button.of(texts.done_steps, Done())] if rules.done_steps(found) else []
    else:
        result = rules.result(turn.repo, turn.actor, turn.known, turn.now)
        is_newer = result is not None and result.run_id != found.run_id
        first = [Button.of(texts.renew, Renew()) if is_newer else Button.of(texts.add, Add())]
    return [*first, Button.of(texts.word, AskWord()), to_menu(turn.texts)]


def lines(turn: Turn, found: LearningPath, steps: list[PathStep]) -> Html:
    texts = turn.texts.learning_paths
    said = [
        (texts.line_late if one.due_on < turn.today else texts.line)(number, one.text, day(one.due_on, turn.today))
        for number, one in enumerate(steps, 1)
    ]
    done = [(one.text, one.done_on) for one in rules.done_steps(found)[:DONE]]
    return joined([*said, *(texts.line_done(text, day(on, turn.today)) for text, on in done if on is not None)])


def done_screen(turn: Turn) -> Screen:
    """The newest; a tap opens the step, where the tick can be taken away."""
    texts, found = turn.texts.learning_paths, rules.path(turn.repo, turn.actor, turn.known)
    done = rules.done_steps(found)[:DONE] if found else []
    said = [texts.line_done(one.text, day(one.done_on, turn.today)) for one in done if one.done_on is not None]
    rows = [[Button.of(shorten(one.text, LABEL), Step(id=one.id))] for one in done]
    out = [Button.of(texts.to_path, Say(word="path")), to_menu(turn.texts)]
    return personal(texts.done_list(joined(said)) if said else texts.done_none, *rows, out)


def form(turn: Turn, one: PathStep) -> str:
    return turn.house.paths.forms.get(one.form, turn.texts.learning_paths.own)


def step_screen(turn: Turn, one: PathStep) -> Screen:
    texts, until = turn.texts.learning_paths, day(one.due_on, turn.today)
    out = [Button.of(texts.to_path, Say(word="path")), to_menu(turn.texts)]
    if one.done_on is not None:
        text = texts.step_done(form(turn, one), one.text, day(one.done_on, turn.today))
        return personal(text, [Button.of(texts.undone, Tick(id=one.id, done=False))], out)
    is_late = one.due_on < turn.today
    event = fitting_for(turn.repo, turn.actor, turn.known, one, turn.house.paths, turn.now)
    details = [texts.evidence(one.evidence)] if one.evidence else []
    details += [event_line(turn, one, event)] if event else []
    text = texts.step(form(turn, one), one.text, until, Html("".join(details)), texts.late if is_late else Html(""))
    later = Button.of(texts.put_off(day(turn.today + rules.LATER, turn.today)), PutOff(id=one.id))
    return personal(
        text,
        [Button.of(texts.done, Tick(id=one.id, done=True))],
        taking(turn, one, event),
        [later] if is_late else [],
        [Button.of(texts.other_day, OtherDay(id=one.id)), Button.of(texts.swap, Swap(id=one.id))],
        [Button.of(texts.drop, Drop(id=one.id))],
        out,
    )


def event_line(turn: Turn, one: PathStep, event: Event) -> Html:
    texts, when = turn.texts.learning_paths, begins(turn.texts, event, turn.time_zone)
    return (texts.goes_to if one.event_id == event.id else texts.may_go_to)(event.title, when)


def taking(turn: Turn, one: PathStep, event: Event | None) -> list[Button]:
    """How the step is taken: by going to an event, by a letter to the mentor, behind a link, in the documents."""
    texts = turn.texts.learning_paths
    link = [Button(texts.open_link, url=one.link)] if one.link else []
    if event is not None and one.event_id == event.id:
        return [Button.of(texts.open_event, OpenEvent(id=event.id)), *link]
    if event is not None:
        return [Button.of(texts.join, Join(id=event.id)), *link]
    if one.form == MENTOR and (found := rules.mentor(turn.repo, turn.actor, turn.known, turn.today)) is not None:
        return [Button.of(texts.write_to(name_of(found).polite), WriteTo(teacher=found.id)), *link]
    return link or ([say(turn.texts.menu.docs, "docs")] if one.form == DOCUMENT else [])


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


def overdue(house: House, one: PathStep, today: date) -> Note:
    """About a step whose day is over."""
    texts, until = house.texts.learning_paths, day(today + rules.LATER, today)
    put_off = Button.of(texts.put_off(until), PutOff(id=one.id))
    return about(house, texts.overdue(one.text, until), one, put_off)


def attended(house: House, one: PathStep, today: date) -> Note:
    """About a step whose event is over."""
    texts, title = house.texts.learning_paths, one.event.title if one.event else ""
    return about(house, texts.attended(title, one.text), one, Button.of(texts.not_yet, Step(id=one.id)))


def about(house: House, text: Html, one: PathStep, other: Button) -> Note:
    texts = house.texts.learning_paths
    done = Button.of(texts.done, Tick(id=one.id, done=True))
    return noted(text, [done], [other], [say(texts.mine, "path"), to_menu(house.texts)])
