"""Announcements after their sending: how far they are, who got them and who did not."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from ..database import Transaction
from ..models import (
    OPEN,
    Delivery,
    DeliveryState,
    Mailing,
    MailingKind,
    MailingState,
    Municipality,
    Organization,
    Teacher,
)


class Recipient(NamedTuple):
    """`municipality` is empty for who works at the institute, `messenger` None where nothing could be sent."""

    last_name: str
    first_name: str
    middle_name: str
    organization: str
    municipality: str
    messenger: str | None
    state: DeliveryState


class Tally(NamedTuple):
    """How many of an organization are in that state."""

    organization: str
    municipality: str
    state: DeliveryState
    people: int


FIRST = Delivery.part == 0
"""Each person once, however many messages it is for her: the text, or the picture it stands under."""
PLACE = (Organization.name, func.coalesce(Municipality.name, ""))


class Announcements:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def get(self, mailing_id: int) -> Mailing | None:
        """With its parts."""
        query = select(Mailing).where(Mailing.id == mailing_id).options(joinedload(Mailing.parts))
        return self._session.scalars(query).unique().one_or_none()

    def newest_of(self, author_id: int, kinds: Collection[MailingKind], limit: int) -> list[Mailing]:
        """The author's, with their parts, the newest first."""
        query = (
            select(Mailing)
            .where(Mailing.author_id == author_id, Mailing.kind.in_(kinds))
            .options(selectinload(Mailing.parts))
            .order_by(Mailing.id.desc())
        )
        return list(self._session.scalars(query.limit(limit)))

    def progress(self, mailing_id: int) -> dict[DeliveryState, int]:
        """How many people's are in each state; none where there are none."""
        query = select(Delivery.state, func.count()).where(Delivery.mailing_id == mailing_id, FIRST)
        query = query.group_by(Delivery.state)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def stop(self, mailing: Mailing, now: datetime) -> int:
        """Cancel what has not left; returns how many that were. A call in flight comes to its end."""
        mailing.state = MailingState.CANCELLED
        waiting = update(Delivery).where(Delivery.mailing_id == mailing.id, Delivery.state.in_(OPEN))
        cancelled = waiting.values(state=DeliveryState.CANCELLED, done_at=now)
        unsynchronized = {"synchronize_session": False}
        done = self._session.execute(cancelled.where(FIRST), execution_options=unsynchronized)
        self._session.execute(cancelled.where(~FIRST), execution_options=unsynchronized)
        self._session.flush()
        return int(done.rowcount)  # type: ignore[attr-defined]  # an update has one

    def recipients(
        self, mailing_id: int, states: Collection[DeliveryState], offset: int, limit: int
    ) -> list[Recipient]:
        """By municipality, organization and name."""
        name = (Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        query = (
            _placed(select(*name, *PLACE, Delivery.messenger, Delivery.state), mailing_id)
            .where(Delivery.state.in_(states))
            .order_by(PLACE[1], PLACE[0], *name, Teacher.id)
        )
        return [Recipient(*row) for row in self._session.execute(query.offset(offset).limit(limit))]

    def by_organization(self, mailing_id: int) -> list[Tally]:
        """Numbers instead of names, by municipality and organization."""
        query = _placed(select(*PLACE, Delivery.state, func.count()), mailing_id)
        grouped = query.group_by(*PLACE, Delivery.state).order_by(PLACE[1], PLACE[0], Delivery.state)
        return [Tally(*row) for row in self._session.execute(grouped)]


def _placed(query: Select[*tuple[Any, ...]], mailing_id: int) -> Select[*tuple[Any, ...]]:
    """From the deliveries of a mailing to the main organization of each person."""
    return (
        query.select_from(Delivery)
        .join(Teacher, Teacher.id == Delivery.teacher_id)
        .join(Organization, Organization.id == Teacher.organization_id)
        .outerjoin(Municipality, Municipality.id == Teacher.municipality_id)
        .where(Delivery.mailing_id == mailing_id, FIRST)
    )
