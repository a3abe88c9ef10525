"""«Исправления»: what people ask to be put right in the roster, one at a time: applied, done by hand or declined."""

from collections.abc import Callable
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.features import Feature
from bot.people_words import out
from bot.profile_words import change, decided
from bot.screen import Button, Screen, personal
from bot.services import profile_requests as rules
from bot.services.profile_requests import DecidedError, Queue
from bot.turn import Turn
from bot.views import name_of, paging, say, short_work, to_menu
from storage.models import CorrectionState, ProfileRequest

profile_desk = Feature()
Verb = Callable[..., ProfileRequest]
"""Decides on the request of a number and tells the person."""


class Deciding(StrEnum):
    REASON = "profile_desk.reason"


class At(CallbackData, prefix="fix_at"):
    number: int


class Apply(CallbackData, prefix="fix_apply"):
    id: int


class Fixed(CallbackData, prefix="fix_done"):
    id: int


class Decline(CallbackData, prefix="fix_no"):
    id: int


@profile_desk.says("corrections")
def show_first(turn: Turn) -> Screen:
    return card(turn, rules.queue(turn.repo, turn.actor, 0))


@profile_desk.taps(At)
def show(turn: Turn, choice: At) -> Screen:
    return card(turn, rules.queue(turn.repo, turn.actor, max(choice.number, 0)))


def card(turn: Turn, found: Queue) -> Screen:
    texts, request = turn.texts.profile_desk, found.request
    if request is None:
        return personal(texts.none, out(turn))
    person = request.teacher
    text = texts.card(
        found.number + 1, found.total, name_of(person).whole, short_work(person), change(turn, request),
        texts.will_hold if request.is_exact else texts.by_hand,
    )  # fmt: skip
    ways = paging(turn.texts, found.number, found.number + 1 < found.total, lambda to: At(number=to))
    return personal(text, [main(turn, request)], [Button.of(texts.decline, Decline(id=request.id))], ways, out(turn))


def main(turn: Turn, request: ProfileRequest) -> Button:
    """One tap where the bot can do it, else she says that she has done it."""
    texts = turn.texts.profile_desk
    if request.is_exact:
        return Button.of(texts.apply, Apply(id=request.id), confirms=True)
    return Button.of(texts.fixed, Fixed(id=request.id), confirms=True)


@profile_desk.taps(Apply)
def apply(turn: Turn, choice: Apply) -> Screen:
    return decide(turn, rules.apply, choice.id, CorrectionState.APPLIED, turn.texts.profile_desk.applied)


@profile_desk.taps(Fixed)
def fixed(turn: Turn, choice: Fixed) -> Screen:
    return decide(turn, rules.fixed, choice.id, CorrectionState.FIXED, turn.texts.profile_desk.told)


def decide(turn: Turn, verb: Verb, number: int, state: CorrectionState, done: str) -> Screen:
    try:
        verb(turn.repo, turn.actor, number, decided(turn, state), turn.now)
    except DecidedError:
        return show_first(turn).with_toast(turn.texts.profile_desk.decided_already)
    return show_first(turn).with_toast(done)


@profile_desk.taps(Decline)
def ask_reason(turn: Turn, choice: Decline) -> Screen:
    try:
        rules.one(turn.repo, turn.actor, choice.id)
    except DecidedError:
        return show_first(turn).with_toast(turn.texts.profile_desk.decided_already)
    turn.talk.ask(Deciding.REASON, request=choice.id)
    return reason_question(turn)


@profile_desk.asks(Deciding.REASON)
def reason_question(turn: Turn) -> Screen:
    return personal(
        turn.texts.profile_desk.ask_reason(rules.ANSWER_LIMIT),
        [say(turn.texts.letters.cancel, "cancel"), to_menu(turn.texts)],
    )


@profile_desk.answers(Deciding.REASON)
def take_reason(turn: Turn) -> Screen:
    texts, answer = turn.texts.profile_desk, " ".join(turn.text.split())
    if len(answer) > rules.ANSWER_LIMIT:
        return reason_question(turn)
    number = turn.talk.data["request"]
    turn.talk.finish()
    try:
        rules.decline(turn.repo, turn.actor, number, decided(turn, CorrectionState.DECLINED, answer), turn.now)
    except DecidedError:
        return show_first(turn).with_toast(texts.decided_already)
    return show_first(turn).with_toast(texts.told)
