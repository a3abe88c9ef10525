"""The desk of an event: who comes, by name and as a table; another day or place; calling it off."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from aiogram.filters.callback_data import CallbackData

from bot.announcing.draft import Show
from bot.announcing.events import PLACE_LIMIT, vocabulary
from bot.announcing.files import GUESTS, recipe
from bot.event_words import Area, CallOff, Desk, Open, Seats, called_off, facts, lines_of, moved, when, withdrawn
from bot.features import Feature
from bot.screen import Button, File, Html, Screen, personal
from bot.services import event_desk as rules
from bot.services import event_mailings, event_text
from bot.services.event_desk import PastError, Plan
from bot.services.event_text import Found
from bot.turn import Turn
from bot.views import back, joined, name_of, paging, say, to_menu
from storage.models import Answer, Event

event_desk = Feature()
ON_PAGE = 30


class Desking(StrEnum):
    CHANGE = "events.change"
    CONFIRM = "events.confirm"
    CANCEL = "events.cancel"


class Names(CallbackData, prefix="ev_names"):
    id: int
    page: int


class Excel(CallbackData, prefix="ev_xlsx"):
    id: int


class Change(CallbackData, prefix="ev_change"):
    id: int


class YesChange(CallbackData, prefix="ev_yes_ch"):
    step: int


class YesCancel(CallbackData, prefix="ev_yes_off"):
    step: int


@event_desk.taps(Desk)
def show_desk(turn: Turn, choice: Desk) -> Screen:
    turn.talk.finish()
    return desk(turn, choice.id)


def desk(turn: Turn, event_id: int) -> Screen:
    texts, found = turn.texts.events, rules.desk(turn.repo, turn.actor, event_id, turn.now)
    changes = [
        [Button.of(texts.change, Change(id=event_id))],
        [Button.of(texts.seats, Seats(id=event_id)), Button.of(texts.change_area, Area(id=event_id))],
        [Button.of(texts.cancel, CallOff(id=event_id))],
    ]
    return personal(
        texts.desk(found.event.title, about(turn, found.event), joined(numbers(turn, found))),
        [Button.of(texts.names, Names(id=event_id, page=0)), Button.of(texts.excel, Excel(id=event_id))],
        *(changes if found.is_open else []),
        [Button.of(texts.to_event, Open(id=event_id)), Button.of(texts.refresh, Desk(id=event_id))],
        [*own_announcement(turn, found.event), to_menu(turn.texts)],
    )


def about(turn: Turn, event: Event) -> Html:
    """The facts, and the area where one was named."""
    said, area = facts(turn.texts, event), turn.house.paths.areas.get(event.area)
    return joined([said, turn.texts.events.facts_area(area)]) if area else said


def numbers(turn: Turn, found: rules.Desk) -> list[Html]:
    """A line for whatever there is any of; who comes always has one."""
    texts = turn.texts.events
    said = (
        (texts.desk_going, found.going),
        (texts.desk_again, found.again),
        (texts.desk_waiting, found.waiting),
        (texts.desk_declined, found.declined),
        (texts.desk_silent, found.silent),
    )
    lines = [line(people) for line, people in said if people or line is texts.desk_going]
    return [texts.status_cancelled, *lines] if found.event.cancelled_at is not None else lines


def own_announcement(turn: Turn, event: Event) -> list[Button]:
    """Its card is the author's alone."""
    is_hers = event.mailing.author_id == turn.known.id
    return [Button.of(turn.texts.events.announcement_card, Show(id=event.mailing_id))] if is_hers else []


@event_desk.taps(Names)
def show_names(turn: Turn, choice: Names) -> Screen:
    texts, page = turn.texts.events, max(choice.page, 0)
    comes = (Answer.GOING, Answer.WAITING)
    given = (choice.id, comes, page * ON_PAGE, ON_PAGE + 1, turn.now)
    found = rules.guests(turn.repo, turn.actor, *given)
    lines = [
        texts.names_line(number, name_of(one).whole, one.workplace, waits(turn, one.answer))
        for number, one in enumerate(found[:ON_PAGE], page * ON_PAGE + 1)
    ]
    buttons = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: Names(id=choice.id, page=to))
    text = texts.names_list(joined(lines)) if lines else texts.names_none
    return personal(text, buttons, [back(turn.texts, Desk(id=choice.id)), to_menu(turn.texts)])


def waits(turn: Turn, answer: Answer) -> str:
    texts = turn.texts.events
    return f" ({texts.excel_answers['waiting']})" if answer is Answer.WAITING else ""


@event_desk.taps(Excel)
def show_excel(turn: Turn, choice: Excel) -> Screen:
    texts = turn.texts.events
    rules.hand_out(turn.repo, turn.actor, choice.id, turn.now)
    ways = [back(turn.texts, Desk(id=choice.id)), to_menu(turn.texts)]
    file = File(texts.excel_name, b"", recipe(GUESTS, choice.id, turn.time_zone))
    return personal(texts.excel_ready, ways, file=file)


@event_desk.taps(Change)
def ask_change(turn: Turn, choice: Change) -> Screen:
    found = rules.desk(turn.repo, turn.actor, choice.id, turn.now)
    if not found.is_open:
        return closed(turn, choice.id)
    turn.talk.finish()
    turn.talk.ask(Desking.CHANGE, event=choice.id)
    return change_question(turn)


@event_desk.asks(Desking.CHANGE)
def change_question(turn: Turn) -> Screen:
    found = rules.desk(turn.repo, turn.actor, turn.talk.data["event"], turn.now)
    return again(turn, turn.texts.events.ask_change(facts(turn.texts, found.event)))


def again(turn: Turn, said: Html) -> Screen:
    return personal(
        said, [back(turn.texts, Desk(id=turn.talk.data["event"])), say(turn.texts.announcements.cancel, "cancel")]
    )


@event_desk.answers(Desking.CHANGE)
def take_change(turn: Turn) -> Screen:
    """A new day, hour or place, or all of them; what is not said stays."""
    event = rules.desk(turn.repo, turn.actor, turn.talk.data["event"], turn.now).event
    zone = ZoneInfo(event.time_zone)
    found = event_text.read(turn.text, vocabulary(turn.texts), turn.now.astimezone(zone))
    where, moments = found.place or ("" if found.link else found.rest), moved_to(found, event)
    if (complaint := not_good(turn, found, where, moments and moments[0].replace(tzinfo=zone))) is not None:
        return again(turn, complaint)
    begin, end = (one and one.isoformat() for one in moments or (None, None))
    whole = event.is_all_day and found.hour is None
    said = {"begin": begin, "end": end, "place": where, "link": found.link, "whole": whole}
    turn.talk.ask(Desking.CONFIRM, **said, sequence=event.sequence)
    return confirm_change(turn)


def not_good(turn: Turn, found: Found, where: str, begin: datetime | None) -> Html | None:
    texts = turn.texts.events
    if found.unclear:
        return texts.unclear(found.unclear)
    if found.is_past or (begin and begin <= turn.now):
        return texts.past
    if len(where) > PLACE_LIMIT:
        return texts.too_long_place(PLACE_LIMIT)
    is_nothing = not (begin or where or found.link)
    return texts.not_understood if is_nothing or (found.is_elsewhere and found.day is None) else None


def moved_to(found: Found, event: Event) -> tuple[datetime, datetime | None] | None:
    """By the event's own clock: the same hours of another day, or other hours of the same day; None: neither."""
    here = event.starts_at.astimezone(ZoneInfo(event.time_zone)).replace(tzinfo=None)
    if found.hour is not None:
        begin = replace(found, day=found.day or here)
        return datetime.combine(begin.day or here, found.hour), begin.ends_at
    if found.day is None:
        return None
    same = datetime.combine(found.day.date(), here.time())
    return same, event.ends_at and same + (event.ends_at - event.starts_at)


def changed(turn: Turn, event: Event) -> Plan:
    """The event with what was said put in place of what was."""
    data, zone = turn.talk.data, ZoneInfo(event.time_zone)

    def moment(said: str | None) -> datetime | None:
        return datetime.fromisoformat(said).replace(tzinfo=zone) if said else None

    begin, moves = moment(data["begin"]), bool(data["place"] or data["link"])
    return Plan(
        event.title,
        event.text,
        begin or event.starts_at,
        moment(data["end"]) if begin else event.ends_at,
        data["whole"],
        event.time_zone,
        data["place"] if moves else event.place,
        data["link"] if moves else event.link,
        event.seats,
    )


@event_desk.asks(Desking.CONFIRM)
def confirm_change(turn: Turn) -> Screen:
    texts, found = turn.texts.events, rules.desk(turn.repo, turn.actor, turn.talk.data["event"], turn.now)
    plan = changed(turn, found.event)
    said = when(turn.texts, plan.starts_at, plan.ends_at, plan.is_all_day, ZoneInfo(plan.time_zone))
    facts_then = lines_of(turn.texts, said, plan.place, plan.link, plan.seats)
    late = event_mailings.late(turn.repo, turn.actor, found.event, plan.starts_at, turn.now)
    lines = [line(people) for line, people in ((texts.sooner, late.sooner), (texts.never, late.never)) if people]
    yes = Button.of(texts.yes_change, YesChange(step=turn.talk.step), confirms=True)
    return personal(
        texts.confirm_change(facts_then, joined([told(turn, found.going + found.waiting), *lines])),
        [yes],
        [Button.of(texts.refuse, Desk(id=found.event.id))],
    )


def told(turn: Turn, people: int) -> Html:
    return turn.texts.events.told(people) if people else turn.texts.events.told_nobody


@event_desk.taps(YesChange, during=Desking.CONFIRM)
def change(turn: Turn, choice: YesChange) -> Screen:
    number = turn.talk.data["event"]
    event = rules.desk(turn.repo, turn.actor, number, turn.now).event
    plan = changed(turn, event)
    if event.sequence != turn.talk.data["sequence"]:  # somebody else has moved it: what she agreed to is not so
        turn.talk.ask(Desking.CONFIRM, sequence=event.sequence)
        return confirm_change(turn).with_toast(turn.texts.events.changed_meanwhile)
    turn.talk.finish()
    given = (number, plan, partial(facts, turn.texts), partial(moved, turn.texts), turn.now, turn.today)
    try:
        rules.change(turn.repo, turn.actor, *given)
    except PastError:
        return closed(turn, number)
    return desk(turn, number).with_toast(turn.texts.events.changed)


@event_desk.taps(CallOff)
def ask_cancel(turn: Turn, choice: CallOff) -> Screen:
    found = rules.desk(turn.repo, turn.actor, choice.id, turn.now)
    if not found.is_open:
        return closed(turn, choice.id)
    turn.talk.finish()
    turn.talk.ask(Desking.CANCEL, event=choice.id)
    return confirm_cancel(turn)


@event_desk.asks(Desking.CANCEL)
def confirm_cancel(turn: Turn) -> Screen:
    texts, found = turn.texts.events, rules.desk(turn.repo, turn.actor, turn.talk.data["event"], turn.now)
    yes = Button.of(texts.yes_cancel, YesCancel(step=turn.talk.step), confirms=True)
    text = texts.confirm_cancel(found.event.title, told(turn, found.going + found.waiting))
    return personal(text, [yes], [Button.of(texts.refuse, Desk(id=found.event.id))])


@event_desk.taps(YesCancel, during=Desking.CANCEL)
def cancel(turn: Turn, choice: YesCancel) -> Screen:
    number = turn.talk.data["event"]
    turn.talk.finish()
    try:
        said = called_off(turn.texts), withdrawn(turn.texts)
        rules.cancel(turn.repo, turn.actor, number, *said, turn.now, turn.today)
    except PastError:
        return closed(turn, number)
    return desk(turn, number).with_toast(turn.texts.events.cancelled)


def closed(turn: Turn, event_id: int) -> Screen:
    return desk(turn, event_id).with_toast(turn.texts.events.too_late_to_change)
