"""Consents to the processing of what a person supplies herself."""

from datetime import datetime

from sqlalchemy import select

from ..database import Transaction
from ..models import Consent


class Consents:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def of(self, teacher_id: int) -> list[Consent]:
        query = select(Consent).where(Consent.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(Consent.given_at, Consent.id)))

    def in_force(self, teacher_id: int) -> Consent | None:
        """The one to the newest version."""
        query = select(Consent).where(Consent.teacher_id == teacher_id)
        return self._session.scalars(query.order_by(Consent.version.desc(), Consent.id.desc()).limit(1)).first()

    def give(self, teacher_id: int, version: int, now: datetime) -> None:
        """A version already agreed to is not noted twice."""
        agreed = self.in_force(teacher_id)
        if agreed is None or agreed.version < version:
            self._session.add(Consent(teacher_id=teacher_id, version=version, given_at=now))
            self._session.flush()
