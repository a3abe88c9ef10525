"""The audit: rows are only ever added; pseudonyms are the key to whom they are about."""

import secrets

from sqlalchemy import delete, or_, select

from ..database import Transaction
from ..models import Audit, Pseudonym


class AuditLog:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def pseudonym_of(self, teacher_id: int) -> str:
        """The person's name in the audit, 16 hexadecimal digits; made at random on first use."""
        found = self._session.get(Pseudonym, teacher_id)
        if found is None:
            found = Pseudonym(teacher_id=teacher_id, name=secrets.token_hex(8))
            self._session.add(found)
            self._session.flush()
        return found.name

    def add(self, entry: Audit) -> None:
        self._session.add(entry)
        self._session.flush()

    def about(self, teacher_id: int) -> list[Audit]:
        """What she did and what was done to her, in order; empty when she never had a pseudonym."""
        found = self._session.get(Pseudonym, teacher_id)
        if found is None:
            return []
        query = select(Audit).where(or_(Audit.person == found.name, Audit.actor == found.name))
        return list(self._session.scalars(query.order_by(Audit.at, Audit.id)))

    def forget(self, teacher_id: int) -> None:
        """Throw the key away: nothing leads from the person to her entries any more."""
        self._session.execute(delete(Pseudonym).where(Pseudonym.teacher_id == teacher_id))
