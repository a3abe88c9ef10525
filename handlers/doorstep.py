"""At the door: a school's link, «Я педагог, добавьте меня», «Потерян доступ»; consent first, then a few questions."""

from collections.abc import Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot import doorstep
from bot.doorstep import AFRESH, Agree, Ask, Back, Correct, Doorstep, Read, Refuse, Withdraw
from bot.features import BadTapError, Door, Feature
from bot.screen import Button, Html, Screen, public
from bot.services import entry_requests as rules
from bot.services import invitations
from bot.services.entry_requests import FullError, NoPlaceError, TooOftenError, Wanted
from bot.services.invitations import Invited
from bot.services.matching import name
from bot.turn import Turn
from bot.views import ask
from storage.models import RequestKind

door = Feature()
ON_PAGE = 5
MANY = 500
"""More than a district has schools, or anybody teaches subjects."""


class District(CallbackData, prefix="door_district"):
    id: int
    step: int


class School(CallbackData, prefix="door_school"):
    id: int
    step: int


class Taught(CallbackData, prefix="door_subject"):
    """`id` 0: none of the list."""

    id: int
    step: int


class Turned(CallbackData, prefix="door_page"):
    page: int
    step: int


class NoSchool(CallbackData, prefix="door_nosch"):
    step: int


@door.taps(Ask, door=Door.ANYONE)
def begin(turn: Turn, choice: Ask) -> Screen:
    if turn.person is not None or choice.kind is RequestKind.SCHOOL:
        raise BadTapError
    if (found := doorstep.waiting(turn)) is not None:
        return found
    turn.talk.finish()
    turn.talk.ask(Doorstep.DISTRICT, kind=choice.kind, region=choice.region, **AFRESH)
    known = [choice.municipality] if choice.municipality else [one.id for one in districts(turn, 2)]
    return in_district(turn, known[0]) if len(known) == 1 else ask_district(turn)


def districts(turn: Turn, limit: int = MANY) -> Sequence[Any]:
    return turn.repo.places.municipalities(turn.talk.data.get("region") or None, 0, limit)


@door.asks(Doorstep.DISTRICT)
def ask_district(turn: Turn) -> Screen:
    found, step = districts(turn), turn.talk.step
    options = [(one.name, District(id=one.id, step=step)) for one in found]
    return listed(turn, turn.texts.doorstep.ask_district, options, [])


@door.answers(Doorstep.DISTRICT)
@door.answers(Doorstep.SCHOOL)
@door.answers(Doorstep.SUBJECT)
def find(turn: Turn) -> Screen:
    """Whatever is typed instead of a tap narrows the list."""
    turn.talk.ask(Doorstep(turn.talk.state or ""), find=turn.text[:60], page=0)
    return question(turn)


@door.taps(District, during=Doorstep.DISTRICT, door=Door.ANYONE)
def choose_district(turn: Turn, choice: District) -> Screen:
    return in_district(turn, choice.id)


def in_district(turn: Turn, municipality_id: int) -> Screen:
    if turn.repo.places.municipality(municipality_id) is None:
        raise BadTapError
    turn.talk.ask(Doorstep.CONSENT, municipality=municipality_id, **AFRESH)
    return ask_consent(turn)


@door.asks(Doorstep.CONSENT)
def ask_consent(turn: Turn) -> Screen:
    return doorstep.consent(turn)


@door.taps(Read, during=Doorstep.CONSENT, door=Door.ANYONE)
def read(turn: Turn, _: Read) -> Screen:
    text = turn.texts.entry.consent(doorstep.operator_of(turn))
    return public(text, [Button.of(turn.texts.menu.back, Back(step=turn.talk.step))])


@door.taps(Back, during=Doorstep.CONSENT, door=Door.ANYONE)
def back(turn: Turn, _: Back) -> Screen:
    return ask_consent(turn)


@door.taps(Refuse, during=Doorstep.CONSENT, door=Door.ANYONE)
def refuse(turn: Turn, _: Refuse) -> Screen:
    turn.talk.finish()
    return public(turn.texts.doorstep.refused, [ask(turn.texts)])


@door.taps(Agree, during=Doorstep.CONSENT, door=Door.ANYONE)
def agree(turn: Turn, _: Agree) -> Screen:
    turn.talk.ask(Doorstep.NAME, consent=turn.texts.entry.consent_version)
    return ask_name(turn)


@door.asks(Doorstep.NAME)
def ask_name(turn: Turn) -> Screen:
    texts = turn.texts.doorstep
    return public(texts.ask_name if is_new(turn) else texts.ask_surname)


def is_new(turn: Turn) -> bool:
    return bool(turn.talk.data["kind"] == RequestKind.NEWCOMER)


@door.answers(Doorstep.NAME)
def take_name(turn: Turn) -> Screen:
    said = rules.clean(turn.text)
    if said is None:
        return public(turn.texts.doorstep.bad_name)
    if is_new(turn) and not name(said).first:
        return public(turn.texts.doorstep.whole_name)
    known = bool(turn.talk.data.get("organization"))
    turn.talk.ask(Doorstep.SUBJECT if known else Doorstep.SCHOOL, name=said, **AFRESH)
    return question(turn)


@door.asks(Doorstep.SCHOOL)
def ask_school(turn: Turn) -> Screen:
    step, texts = turn.talk.step, turn.texts.doorstep
    found = turn.repo.places.organizations_of(turn.talk.data["municipality"])
    options = [(one.name, School(id=one.id, step=step)) for one in found]
    return listed(turn, texts.ask_school, options, [Button.of(texts.no_school, NoSchool(step=step))])


@door.taps(School, during=Doorstep.SCHOOL, door=Door.ANYONE)
def choose_school(turn: Turn, choice: School) -> Screen:
    try:
        where = rules.place(turn.repo, choice.id)
    except NoPlaceError:
        raise BadTapError from None
    if where.municipality_id != turn.talk.data["municipality"]:
        raise BadTapError
    turn.talk.ask(Doorstep.SUBJECT, organization=where.id, **AFRESH)
    return ask_subject(turn)


@door.taps(NoSchool, during=Doorstep.SCHOOL, door=Door.ANYONE)
def no_school(turn: Turn, _: NoSchool) -> Screen:
    turn.talk.finish()
    return public(turn.texts.doorstep.school_unknown, [ask(turn.texts)])


@door.asks(Doorstep.SUBJECT)
def ask_subject(turn: Turn) -> Screen:
    step, texts = turn.talk.step, turn.texts.doorstep
    options = [(one.name, Taught(id=one.id, step=step)) for one in rules.subjects(turn.repo, 0, MANY)]
    return listed(turn, texts.ask_subject, options, [Button.of(texts.no_subject, Taught(id=0, step=step))])


@door.taps(Taught, during=Doorstep.SUBJECT, door=Door.ANYONE)
def send(turn: Turn, choice: Taught) -> Screen:
    """The last answer sends the request; it is answered the same whoever the roster knows."""
    data, texts = dict(turn.talk.data), turn.texts.doorstep
    turn.talk.finish()
    if not is_still_open(turn, data.get("code")):
        return public(turn.texts.entry.used_meanwhile, [ask(turn.texts)])
    kind, subject = RequestKind(data["kind"]), choice.id or None
    wanted = Wanted(kind, data["organization"], subject, name(data["name"]), data["consent"])
    try:
        request = rules.ask(turn.repo, turn.place.account_id, wanted, turn.now)
    except (TooOftenError, FullError, NoPlaceError) as error:
        why = {TooOftenError: texts.too_often, FullError: texts.full}.get(type(error), texts.school_unknown)
        return public(why, [ask(turn.texts)])
    found = rules.waiting(turn.repo, turn.place.account_id)
    return doorstep.status(turn, found or request)


def is_still_open(turn: Turn, code: str | None) -> bool:
    """A school's link may have been renewed while she was answering."""
    if code is None:
        return True
    return isinstance(invitations.peek(turn.repo, code, turn.place.account_id, turn.now), Invited)


@door.taps(Turned, door=Door.ANYONE)
def turn_page(turn: Turn, choice: Turned) -> Screen:
    if choice.step != turn.talk.step or turn.talk.state not in QUESTIONS:
        raise BadTapError
    turn.talk.ask(Doorstep(turn.talk.state), page=max(choice.page, 0))
    return question(turn)


@door.taps(Withdraw, door=Door.ANYONE)
def withdraw(turn: Turn, _: Withdraw) -> Screen:
    rules.withdraw(turn.repo, turn.place.account_id)
    return public(turn.texts.doorstep.dropped, *doorstep.ways(turn))


@door.taps(Correct, door=Door.ANYONE)
def correct(turn: Turn, _: Correct) -> Screen:
    """The request is taken back and asked anew where it was asked."""
    request = rules.waiting(turn.repo, turn.place.account_id)
    if request is None:
        raise BadTapError
    where = {"municipality": request.municipality_id, "consent": request.consent}
    known = {} if request.kind is RequestKind.NEWCOMER else {"organization": request.organization_id}
    rules.withdraw(turn.repo, turn.place.account_id)
    turn.talk.finish()
    turn.talk.ask(Doorstep.NAME, kind=request.kind, **where, **known, **AFRESH)
    return ask_name(turn)


QUESTIONS = {
    Doorstep.DISTRICT: ask_district,
    Doorstep.CONSENT: ask_consent,
    Doorstep.NAME: ask_name,
    Doorstep.SCHOOL: ask_school,
    Doorstep.SUBJECT: ask_subject,
}


def question(turn: Turn) -> Screen:
    return QUESTIONS[Doorstep(turn.talk.state or "")](turn)


def listed(turn: Turn, text: Html, options: list[tuple[str, Any]], more: list[Button]) -> Screen:
    """One page of buttons, narrowed by what was typed; where nothing fits the whole list comes with a note."""
    texts, said = turn.texts.doorstep, turn.talk.data.get("find", "")
    fitting = [option for option in options if plain(said) in plain(option[0])] if said else options
    note = "" if fitting else f"{texts.none_found(said)}\n\n"
    shown = fitting or options
    page = min(turn.talk.data.get("page", 0), (len(shown) - 1) // ON_PAGE)
    rows = [[Button.of(label, data)] for label, data in shown[page * ON_PAGE : (page + 1) * ON_PAGE]]
    ways = [Button.of(texts.earlier, Turned(page=page - 1, step=turn.talk.step))] if page else []
    if len(shown) > (page + 1) * ON_PAGE:
        ways.append(Button.of(texts.later, Turned(page=page + 1, step=turn.talk.step)))
    return public(Html(note + text), *rows, [*ways, *more])


def plain(words: str) -> str:
    return " ".join(words.casefold().replace("ё", "е").split())
