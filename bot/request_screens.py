"""A request as those who decide see it, and how each decision is answered."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from storage.models import EntryRequest
from storage.repositories.entry_requests import Candidate

from .callbacks import Say
from .inviting.buttons import short
from .screen import Button, Html, Screen, personal
from .services.request_desk import Card, Decided
from .texts.dates import moment
from .turn import Turn
from .views import back, joined, name_of, short_work, to_menu


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


class Enlist(CallbackData, prefix="req_new"):
    """`seen`: the newest of the people offered beside the button."""

    id: int
    seen: int


class Decline(CallbackData, prefix="req_no"):
    id: int


def to_queue(turn: Turn) -> Button:
    return Button.of(turn.texts.requests.to_queue, Say(word="requests"))


def described(turn: Turn, found: Card) -> Html:
    texts, request = turn.texts.requests, found.request
    asked = texts.asked(texts.kinds[request.kind], moment(request.created_at, turn.time_zone))
    subject = [request.subject.name] if request.subject else []
    work = ", ".join([request.organization.name, *subject])
    matches = texts.matches(lines(turn, found.matches)) if found.matches else texts.no_matches
    return texts.card(name_of(request).whole, work, asked, matches)


def lines(turn: Turn, found: Sequence[Candidate]) -> Html:
    """Whom she may be, numbered, with what tells namesakes apart: where they work, as what, what they teach."""
    texts = turn.texts.requests
    return joined([texts.match_line(at, name_of(one).whole, _work(turn, one)) for at, one in enumerate(found, 1)])


def _work(turn: Turn, one: Candidate) -> str:
    person = turn.repo.teachers.get(one.id)
    if person is None:
        return one.organization
    return ", ".join([short_work(person), *(subject.name for subject in person.subjects)])


def choices(turn: Turn, request_id: int, found: Sequence[Candidate]) -> list[list[Button]]:
    """A button for each; where two would read the same, the number of the line stands in them."""
    texts, names = turn.texts.requests, [short(one) for one in found]

    def label(at: int, name: str) -> str:
        return texts.it_is_number(at, name) if names.count(name) > 1 else texts.it_is(name)

    return [
        [Button.of(label(at, name), ItIs(id=request_id, person=one.id))]
        for at, (one, name) in enumerate(zip(found, names, strict=True), 1)
    ]


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
