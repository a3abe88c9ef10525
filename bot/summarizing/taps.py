"""Buttons of summaries; they stand in mailings, too."""

from datetime import date
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from storage.models import Scope

from ..services.summaries.rules import Kind


class Part(StrEnum):
    COVERAGE = "coverage"
    YOUNG = "young"
    LETTERS = "letters"
    SENT = "sent"
    EVENTS = "events"
    PATHS = "paths"
    SURVEY = "survey"
    PULSE = "pulse"


class OpenWeek(CallbackData, prefix="sum_week"):
    """`week` is the ordinal of its Monday, 0: the newest that is kept."""

    scope: Scope
    place: int
    week: int = 0

    @property
    def monday(self) -> date | None:
        """None also for what is no day: the newest is shown then."""
        return date.fromordinal(self.week) if 0 < self.week <= date.max.toordinal() else None


class Choose(CallbackData, prefix="sum_whose"):
    """Another page of the places whose weeks she may read."""

    page: int


class ToWeek(OpenWeek, prefix="sum_text"):
    """The week in words alone: its picture stands above already."""


class OpenPart(OpenWeek, prefix="sum_part"):
    part: Part


class OpenFiles(OpenWeek, prefix="sum_files"):
    """In which form she wants the week."""


class GetWorkbook(OpenWeek, prefix="sum_xlsx"):
    """The week as a workbook."""


class GetMemo(OpenWeek, prefix="sum_docx"):
    """The week as a note to sign."""


class OpenParts(OpenWeek, prefix="sum_more"):
    """«Подробнее»."""


class Mark(CallbackData, prefix="sum_done"):
    """«Сделано», or taken back; `week` as above."""

    municipality: int
    week: int
    kind: Kind
    done: bool


class Seminar(CallbackData, prefix="sum_draft"):
    """A draft of a seminar on what the week says is wanted most; `week` as above."""

    municipality: int
    week: int


class RegionSeminar(CallbackData, prefix="sum_draft_reg"):
    """The same for all of a region."""

    region: int
    week: int


class AskRemind(CallbackData, prefix="sum_remind"):
    """Whether to remind whoever of one's places has not acknowledged this regulation."""

    id: int


class Remind(CallbackData, prefix="sum_remind_yes"):
    id: int


class OpenWaiting(CallbackData, prefix="sum_wait"):
    """The questions that are overdue."""

    municipality: int
