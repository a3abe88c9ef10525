"""«Заявки»: who asks to be let in, by school; whom the roster offers; yes, somebody else, or nobody we know."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot import doorstep
from bot.features import BadTapError, Feature
from bot.people_words import out
from bot.request_screens import (
    Decline,
    Enlist,
    ItIs,
    Open,
    Other,
    Sure,
    above,
    already,
    choices,
    described,
    ended,
    gone,
    lines,
    to_queue,
    to_request,
)
from bot.screen import Button, Html, Screen, personal
from bot.services import request_desk as rules
from bot.services.invitations import AboveError
from bot.services.request_desk import REASON, GoneError, MeanwhileError
from bot.turn import Turn
from bot.views import back, joined, name_of, paging, to_menu
from storage.models import RequestState

requests = Feature()
ON_PAGE = 4
FOUND = 4


class Requests(StrEnum):
    WHO = "requests.who"
    REASON = "requests.reason"


class Queues(CallbackData, prefix="req_all"):
    page: int


class Queue(CallbackData, prefix="req_q"):
    school: int
    page: int


class NoReason(CallbackData, prefix="req_mute"):
    step: int


@requests.says("requests")
def show_first(turn: Turn) -> Screen:
    turn.talk.finish()
    return home(turn, 0)


@requests.taps(Queues)
def show_page(turn: Turn, choice: Queues) -> Screen:
    return home(turn, choice.page)


def home(turn: Turn, number: int) -> Screen:
    """Counts by school; with one school its requests at once."""
    texts, found = turn.texts.requests, rules.queues(turn.repo, turn.actor)
    if not found:
        return personal(texts.none, out(turn))
    if len(found) == 1:
        return queue(turn, Queue(school=found[0].organization_id, page=0))
    page = min(max(number, 0), (len(found) - 1) // ON_PAGE)
    shown = found[page * ON_PAGE : (page + 1) * ON_PAGE]
    rows = [
        [Button.of(texts.school_button(one.name, one.requests), Queue(school=one.organization_id, page=0))]
        for one in shown
    ]
    counts = joined([texts.home_line(one.name, one.requests) for one in shown])
    ways = paging(turn.texts, page, len(found) > (page + 1) * ON_PAGE, lambda to: Queues(page=to))
    return personal(texts.home(sum(one.requests for one in found), counts), *rows, ways, out(turn))


@requests.taps(Queue)
def queue(turn: Turn, choice: Queue) -> Screen:
    texts, page = turn.texts.requests, max(choice.page, 0)
    found = rules.listed(turn.repo, turn.actor, choice.school, page * ON_PAGE, ON_PAGE + 1)
    if not found:
        return personal(texts.none, [to_queue(turn), to_menu(turn.texts)])
    rows = [[Button.of(name_of(one).whole, Open(id=one.id))] for one in found[:ON_PAGE]]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: choice.model_copy(update={"page": to}))
    is_home = not page and len(rules.queues(turn.repo, turn.actor)) == 1  # whence «К заявкам» would lead nowhere
    up = out(turn) if is_home else [to_queue(turn), to_menu(turn.texts)]
    return personal(texts.listed(found[0].organization.name), *rows, ways, up)


@requests.taps(Open)
def show(turn: Turn, choice: Open) -> Screen:
    turn.talk.finish()
    try:
        found = rules.card(turn.repo, turn.actor, choice.id, turn.now)
    except GoneError:
        return gone(turn)
    texts, request = turn.texts.requests, found.request
    if request.state is not RequestState.OPEN:
        return already(turn, request)
    add = [Button.of(texts.enlist, Enlist(id=request.id, seen=found.newest), confirms=True)]
    found = found._replace(matches=found.matches[: 2 if found.may_enlist else 3])  # as many lines as buttons
    rest = [Button.of(texts.other, Other(id=request.id)), Button.of(texts.decline, Decline(id=request.id))]
    return personal(
        described(turn, found),
        *choices(turn, request.id, found.matches),
        add if found.may_enlist else [],
        rest,
        [to_queue(turn), to_menu(turn.texts)],
    )


@requests.taps(ItIs)
def it_is(turn: Turn, choice: ItIs) -> Screen:
    """One tap lets her in; where the person has access already it is asked once more."""
    try:
        found = rules.claimed(turn.repo, turn.actor, choice.id, choice.person, turn.now)
    except GoneError:
        return gone(turn)
    except AboveError:
        return above(turn, choice.id)
    if found.request.state is not RequestState.OPEN:
        return already(turn, found.request)
    if not found.messengers:
        return confirm(turn, choice.id, choice.person)
    texts, names = turn.texts.requests, turn.texts.profile.messengers
    used = ", ".join(sorted({names[one] for one in found.messengers}))
    yes = Button.of(texts.sure, Sure(id=choice.id, person=choice.person), confirms=True)
    text = texts.claimed(name_of(found.person).whole, used)
    return personal(text, [yes], [back(turn.texts, Open(id=choice.id)), to_menu(turn.texts)])


@requests.taps(Sure)
def sure(turn: Turn, choice: Sure) -> Screen:
    return confirm(turn, choice.id, choice.person)


def confirm(turn: Turn, request_id: int, person_id: int) -> Screen:
    turn.talk.finish()
    said = doorstep.welcome(turn.texts), doorstep.notice(turn.texts)
    try:
        done = rules.confirm(turn.repo, turn.actor, request_id, person_id, *said, turn.now)
    except GoneError:
        return gone(turn)
    except AboveError:
        return above(turn, request_id)
    person = turn.repo.teachers.get(person_id)
    text = turn.texts.requests.confirmed(name_of(person).whole if person else "")
    return ended(turn, done, text)


@requests.taps(Enlist)
def enlist(turn: Turn, choice: Enlist) -> Screen:
    turn.talk.finish()
    said = doorstep.welcome(turn.texts), doorstep.notice(turn.texts)
    try:
        done = rules.enlist(turn.repo, turn.actor, choice.id, choice.seen, *said, turn.now)
    except GoneError:
        return gone(turn)
    except MeanwhileError:
        return show(turn, Open(id=choice.id)).with_toast(turn.texts.requests.meanwhile)
    request = done.request
    return ended(turn, done, turn.texts.requests.enlisted(name_of(request).whole, request.organization.name))


@requests.taps(Other)
def ask_other(turn: Turn, choice: Other) -> Screen:
    turn.talk.ask(Requests.WHO, request=choice.id)
    return ask_who(turn)


@requests.asks(Requests.WHO)
def ask_who(turn: Turn) -> Screen:
    return personal(turn.texts.requests.ask_who, [to_request(turn), to_menu(turn.texts)])


@requests.answers(Requests.WHO, search=True)
def find(turn: Turn) -> Screen:
    texts, said, number = turn.texts.requests, " ".join(turn.text.split())[:60], turn.talk.data["request"]
    try:
        found = rules.search(turn.repo, turn.actor, number, said, FOUND, turn.now)
    except GoneError:
        turn.talk.finish()
        return gone(turn)
    text = Html(f"{texts.found(said)}\n\n{lines(turn, found)}") if found else texts.none_found(said)
    return personal(text, *choices(turn, number, found), [to_request(turn), to_menu(turn.texts)])


@requests.taps(Decline)
def ask_decline(turn: Turn, choice: Decline) -> Screen:
    turn.talk.ask(Requests.REASON, request=choice.id)
    return ask_reason(turn)


@requests.asks(Requests.REASON)
def ask_reason(turn: Turn) -> Screen:
    texts = turn.texts.requests
    mute = Button.of(texts.no_reason, NoReason(step=turn.talk.step), confirms=True)
    return personal(texts.ask_reason, [mute], [to_request(turn), to_menu(turn.texts)])


@requests.answers(Requests.REASON)
def take_reason(turn: Turn) -> Screen:
    said = " ".join(turn.text.split())
    if len(said) > REASON:
        return personal(turn.texts.requests.long_reason, [to_request(turn), to_menu(turn.texts)])
    return decline(turn, said)


@requests.taps(NoReason, during=Requests.REASON)
def without_reason(turn: Turn, _: NoReason) -> Screen:
    return decline(turn, "")


def decline(turn: Turn, reason: str) -> Screen:
    number = turn.talk.data.get("request")
    turn.talk.finish()
    if number is None:
        raise BadTapError
    try:
        said = doorstep.declined(turn.texts, reason)
        done = rules.decline(turn.repo, turn.actor, number, said, turn.now, is_personal=bool(reason))
    except GoneError:
        return gone(turn)
    return ended(turn, done, turn.texts.requests.declined)
