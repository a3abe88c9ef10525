"""Codes that link another account of a person, who has typed one, and tries that opened nothing."""

from datetime import datetime

from sqlalchemy import delete, exists, func, select, update

from ..database import Transaction
from ..models import LinkCode, LinkTry

ANYWAY = {"synchronize_session": False}


class LinkCodes:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def issue(self, teacher_id: int, account_id: int, code: str, now: datetime, until: datetime) -> LinkCode:
        """Instead of the code she had; those of others that are out of date go."""
        made = self._of(teacher_id) or LinkCode(teacher_id=teacher_id)
        old = (LinkCode.teacher_id != teacher_id, LinkCode.expires_at <= now)
        self._session.execute(delete(LinkCode).where(*old), execution_options=ANYWAY)
        made.account_id, made.code, made.expires_at = account_id, code, until
        made.claimed_by, made.number = None, 0
        self._session.add(made)
        self._session.flush()
        return made

    def _of(self, teacher_id: int) -> LinkCode | None:
        query = select(LinkCode).where(LinkCode.teacher_id == teacher_id)
        return self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()

    def of(self, teacher_id: int, now: datetime) -> LinkCode | None:
        """Her code, or who has typed it."""
        found = self._of(teacher_id)
        return found if found is not None and found.expires_at > now else None

    def claimed_by(self, account_id: int, now: datetime) -> LinkCode | None:
        """What this account has typed and waits for."""
        query = select(LinkCode).where(LinkCode.claimed_by == account_id, LinkCode.expires_at > now)
        return self._session.scalars(query.execution_options(populate_existing=True)).first()

    def is_open(self, code: str) -> bool:
        return self._session.scalar(select(exists().where(LinkCode.code == code))) is True

    def any_open(self, now: datetime) -> bool:
        """Whether anybody is linking an account just now."""
        found = exists().where(LinkCode.expires_at > now, LinkCode.code.is_not(None))
        return self._session.scalar(select(found)) is True

    def claim(self, code: str, account_id: int, number: int, now: datetime, until: datetime) -> LinkCode | None:
        """Use the code up in one statement, so that of two who come at once only one gets it."""
        taken = self._session.scalars(
            update(LinkCode)
            .where(LinkCode.code == code, LinkCode.expires_at > now)
            .values(code=None, claimed_by=account_id, number=number, expires_at=until)
            .returning(LinkCode),
            execution_options={**ANYWAY, "populate_existing": True},
        )
        found = taken.one_or_none()
        if found is not None:  # what it has typed before is of no use any more
            earlier = (LinkCode.claimed_by == account_id, LinkCode.id != found.id)
            self._session.execute(delete(LinkCode).where(*earlier), execution_options=ANYWAY)
        return found

    def drop(self, teacher_id: int) -> None:
        if (found := self._of(teacher_id)) is not None:
            self._session.delete(found)
            self._session.flush()

    def drop_of_account(self, account_id: int) -> None:
        """What was issued there, be it typed already or not."""
        self._session.flush()
        issued = delete(LinkCode).where(LinkCode.account_id == account_id)
        self._session.execute(issued, execution_options=ANYWAY)

    def tries_of(self, account_id: int, since: datetime) -> list[datetime]:
        query = select(LinkTry.at).where(LinkTry.account_id == account_id, LinkTry.at > since)
        return list(self._session.scalars(query.order_by(LinkTry.at)))

    def tries(self, since: datetime) -> int:
        """Over all accounts."""
        return self._session.scalars(select(func.count()).where(LinkTry.at > since)).one()

    def note_try(self, account_id: int, now: datetime, forget_before: datetime) -> None:
        """Remember one more; what no longer counts for anybody is dropped."""
        self._session.execute(delete(LinkTry).where(LinkTry.at <= forget_before), execution_options=ANYWAY)
        self._session.add(LinkTry(account_id=account_id, at=now))
        self._session.flush()

    def of_account(self, account_id: int) -> list[datetime]:
        """When it tried codes that opened nothing."""
        return list(self._session.scalars(select(LinkTry.at).where(LinkTry.account_id == account_id)))

    def forget_tries(self, account_id: int) -> None:
        self._session.execute(delete(LinkTry).where(LinkTry.account_id == account_id), execution_options=ANYWAY)
