"""Pairs that run: other terms, the end with its reason and last day, how many a mentor takes."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot import mentor_words
from bot.announcing.moments import day_typed
from bot.callbacks import OpenPerson
from bot.features import BadTapError, Feature
from bot.mentor_check import overlaps
from bot.mentor_words import Pair, Pairs, Suggest
from bot.people_words import brief, to_hub
from bot.screen import Button, Html, Screen, personal
from bot.services import mentor_desk as rules
from bot.services import people
from bot.services.mentor_desk import Around, DatesError, PlannedError, Reason, Terms
from bot.texts.dates import day
from bot.turn import Turn
from bot.views import back, by_two, joined, name_of, to_menu
from storage.models import Mentorship

pairs = Feature()
SHOWN = 4
"""So many pairs have a button on one screen."""


class Ending(StrEnum):
    CONFIRM = "pairs.end"
    LAST_DAY = "pairs.last_day"
    ORDER = "pairs.order"
    UNTIL = "pairs.until"


class Capacity(CallbackData, prefix="pair_room"):
    """`to` -1 only asks."""

    id: int
    to: int = -1


class ChangeTerms(CallbackData, prefix="pair_terms"):
    id: int


class AskNew(CallbackData, prefix="pair_new"):
    id: int
    what: str


class End(CallbackData, prefix="pair_end"):
    id: int


class Because(CallbackData, prefix="pair_why"):
    id: int
    reason: Reason


class OtherDay(CallbackData, prefix="pair_day"):
    step: int


class YesEnd(CallbackData, prefix="pair_yes"):
    step: int


@pairs.taps(Pairs)
def show_pairs(turn: Turn, choice: Pairs) -> Screen:
    turn.talk.finish()
    people.look(turn.repo, turn.actor, choice.id, turn.now, turn.today)
    return of_person(turn, choice.id)


def of_person(turn: Turn, teacher_id: int) -> Screen:
    texts, found = turn.texts.mentor_desk, rules.around(turn.repo, turn.actor, teacher_id, turn.today)
    one = found.person
    numbered = list(enumerate(found.pairs, 1))
    lines = [line(turn, number, pair) for number, pair in numbered] or [texts.no_pairs]
    has_mentor = any(pair.mentee_id == one.id for pair in found.pairs)
    more = [Button.of(texts.assign_button, Suggest(id=one.id))] if found.may and not has_mentor else []
    more += [Button.of(texts.capacity_button, Capacity(id=one.id))] if found.may else []
    ways = [Button.of(texts.to_card, OpenPerson(id=one.id)), to_menu(turn.texts)]
    return personal(texts.pairs(brief(one), joined(lines)), *to_pairs(found), more, ways)


def to_pairs(found: Around) -> list[list[Button]]:
    """A button for each of the first pairs that may be changed: by the other's surname."""
    buttons = [
        Button.of(
            f"{number}. {(pair.mentor if pair.mentee_id == found.person.id else pair.mentee).last_name}",
            Pair(id=pair.id),
        )
        for number, pair in enumerate(found.pairs[:SHOWN], 1)
        if pair.id in found.changeable
    ]
    return by_two(buttons)


def line(turn: Turn, number: int, pair: Mentorship) -> Html:
    terms = mentor_words.said(turn, mentor_words.terms_of(pair))
    return turn.texts.mentor_desk.pair_line(number, name_of(pair.mentor).whole, name_of(pair.mentee).whole, terms)


@pairs.taps(Pair)
def show_pair(turn: Turn, choice: Pair) -> Screen:
    turn.talk.finish()
    return pair_screen(turn, rules.pair(turn.repo, turn.actor, choice.id, turn.today))


def pair_screen(turn: Turn, found: Mentorship) -> Screen:
    texts = turn.texts.mentor_desk
    text = texts.pair(brief(found.mentor), brief(found.mentee), mentor_words.said(turn, mentor_words.terms_of(found)))
    return personal(
        text,
        [Button.of(texts.hand_over, Suggest(id=found.mentee_id))],
        [Button.of(texts.change_terms, ChangeTerms(id=found.id)), Button.of(texts.end, End(id=found.id))],
        [back(turn.texts, Pairs(id=found.mentee_id)), to_hub(turn)],
    )


@pairs.taps(ChangeTerms)
def ask_what(turn: Turn, choice: ChangeTerms) -> Screen:
    rules.pair(turn.repo, turn.actor, choice.id, turn.today)
    texts = turn.texts.mentor_desk
    asked = [(texts.set_order, "order"), (texts.set_until, "until")]
    buttons = [Button.of(label, AskNew(id=choice.id, what=what)) for label, what in asked]
    return personal(texts.ask_terms, buttons, [back(turn.texts, Pair(id=choice.id)), to_menu(turn.texts)])


@pairs.taps(AskNew)
def ask_new(turn: Turn, choice: AskNew) -> Screen:
    states = {"order": Ending.ORDER, "until": Ending.UNTIL}
    if choice.what not in states:
        raise BadTapError
    rules.pair(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(states[choice.what], pair=choice.id)
    return question(turn)


@pairs.asks(Ending.ORDER)
@pairs.asks(Ending.UNTIL)
@pairs.asks(Ending.LAST_DAY)
def question(turn: Turn) -> Screen:
    texts = turn.texts.mentor_desk
    said = {Ending.ORDER: texts.ask_order, Ending.UNTIL: texts.ask_until, Ending.LAST_DAY: texts.ask_last_day}
    return again(turn, said[Ending(turn.talk.state or Ending.ORDER)])


def again(turn: Turn, said: Html) -> Screen:
    return personal(said, [back(turn.texts, Pair(id=turn.talk.data["pair"])), to_menu(turn.texts)])


@pairs.answers(Ending.ORDER)
def take_order(turn: Turn) -> Screen:
    order = " ".join(turn.text.replace("№", "").split())
    return changed(turn, lambda terms: terms._replace(order_number=order))


@pairs.answers(Ending.UNTIL)
def take_until(turn: Turn) -> Screen:
    found = day_typed(turn, is_ahead=True)
    if found is None:
        return again(turn, turn.texts.mentor_desk.not_a_day)
    return changed(turn, lambda terms: terms._replace(until=found))


def changed(turn: Turn, change: Callable[[Terms], Terms]) -> Screen:
    texts, number = turn.texts.mentor_desk, turn.talk.data["pair"]
    before = mentor_words.terms_of(rules.pair(turn.repo, turn.actor, number, turn.today))
    try:
        words = mentor_words.changed(turn)
        found = rules.change(turn.repo, turn.actor, number, change(before), words, turn.now, turn.today)
    except DatesError:
        return again(turn, texts.wrong_dates)
    except PlannedError as planned:
        return overlaps(turn, planned, [back(turn.texts, Pair(id=number)), to_menu(turn.texts)])
    turn.talk.finish()
    return pair_screen(turn, found).with_toast(texts.changed)


@pairs.taps(End)
def ask_reason(turn: Turn, choice: End) -> Screen:
    texts, found = turn.texts.mentor_desk, rules.pair(turn.repo, turn.actor, choice.id, turn.today)
    buttons = [[Button.of(texts.reasons[one], Because(id=found.id, reason=one))] for one in Reason]
    text = texts.ask_reason(name_of(found.mentor).whole, name_of(found.mentee).whole)
    return personal(text, *buttons, [back(turn.texts, Pair(id=found.id)), to_menu(turn.texts)])


@pairs.taps(Because)
def because(turn: Turn, choice: Because) -> Screen:
    rules.pair(turn.repo, turn.actor, choice.id, turn.today)
    turn.talk.finish()
    turn.talk.ask(Ending.CONFIRM, pair=choice.id, reason=choice.reason.value, last=turn.today.isoformat())
    return confirm(turn)


@pairs.asks(Ending.CONFIRM)
def confirm(turn: Turn) -> Screen:
    texts, data = turn.texts.mentor_desk, turn.talk.data
    found = rules.pair(turn.repo, turn.actor, data["pair"], turn.today)
    last = day(date.fromisoformat(data["last"]), turn.today)
    names = (name_of(found.mentor).whole, name_of(found.mentee).whole)
    return personal(
        texts.confirm_end(*names, texts.reasons[data["reason"]], last, mentor_words.told(turn, found)),
        [Button.of(texts.yes_end, YesEnd(step=turn.talk.step), confirms=True)],
        [Button.of(texts.other_day, OtherDay(step=turn.talk.step)), Button.of(texts.cancel, Pair(id=found.id))],
    )


@pairs.taps(OtherDay, during=Ending.CONFIRM)
def ask_day(turn: Turn, choice: OtherDay) -> Screen:
    turn.talk.ask(Ending.LAST_DAY)
    return question(turn)


@pairs.answers(Ending.LAST_DAY)
def take_day(turn: Turn) -> Screen:
    found, texts = day_typed(turn), turn.texts.mentor_desk
    if found is None or found > turn.today:
        return again(turn, texts.not_a_day if found is None else texts.ask_last_day)
    turn.talk.ask(Ending.CONFIRM, last=found.isoformat())
    return confirm(turn)


@pairs.taps(YesEnd, during=Ending.CONFIRM)
def end(turn: Turn, choice: YesEnd) -> Screen:
    data, texts = turn.talk.data, turn.texts.mentor_desk
    given = (data["pair"], date.fromisoformat(data["last"]), Reason(data["reason"]), mentor_words.ended(turn))
    try:
        found = rules.end(turn.repo, turn.actor, *given, turn.now, turn.today)
    except DatesError:
        turn.talk.ask(Ending.LAST_DAY)
        return again(turn, texts.ask_last_day)
    turn.talk.finish()
    return of_person(turn, found.mentee_id).with_toast(texts.ended)


@pairs.taps(Capacity)
def capacity(turn: Turn, choice: Capacity) -> Screen:
    texts, is_asked = turn.texts.mentor_desk, choice.to < 0
    if not is_asked:
        rules.take(turn.repo, turn.actor, choice.id, choice.to, turn.now, turn.today)
    one, load = rules.room(turn.repo, turn.actor, choice.id, turn.today)
    numbers = [Button.of(str(number), Capacity(id=one.id, to=number)) for number in range(6)]
    text = texts.capacity(name_of(one).whole, load, one.mentor_capacity)
    screen = personal(text, numbers[:3], numbers[3:], [back(turn.texts, Pairs(id=one.id)), to_menu(turn.texts)])
    return screen if is_asked else screen.with_toast(texts.capacity_set)
