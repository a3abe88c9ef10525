"""Buttons of the table of rules; they name a version, and whether it may be touched is asked again at every tap."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class RulesTable(StrEnum):
    FILE = "path_rules.file"


class OpenRules(CallbackData, prefix="pr_open"):
    """Which rules hold, and how they are changed."""


class GetTable(CallbackData, prefix="pr_table"):
    """The rules that hold as a workbook."""


class Look(CallbackData, prefix="pr_look"):
    version: int


class Apply(CallbackData, prefix="pr_apply"):
    version: int


class Decline(CallbackData, prefix="pr_no"):
    version: int


class BackToUsual(CallbackData, prefix="pr_usual"):
    pass


class BringBack(CallbackData, prefix="pr_back"):
    version: int
