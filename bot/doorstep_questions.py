"""What is asked at the door, one question after the other; long lists are paged and narrowed by what is typed."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from storage.models import Municipality, RequestKind

from .doorstep import Doorstep, consent
from .screen import Button, Html, Screen, public
from .services import entry_requests as rules
from .services.matching import meant
from .turn import Turn
from .views import paging, say

ON_PAGE = 4
MANY = 500
"""More than a region has districts, a district schools, or anybody teaches subjects."""


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


def districts(turn: Turn, limit: int = MANY) -> Sequence[Municipality]:
    return turn.repo.places.where_people_work(turn.talk.data.get("region") or None, 0, limit)


def ask_district(turn: Turn) -> Screen:
    options = [(one.name, District(id=one.id, step=turn.talk.step)) for one in districts(turn)]
    return listed(turn, turn.texts.doorstep.ask_district, options, [])


def ask_name(turn: Turn) -> Screen:
    texts = turn.texts.doorstep
    return public(texts.ask_name if is_new(turn) else texts.ask_surname, [to_cancel(turn)])


def is_new(turn: Turn) -> bool:
    """Whether she says herself that the roster does not know her: then it wants the whole name."""
    return bool(turn.talk.data["kind"] == RequestKind.NEWCOMER)


def ask_school(turn: Turn) -> Screen:
    step, texts = turn.talk.step, turn.texts.doorstep
    found = turn.repo.places.organizations_of(turn.talk.data["municipality"])
    options = [(one.name, School(id=one.id, step=step)) for one in found]
    return listed(turn, texts.ask_school, options, [Button.of(texts.no_school, NoSchool(step=step))])


def ask_subject(turn: Turn) -> Screen:
    step, texts = turn.talk.step, turn.texts.doorstep
    options = [(one.name, Taught(id=one.id, step=step)) for one in rules.subjects(turn.repo, 0, MANY)]
    return listed(turn, texts.ask_subject, options, [Button.of(texts.no_subject, Taught(id=0, step=step))])


QUESTIONS: dict[Doorstep, Callable[[Turn], Screen]] = {
    Doorstep.DISTRICT: ask_district,
    Doorstep.CONSENT: consent,
    Doorstep.NAME: ask_name,
    Doorstep.SCHOOL: ask_school,
    Doorstep.SUBJECT: ask_subject,
}


def question(turn: Turn) -> Screen:
    """The one that is open."""
    return QUESTIONS[Doorstep(turn.talk.state or "")](turn)


def listed(turn: Turn, text: Html, options: Sequence[tuple[str, CallbackData]], more: list[Button]) -> Screen:
    """One page of buttons, narrowed by what was typed; where nothing fits the whole list comes with a note."""
    texts, said = turn.texts.doorstep, turn.talk.data.get("find", "")
    fitting = meant(said, options, lambda option: option[0]) if said else options
    note = "" if fitting else f"{texts.none_found(said)}\n\n"
    shown = fitting or options
    page = min(turn.talk.data.get("page", 0), max(len(shown) - 1, 0) // ON_PAGE)
    rows = [[Button.of(label, data)] for label, data in shown[page * ON_PAGE : (page + 1) * ON_PAGE]]
    ways = paging(turn.texts, page, len(shown) > (page + 1) * ON_PAGE, lambda to: Turned(page=to, step=turn.talk.step))
    return public(Html(note + text), *rows, [*ways, *more], [to_cancel(turn)])


def to_cancel(turn: Turn) -> Button:
    return say(turn.texts.letters.cancel, "cancel")
