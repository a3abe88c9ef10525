"""At the door: a school's link, «Я педагог, добавьте меня», «Потерян доступ»; consent first, then a few questions."""

from bot import doorstep
from bot.doorstep import AFRESH, Agree, Ask, Back, Correct, Doorstep, Read, Refuse, Withdraw
from bot.doorstep_questions import (
    QUESTIONS,
    District,
    NoSchool,
    School,
    Taught,
    Turned,
    ask_district,
    ask_name,
    ask_subject,
    districts,
    is_new,
    question,
    to_cancel,
)
from bot.features import BadTapError, Door, Feature
from bot.screen import Button, Screen, public
from bot.services import entry_requests as rules
from bot.services import invitations
from bot.services.entry_requests import FullError, NoPlaceError, TooOftenError, Wanted
from bot.services.invitations import Invited
from bot.services.matching import name
from bot.turn import Turn
from bot.views import ask
from storage.models import RequestKind

door = Feature()
for _state, _question in QUESTIONS.items():
    door.asks(_state)(_question)


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
    return doorstep.consent(turn)


@door.taps(Read, during=Doorstep.CONSENT, door=Door.ANYONE)
def read(turn: Turn, _: Read) -> Screen:
    text = turn.texts.entry.consent(doorstep.operator_of(turn))
    return public(text, [Button.of(turn.texts.menu.back, Back(step=turn.talk.step))])


@door.taps(Back, during=Doorstep.CONSENT, door=Door.ANYONE)
def back(turn: Turn, _: Back) -> Screen:
    return doorstep.consent(turn)


@door.taps(Refuse, during=Doorstep.CONSENT, door=Door.ANYONE)
def refuse(turn: Turn, _: Refuse) -> Screen:
    turn.talk.finish()
    return public(turn.texts.doorstep.refused, [ask(turn.texts)])


@door.taps(Agree, during=Doorstep.CONSENT, door=Door.ANYONE)
def agree(turn: Turn, _: Agree) -> Screen:
    turn.talk.ask(Doorstep.NAME, consent=turn.texts.entry.consent_version)
    return ask_name(turn)


@door.answers(Doorstep.NAME)
def take_name(turn: Turn) -> Screen:
    said = rules.clean(turn.text)
    if said is None:
        return public(turn.texts.doorstep.bad_name, [to_cancel(turn)])
    if is_new(turn) and not name(said).first:
        return public(turn.texts.doorstep.whole_name, [to_cancel(turn)])
    known = bool(turn.talk.data.get("organization"))
    turn.talk.ask(Doorstep.SUBJECT if known else Doorstep.SCHOOL, name=said, **AFRESH)
    return question(turn)


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


@door.taps(Taught, during=Doorstep.SUBJECT, door=Door.ANYONE)
def send(turn: Turn, choice: Taught) -> Screen:
    """The last answer sends the request; it is answered the same whoever the roster knows."""
    data, texts = dict(turn.talk.data), turn.texts.doorstep
    turn.talk.finish()
    if not is_still_open(turn, data.get("code")):
        return public(turn.texts.entry.used_meanwhile, [ask(turn.texts)])
    if (before := data.get("instead")) is not None:
        take_back(turn, before)
    kind, subject = RequestKind(data["kind"]), choice.id or None
    wanted = Wanted(kind, data["organization"], subject, name(data["name"]), data["consent"])
    try:
        request = rules.ask(turn.repo, turn.place.account_id, wanted, turn.now)
    except (TooOftenError, FullError, NoPlaceError) as error:
        why = {TooOftenError: texts.too_often, FullError: texts.full}.get(type(error), texts.school_unknown)
        return public(why, [ask(turn.texts)])
    found = rules.waiting(turn.repo, turn.place.account_id)
    return doorstep.status(turn, found or request)


def take_back(turn: Turn, request_id: int) -> None:
    """What is corrected gives way; raises BadTapError when it has been decided meanwhile."""
    request = rules.waiting(turn.repo, turn.place.account_id)
    if request is None or request.id != request_id:
        raise BadTapError
    rules.withdraw(turn.repo, turn.place.account_id)


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
    if rules.waiting(turn.repo, turn.place.account_id) is None:
        raise BadTapError  # it has been decided meanwhile
    rules.withdraw(turn.repo, turn.place.account_id)
    return public(turn.texts.doorstep.dropped, *doorstep.ways(turn))


@door.taps(Correct, door=Door.ANYONE)
def correct(turn: Turn, _: Correct) -> Screen:
    """Asked anew where it was asked; the request waits on until the new one takes its place."""
    request = rules.waiting(turn.repo, turn.place.account_id)
    if request is None:
        raise BadTapError
    where = {"municipality": request.municipality_id, "consent": request.consent}
    known = {} if request.kind is RequestKind.NEWCOMER else {"organization": request.organization_id}
    turn.talk.finish()
    turn.talk.ask(Doorstep.NAME, kind=request.kind, instead=request.id, **where, **known, **AFRESH)
    return ask_name(turn)
