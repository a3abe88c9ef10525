"""Deliveries that leave their account: after a refusal, when a messenger is silent, and back again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, and_, exists, or_, select, type_coerce, update
from sqlalchemy.orm import Session, aliased

from .database import Transaction
from .ledger import REFUSED
from .models import Account, Delivery, DeliveryState, Letter, Mailing, Teacher
from .postponing import OPEN, URGENT
from .reaching import best_accounts, best_of, there, whose

UNTIL_RETURN = timedelta(days=30)
"""So long a delivery waits for whoever may come back to a messenger that keeps it for her."""
AT_ONCE = 500
"""Deliveries moved by one work at most."""
UNFINISHED = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.SENDING)
AS_IS = {"synchronize_session": False}


class Refusal(NamedTuple):
    """A delivery the account of a person definitely did not take."""

    delivery_id: int
    account_id: int


def move_on(tx: Transaction, refused: Sequence[Refusal], now: datetime, is_kept: bool = False) -> int:
    """After definite refusals: the accounts are switched off, the people's next ones are tried; how many there are.

    What follows of the same message goes with it. `is_kept`: the messenger would keep it for her, so without another
    account it waits until she is back.
    """
    session = tx.session
    accounts = [one.account_id for one in refused]
    session.execute(update(Account).where(Account.id.in_(accounts)).values(reachable=False), execution_options=AS_IS)
    found = _with_all_parts(session, [one.delivery_id for one in refused])
    people = {one.teacher_id for one in found if one.teacher_id is not None}
    others = best_accounts(session, people)
    for delivery in found:
        other = None if delivery.teacher_id is None else others.get(delivery.teacher_id)
        if other is not None:
            delivery.account_id, delivery.messenger, delivery.call_id = other.id, other.messenger, None
        elif is_kept:
            delivery.state, delivery.due_at, delivery.error = DeliveryState.HELD, now + UNTIL_RETURN, REFUSED
        else:
            delivery.state, delivery.done_at = DeliveryState.BLOCKED, now
    return len(people & others.keys())


def _with_all_parts(session: Session, refused: Sequence[int]) -> list[Delivery]:
    """Those that wait again, with the parts behind them that would go the same way."""
    first = aliased(Delivery)
    query = (
        select(Delivery)
        .join(first, and_(first.mailing_id == Delivery.mailing_id, first.account_id == Delivery.account_id))
        .where(first.id.in_(refused), first.state == DeliveryState.WAITING, Delivery.part >= first.part, OPEN)
    )
    return list(session.scalars(query).unique())


def letters_lost(tx: Transaction, deliveries: Sequence[int]) -> list[tuple[int, Teacher, int]]:
    """(writer, addressee, thread) of the letters among these deliveries that were refused everywhere, or failed."""
    is_kept = and_(Delivery.state == DeliveryState.HELD, Delivery.error == REFUSED)
    query = (
        select(Mailing.author_id, Teacher, Letter.thread_id)
        .select_from(Delivery)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .join(Letter, Letter.mailing_id == Mailing.id)
        .join(Teacher, Teacher.id == Delivery.teacher_id)
        .where(Delivery.id.in_(deliveries))
        .where(or_(Delivery.state.in_((DeliveryState.BLOCKED, DeliveryState.FAILED)), is_kept))
    )
    found = tx.session.execute(query.order_by(Delivery.id))
    return [(author, to, thread) for author, to, thread in found if author is not None]


def catch_up(tx: Transaction, deliveries: Sequence[int]) -> None:
    """Her account was parted from her while a call was on its way there, and the call is to be repeated.

    It goes where she is reached by now, or is over: nobody would ever take it up.
    """
    session = tx.session
    hers = exists().where(
        Account.id == Delivery.account_id, Account.teacher_id.is_not_distinct_from(Delivery.teacher_id)
    )
    astray = list(session.scalars(select(Delivery).where(Delivery.id.in_(deliveries), OPEN, ~hers)))
    others = best_accounts(session, {one.teacher_id for one in astray if one.teacher_id is not None})
    for one in astray:
        other = None if one.teacher_id is None else others.get(one.teacher_id)
        if other is None:
            one.state, one.account_id, one.messenger = DeliveryState.UNREACHABLE, None, None
        else:
            one.account_id, one.messenger, one.call_id = other.id, other.messenger, None


def come_back(tx: Transaction, account_id: int, teacher_id: int, now: datetime) -> None:
    """Somebody is back at an account that was switched off: what was kept for her there is sent now."""
    waiting = update(Delivery).where(
        Delivery.teacher_id == teacher_id, Delivery.account_id == account_id, Delivery.error == REFUSED, OPEN
    )
    tx.session.execute(waiting.values(due_at=now, priority=URGENT), execution_options=AS_IS)


def escape(tx: Transaction, messenger: str, living: Sequence[str], now: int) -> int:
    """A messenger has been silent for long: what is due there moves to other messengers of the same people.

    Returns how many moved; AT_ONCE: there may be more.
    """
    first = aliased(Delivery)
    preferred = (
        select(whose.preferred_messenger)
        .where(whose.id == Delivery.teacher_id)
        .correlate_except(whose)
        .scalar_subquery()
    )
    way = best_of(Delivery.teacher_id, preferred, there.messenger.in_(living))
    other = way.correlate_except(there).scalar_subquery()
    may_have_left = or_(first.tries > 0, first.state == DeliveryState.SENDING)
    follows = exists().where(
        first.mailing_id == Delivery.mailing_id, first.teacher_id == Delivery.teacher_id, first.part < Delivery.part,
        first.state.in_(UNFINISHED), may_have_left,
    )  # fmt: skip
    due = type_coerce(Delivery.due_at, Integer) <= now
    found = tx.session.execute(
        select(Delivery, other)
        .where(Delivery.messenger == messenger, OPEN, due, Delivery.tries == 0, other.is_not(None), ~follows)
        .limit(AT_ONCE)
    ).all()
    others = tx.session.scalars(select(Account).where(Account.id.in_({to for _, to in found})))
    accounts = {one.id: one for one in others}
    for delivery, account_id in found:
        delivery.account_id, delivery.messenger = account_id, accounts[account_id].messenger
        delivery.call_id = None
    return len(found)
