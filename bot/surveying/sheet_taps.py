"""Buttons of surveys that a service writes itself: they name a table; whether it may be touched is asked every time."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class Sheeting(StrEnum):
    FILE = "own_surveys.file"


class Own(CallbackData, prefix="sh_list"):
    page: int


class Form(CallbackData, prefix="sh_form"):
    """The empty one for 0."""

    sheet: int


class Basis(CallbackData, prefix="sh_basis"):
    """A survey that every service has, as a table to make one's own of."""

    key: str


class Look(CallbackData, prefix="sh_look"):
    sheet: int


class Keep(CallbackData, prefix="sh_keep"):
    """Lines of indicators may break."""

    sheet: int


class Decline(CallbackData, prefix="sh_no"):
    sheet: int


class Hide(CallbackData, prefix="sh_hide"):
    sheet: int
    hidden: bool
