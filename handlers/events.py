"""Events one is invited to: the list by week, the card, «Буду» and «Не смогу», the calendar's file."""

from datetime import date, timedelta
from enum import StrEnum
from html import escape

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Say
from bot.event_words import Calendar, Decline, Desk, Go, Join, Open, begins, clock, facts, seat_free, with_name
from bot.features import BadTapError, Feature
from bot.screen import Button, File, Html, Screen, personal, shorten
from bot.services import events as rules
from bot.services.events import Card, Only, Week
from bot.services.learning_paths.fitting import fitting, tie, untie
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, joined, to_menu
from storage.models import Answer, Event, PathStep

events = Feature()
ON_PAGE = 4
TEXT = 2000
"""So many characters of what the author wrote stand on the card."""
TITLE = 70
LABEL = 24


class Whose(StrEnum):
    HERS = "hers"
    OF_ASSOCIATIONS = "of_associations"
    ALL = "all"


class List(CallbackData, prefix="ev_list"):
    """`monday` is a day's number (date.toordinal); 0: the first week that has anything."""

    whose: Whose
    monday: int
    page: int


@events.says("events")
def show_first(turn: Turn) -> Screen:
    turn.talk.finish()
    return listed(turn, List(whose=Whose.ALL, monday=0, page=0))


@events.taps(List)
def show_list(turn: Turn, choice: List) -> Screen:
    return listed(turn, choice)


def listed(turn: Turn, at: List) -> Screen:
    if not 0 <= at.monday < date.max.toordinal() - 14 or at.page < 0:
        raise BadTapError
    texts = turn.texts.events
    only = Only(hers=at.whose is Whose.HERS, of_associations=at.whose is Whose.OF_ASSOCIATIONS)
    monday = date.fromordinal(at.monday) if at.monday else None
    found = rules.week(turn.repo, turn.actor, only, monday, at.page, ON_PAGE, turn.now)
    fit = fitting(turn.repo, turn.actor, turn.known, found.events, turn.house.paths, turn.now)
    lines = [line(turn, event, event.id in fit) for event in found.events]
    whose = texts.whose[at.whose]
    text = texts.list(whose, week_of(turn, found), joined(lines)) if lines else none(turn, at.whose)
    buttons = [[Button.of(label(turn, event), Open(id=event.id))] for event in found.events]
    return personal(text, *buttons, tabs(turn, at.whose), [*ways(turn, at, found), to_menu(turn.texts)])


def none(turn: Turn, whose: Whose) -> Html:
    texts = turn.texts.events
    return (texts.list_none_hers if whose is Whose.HERS else texts.list_none)(texts.whose[whose])


def week_of(turn: Turn, found: Week) -> str:
    return turn.texts.events.week(day(found.monday, turn.today), day(found.monday + timedelta(days=6), turn.today))


def line(turn: Turn, event: Event, is_fit: bool) -> Html:
    """What is said of her path stands on her own screen alone."""
    texts = turn.texts.events
    marks = mark(turn, event) + (f" {texts.fits_mark}" if is_fit else "")
    return texts.list_line(begins(turn.texts, event, turn.time_zone), shorten(event.title, TITLE), marks)


def mark(turn: Turn, event: Event) -> str:
    texts = turn.texts.events
    if event.cancelled_at is not None:
        return " " + texts.marks["cancelled"]
    answer = rules.answer_to(turn.repo, turn.actor, event)
    return f" {texts.marks[answer]}" if answer in texts.marks else ""


def label(turn: Turn, event: Event) -> str:
    when = f"{event.starts_at.astimezone(clock(event, turn.time_zone)):%d.%m}"
    said = turn.texts.events.button(when, event.title)
    return said if len(said) <= LABEL else f"{said[: LABEL - 1].rstrip()}…"


def tabs(turn: Turn, open_one: Whose) -> list[Button]:
    texts = turn.texts.events
    labels = {Whose.HERS: texts.hers, Whose.OF_ASSOCIATIONS: texts.of_associations, Whose.ALL: texts.all}
    return [
        Button.of(texts.chosen(label) if one is open_one else label, List(whose=one, monday=0, page=0))
        for one, label in labels.items()
    ]


def ways(turn: Turn, at: List, found: Week) -> list[Button]:
    """Within the week first, then to the nearest week that has anything."""
    words, here = turn.texts.menu, found.monday.toordinal()
    earlier = (here, at.page - 1) if at.page else found.earlier and (found.earlier.toordinal(), 0)
    later = (here, at.page + 1) if found.has_more else found.later and (found.later.toordinal(), 0)
    return [
        Button.of(said, List(whose=at.whose, monday=to[0], page=to[1]))
        for said, to in ((words.earlier, earlier), (words.later, later))
        if to
    ]


@events.taps(Open)
def open_card(turn: Turn, choice: Open) -> Screen:
    return card(turn, choice.id)


@events.taps(Go)
def go(turn: Turn, choice: Go) -> Screen:
    return answered(turn, choice.id, goes=True)


@events.taps(Decline)
def decline(turn: Turn, choice: Decline) -> Screen:
    return answered(turn, choice.id, goes=False)


def answered(turn: Turn, event_id: int, goes: bool) -> Screen:
    """The card in the place of whatever was tapped: the announcement, a reminder, the card itself."""
    texts = turn.texts.events
    taken = rules.answer(turn.repo, turn.actor, event_id, goes, seat_free(turn.texts), turn.now)
    if taken and not goes:
        untie(turn.repo, turn.actor, turn.known, event_id)
    found = rules.card(turn.repo, turn.actor, event_id, turn.now)
    said = {
        Answer.GOING: texts.said_going,
        Answer.WAITING: texts.said_waiting,
        Answer.DECLINED: texts.said_declined,
    }
    toast = said[found.answer] if taken and found.answer else texts.said_closed
    return card_screen(turn, found).with_toast(toast).at_its_place()


@events.taps(Join)
def join(turn: Turn, choice: Join) -> Screen:
    """A seat, and the step of her path at once; whatever fits no more is answered like «I come»."""
    screen = answered(turn, choice.id, goes=True)
    if tie(turn.repo, turn.actor, turn.known, choice.id, turn.house.paths, turn.now) is None:
        return screen
    return card(turn, choice.id).with_toast(turn.texts.events.said_joined).at_its_place()


def card(turn: Turn, event_id: int) -> Screen:
    return card_screen(turn, rules.card(turn.repo, turn.actor, event_id, turn.now))


def card_screen(turn: Turn, found: Card) -> Screen:
    texts, event = turn.texts.events, found.event
    calendar = texts.calendar if event.cancelled_at is None else texts.calendar_off
    desk = [Button.of(texts.who_comes, Desk(id=event.id))] if found.may_run else []
    step = fitting(turn.repo, turn.actor, turn.known, [event], turn.house.paths, turn.now).get(event.id)
    said = Html("\n\n".join([*fit_line(turn, event, step), status(turn, found)]))
    return personal(
        texts.card(event.title, facts(turn.texts, event, turn.time_zone), body(turn, event), said),
        joining(turn, found, step),
        *answer_rows(answers(turn, found), Button.of(calendar, Calendar(id=event.id))),
        desk,
        [back(turn.texts, Say(word="events")), to_menu(turn.texts)],
    )


def body(turn: Turn, event: Event) -> Html:
    """What the author wrote, below the title: with her formatting where it is short, the title not said twice."""
    is_short = bool(event.html) and len(event.text) <= TEXT
    said = event.html if is_short else escape(shorten(event.text, TEXT), quote=False)
    if event.text.split("\n", 1)[0].strip() == event.title:
        said = said.partition("\n")[2]
    named = with_name(turn.texts, said.strip("\n"), escape(turn.name.polite, quote=False))
    return Html(f"\n{named}\n" if named else "")


def fit_line(turn: Turn, event: Event, step: PathStep | None) -> list[Html]:
    if step is None:
        return []
    texts = turn.texts.events
    return [(texts.fits_by if step.event_id == event.id else texts.fits)(step.text)]


def joining(turn: Turn, found: Card, step: PathStep | None) -> list[Button]:
    """One tap for the seat and the step; only the step where she has a seat."""
    texts, number = turn.texts.events, found.event.id
    if step is None or step.event_id == number:
        return []
    seated = found.answer in (Answer.GOING, Answer.WAITING)
    return [Button.of(texts.join_too if seated else texts.join, Join(id=number))]


def answer_rows(found: list[Button], calendar: Button) -> list[list[Button]]:
    """Two in a row at most, so that no word is broken on a telephone."""
    return [found, [calendar]] if len(found) > 1 else [[*found, calendar]]


def answers(turn: Turn, found: Card) -> list[Button]:
    """What may still be answered otherwise; after a change both."""
    texts, number = turn.texts.events, found.event.id
    if not found.is_open:
        return []
    seated = found.answer in (Answer.GOING, Answer.WAITING) and not found.asked_again
    is_full = found.free == 0 and found.answer not in (Answer.GOING, Answer.WAITING)
    comes = Button.of(texts.queue if is_full else texts.going, Go(id=number))
    cannot = Button.of(texts.decline, Decline(id=number))
    declined = found.answer is Answer.DECLINED
    return [*([] if seated else [comes]), *([] if declined else [cannot])]


def status(turn: Turn, found: Card) -> Html:
    texts = turn.texts.events
    if found.event.cancelled_at is not None:
        return texts.status_cancelled
    if not found.is_open:
        return texts.status_over
    match found.answer:
        case Answer.GOING:
            return texts.status_again if found.asked_again else texts.status_going
        case Answer.WAITING:
            return (texts.status_queue_again if found.asked_again else texts.status_waiting)(found.place)
        case Answer.DECLINED:
            return texts.status_declined
    if found.free is None:
        return texts.status_none
    return joined([texts.free(found.free), texts.status_none]) if found.free else texts.status_full


@events.taps(Calendar)
def to_calendar(turn: Turn, choice: Calendar) -> Screen:
    texts = turn.texts.events
    found = rules.card(turn.repo, turn.actor, choice.id, turn.now)
    said = with_name(turn.texts, found.event.text, turn.name.polite)
    data = rules.calendar(turn.repo, turn.actor, choice.id, said, turn.now)
    text = texts.calendar_cancelled if found.event.cancelled_at else texts.calendar_ready
    ways = [Button.of(texts.to_event, Open(id=choice.id)), to_menu(turn.texts)]
    return personal(text, ways, file=File(f"{texts.calendar_name}.ics", data))
