"""What is still to leave: the announcements of a place that have not begun, or have only just."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import selectinload

from ..models import OPEN, Delivery, Mailing, MailingKind, MailingState, Municipality, Teacher


class Around(NamedTuple):
    """Places whose people write them; a region with its institute."""

    regions: Collection[int]
    municipalities: Collection[int]


def to_come(around: Around, kinds: Collection[MailingKind], since: datetime) -> Select[Any]:
    """Those of these kinds that begin after that moment and were not stopped, the first to begin first."""
    inside = or_(Municipality.region_id.in_(around.regions), Municipality.id.in_(around.municipalities))
    at_institute = select(Teacher.id).where(Teacher.region_id.in_(around.regions), Teacher.municipality_id.is_(None))
    return (
        select(Mailing)
        .where(
            or_(
                Mailing.municipality_id.in_(select(Municipality.id).where(inside)),
                Mailing.author_id.in_(at_institute),
            ),
            Mailing.kind.in_(kinds),
            Mailing.starts_at > since,
            Mailing.state != MailingState.CANCELLED,
            exists().where(Delivery.mailing_id == Mailing.id, Delivery.state.in_(OPEN)),
        )
        .options(selectinload(Mailing.parts))
        .order_by(Mailing.starts_at, Mailing.id)
    )
