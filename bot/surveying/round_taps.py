"""Questions and buttons of opening a round, and what has been said of it so far; it lives in the conversation."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from storage.repositories.audiences import Condition

from ..services.surveys.reading import Edition
from ..turn import Turn
from .editions import edition


class Rounds(StrEnum):
    ABOUT = "rounds.about"
    AUDIENCE = "rounds.audience"
    DAY = "rounds.day"
    CONFIRM = "rounds.confirm"
    CLOSE = "rounds.close"


class Page(CallbackData, prefix="rd_page"):
    page: int


class Card(CallbackData, prefix="rd_card"):
    round: int


class AskClose(CallbackData, prefix="rd_ask_close"):
    round: int


class Close(CallbackData, prefix="rd_close"):
    step: int
    round: int


class Resume(CallbackData, prefix="rd_resume"):
    """Go on with mailings that were held because too much of them failed."""

    round: int


class New(CallbackData, prefix="rd_new"):
    """Which survey?"""


class Library(CallbackData, prefix="rd_lib"):
    """The surveys there are, a page of them."""

    page: int


class About(CallbackData, prefix="rd_about"):
    key: str


class Try(CallbackData, prefix="rd_try"):
    """As a young teacher of a school, or in a kindergarten: those whom other words are written for."""

    step: int
    kindergarten: bool


class Whom(CallbackData, prefix="rd_whom"):
    step: int


class Narrow(CallbackData, prefix="rd_by"):
    """What there is to choose from; «» leads back to the conditions."""

    step: int
    condition: str
    page: int


class Pick(CallbackData, prefix="rd_pick"):
    step: int
    condition: Condition
    chosen: int
    page: int


class Reset(CallbackData, prefix="rd_reset"):
    step: int


class Day(CallbackData, prefix="rd_day"):
    """The closing day is asked, or so many weeks from now are taken."""

    step: int
    weeks: int


class Send(CallbackData, prefix="rd_send"):
    step: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said so far. `until` is the last day."""

    edition: Edition
    choices: dict[Condition, list[int]]
    until: date | None

    @staticmethod
    def of(turn: Turn) -> "Draft":
        """Raises ForbiddenError, LookupError where the survey is not there any more."""
        data: dict[str, Any] = turn.talk.data
        choices = {Condition(key): ids for key, ids in data.get("choices", {}).items()}
        until = date.fromisoformat(data["until"]) if data.get("until") else None
        return Draft(edition(turn, data["survey"]), choices, until)
