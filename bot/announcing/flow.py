"""How a kind of announcement is composed: its own questions, its own text, what is kept of it besides the mailing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from storage.models import Mailing, MailingKind

from ..screen import Html
from ..services.announcements import Row, Words
from ..turn import Turn
from . import ordinary
from .draft import Announcing, Draft


def _nothing(turn: Turn, draft: Draft, mailing: Mailing) -> None:
    """A kind of which nothing but the mailing is kept."""


class End(NamedTuple):
    """From `at` on there is no sense in sending it; `late` says so to whoever chose a later time."""

    at: datetime
    late: Html


def _never(turn: Turn) -> End | None:
    """A kind that is worth sending at any time."""


def _names_nobody(turn: Turn) -> bool:
    """A kind of which the text itself says whether it is personal."""
    return False


@dataclass(frozen=True, slots=True)
class Flow:
    """`first` is asked once the kind is chosen, `last` comes before the audience: «Назад» leads there.

    `text` is the message as everybody gets it (NAME in it is replaced for each), `rows` its buttons, `keep` stores in
    the sending's own transaction what belongs to the mailing. `over` says until when there is sense in sending it.
    `is_personal`: it speaks of people though its text does not show it.
    """

    first: StrEnum = Announcing.TEXT
    last: StrEnum = Announcing.TEXT
    text: Callable[[Turn, Draft], Html] = ordinary.text
    rows: Callable[[Turn, Draft], list[Row]] = ordinary.rows
    keep: Callable[[Turn, Draft, Mailing], None] = _nothing
    over: Callable[[Turn], End | None] = _never
    is_personal: Callable[[Turn], bool] = _names_nobody


ORDINARY = Flow()
FLOWS: dict[MailingKind, Flow] = {}
"""Kinds that are not composed as a plain text."""


def flow(kind: MailingKind) -> Flow:
    return FLOWS.get(kind, ORDINARY)


def body(turn: Turn, draft: Draft) -> Html:
    """The announcement as it is stored, NAME where each sees her own."""
    return flow(draft.kind).text(turn, draft)


def words(turn: Turn, draft: Draft) -> Words:
    return Words(draft.kind, body(turn, draft), flow(draft.kind).rows(turn, draft), tuple(draft.files))
