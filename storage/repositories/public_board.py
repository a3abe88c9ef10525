"""What was announced to a whole municipality and speaks of nobody: a stranger may see it, too."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select

from ..database import Transaction
from ..models import Event, Mailing, MailingKind, MailingState, Regulation, Role, RoleGrant

TO_EVERYBODY = '%"choices": {}}'
"""How an audience is remembered that nothing narrows."""


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
                *_public(now),
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
                *_public(now),
            )
            .order_by(Regulation.until, Regulation.mailing_id)
        )
        return list(self._session.scalars(query.limit(limit)))


def _public(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sent by a methodist to all she answers for, and not recalled; a head's «everybody» is her association alone."""
    by_staff = exists().where(
        RoleGrant.teacher_id == Mailing.author_id, RoleGrant.role == Role.METHODIST, RoleGrant.revoked_at.is_(None)
    )
    return (
        Mailing.audience.like(TO_EVERYBODY),
        Mailing.is_personal.is_(False),
        Mailing.state.in_((MailingState.ACTIVE, MailingState.DONE)),
        Mailing.starts_at <= now,
        by_staff,
    )
