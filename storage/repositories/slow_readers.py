"""Who takes long to acknowledge a regulation: counted and reminded when somebody of the staff asks for it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from ..database import Transaction
from ..models import Acknowledgement, Delivery, DeliveryState, Mailing, Teacher
from .audiences import Audiences, Due, When
from .membership import member
from .people import in_roster
from .regulations import Places, told, within


class Slow(NamedTuple):
    """Who of these places got a regulation before `since` and has not acknowledged it; not who was reminded since.

    `reminders` are the keys of all reminders there may be.
    """

    mailing_id: int
    places: Places
    reminders: Sequence[str]
    since: datetime
    today: date


class SlowReaders:
    def __init__(self, tx: Transaction) -> None:
        self._session, self._audiences = tx.session, Audiences(tx)

    def count(self, who: Slow) -> int:
        """How many they are."""
        return self._session.scalars(select(func.count()).select_from(member).where(_is_slow(who))).one()

    def remind(self, reminder_id: int, who: Slow, dues: Mapping[When, Due], priority: int) -> int:
        """A row of the ledger for each of them; returns how many."""
        return self._audiences.freeze_those(reminder_id, _is_slow(who), dues, priority)


def _is_slow(who: Slow) -> ColumnElement[bool]:
    """Whether a member is one of them."""
    acknowledged = exists().where(Acknowledgement.mailing_id == who.mailing_id, Acknowledgement.teacher_id == member.id)
    is_there = and_(in_roster(member, who.today), member.opted_out_at.is_(None), member.stopped_at.is_(None))
    arrived = and_(Delivery.state == DeliveryState.SENT, Delivery.done_at < who.since)
    reminded = (
        select(Delivery.teacher_id)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .where(Mailing.key.in_(who.reminders), or_(Delivery.done_at.is_(None), Delivery.done_at >= who.since))
    )
    here = member.id.in_(select(Teacher.id).where(within(who.places)))
    return and_(
        member.id.in_(told(who.mailing_id).where(arrived)), here, ~acknowledged, is_there, member.id.not_in(reminded)
    )
