"""The draft of an announcement: which question it is at and what was chosen; it lives in the conversation."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape, unescape
from typing import Any

from aiogram.filters.callback_data import CallbackData

from storage.models import NAME, MailingKind
from storage.repositories.audiences import Condition

from ..screen import Html
from ..services.announcements import Timing, Urgent
from ..turn import Turn
from ..views import name_of

TAG = re.compile("<[^>]*>")


class Announcing(StrEnum):
    KIND = "announcements.kind"
    TEXT = "announcements.text"
    AUDIENCE = "announcements.audience"
    SAVED = "announcements.saved"
    NAMING = "announcements.naming"
    PREVIEW = "announcements.preview"
    TIME = "announcements.time"
    CONFIRM = "announcements.confirm"
    URGENT = "announcements.urgent"
    SENT = "announcements.sent"


BACK: dict[StrEnum, StrEnum] = {
    Announcing.TEXT: Announcing.KIND,
    Announcing.SAVED: Announcing.AUDIENCE,
    Announcing.NAMING: Announcing.SAVED,
    Announcing.PREVIEW: Announcing.AUDIENCE,
    Announcing.TIME: Announcing.PREVIEW,
    Announcing.CONFIRM: Announcing.PREVIEW,
    Announcing.URGENT: Announcing.CONFIRM,
}
"""What comes before a question; before the audience it depends on the kind (`Flow.last`)."""


class Back(CallbackData, prefix="ann_back"):
    """To the question before this one."""

    step: int


class ChooseKind(CallbackData, prefix="ann_kind"):
    step: int
    kind: MailingKind


MORE = "more"


class Narrow(CallbackData, prefix="ann_by"):
    """What there is to choose from for a condition; «» leads back to the conditions, MORE to the rest of them."""

    step: int
    condition: str
    page: int


class Pick(CallbackData, prefix="ann_pick"):
    step: int
    condition: Condition
    chosen: int
    page: int


class Reset(CallbackData, prefix="ann_reset"):
    step: int


class Done(CallbackData, prefix="ann_done"):
    step: int


class ShowSaved(CallbackData, prefix="ann_saved"):
    """The author's own audiences; with `drops` a tap drops one."""

    step: int
    page: int
    drops: bool


class UseSaved(CallbackData, prefix="ann_use"):
    step: int
    id: int


class DropSaved(CallbackData, prefix="ann_drop"):
    step: int
    id: int


class NameAudience(CallbackData, prefix="ann_name"):
    step: int


class Ready(CallbackData, prefix="ann_ready"):
    """Text and files are all there."""

    step: int


class DropFiles(CallbackData, prefix="ann_nofile"):
    step: int


class ToSelf(CallbackData, prefix="ann_self"):
    """To the author alone."""

    step: int


class Soon(CallbackData, prefix="ann_soon"):
    """Now, or tomorrow at nine."""

    step: int
    tomorrow: bool


class OtherTime(CallbackData, prefix="ann_time"):
    step: int


class AskUrgent(CallbackData, prefix="ann_ask_u"):
    step: int


class Hurry(CallbackData, prefix="ann_urgent"):
    step: int
    reason: Urgent


class Send(CallbackData, prefix="ann_send"):
    step: int


class Mine(CallbackData, prefix="ann_mine"):
    """One's own last announcements."""


class Show(CallbackData, prefix="ann_card"):
    id: int


class Stop(CallbackData, prefix="ann_stop"):
    id: int


class ConfirmStop(CallbackData, prefix="ann_stop_yes"):
    """Of what leaves only later; what leaves now is stopped at once."""

    id: int


class Resume(CallbackData, prefix="ann_go_on"):
    id: int


class Report(CallbackData, prefix="ann_report"):
    id: int


class InPerson(CallbackData, prefix="ann_absent"):
    id: int
    page: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been said so far; what was not is empty. `files` are ids of kept files, in the order they came."""

    kind: MailingKind
    text: Html
    files: list[int]
    choices: dict[Condition, list[int]]
    at: datetime | None
    urgent: Urgent | None

    @staticmethod
    def of(turn: Turn) -> "Draft":
        data: dict[str, Any] = turn.talk.data
        return Draft(
            MailingKind(data.get("kind", MailingKind.NEWS)),
            Html(data.get("text", "")),
            data.get("files", []),
            {Condition(key): ids for key, ids in data.get("choices", {}).items()},
            datetime.fromisoformat(data["at"]) if data.get("at") else None,
            Urgent(data["urgent"]) if data.get("urgent") else None,
        )


def timing(turn: Turn, draft: Draft) -> Timing:
    return Timing(draft.at, draft.urgent, turn.time_zone)


def as_seen_by_author(turn: Turn, text: Html) -> Html:
    return Html(text.replace(NAME, escape(name_of(turn.known).polite, quote=False)))


def plain(text: str) -> str:
    """What people read of it: without tags, characters as they are."""
    return unescape(TAG.sub("", text))
