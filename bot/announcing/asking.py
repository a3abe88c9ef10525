"""Where a draft goes next: every question of every kind of announcement, shown after it has become the open one."""

from collections.abc import Callable
from enum import StrEnum

from ..screen import Screen
from ..turn import Turn
from . import saved, screens
from .draft import BACK, Announcing, Draft
from .flow import flow

QUESTIONS: dict[StrEnum, Callable[[Turn], Screen]] = {
    Announcing.KIND: screens.kind_question,
    Announcing.TEXT: screens.text_question,
    Announcing.AUDIENCE: screens.audience_question,
    Announcing.SAVED: saved.saved_question,
    Announcing.NAMING: saved.naming_question,
    Announcing.PREVIEW: screens.preview,
    Announcing.TIME: screens.time_question,
    Announcing.CONFIRM: screens.confirmation,
    Announcing.URGENT: screens.urgent_question,
}


def ask(turn: Turn, state: StrEnum, **keep: object) -> Screen:
    turn.talk.ask(state, **keep)
    return QUESTIONS[state](turn)


def before(turn: Turn) -> StrEnum | None:
    """The question before the open one; None: there is none."""
    if turn.talk.state == Announcing.AUDIENCE:
        return flow(Draft.of(turn).kind).last
    return {now.value: to for now, to in BACK.items()}.get(turn.talk.state or "")
