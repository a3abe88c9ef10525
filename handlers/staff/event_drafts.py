"""A draft of an event: its text is read, and what it does not say is asked."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.announcing import screens
from bot.announcing.asking import QUESTIONS, ask
from bot.announcing.draft import Announcing
from bot.announcing.events import (
    ASKED,
    PLACE_LIMIT,
    About,
    AllDay,
    Ask,
    EventDraft,
    GoOn,
    NoLimit,
    Right,
    ask_again,
    ask_seats,
    known,
    learn,
    missing,
    moments,
    seats_typed,
    title_of,
    vocabulary,
)
from bot.features import BadTapError, Feature
from bot.screen import Screen
from bot.services import event_text
from bot.services.event_text import Found
from bot.turn import Turn

READ = ("day", "hour", "end", "place", "link", "seats")
"""What a text may say of an event."""
event_drafts = Feature()
for _state in EventDraft:
    event_drafts.asks(_state)(QUESTIONS[_state])


@event_drafts.answers(EventDraft.TEXT)
def take_text(turn: Turn) -> Screen:
    earlier = dict(turn.talk.data)
    found = read(turn)
    event = learn(turn, found)
    told = {what: event.get(what) for what in READ}
    event |= {"title": title_of(turn, found), "read": told, "left": found.left if found.day else []}
    turn.talk.data.update(text=turn.html, event=event)
    if not screens.fits(turn):
        turn.talk.data.clear()
        turn.talk.data.update(earlier)
        return screens.too_long(turn)
    if found.unclear:
        return say_day(turn, found, event)
    if found.is_past:
        return over(turn, event)
    return go_on(turn, event)


def read(turn: Turn) -> Found:
    return event_text.read(turn.text, vocabulary(turn.texts), turn.now.astimezone(turn.time_zone))


def go_on(turn: Turn, event: dict[str, Any]) -> Screen:
    """To what is still unknown; a beginning that is over counts as unknown."""
    to = missing(event)
    if to is not EventDraft.WHEN and moments(turn, event)[0] <= turn.now:
        return over(turn, event)
    return ask(turn, to, event=event)


def say_day(turn: Turn, found: Found, event: dict[str, Any]) -> Screen:
    """The hour that was said with it stays; the day is asked for."""
    hour = {} if found.hour else {"hour": "", "end": "", "elsewhere": False}
    turn.talk.ask(EventDraft.WHEN, event=event | hour | {"day": "", "all_day": False})
    return ask_again(turn, turn.texts.events.unclear(found.unclear))


def over(turn: Turn, event: dict[str, Any]) -> Screen:
    turn.talk.ask(EventDraft.WHEN, event=event | {"day": "", "hour": "", "all_day": False})
    return ask_again(turn, turn.texts.events.past)


@event_drafts.taps(GoOn, during=EventDraft.READY)
def go_on_with(turn: Turn, choice: GoOn) -> Screen:
    """From a draft that was proposed to her."""
    if choice.what not in ("when", "text"):
        raise BadTapError
    return ask(turn, ASKED[choice.what])


@event_drafts.answers(EventDraft.WHEN)
def take_when(turn: Turn) -> Screen:
    """Day, hour and place in one line, or the hour alone; whatever else is said is the place."""
    texts = turn.texts.events
    found = read(turn)
    if found.unclear:
        return say_day(turn, found, learn(turn, found))
    if (hour := hour_alone(turn, found)) is not None:
        return go_on(turn, hour)
    if found.is_past:
        return ask_again(turn, texts.past)
    if found.day is None and not (known(turn).get("hour") and (found.place or found.rest)):
        return ask_again(turn, texts.not_understood)
    where = found.place or ("" if found.link else found.rest)
    if len(where) > PLACE_LIMIT:
        return ask_again(turn, texts.too_long_place(PLACE_LIMIT))
    return go_on(turn, learn(turn, replace(found, place=where, seats=None)))


def hour_alone(turn: Turn, found: Found) -> dict[str, Any] | None:
    """The event with the hour that was asked for, where only that was missing and no other day was said."""
    event = known(turn)
    if found.day or found.is_past or not event.get("day") or event.get("hour") or event.get("all_day"):
        return None
    day, here = date.fromisoformat(event["day"]), turn.now.astimezone(turn.time_zone)
    said = event_text.only_hour(turn.text, vocabulary(turn.texts), day, here)
    return learn(turn, replace(said, place=found.place, link=found.link)) if said else None


@event_drafts.taps(AllDay, during=EventDraft.WHEN)
def all_day(turn: Turn, choice: AllDay) -> Screen:
    if not known(turn).get("day"):
        raise BadTapError
    return ask(turn, missing(event := known(turn) | {"hour": "", "end": "", "all_day": True}), event=event)


@event_drafts.answers(EventDraft.PLACE)
def take_place(turn: Turn) -> Screen:
    said = " ".join(turn.text.split())
    link = event_text.LINK.search(said)
    where = said.replace(link[0], "").strip(event_text.EDGES) if link else said
    if len(where) > PLACE_LIMIT:
        return ask_again(turn, turn.texts.events.too_long_place(PLACE_LIMIT))
    return go_on(turn, known(turn) | {"place": where, "link": link[0] if link else ""})


@event_drafts.answers(EventDraft.SEATS)
def take_seats(turn: Turn) -> Screen:
    seats = seats_typed(turn)
    if seats is None:
        return ask_seats(turn, turn.texts.events.seats_not_understood)
    return ask(turn, EventDraft.CHECK, event=known(turn) | {"seats": seats})


@event_drafts.taps(NoLimit, during=EventDraft.SEATS)
def no_limit(turn: Turn, choice: NoLimit) -> Screen:
    return ask(turn, EventDraft.CHECK, event=known(turn) | {"seats": None})


@event_drafts.taps(About, during=EventDraft.AREA)
def take_area(turn: Turn, choice: About) -> Screen:
    areas = ["", *turn.house.paths.areas]
    if not 0 <= choice.area < len(areas):
        raise BadTapError
    return ask(turn, EventDraft.CHECK, event=known(turn) | {"area": areas[choice.area]})


@event_drafts.taps(Ask, during=EventDraft.CHECK)
def ask_one(turn: Turn, choice: Ask) -> Screen:
    if choice.what not in ASKED:
        raise BadTapError
    return ask(turn, ASKED[choice.what])


@event_drafts.taps(Right, during=EventDraft.CHECK)
def right(turn: Turn, choice: Right) -> Screen:
    event = known(turn)
    if missing(event) is not EventDraft.CHECK or moments(turn, event)[0] <= turn.now:
        return go_on(turn, event)
    return ask(turn, Announcing.AUDIENCE, condition="")
