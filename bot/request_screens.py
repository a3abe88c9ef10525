"""A request as those who decide see it, and how each decision is answered."""

from aiogram.filters.callback_data import CallbackData

from storage.models import EntryRequest

from .callbacks import Say
from .screen import Button, Html, Screen, personal
from .services.request_desk import Card, Decided
from .texts.dates import moment
from .turn import Turn
from .views import back, joined, name_of, to_menu


class Open(CallbackData, prefix="req"):
    id: int


class ItIs(CallbackData, prefix="req_is"):
    id: int
    person: int


class Sure(CallbackData, prefix="req_sure"):
    id: int
    person: int


class Other(CallbackData, prefix="req_other"):
    id: int


class Enlist(CallbackData, prefix="req_add"):
    id: int


class Decline(CallbackData, prefix="req_no"):
    id: int


def to_queue(turn: Turn) -> Button:
    return Button.of(turn.texts.requests.to_queue, Say(word="requests"))


def described(turn: Turn, found: Card) -> Html:
    texts, request = turn.texts.requests, found.request
    asked = texts.asked(texts.kinds[request.kind], moment(request.created_at, turn.time_zone))
    subject = [request.subject.name] if request.subject else []
    work = ", ".join([request.organization.name, *subject])
    lines = joined([texts.match_line(name_of(one).whole, one.organization) for one in found.matches])
    matches = texts.matches(lines) if found.matches else texts.no_matches
    return texts.card(name_of(request).whole, work, asked, matches)


def already(turn: Turn, request: EntryRequest) -> Screen:
    """Somebody else was first."""
    texts = turn.texts.requests
    who = name_of(request.decider).last if request.decider else ""
    at = request.decided_at or turn.now
    today = at.astimezone(turn.time_zone).date() == turn.today
    when = f"{at.astimezone(turn.time_zone):%H:%M}".lstrip("0") if today else moment(at, turn.time_zone)
    return personal(texts.already(who, when), [to_queue(turn), to_menu(turn.texts)])


def gone(turn: Turn) -> Screen:
    return personal(turn.texts.requests.gone, [to_queue(turn), to_menu(turn.texts)])


def above(turn: Turn, request_id: int) -> Screen:
    return personal(turn.texts.requests.above, [back(turn.texts, Open(id=request_id)), to_menu(turn.texts)])


def ended(turn: Turn, done: Decided, text: Html) -> Screen:
    if not done.is_mine:
        return already(turn, done.request)
    return personal(text, [to_queue(turn), to_menu(turn.texts)])


def to_request(turn: Turn) -> Button:
    return Button.of(turn.texts.requests.to_request, Open(id=turn.talk.data["request"]))
