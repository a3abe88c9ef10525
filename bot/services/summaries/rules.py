"""What a week asks to be done: open rules, in this order, three at most."""

from enum import StrEnum
from typing import NamedTuple

from .snapshot import Snapshot

MOST = 3
WANTED = 3
"""Tenths from which on a deficit is worth a seminar."""


class Kind(StrEnum):
    LETTER = "letter"
    MENTOR = "mentor"
    ORDER = "order"
    SEMINAR = "seminar"


class Item(NamedTuple):
    """`id` and `name`: of the regulation, or the name of the area."""

    kind: Kind
    number: int
    id: int = 0
    name: str = ""


def to_do(found: Snapshot) -> list[Item]:
    """Questions that wait, mentors, the order that is due first, and a seminar on the commonest deficit.

    Of a region only the seminar: the rest is what each of its municipalities is told to do.
    """
    order = next((one for one in found.sent.orders if one.silent), None)
    area = found.commonest
    items = [
        Item(Kind.LETTER, found.letters.overdue),
        Item(Kind.MENTOR, found.young.unguided),
        Item(Kind.ORDER, order.silent, order.id, order.title) if order else Item(Kind.ORDER, 0),
        Item(Kind.SEMINAR, 1, 0, area.name) if area and area.share.tenths >= WANTED else Item(Kind.SEMINAR, 0),
    ]
    return [one for one in items if one.number and (not found.places or one.kind is Kind.SEMINAR)][:MOST]
