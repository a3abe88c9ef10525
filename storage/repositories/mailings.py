"""Mailings and letters, as those who write and read them see them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    OPEN,
    Account,
    Delivery,
    DeliveryState,
    Letter,
    Mailing,
    MailingKind,
    MailingPart,
    StoredFile,
    Thread,
)


class Mailings:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self.added = False  # something new is in the ledger: the senders must hear of it after the commit

    def add(self, mailing: Mailing, texts: Sequence[tuple[str, str] | tuple[str, str, int | None]]) -> Mailing:
        """Store the mailing with its parts: (text, buttons as JSON, perhaps a kept file) each."""
        self._session.add(mailing)
        self._session.flush()
        for number, (text, rows, *file) in enumerate(texts):
            file_id = file[0] if file else None
            self._session.add(MailingPart(mailing_id=mailing.id, number=number, text=text, rows=rows, file_id=file_id))
        self._session.flush()
        return mailing

    def has_key(self, key: str) -> bool:
        """Whether what this key stands for has happened."""
        return self._session.scalars(select(Mailing.id).where(Mailing.key == key)).first() is not None

    def deliver(self, mailing: Mailing, teacher_id: int, part: int, due: datetime, priority: int) -> Delivery:
        """One row of the ledger, to the person's account used last; without any it is unreachable at once."""
        account = self._session.scalars(
            select(Account)
            .where(Account.teacher_id == teacher_id, Account.reachable)
            .order_by(Account.id.desc())
            .limit(1)
        ).first()
        held = DeliveryState.HELD if due > mailing.starts_at else DeliveryState.WAITING
        made = Delivery(
            mailing_id=mailing.id,
            teacher_id=teacher_id,
            part=part,
            account_id=account and account.id,
            messenger=account and account.messenger,
            state=held if account else DeliveryState.UNREACHABLE,
            priority=priority,
            due_at=due,
            tries=0,
        )
        self._session.add(made)
        self._session.flush()
        self.added = True
        return made

    def deliver_to(self, mailing: Mailing, account: Account, due: datetime, priority: int) -> None:
        """One row of the ledger to just this account, whoever is or is not known behind it."""
        self._session.add(
            Delivery(
                mailing_id=mailing.id,
                teacher_id=account.teacher_id,
                part=0,
                account_id=account.id,
                messenger=account.messenger,
                state=DeliveryState.HELD if due > mailing.starts_at else DeliveryState.WAITING,
                priority=priority,
                due_at=due,
                tries=0,
            )
        )
        self._session.flush()
        self.added = True

    def drop_of(self, account_id: int) -> None:
        """What waits for the account while nobody is known behind it: it is not for whoever comes."""
        waiting = update(Delivery).where(
            Delivery.account_id == account_id, Delivery.teacher_id.is_(None), Delivery.state.in_(OPEN)
        )
        self._session.execute(
            waiting.values(state=DeliveryState.CANCELLED), execution_options={"synchronize_session": False}
        )

    def thread(self, thread_id: int) -> Thread | None:
        query = select(Thread).where(Thread.id == thread_id)
        return self._session.scalars(query.options(joinedload(Thread.first), joinedload(Thread.second))).one_or_none()

    def thread_between(self, one_id: int, other_id: int, now: datetime) -> Thread:
        """The thread of these two, begun now if there was none."""
        found = self._session.scalars(
            select(Thread).where(
                or_(
                    (Thread.first_id == one_id) & (Thread.second_id == other_id),
                    (Thread.first_id == other_id) & (Thread.second_id == one_id),
                )
            )
        ).first()
        if found is None:
            found = Thread(first_id=one_id, second_id=other_id, begun_at=now)
            self._session.add(found)
            self._session.flush()
        return found

    def add_letter(self, thread: Thread, mailing: Mailing) -> None:
        self._session.add(Letter(thread_id=thread.id, mailing_id=mailing.id))
        self._session.flush()

    def letters(self, thread_id: int, limit: int) -> list[Mailing]:
        """The newest letters of a thread, the oldest of them first."""
        query = (
            select(Mailing)
            .join(Letter, Letter.mailing_id == Mailing.id)
            .where(Letter.thread_id == thread_id)
            .order_by(Mailing.id.desc())
            .limit(limit)
        )
        return list(reversed(self._session.scalars(query.options(joinedload(Mailing.parts))).unique().all()))

    def erase_letters_of(self, teacher_id: int) -> None:
        """Every thread the person is part of with all that was written in it, and what else was delivered to her.

        What she announced to others stays the service's, without her name.
        """
        threads = select(Thread.id).where(or_(Thread.first_id == teacher_id, Thread.second_id == teacher_id))
        written = select(Letter.mailing_id).where(Letter.thread_id.in_(threads)).scalar_subquery()
        ids = list(self._session.scalars(select(Mailing.id).where(Mailing.id.in_(written))))
        of_letters = MailingPart.file_id.is_not(None), MailingPart.mailing_id.in_(ids)
        files = list(self._session.scalars(select(MailingPart.file_id).where(*of_letters)))
        for kind in (Delivery, MailingPart, Letter):
            self._session.execute(delete(kind).where(kind.mailing_id.in_(ids)))
        self._session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
        self._session.execute(delete(Mailing).where(Mailing.id.in_(ids), Mailing.kind == MailingKind.LETTER))
        self._session.execute(delete(Thread).where(or_(Thread.first_id == teacher_id, Thread.second_id == teacher_id)))
        self._stop_waiting_for(teacher_id)

    def _stop_waiting_for(self, teacher_id: int) -> None:
        """Nothing more can be sent to whoever is erased: what waits for her must not wait for ever."""
        waiting = update(Delivery).where(Delivery.teacher_id == teacher_id, Delivery.state.in_(OPEN))
        self._session.execute(
            waiting.values(state=DeliveryState.UNREACHABLE, account_id=None, messenger=None),
            execution_options={"synchronize_session": False},
        )

    def follow(self, teacher_id: int, account: Account) -> None:
        """What waits for a person who has moved to this account comes to it, never to whoever has the old one."""
        hers = select(Account.id).where(Account.teacher_id == teacher_id)
        waiting = update(Delivery).where(
            Delivery.teacher_id == teacher_id,
            Delivery.state.in_(OPEN),
            or_(Delivery.account_id.is_(None), Delivery.account_id.not_in(hers)),
        )
        self._session.execute(
            waiting.values(account_id=account.id, messenger=account.messenger, call_id=None),
            execution_options={"synchronize_session": False},
        )

    def held_for(self, teacher_id: int) -> list[Delivery]:
        """What waits until the person's quiet hours are over, with its mailings."""
        query = select(Delivery).where(Delivery.teacher_id == teacher_id, Delivery.state == DeliveryState.HELD)
        return list(self._session.scalars(query.options(joinedload(Delivery.mailing))))

    def letter_shown(self, account_id: int, message_id: int) -> int | None:
        """Id of the thread whose letter stands in this message of the account."""
        query = (
            select(Letter.thread_id)
            .join(Delivery, Delivery.mailing_id == Letter.mailing_id)
            .where(Delivery.account_id == account_id, Delivery.message_id == message_id)
            .limit(1)
        )
        return self._session.scalars(query).first()
