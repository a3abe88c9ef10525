"""Buttons of the pulse; those of the first question stand in a mailing that is the same for everybody."""

from datetime import date

from aiogram.filters.callback_data import CallbackData

from ..services.pulse.questions import Question


class Answer(CallbackData, prefix="pulse"):
    """`week` is the ordinal of its Monday."""

    week: int
    question: Question
    answer: int

    @property
    def monday(self) -> date | None:
        """None for what is no day."""
        return date.fromordinal(self.week) if 0 < self.week <= date.max.toordinal() else None


class Join(CallbackData, prefix="pulse_on"):
    """«Включить»."""


class Leave(CallbackData, prefix="pulse_off"):
    """«Больше не спрашивать»."""
