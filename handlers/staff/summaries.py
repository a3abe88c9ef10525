"""«Сводка»: a kept week of a municipality, or of the region, its parts, and the questions that wait."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.callbacks import Reply
from bot.features import BadTapError, Feature
from bot.screen import Button, File, Html, Screen, personal
from bot.services import access, letters, questions, templates
from bot.services.access import Action
from bot.services.summaries import chart
from bot.services.summaries import reading as rules
from bot.services.summaries.reading import Asked, Shown
from bot.services.summaries.snapshot import Snapshot
from bot.services.summaries.weeks import WEEK
from bot.summarizing.files import EXCEL, MEMO, recipe
from bot.summarizing.lines import SCREENS, sections, span
from bot.summarizing.screens import Done, actions, items, note, regional, screen
from bot.summarizing.taps import (
    Choose,
    GetMemo,
    GetWorkbook,
    Mark,
    OpenFiles,
    OpenPart,
    OpenParts,
    OpenWaiting,
    OpenWeek,
    Part,
    ToWeek,
)
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import by_two, dated, joined, leaf, name_of, say, to_menu
from storage.models import Municipality, Region, Scope, Thread

summaries = Feature()
PLACES, LETTERS = 4, 6
OF_REGION = (Part.COVERAGE, Part.LETTERS, Part.SURVEY, Part.PATHS)
"""What a region's sum has lines for."""


@summaries.says("summary")
def show_first(turn: Turn) -> Screen:
    found = rules.places(turn.repo, turn.actor)
    if len(found) == 1:
        return week_screen(turn, to_week(found[0]))
    return choose(turn, found, 0)


def choose(turn: Turn, found: list[Municipality | Region], page: int) -> Screen:
    shown, _, ways = leaf(turn.texts, found, page, PLACES, lambda to: Choose(page=to))
    rows = [[Button.of(one.name, to_week(one))] for one in shown]
    return personal(turn.texts.summaries.choose, *rows, ways, [to_menu(turn.texts)])


@summaries.taps(Choose)
def turn_places(turn: Turn, choice: Choose) -> Screen:
    return choose(turn, rules.places(turn.repo, turn.actor), choice.page)


def to_week(place: Municipality | Region, week: date | None = None) -> OpenWeek:
    scope = Scope.REGION if isinstance(place, Region) else Scope.MUNICIPALITY
    return OpenWeek(scope=scope, place=place.id, week=week.toordinal() if week else 0)


def to_words(place: Municipality | Region, week: date) -> ToWeek:
    return ToWeek(**vars(to_week(place, week)))


@summaries.taps(OpenWeek)
def show_week(turn: Turn, choice: OpenWeek) -> Screen:
    return week_screen(turn, choice)


@summaries.taps(ToWeek)
def show_words(turn: Turn, choice: ToWeek) -> Screen:
    return week_screen(turn, choice, has_picture=False)


def week_screen(turn: Turn, choice: OpenWeek, has_picture: bool = True) -> Screen:
    texts, shown = turn.texts.summaries, read(turn, choice)
    if shown.found is None:
        return personal(texts.none, [to_menu(turn.texts)])
    by = done(turn, shown.place, shown.found.week, turn.today)
    rows = [] if shown.later else to_act(turn, shown.place, shown.found, by)
    ways = [Button.of(texts.earlier, to_week(shown.place, shown.earlier))] if shown.earlier else []
    ways += [Button.of(texts.later, to_week(shown.place, shown.later))] if shown.later else []
    more = Button.of(texts.more, OpenParts(**vars(to_week(shown.place, shown.found.week))))
    file = picture(turn, to_week(shown.place, shown.found.week)) if has_picture else None
    return personal(
        screen(turn.texts, shown.found, items(turn.texts, shown.found, by)),
        *rows,
        ways,
        [more, to_menu(turn.texts)],
        file=file,
    )


def to_act(turn: Turn, place: Municipality | Region, found: Snapshot, by: Done) -> list[list[Button]]:
    if isinstance(place, Region):
        return regional(turn.texts, place.id, found)
    return actions(turn.texts, place.id, found, by)


def picture(turn: Turn, week: OpenWeek) -> File:
    """Made when it is shown."""
    name = f"{turn.texts.summaries.picture_file}.png"
    return File(name, b"", chart.recipe(week.scope, week.place, week.week))


def done(turn: Turn, place: Municipality | Region, week: date, today: date) -> dict[str, tuple[str, str]]:
    """By whom, and when: the hour where it was today, by the municipality's clock; of a region nothing is marked."""
    if isinstance(place, Region):
        return {}
    marks, zone = rules.done(turn.repo, turn.actor, place.id, week), ZoneInfo(place.time_zone)
    return {kind: (one.last_name, when(one.at.astimezone(zone), today)) for kind, one in marks.items()}


def when(at: datetime, today: date) -> str:
    return f"{at.hour}:{at:%M}" if at.date() == today else day(at.date(), today)


@summaries.taps(Mark)
def mark(turn: Turn, choice: Mark) -> Screen:
    week = OpenWeek(scope=Scope.MUNICIPALITY, place=choice.municipality, week=choice.week)
    if week.monday is None:
        raise BadTapError
    texts, place = turn.texts.summaries, read(turn, week).place
    if not rules.mark(turn.repo, turn.actor, place.id, week.monday, choice.kind, choice.done, turn.now):
        toast = texts.marked_already if choice.done else texts.unmarked_already
        return week_screen(turn, week, has_picture=False).with_toast(toast)
    by = done(turn, place, week.monday, week.monday + WEEK)  # the message is of that Monday
    rules.restate(turn.repo, turn.actor, place.id, week.monday, note(turn.texts, by))
    return week_screen(turn, week, has_picture=False).with_toast(texts.marked if choice.done else texts.unmarked)


def read(turn: Turn, choice: OpenWeek) -> Shown:
    if choice.scope not in (Scope.MUNICIPALITY, Scope.REGION):
        raise BadTapError
    return rules.read(turn.repo, turn.actor, choice.scope, choice.place, choice.monday)


def read_one(turn: Turn, choice: OpenWeek) -> tuple[Shown, Snapshot]:
    shown = read(turn, choice)
    if shown.found is None:
        raise BadTapError
    return shown, shown.found


@summaries.taps(OpenParts)
def show_parts(turn: Turn, choice: OpenParts) -> Screen:
    shown, found = read_one(turn, choice)
    texts, back = turn.texts.summaries, to_words(shown.place, found.week)
    parts = tuple(SCREENS) if isinstance(shown.place, Municipality) else OF_REGION
    buttons = [Button.of(texts.parts[part], OpenPart(**vars(back), part=part)) for part in parts]
    files = Button.of(turn.texts.summary_files.files, OpenFiles(**vars(back)))
    return personal(
        texts.choose_section, *by_two(buttons), [files], [Button.of(texts.to_summary, back), to_menu(turn.texts)]
    )


@summaries.taps(OpenFiles)
def show_files(turn: Turn, choice: OpenFiles) -> Screen:
    shown, found = read_one(turn, choice)
    texts, back = turn.texts.summary_files, vars(to_words(shown.place, found.week))
    has_own = isinstance(shown.place, Municipality) and keeps_templates(turn, shown.place)
    return personal(
        texts.choose(span(found.week), found.name),
        [Button.of(texts.excel, GetWorkbook(**back)), Button.of(texts.memo, GetMemo(**back))],
        [say(turn.texts.templates.button, "templates")] if has_own else [],
        [Button.of(turn.texts.menu.back, OpenParts(**back)), to_menu(turn.texts)],
    )


def keeps_templates(turn: Turn, place: Municipality) -> bool:
    """Of several municipalities she keeps those of one."""
    held = bool(access.where(turn.actor, Action.KEEP_TEMPLATE))
    return held and templates.place(turn.repo, turn.actor).id == place.id


@summaries.taps(GetWorkbook)
def get_workbook(turn: Turn, choice: GetWorkbook) -> Screen:
    texts = turn.texts.summary_files
    return with_file(turn, choice, EXCEL, texts.excel_name, texts.excel_ready)


@summaries.taps(GetMemo)
def get_memo(turn: Turn, choice: GetMemo) -> Screen:
    texts = turn.texts.summary_files
    return with_file(turn, choice, MEMO, texts.memo_name, texts.memo_ready)


def with_file(turn: Turn, choice: OpenWeek, kind: str, name: Callable[[str], str], text: Html) -> Screen:
    shown, found = read_one(turn, choice)
    back = to_words(shown.place, found.week)
    ways = [Button.of(turn.texts.summaries.to_summary, back), to_menu(turn.texts)]
    more = [Button.of(turn.texts.menu.back, OpenFiles(**vars(back)))]
    return personal(text, more, ways, file=File(name(span(found.week)), b"", recipe(back, kind)))


@summaries.taps(OpenPart)
def show_part(turn: Turn, choice: OpenPart) -> Screen:
    shown, found = read_one(turn, choice)
    back = to_words(shown.place, found.week)
    more = Button.of(turn.texts.menu.back, OpenParts(**vars(back)))
    out = [Button.of(turn.texts.summaries.to_summary, back), to_menu(turn.texts)]
    return personal(sections(turn.texts, found, choice.part), [more], out)


@summaries.taps(OpenWaiting)
def show_waiting(turn: Turn, choice: OpenWaiting) -> Screen:
    found = rules.waiting(turn.repo, turn.actor, choice.municipality, turn.now)
    return waiting(turn, found, turn.texts.summaries.waiting)


@summaries.says("questions")
def show_questions(turn: Turn) -> Screen:
    found = questions.unanswered(turn.repo, turn.actor, turn.now)
    return waiting(turn, found, turn.texts.summaries.questions)


def waiting(turn: Turn, found: rules.Waiting, told: Callable[[int], Html]) -> Screen:
    texts, shown = turn.texts.summaries, list(enumerate(found.own[:LETTERS], 1))
    lines = [told(len(found.own)) if found.own else texts.waiting_none]
    lines += [waits(turn, number, one) for number, one in shown]
    lines += [texts.waiting_more] if len(found.own) > LETTERS else []
    lines += [texts.waiting_others(found.others)] if found.others else []
    buttons = [to_answer(turn, number, one.thread) for number, one in shown]
    return personal(joined(lines), *by_two(buttons), [say(texts.to_summary, "summary"), to_menu(turn.texts)])


def waits(turn: Turn, number: int, one: Asked) -> Html:
    """Namesakes are told apart by their whole names."""
    name = name_of(letters.other_of(turn.actor, one.thread)).whole
    return turn.texts.summaries.waiting_line(number, name, dated(turn, one.at))


def to_answer(turn: Turn, number: int, thread: Thread) -> Button:
    other = letters.other_of(turn.actor, thread)
    return Button.of(turn.texts.summaries.do(number, other.last_name), Reply(thread=thread.id))
