"""Buttons and lines that stand on several screens about links."""

from aiogram.filters.callback_data import CallbackData

from storage.models import Scope

from ..callbacks import Say
from ..screen import Button, Html
from ..turn import Turn
from ..views import Named, back, joined, name_of, to_menu
from .links import Link


class InviteSchool(CallbackData, prefix="inv_school"):
    id: int


class ShowWall(CallbackData, prefix="inv_wall"):
    """What hangs in a school."""

    id: int


class ShowPublic(CallbackData, prefix="inv_public"):
    """The public link of a municipality or a region."""

    scope: Scope
    id: int


class AskSheet(CallbackData, prefix="inv_sheet"):
    """Personal links of all of a school who are not connected."""

    id: int


class ShowQr(CallbackData, prefix="inv_qr"):
    messenger: str
    code: str


def addresses(turn: Turn, found: list[Link]) -> Html:
    return joined([turn.texts.inviting.link(one.name, one.address) for one in found])


def qr_buttons(turn: Turn, found: list[Link], code: str) -> list[Button]:
    texts = turn.texts.inviting
    return [Button.of(texts.qr(one.name), ShowQr(messenger=one.messenger, code=code)) for one in found]


def ways_out(turn: Turn, to: CallbackData | None = None) -> list[Button]:
    return [back(turn.texts, to or Say(word="invite")), to_menu(turn.texts)]


def short(person: Named) -> str:
    """«Котова Д. А.»: the surname is what people look for in a row of buttons."""
    name = name_of(person)
    return " ".join([name.last, *(f"{one[0]}." for one in (name.first, name.middle) if one)])
