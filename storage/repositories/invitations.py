"""Single-use codes, known only by their hashes, and codes that opened nothing."""

from datetime import datetime

from sqlalchemy import delete, select, update

from ..database import Transaction
from ..models import Invitation, InvitationKind, WrongCode

PENDING = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))


class Invitations:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def add(
        self, kind: InvitationKind, code_hash: str, teacher_id: int | None, now: datetime, until: datetime
    ) -> Invitation:
        made = Invitation(kind=kind, code_hash=code_hash, teacher_id=teacher_id, created_at=now, expires_at=until)
        self._session.add(made)
        self._session.flush()
        return made

    def usable(self, code_hash: str, now: datetime) -> Invitation | None:
        query = select(Invitation).where(Invitation.code_hash == code_hash, Invitation.expires_at > now, *PENDING)
        return self._session.scalars(query).one_or_none()

    def use(self, code_hash: str, now: datetime) -> Invitation | None:
        """Mark it used in one statement, so that of two who come at once only one gets it."""
        taken = self._session.scalars(
            update(Invitation)
            .where(Invitation.code_hash == code_hash, Invitation.expires_at > now, *PENDING)
            .values(used_at=now)
            .returning(Invitation),
            execution_options={"synchronize_session": False, "populate_existing": True},
        )
        return taken.one_or_none()

    def revoke(self, teacher_id: int, now: datetime) -> int:
        """Close the person's codes that were not used; returns how many."""
        closed = self._session.execute(
            update(Invitation)
            .where(Invitation.teacher_id == teacher_id, *PENDING)
            .values(revoked_at=now)
            .returning(Invitation.id),
            execution_options={"synchronize_session": False},
        )
        return len(closed.all())

    def of(self, teacher_id: int) -> list[Invitation]:
        query = select(Invitation).where(Invitation.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(Invitation.created_at, Invitation.id)))

    def wrong_since(self, account_id: int, since: datetime) -> list[datetime]:
        """Moments at which the account tried a wrong code after `since`, in order."""
        query = select(WrongCode.at).where(WrongCode.account_id == account_id, WrongCode.at > since)
        return list(self._session.scalars(query.order_by(WrongCode.at)))

    def note_wrong(self, account_id: int, now: datetime, forget_before: datetime) -> None:
        """Remember one more; those of the account that no longer count are dropped."""
        old = (WrongCode.account_id == account_id, WrongCode.at <= forget_before)
        self._session.execute(delete(WrongCode).where(*old), execution_options={"synchronize_session": False})
        self._session.add(WrongCode(account_id=account_id, at=now))
        self._session.flush()
