"""The door as somebody sees it whom nobody knows yet: what she may ask, and where her request stands."""

from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from storage.models import EntryRequest, Municipality, Organization, Region, RequestKind

from .callbacks import EnterCode
from .screen import Button, Screen, personal, public
from .services import entry_requests
from .services.joining import Notice
from .services.notes import Note
from .texts import Texts
from .turn import Turn
from .views import ask, name_of, noted, say, to_menu


class Doorstep(StrEnum):
    DISTRICT = "doorstep.district"
    CONSENT = "doorstep.consent"
    NAME = "doorstep.name"
    SCHOOL = "doorstep.school"
    SUBJECT = "doorstep.subject"


class Ask(CallbackData, prefix="door_ask"):
    """Begin a request; what the link named, if it named a place: 0 is none."""

    kind: RequestKind
    municipality: int = 0
    region: int = 0


class Agree(CallbackData, prefix="door_yes"):
    step: int


class Refuse(CallbackData, prefix="door_no"):
    step: int


class Read(CallbackData, prefix="door_read"):
    step: int


class Back(CallbackData, prefix="door_back"):
    """From the text of the consent to the question."""

    step: int


class Board(StrEnum):
    """What whoever waits may read."""

    EVENTS = "events"
    DOCUMENTS = "documents"


class Show(CallbackData, prefix="door_board"):
    board: Board


class Withdraw(CallbackData, prefix="door_drop"):
    pass


class Correct(CallbackData, prefix="door_redo"):
    pass


def begin(turn: Turn, kind: RequestKind, organization: Organization, code: str) -> Screen:
    """A school's link: where she works is known, the rest is asked after she agrees."""
    municipality = organization.municipality_id or 0
    turn.talk.ask(
        Doorstep.CONSENT, kind=kind, organization=organization.id, municipality=municipality, code=code, **AFRESH
    )
    return consent(turn)


AFRESH: dict[str, Any] = {"find": "", "page": 0}
"""A list that is asked from shows its first page, whole."""


def consent(turn: Turn) -> Screen:
    """What she has to agree to before she says anything about herself."""
    texts, step = turn.texts.doorstep, turn.talk.step
    where, operator = place(turn), operator_of(turn)
    return personal(  # where nothing personal may go nothing personal is asked
        texts.consent(where, operator),
        [Button.of(texts.agree, Agree(step=step), confirms=True)],
        [Button.of(texts.refuse, Refuse(step=step), confirms=True)],
        [Button.of(turn.texts.entry.read, Read(step=step))],
    )


def place(turn: Turn) -> str:
    data = turn.talk.data
    found = turn.repo.places.organization(data["organization"]) if data.get("organization") else None
    district = turn.repo.places.municipality(data["municipality"])
    return ", ".join(one.name for one in (found, district) if one is not None)


def operator_of(turn: Turn) -> str:
    """Who answers for what she will say."""
    municipality = turn.talk.data["municipality"]
    service = turn.repo.places.service_of(municipality)
    district = turn.repo.places.municipality(municipality)
    return service.name if service else district.name if district else ""


def arrived(turn: Turn, where: Municipality | Region) -> Screen:
    """A public link was opened: nothing is asked before she taps."""
    is_region = isinstance(where, Region)
    given = {"region": where.id} if is_region else {"municipality": where.id}
    return public(turn.texts.doorstep.arrived(where.name), *ways(turn, **given))


def ways(turn: Turn, **where: int) -> list[list[Button]]:
    """What whoever has no personal link may do."""
    texts = turn.texts
    return [
        [Button.of(texts.doorstep.add_me, Ask(kind=RequestKind.NEWCOMER, **where))],
        [Button.of(texts.doorstep.lost, Ask(kind=RequestKind.LOST, **where))],
        [Button.of(texts.linking.have_code, EnterCode())],
        [say(texts.entry.contact, "ask")],
        [say(texts.entry.who, "help")],
    ]


def status(turn: Turn, request: EntryRequest) -> Screen:
    """What was asked and waits; the same whatever the roster holds."""
    texts = turn.texts.doorstep
    sent = texts.sent_newcomer if request.kind is RequestKind.NEWCOMER else texts.sent
    return personal(
        sent(described(turn.texts, request)),
        [to_board(turn.texts.menu.events, Board.EVENTS), to_board(turn.texts.menu.docs, Board.DOCUMENTS)],
        [say(turn.texts.menu.service, "ask"), say(turn.texts.menu.help, "help")],
        [Button.of(texts.correct, Correct())],
        [Button.of(texts.drop, Withdraw())],
    )


def to_request(turn: Turn) -> Button:
    """Back to where her request stands."""
    return say(turn.texts.menu.back, "menu")


def to_board(label: str, board: Board) -> Button:
    return Button.of(label, Show(board=board))


def described(texts: Texts, request: EntryRequest) -> str:
    """Who, where, what, in one line, plain."""
    who, school = name_of(request).whole, request.organization.name
    if request.subject is None:
        return texts.doorstep.what(who, school)
    return texts.doorstep.what_subject(who, school, request.subject.name)


def waiting(turn: Turn) -> Screen | None:
    """Where her request stands, if she has one."""
    request = entry_requests.waiting(turn.repo, turn.place.account_id)
    return status(turn, request) if request else None


def notice(texts: Texts) -> Notice:
    """What an older account hears when the person comes in by another one."""

    def said(is_parted: bool, messenger: str) -> Note:
        words = texts.doorstep.moved if is_parted else texts.doorstep.joined
        return noted(words(texts.profile.messengers[messenger]), [ask(texts)])

    return said


def welcome(texts: Texts) -> Note:
    return noted(texts.doorstep.welcome, [say(texts.menu.profile, "profile"), to_menu(texts)])


def declined(texts: Texts, reason: str) -> Note:
    said = texts.doorstep.declined_why(reason) if reason else texts.doorstep.declined
    return noted(said, [say(texts.entry.contact, "ask")])
