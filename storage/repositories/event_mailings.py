"""Invitations to events that have not left yet."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from ..database import Transaction
from ..models import Delivery, DeliveryState, Mailing, MailingKind, MailingState, Municipality
from ..postponing import OPEN
from .audiences import When, shares
from .membership import member

WEEK = timedelta(days=7)


class EventMailings:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def late(self, mailing_id: int, since: datetime) -> dict[When, int]:
        """How many people would get it at that moment or later, by what decides when they get anything."""
        when = (Municipality.time_zone, member.quiet_hours, member.hears_urgent)
        query = (
            select(*when, func.count())
            .select_from(Delivery)
            .join(member, member.id == Delivery.teacher_id)
            .outerjoin(Municipality, Municipality.id == member.municipality_id)
            .where(Delivery.mailing_id == mailing_id, Delivery.part == 0, OPEN, Delivery.due_at >= since)
            .group_by(*when)
        )
        return {When(*row[:3]): row[3] for row in self._session.execute(query)}

    def bring_forward(self, mailing_id: int, part: int, when: When, since: datetime, at: datetime) -> None:
        """What those would get at that moment or later comes `at` this one."""
        who = select(member.id).outerjoin(Municipality, Municipality.id == member.municipality_id).where(shares(when))
        late = update(Delivery).where(
            Delivery.mailing_id == mailing_id, Delivery.part == part, OPEN, Delivery.due_at >= since,
            Delivery.teacher_id.in_(who),
        )  # fmt: skip
        sooner = late.values(due_at=at, state=DeliveryState.HELD)
        self._session.execute(sooner, execution_options={"synchronize_session": False})

    def begun(self, now: datetime, limit: int) -> list[Mailing]:
        """What invites to something that has begun within a week, and was not seen to yet."""
        query = select(Mailing).where(
            Mailing.closes_at <= now, Mailing.closes_at > now - WEEK,
            Mailing.kind.in_((MailingKind.EVENT, MailingKind.PASSED)),
            Mailing.state.in_((MailingState.ACTIVE, MailingState.PAUSED)),
        )  # fmt: skip
        return list(self._session.scalars(query.order_by(Mailing.closes_at).limit(limit)))
