"""Mailings and letters, as those who write and read them see them."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, type_coerce, update
from sqlalchemy.orm import aliased, joinedload

from ..database import Transaction
from ..ledger import REFUSED
from ..models import (
    OPEN,
    Account,
    BrowserFile,
    BrowserMessage,
    Delivery,
    DeliveryState,
    Letter,
    Mailing,
    MailingKind,
    MailingPart,
    StoredFile,
    Teacher,
    Thread,
)
from ..models.base import Moment
from ..postponing import OPEN as DUE
from ..reaching import best_accounts
from .signatures import sign_off

BROWSER = "browser"
"""The one messenger whose messages are kept by us; its accounts' external ids are its chats."""


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

    def add_part(self, mailing_id: int, text: str, rows: str) -> None:
        """The one message of a mailing whose buttons could not be known before it was stored."""
        self._session.add(MailingPart(mailing_id=mailing_id, number=0, text=text, rows=rows))
        self._session.flush()

    def has_key(self, key: str) -> bool:
        """Whether what this key stands for has happened."""
        return self._session.scalars(select(Mailing.id).where(Mailing.key == key)).first() is not None

    def deliver(
        self, mailing: Mailing, teacher_id: int, part: int, due: datetime, priority: int, to: Account | None = None
    ) -> Delivery:
        """One row of the ledger, `to` this account of hers, else to the one through which she is reached.

        Without any it is unreachable at once.
        """
        account = to or best_accounts(self._session, [teacher_id]).get(teacher_id)
        made = self._put(mailing, teacher_id, account, part, due, priority)
        self._session.flush()
        return made

    def deliver_to(self, mailing: Mailing, account: Account, due: datetime, priority: int) -> None:
        """One row of the ledger to just this account, whoever is or is not known behind it."""
        self._put(mailing, account.teacher_id, account, 0, due, priority)
        self._session.flush()

    def deliver_whole(self, mailing: Mailing, dues: Mapping[int, datetime], priority: int) -> None:
        """All its parts to these people, each when it is due to her, as `deliver` does it."""
        accounts = best_accounts(self._session, dues)
        for teacher_id, due in dues.items():
            for part in mailing.parts:
                self._put(mailing, teacher_id, accounts.get(teacher_id), part.number, due, priority)
        self._session.flush()

    def _put(
        self, mailing: Mailing, teacher_id: int | None, account: Account | None, part: int, due: datetime, priority: int
    ) -> Delivery:
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
        self.added = True
        return made

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

    def threads_of(self, teacher_id: int) -> list[Thread]:
        query = select(Thread).where(or_(Thread.first_id == teacher_id, Thread.second_id == teacher_id))
        both = (joinedload(Thread.first), joinedload(Thread.second))
        return list(self._session.scalars(query.options(*both).order_by(Thread.id)))

    def received_by(self, teacher_id: int) -> list[tuple[datetime, str]]:
        """(when it was or will be sent, its text) of everything but letters that was addressed to her."""
        of_letter = exists().where(Letter.mailing_id == Delivery.mailing_id)
        part = (MailingPart.mailing_id == Delivery.mailing_id, MailingPart.number == Delivery.part)
        query = (
            select(func.coalesce(Delivery.done_at, Delivery.due_at, type_=Moment()), MailingPart.text)
            .join(MailingPart, and_(*part))
            .where(Delivery.teacher_id == teacher_id, ~of_letter)
        )
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Delivery.id))]

    def written_by(self, teacher_id: int) -> list[tuple[datetime, str]]:
        """(when, text) of what she sent to many."""
        of_letter = exists().where(Letter.mailing_id == Mailing.id)
        query = select(Mailing.created_at, MailingPart.text).join(MailingPart, MailingPart.mailing_id == Mailing.id)
        query = query.where(Mailing.author_id == teacher_id, ~of_letter)
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Mailing.id, MailingPart.number))]

    def erase_letters_of(self, teacher_id: int) -> None:
        """Every thread the person is part of with all that was written in it, and what else was delivered to her.

        What she announced to others stays the service's, without her name.
        """
        threads = select(Thread.id).where(or_(Thread.first_id == teacher_id, Thread.second_id == teacher_id))
        written = select(Letter.mailing_id).where(Letter.thread_id.in_(threads)).scalar_subquery()
        ids = list(self._session.scalars(select(Mailing.id).where(Mailing.id.in_(written))))
        of_letters = MailingPart.file_id.is_not(None), MailingPart.mailing_id.in_(ids)
        files = list(self._session.scalars(select(MailingPart.file_id).where(*of_letters)))
        self._erase_shown(ids)
        for kind in (Delivery, MailingPart, Letter):
            self._session.execute(delete(kind).where(kind.mailing_id.in_(ids)))
        self._session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
        self._session.execute(delete(Mailing).where(Mailing.id.in_(ids), Mailing.kind == MailingKind.LETTER))
        self._session.execute(delete(Thread).where(or_(Thread.first_id == teacher_id, Thread.second_id == teacher_id)))
        self._stop_waiting_for(teacher_id)

    def _erase_shown(self, mailing_ids: Sequence[int]) -> None:
        """What of them stands in browser chats, which are kept by us; other messengers keep their own."""
        query = select(Delivery.message_id).where(Delivery.mailing_id.in_(mailing_ids), Delivery.messenger == BROWSER)
        shown = [number for number in self._session.scalars(query) if number is not None]
        bodies = self._session.scalars(select(BrowserMessage.body).where(BrowserMessage.id.in_(shown)))
        files = [file["id"] for body in bodies if (file := json.loads(body).get("file"))]
        self._session.execute(delete(BrowserFile).where(BrowserFile.id.in_(files)))
        self._session.execute(delete(BrowserMessage).where(BrowserMessage.id.in_(shown)))

    def erase_notes_to(self, teacher_id: int) -> None:
        """What the bot has told this person alone."""
        others = aliased(Delivery)
        shared = exists().where(others.mailing_id == Mailing.id, others.teacher_id != teacher_id)
        query = select(Mailing.id).join(Delivery, Delivery.mailing_id == Mailing.id)
        hers = query.where(Delivery.teacher_id == teacher_id, Mailing.kind == MailingKind.NOTE, ~shared)
        ids = list(self._session.scalars(hers.distinct()))
        for kind in (Delivery, MailingPart):
            self._session.execute(delete(kind).where(kind.mailing_id.in_(ids)))
        self._session.execute(delete(Mailing).where(Mailing.id.in_(ids)))

    def sign_off(self, teacher_id: int, last: str, given: str) -> None:
        """What she has sent to many stays the service's: it names her no more, neither as author nor in its text."""
        self._session.flush()
        sign_off(self._session, teacher_id, last, given)

    def has_any(self, teacher_id: int) -> bool:
        """Whether anything but letters was ever sent to her."""
        of_letter = exists().where(Letter.mailing_id == Delivery.mailing_id)
        return self._session.scalar(select(exists().where(Delivery.teacher_id == teacher_id, ~of_letter))) is True

    def _stop_waiting_for(self, teacher_id: int, *which: ColumnElement[bool]) -> None:
        """Nothing more can be sent to whoever is erased: what waits for her must not wait for ever."""
        waiting = update(Delivery).where(Delivery.teacher_id == teacher_id, Delivery.state.in_(OPEN), *which)
        self._session.flush()
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

    def reroute(self, teacher_id: int, now: datetime) -> None:
        """What waits for her goes to the account through which she is reached by now.

        What was begun at an account she still has stays there, for it may have arrived. Without one that is reached,
        what waits at an account that is not hers any more does not wait for ever.
        """
        account = best_accounts(self._session, [teacher_id]).get(teacher_id)
        hers = select(Account.id).where(Account.teacher_id == teacher_id)
        gone = or_(Delivery.account_id.is_(None), Delivery.account_id.not_in(hers))
        if account is None:
            self._stop_waiting_for(teacher_id, gone)
            return
        waiting = update(Delivery).where(
            Delivery.teacher_id == teacher_id,
            Delivery.state.in_(OPEN),
            or_(Delivery.account_id.is_(None), Delivery.account_id != account.id),
            or_(Delivery.call_id.is_(None), gone),
        )
        at = case((Delivery.error == REFUSED, type_coerce(now, Delivery.due_at.type)), else_=Delivery.due_at)
        self._session.flush()
        self._session.execute(
            waiting.values(account_id=account.id, messenger=account.messenger, call_id=None, due_at=at),
            execution_options={"synchronize_session": False},
        )
        self.added = True

    def put_off(self, teacher_id: int, kinds: Collection[MailingKind]) -> None:
        """What waits for her of these kinds does not come; it can still be offered to her later."""
        self._put_off(Delivery.teacher_id == teacher_id, kinds)

    def put_off_left(self, kinds: Collection[MailingKind]) -> None:
        """The same for everybody who has left the roster."""
        self._put_off(exists().where(Teacher.id == Delivery.teacher_id, Teacher.left_on.is_not(None)), kinds)

    def _put_off(self, whose: ColumnElement[bool], kinds: Collection[MailingKind]) -> None:
        theirs = exists().where(Mailing.kind.in_(kinds), Mailing.id == Delivery.mailing_id)
        waiting = update(Delivery).where(DUE, whose, theirs)
        self._session.flush()
        self._session.execute(
            waiting.values(state=DeliveryState.UNREACHABLE, account_id=None, messenger=None),
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
