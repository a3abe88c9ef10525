"""Buttons of a roster: they name an import, and whether it may be touched is asked again at every tap."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class Form(StrEnum):
    EMPTY = "empty"
    FILLED = "filled"


class GetForm(CallbackData, prefix="ros_form"):
    form: Form


class Apply(CallbackData, prefix="ros_apply"):
    """`sure`: she was told how many would leave."""

    id: int
    sure: bool


class Decline(CallbackData, prefix="ros_no"):
    id: int


class AddPlaces(CallbackData, prefix="ros_new"):
    """The organizations nobody knows are new ones."""

    id: int


class Marked(CallbackData, prefix="ros_marked"):
    id: int


class Look(CallbackData, prefix="ros_look"):
    id: int


class Undo(CallbackData, prefix="ros_undo"):
    id: int
    sure: bool


class Year(CallbackData, prefix="ros_year"):
    """Who came, left, or is no young specialist any more in the year before this September."""

    municipality: int
    year: int
    kind: str
    page: int
