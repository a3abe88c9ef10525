"""Deliveries that leave their account: after a refusal, when a messenger is silent, and back again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, func, select, type_coerce, update
from sqlalchemy.orm import Session, aliased

from .database import Transaction
from .ledger import OPEN, REFUSED
from .models import Account, Delivery, DeliveryState

UNTIL_RETURN = timedelta(days=30)
"""So long a delivery waits for whoever may come back to a messenger that keeps it for her."""
AT_ONCE = 500
"""Deliveries moved by one work at most."""


def move_on(tx: Transaction, delivery_id: int, account_id: int, now: datetime, is_kept: bool = False) -> bool:
    """After a definite refusal: the account is switched off, the person's next one is tried; False: there is none.

    `is_kept`: the messenger would keep it for her, so without another one it waits until she is back.
    """
    session = tx.session
    delivery = session.get(Delivery, delivery_id)
    account = session.get(Account, account_id)
    if account is not None:
        account.reachable = False
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return False
    other = None if delivery.teacher_id is None else _next(session, delivery.teacher_id, account_id)
    if other is not None:
        delivery.account_id, delivery.messenger, delivery.call_id = other.id, other.messenger, None
    elif is_kept:
        delivery.state = DeliveryState.HELD
        delivery.due_at = now + UNTIL_RETURN
    else:
        delivery.state, delivery.done_at = DeliveryState.BLOCKED, now
    return other is not None


def _next(session: Session, teacher_id: int, account_id: int) -> Account | None:
    """The person's account to try after this one."""
    theirs = (Account.teacher_id == teacher_id, Account.reachable, Account.id != account_id)
    return session.scalars(select(Account).where(*theirs).order_by(Account.id.desc()).limit(1)).first()


def come_back(tx: Transaction, account_id: int, teacher_id: int, now: datetime) -> None:
    """Somebody is back at an account that was switched off: what was kept for her there is sent now."""
    waiting = update(Delivery).where(
        Delivery.teacher_id == teacher_id, Delivery.account_id == account_id, Delivery.error == REFUSED, OPEN
    )
    tx.session.execute(waiting.values(due_at=now), execution_options={"synchronize_session": False})


def escape(tx: Transaction, messenger: str, living: Sequence[str], now: int) -> int:
    """A messenger has been silent for long: what is due there moves to other messengers of the same people.

    Returns how many moved; AT_ONCE: there may be more.
    """
    there = aliased(Account)
    other = (
        select(func.max(there.id))
        .where(there.teacher_id == Delivery.teacher_id, there.reachable, there.messenger.in_(living))
        .scalar_subquery()
    )
    due = type_coerce(Delivery.due_at, Integer) <= now
    found = tx.session.execute(
        select(Delivery, other)
        .where(Delivery.messenger == messenger, OPEN, due, Delivery.tries == 0, other.is_not(None))
        .limit(AT_ONCE)
    )
    moved = 0
    for delivery, account_id in found:
        account = tx.session.get_one(Account, account_id)
        delivery.account_id, delivery.messenger, delivery.call_id = account.id, account.messenger, None
        moved += 1
    return moved
