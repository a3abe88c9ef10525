"""Counts over the whole database, for the administrator."""

from sqlalchemy import distinct, func, select

from ..database import Transaction
from ..models import Account, SetAside, Teacher


class State:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def people(self) -> int:
        """In the roster today."""
        return self._session.scalars(select(func.count()).where(Teacher.left_on.is_(None))).one()

    def connected(self) -> int:
        """People with at least one account."""
        return self._session.scalars(
            select(func.count(distinct(Account.teacher_id))).where(Account.teacher_id.is_not(None))
        ).one()

    def aside(self) -> int:
        """Updates that were set aside."""
        return self._session.scalars(select(func.count()).select_from(SetAside)).one()
