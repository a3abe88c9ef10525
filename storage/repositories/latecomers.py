"""Mailings that are still open, and the people who could not get them when they were sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import Account, Delivery, DeliveryState, Mailing, MailingState, Teacher
from ..reaching import best_accounts
from .audiences import Audience
from .belonging import belongs
from .membership import member

ABSENT = (DeliveryState.UNREACHABLE, DeliveryState.BLOCKED)
GOING = (MailingState.ACTIVE, MailingState.DONE)


class Latecomers:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def next_to_look(self, now: datetime, before: datetime) -> Mailing | None:
        """An open mailing in whose audience a look is under way, else one looked at before that moment or never."""
        due = or_(Mailing.looked_to > 0, Mailing.looked_at.is_(None), Mailing.looked_at < before)
        query = select(Mailing).where(Mailing.closes_at > now, Mailing.starts_at <= now, Mailing.state.in_(GOING), due)
        ordered = query.options(joinedload(Mailing.parts)).order_by(Mailing.looked_at.nulls_first(), Mailing.id)
        return self._session.scalars(ordered).unique().first()

    def last_person(self) -> int:
        return self._session.scalars(select(func.max(Teacher.id))).one() or 0

    def without_delivery(self, mailing_id: int, audience: Audience, after: int, to: int, most: int) -> list[Teacher]:
        """People of the audience with `after` < id ≤ `to` of whom the ledger has nothing, by id."""
        known = exists().where(Delivery.mailing_id == mailing_id, Delivery.teacher_id == member.id)
        query = select(member).where(member.id > after, member.id <= to, belongs(audience), ~known)
        if not audience.obliges:
            query = query.where(member.stopped_at.is_(None))
        return list(self._session.scalars(query.order_by(member.id).limit(most)))

    def reachable_again(self, mailing_id: int, obliges: bool, after: int, to: int, most: int) -> list[Delivery]:
        """Deliveries that found no way, of the first `most` people with `after` < id ≤ `to` who have one by now.

        Who has left the roster is passed over and, unless it `obliges`, who wants no announcements.
        """
        wants = () if obliges else (Teacher.stopped_at.is_(None),)
        listens = exists().where(Teacher.id == Delivery.teacher_id, Teacher.left_on.is_(None), *wants)
        absent = Delivery.mailing_id == mailing_id, Delivery.state.in_(ABSENT)
        back = select(Delivery.teacher_id).where(
            *absent,
            Delivery.teacher_id > after,
            Delivery.teacher_id <= to,
            exists().where(Account.teacher_id == Delivery.teacher_id, Account.reachable),
            listens,
        )
        people = list(self._session.scalars(back.distinct().order_by(Delivery.teacher_id).limit(most)))
        query = select(Delivery).where(*absent, Delivery.teacher_id.in_(people)).order_by(Delivery.id)
        return list(self._session.scalars(query.options(joinedload(Delivery.teacher))))

    def missed(self, teacher_id: int, now: datetime) -> list[Delivery]:
        """What a person could not get and is still open, or waits for her since; what closes first comes first."""
        states = (*ABSENT, DeliveryState.HELD, DeliveryState.WAITING)
        query = (
            select(Delivery)
            .join(Mailing, Mailing.id == Delivery.mailing_id)
            .where(
                Delivery.teacher_id == teacher_id,
                Delivery.part == 0,
                Delivery.state.in_(states),
                Mailing.closes_at > now,
                Mailing.starts_at <= now,
                Mailing.state.in_(GOING),
            )
            .options(joinedload(Delivery.mailing).joinedload(Mailing.parts))
            .order_by(Mailing.closes_at, Mailing.id)
        )
        return list(self._session.scalars(query).unique())

    def parts_of(self, mailing_id: int, teacher_id: int) -> list[Delivery]:
        query = select(Delivery).where(Delivery.mailing_id == mailing_id, Delivery.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(Delivery.part)))

    def let_go(self, deliveries: Sequence[Delivery], due: datetime) -> None:
        """They go to the account through which the person is reached at that moment."""
        accounts = best_accounts(self._session, {one.teacher_id for one in deliveries if one.teacher_id is not None})
        for one in deliveries:
            account = None if one.teacher_id is None else accounts.get(one.teacher_id)
            if account is None:
                continue
            one.account_id, one.messenger, one.call_id, one.tries = account.id, account.messenger, None, 0
            one.state, one.due_at, one.done_at, one.error = DeliveryState.HELD, due, None, ""
        self._session.flush()
