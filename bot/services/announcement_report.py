"""The report on an announcement as a table: who works where, whether it arrived; every cell is text, no formula."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from storage.models import DeliveryState
from storage.repositories.announcements import Recipient, Tally

STATES = {
    DeliveryState.WAITING: "waiting",
    DeliveryState.HELD: "waiting",
    DeliveryState.SENDING: "waiting",
    DeliveryState.SENT: "sent",
    DeliveryState.UNKNOWN: "unknown",
    DeliveryState.BLOCKED: "absent",
    DeliveryState.UNREACHABLE: "absent",
    DeliveryState.FAILED: "failed",
    DeliveryState.CANCELLED: "stopped",
}
"""Who has switched us off is told apart from who was never connected by nothing."""
NAMED = ("person", "organization", "municipality", "messenger", "state")
COUNTED = ("organization", "municipality", "state", "people")
WIDTH = 28


class Words(NamedTuple):
    """Name of the sheet; column, state and messenger -> how people call it."""

    sheet: str
    columns: Mapping[str, str]
    states: Mapping[str, str]
    messengers: Mapping[str, str]


def workbook(recipients: Sequence[Recipient], tallies: Sequence[Tally], words: Words) -> bytes:
    """An xlsx file with a row for every person, or, where there are none, for every organization and state."""
    from xlsxwriter import Workbook  # late: it is needed only here

    columns = NAMED if recipients else COUNTED
    rows = [_named(one, words) for one in recipients] or [_counted(one, words) for one in tallies]
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(words.sheet)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, words.columns[column], bold)
        for number, row in enumerate(rows, 1):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text)
    return file.getvalue()


def _named(one: Recipient, words: Words) -> tuple[str, ...]:
    name = " ".join(filter(None, (one.last_name, one.first_name, one.middle_name)))
    messenger = one.messenger if one.state is DeliveryState.SENT else None
    return (
        name,
        one.organization,
        one.municipality,
        words.messengers.get(messenger, messenger) if messenger else "",
        words.states[STATES[one.state]],
    )


def _counted(one: Tally, words: Words) -> tuple[str, ...]:
    return one.organization, one.municipality, words.states[STATES[one.state]], str(one.people)
