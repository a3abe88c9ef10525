"""How many seats an event has, changed after it was announced."""

from enum import StrEnum
from functools import partial

from aiogram.filters.callback_data import CallbackData

from bot.announcing.events import seats_typed
from bot.event_words import Desk, Seats, facts, seat_free
from bot.features import Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import event_desk as rules
from bot.services.event_desk import PastError
from bot.turn import Turn
from bot.views import back, to_menu

event_seats = Feature()


class Seating(StrEnum):
    NUMBER = "events.seating"


class AnyNumber(CallbackData, prefix="ev_any"):
    step: int


@event_seats.taps(Seats)
def ask_seats(turn: Turn, choice: Seats) -> Screen:
    turn.talk.finish()
    turn.talk.ask(Seating.NUMBER, event=choice.id)
    return seats_question(turn)


@event_seats.asks(Seating.NUMBER)
def seats_question(turn: Turn) -> Screen:
    texts, found = turn.texts.events, rules.desk(turn.repo, turn.actor, turn.talk.data["event"], turn.now)
    seats = found.event.seats
    now = texts.facts_no_limit if seats is None else texts.facts_seats(seats)
    return asked(turn, texts.ask_new_seats(now, texts.desk_going(found.going)))


def asked(turn: Turn, said: Html) -> Screen:
    texts, ways = turn.texts.events, [back(turn.texts, Desk(id=turn.talk.data["event"])), to_menu(turn.texts)]
    return personal(said, [Button.of(texts.no_limit, AnyNumber(step=turn.talk.step))], ways)


@event_seats.answers(Seating.NUMBER)
def take_seats(turn: Turn) -> Screen:
    seats = seats_typed(turn)
    return asked(turn, turn.texts.events.seats_not_understood) if seats is None else seated(turn, seats)


@event_seats.taps(AnyNumber, during=Seating.NUMBER)
def no_limit(turn: Turn, choice: AnyNumber) -> Screen:
    return seated(turn, None)


def seated(turn: Turn, seats: int | None) -> Screen:
    texts, number = turn.texts.events, turn.talk.data["event"]
    turn.talk.finish()
    ways = [back(turn.texts, Desk(id=number)), to_menu(turn.texts)]
    given = (number, seats, partial(facts, turn.texts), seat_free(turn.texts), turn.now)
    try:
        rules.set_seats(turn.repo, turn.actor, *given)
    except PastError:
        return personal(texts.status_over, ways)
    return personal(texts.facts_no_limit if seats is None else texts.seats_set(seats), ways)
