"""What was announced to a whole municipality and speaks of nobody: a stranger may see it, too."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from ..database import Transaction
from ..models import Event, Mailing, MailingKind, MailingState, Regulation

TO_EVERYBODY = '%["municipality", {}]%"choices": {{}}}}'
"""How an audience is remembered that is the whole municipality of this id: nothing narrows it."""


class PublicBoard:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def events(self, municipality_id: int, now: datetime, limit: int) -> list[Event]:
        """Those to come, the next first."""
        query = (
            select(Event)
            .join(Mailing, Mailing.id == Event.mailing_id)
            .where(
                Event.municipality_id == municipality_id,
                Event.association_id.is_(None),
                Event.cancelled_at.is_(None),
                Event.starts_at > now,
                *_public(municipality_id, now),
            )
            .order_by(Event.starts_at, Event.id)
        )
        return list(self._session.scalars(query.limit(limit)))

    def documents(self, municipality_id: int, today: date, now: datetime, limit: int) -> list[Regulation]:
        """Those that still want something, the nearest term first."""
        query = (
            select(Regulation)
            .join(Mailing, Mailing.id == Regulation.mailing_id)
            .where(
                Mailing.municipality_id == municipality_id,
                Mailing.kind == MailingKind.REGULATION,
                Regulation.until >= today,
                *_public(municipality_id, now),
            )
            .order_by(Regulation.until, Regulation.mailing_id)
        )
        return list(self._session.scalars(query.limit(limit)))


def _public(municipality_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sent by whoever answered for all of it then, and not recalled; a head's «everybody» is her association alone."""
    return (
        Mailing.audience.like(TO_EVERYBODY.format(municipality_id)),
        Mailing.is_personal.is_(False),
        Mailing.state.in_((MailingState.ACTIVE, MailingState.DONE)),
        Mailing.starts_at <= now,
    )
