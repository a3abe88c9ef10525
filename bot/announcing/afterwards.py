"""The report in the chat: numbers by school, association or messenger, a page at a time."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import MailingKind

from ..screen import Button, Html, Screen, personal
from ..services import announced
from ..services.announcement_report import Numbers, numbers
from ..turn import Turn
from ..views import back, joined, leaf, to_menu
from .draft import Show

ON_PAGE = 15


class Way(StrEnum):
    ORGANIZATIONS = "organizations"
    ASSOCIATIONS = "associations"
    MESSENGERS = "messengers"


class Count(CallbackData, prefix="ann_count"):
    id: int
    way: Way
    page: int


class Hops(CallbackData, prefix="ann_hops"):
    """How it was passed on."""

    id: int


class Excel(CallbackData, prefix="ann_excel"):
    id: int


class Print(CallbackData, prefix="ann_print"):
    id: int


def counted(turn: Turn, choice: Count) -> Screen:
    texts = turn.texts.afterwards
    tallies = announced.tallies(turn.repo, turn.actor, choice.id, choice.way)
    found = numbers(tallies or [])
    shown, _, ways = leaf(turn.texts, found, choice.page, ON_PAGE, lambda to: choice.model_copy(update={"page": to}))
    is_kept = announced.card(turn.repo, turn.actor, choice.id).mailing.kind is MailingKind.REGULATION
    lines = joined([line(turn, one, choice.way, is_kept) for one in shown])
    text = texts.report(texts.ways[choice.way].lower(), lines or texts.nothing)
    other = [[Button.of(texts.ways[way], Count(id=choice.id, way=way, page=0))] for way in Way if way != choice.way]
    return personal(
        texts.too_many if tallies is None else text,
        ways,
        *other,
        [Button.of(texts.spread, Hops(id=choice.id)), Button.of(texts.excel, Excel(id=choice.id))],
        [back(turn.texts, Show(id=choice.id)), to_menu(turn.texts)],
    )


def line(turn: Turn, one: Numbers, way: Way, is_kept: bool) -> Html:
    """What there is none of is not said."""
    texts = turn.texts.afterwards
    name = one.name
    if way is Way.MESSENGERS:
        name = turn.texts.profile.messengers.get(one.name, texts.not_connected)
    said = [texts.acknowledged(one.acknowledged)] if is_kept else []
    rest = (
        ("absent", texts.absent), ("failed", texts.failed), ("unknown", texts.unknown),
        ("waiting", texts.waiting), ("stopped", texts.stopped),
    )  # fmt: skip
    said += [words(one.of[key]) for key, words in rest if one.of.get(key)]
    return texts.report_line(name, one.people, one.of.get("sent", 0), one.tapped, Html("".join(said)))
