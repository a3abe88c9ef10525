"""The ledger as the senders work it: claim what is due, record how it ended, take up what a crash cut off."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, String, and_, bindparam, func, insert, literal, null, select, text, type_coerce, update
from sqlalchemy.orm import aliased

from .compiled import rows, run
from .database import Transaction
from .models import Account, Delivery, DeliveryAttempt, DeliveryState, Mailing, MailingPart, Teacher

CRASH = "crash"
"""Outcome of a try that a crash cut off: nobody knows whether it reached the person."""


class Job(NamedTuple):
    """One delivery as its messenger sends it; `once` numbers the sending, 0: it has no number yet.

    `name` is the recipient's, with patronymic, for the places the text leaves open for it.
    """

    id: int
    mailing_id: int
    account_id: int
    chat: int
    text: str
    rows: str
    file_id: int | None
    is_personal: bool
    once: int
    tries: int
    name: str


class Ended(NamedTuple):
    """How a try ended. `state` WAITING: again from `due` (seconds since 1970) on; `tries` is kept with it."""

    id: int
    account_id: int
    state: DeliveryState
    outcome: str
    at: int
    tries: int
    message_id: int | None = None
    due: int = 0


_d, _m, _p, _a = Delivery.__table__.c, Mailing.__table__.c, MailingPart.__table__.c, Account.__table__.c
_t = Teacher.__table__.c
NOW = bindparam("now", type_=Integer)
DELIVERY = bindparam("delivery", type_=Integer)
OPEN = text("delivery.state IN ('waiting', 'held')")
"""Spelled as in the index, for else neither database would use it."""
DUE = (
    select(
        _d.id, _d.mailing_id, _d.account_id, _a.external_id, _p.text, _p.rows, _p.file_id, _m.is_personal,
        func.coalesce(_d.call_id, 0), _d.tries, func.trim(_t.first_name + " " + _t.middle_name),
    )
    .select_from(
        Delivery.__table__.join(Mailing.__table__, _m.id == _d.mailing_id)
        .join(MailingPart.__table__, and_(_p.mailing_id == _d.mailing_id, _p.number == _d.part))
        .join(Account.__table__, and_(_a.id == _d.account_id, _a.teacher_id == _d.teacher_id))
        .join(Teacher.__table__, _t.id == _d.teacher_id)
    )
    .where(
        _d.messenger == bindparam("messenger"), type_coerce(_d.due_at, Integer) <= NOW, OPEN,
        text("mailing.state = 'active'"),
    )
    .order_by(_d.priority, _d.due_at, _d.id)
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
"""What is due at a messenger: letters first, then in the order of their time."""
BEGIN = (
    update(Delivery)
    .where(_d.id == DELIVERY)
    .values(state=literal("sending", String), call_id=bindparam("number", type_=Integer))
)
END = (
    update(Delivery)
    .where(_d.id == DELIVERY, text("state = 'sending'"))
    .values(
        state=type_coerce(bindparam("ended"), String),
        message_id=bindparam("message", type_=Integer),
        due_at=type_coerce(bindparam("due", type_=Integer), Integer),
        done_at=type_coerce(bindparam("at", type_=Integer), Integer),
        tries=bindparam("tried", type_=Integer),
        error=bindparam("outcome", type_=String),
    )
)
"""A delivery that was cancelled while its call was in flight stays cancelled."""
TRIED = insert(DeliveryAttempt).values(
    delivery_id=DELIVERY, at=type_coerce(NOW, Integer), outcome=bindparam("outcome", type_=String)
)
CARD_IS_OLD = update(Account).where(_a.id == bindparam("account", type_=Integer)).values(card=null())


def claim(tx: Transaction, messenger: str, now: int, most: int, take: Callable[[int], int]) -> list[Job]:
    """Take at most `most` due deliveries: from this commit on they count as being sent.

    `take(1)` gives the number of a sending; one that was begun before keeps its own.
    """
    found = [Job._make(row) for row in rows(tx, DUE, messenger=messenger, now=now, most=most)]
    jobs = [job if job.once else job._replace(once=take(1)) for job in found]
    for job in jobs:
        run(tx, BEGIN, delivery=job.id, number=job.once)
    return jobs


def record(tx: Transaction, ended: Ended) -> None:
    """How a try ended; a message that arrived makes the card above it an old one."""
    run(tx, TRIED, delivery=ended.id, now=ended.at, outcome=ended.outcome)
    run(
        tx, END, delivery=ended.id, ended=ended.state.value, message=ended.message_id, due=ended.due, at=ended.at,
        tried=ended.tries, outcome=ended.outcome,
    )  # fmt: skip
    if ended.state is DeliveryState.SENT:
        run(tx, CARD_IS_OLD, account=ended.account_id)


def move_on(tx: Transaction, delivery_id: int, account_id: int, now: datetime) -> bool:
    """After a definite refusal: the account is switched off, the person's next one is tried; False: there is none."""
    session = tx.session
    delivery = session.get(Delivery, delivery_id)
    account = session.get(Account, account_id)
    if account is not None:
        account.reachable = False
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return False
    other = session.scalars(
        select(Account)
        .where(Account.teacher_id == delivery.teacher_id, Account.reachable, Account.id != account_id)
        .order_by(Account.id.desc())
        .limit(1)
    ).first()
    if other is None:
        delivery.state, delivery.done_at = DeliveryState.BLOCKED, now
        return False
    delivery.account_id, delivery.messenger, delivery.call_id = other.id, other.messenger, None
    return True


def take_up(tx: Transaction, messenger: str, now: datetime) -> int:
    """After a start: what a crash cut off is sent once more, under its old number; returns how many."""
    cut_off = list(
        tx.session.scalars(
            select(Delivery).where(Delivery.messenger == messenger, Delivery.state == DeliveryState.SENDING)
        )
    )
    for delivery in cut_off:
        delivery.state = DeliveryState.WAITING
        tx.session.add(DeliveryAttempt(delivery_id=delivery.id, at=now, outcome=CRASH))
    return len(cut_off)


def escape(tx: Transaction, messenger: str, living: list[str]) -> int:
    """A messenger has been silent for long: what waits there moves to other messengers of the same people."""
    there = aliased(Account)
    other = (
        select(func.max(there.id))
        .where(there.teacher_id == Delivery.teacher_id, there.reachable, there.messenger.in_(living))
        .scalar_subquery()
    )
    found = tx.session.execute(
        select(Delivery, other).where(Delivery.messenger == messenger, OPEN, Delivery.tries == 0, other.is_not(None))
    ).all()
    for delivery, account_id in found:
        account = tx.session.get_one(Account, account_id)
        delivery.account_id, delivery.messenger, delivery.call_id = account.id, account.messenger, None
    return len(found)
