"""The report on an announcement as a workbook: by person, school, association, messenger; text in every cell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

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
NAMED = ("person", "organization", "municipality", "connected", "messenger", "state", "tapped", "acknowledged")
COUNTED = ("name", "people", "sent", "tapped", "acknowledged", "absent", "failed", "unknown", "waiting", "stopped")
WIDTH = 24


class Words(NamedTuple):
    """`sheets` in their order; column, state and messenger -> how people call it; yes and no."""

    sheets: Mapping[str, str]
    columns: Mapping[str, str]
    states: Mapping[str, str]
    messengers: Mapping[str, str]
    connected: str
    not_connected: str
    zone: ZoneInfo


class Numbers(NamedTuple):
    """How many of a place: all, and of each word of STATES."""

    name: str
    people: int
    tapped: int
    acknowledged: int
    of: Mapping[str, int]


class Contents(NamedTuple):
    """`has_acknowledgements`: it is a kind people confirm to know, else the column would only raise questions."""

    recipients: Sequence[Recipient]
    organizations: Sequence[Tally]
    associations: Sequence[Tally]
    messengers: Sequence[Tally]
    has_acknowledgements: bool


def numbers(tallies: Sequence[Tally]) -> list[Numbers]:
    """One line a place, in the order they come."""
    found: dict[str, Numbers] = {}
    for one in tallies:
        before = found.get(one.name) or Numbers(one.name, 0, 0, 0, {})
        word = STATES[one.state]
        of = {**before.of, word: before.of.get(word, 0) + one.people}
        found[one.name] = Numbers(
            one.name, before.people + one.people, before.tapped + one.tapped, before.acknowledged + one.acknowledged, of
        )
    return list(found.values())


def workbook(contents: Contents, words: Words) -> bytes:
    """An xlsx file with a sheet for people and one for each way to count them."""
    from xlsxwriter import Workbook  # late: it is needed only here

    columns = [NAMED, COUNTED, COUNTED, COUNTED]
    if not contents.has_acknowledgements:
        columns = [tuple(one for one in kind if one != "acknowledged") for kind in columns]
    messengers = [one._replace(name=words.messengers.get(one.name, words.not_connected)) for one in contents.messengers]
    rows = [
        [_named(one, words) for one in contents.recipients],
        *([_counted(one) for one in numbers(it)] for it in (contents.organizations, contents.associations, messengers)),
    ]
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, kind, lines in zip(words.sheets.values(), columns, rows, strict=True):
            _fill(book.add_worksheet(name), [words.columns[one] for one in kind], kind, lines, bold)
    return file.getvalue()


def _fill(
    sheet: Any, heads: Sequence[str], columns: Sequence[str], lines: Sequence[Mapping[str, str]], bold: Any
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, WIDTH)
    for place, text in enumerate(heads):
        sheet.write_string(0, place, text, bold)
    for number, line in enumerate(lines, 1):
        for place, column in enumerate(columns):
            sheet.write_string(number, place, line[column])


def _named(one: Recipient, words: Words) -> dict[str, str]:
    """Connected or not is said of those whom it did not reach, never why."""
    is_sent = one.state is DeliveryState.SENT
    return {
        "person": " ".join(filter(None, (one.last_name, one.first_name, one.middle_name))),
        "organization": one.organization,
        "municipality": one.municipality,
        "connected": words.not_connected if STATES[one.state] == "absent" else words.connected,
        "messenger": words.messengers.get(one.messenger, one.messenger) if one.messenger and is_sent else "",
        "state": words.states[STATES[one.state]],
        "tapped": _moment(one.tapped_at, words.zone),
        "acknowledged": _moment(one.acknowledged_at, words.zone),
    }


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}" if at else ""


def _counted(one: Numbers) -> dict[str, str]:
    found = {word: str(one.of.get(word, 0)) for word in STATES.values()}
    plain = {"people": str(one.people), "tapped": str(one.tapped), "acknowledged": str(one.acknowledged)}
    return {"name": one.name, **plain, **found}
