"""The ledger as the senders work it: claim what is due, record how it ended."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)

from .compiled import rows, run, run_many
from .database import Transaction
from .models import (
    NAME,
    Account,
    BulkCall,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Mailing,
    MailingPart,
    Municipality,
    Teacher,
)
from .postponing import AFTER_IT, OPEN, Rest, leaving
from .reaching import addressed

CRASH = "crash"
"""Outcome of a try that a crash cut off: nobody knows whether it reached the person."""
REFUSED = "refused"
"""Outcome of a definite refusal by an account: the person's next messenger is tried."""
PAGES = 10
"""So many pages are turned in search of somebody who may be written to now."""


class Job(NamedTuple):
    """One delivery as its messenger sends it; `once` numbers the sending, 0: it has no number yet.

    `name` is the recipient's, with patronymic, for the places the text leaves open for it; `quiet` her quiet hours.
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
    part: int
    is_active: bool
    begun_at: int | None
    due: int
    priority: int
    time_zone: str | None
    quiet: str | None


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
_t, _place = Teacher.__table__.c, Municipality.__table__.c
NOW = bindparam("now", type_=Integer)
DELIVERY = bindparam("delivery", type_=Integer)
MESSENGER = bindparam("messenger", type_=String)
IS_HERS = or_(_a.teacher_id == _d.teacher_id, and_(_d.teacher_id.is_(None), _a.teacher_id.is_(None)))
"""Nothing follows an account that has become somebody else's, be it from or to a stranger."""
JOB = (
    select(
        _d.id, _d.mailing_id, _d.account_id, _a.external_id, _p.text, _p.rows, _p.file_id, _m.is_personal,
        func.coalesce(_d.call_id, 0), _d.tries, func.coalesce(addressed(Teacher), ""), _d.part,
        text("mailing.state = 'active'"), type_coerce(_d.begun_at, Integer), type_coerce(_d.due_at, Integer),
        _d.priority, _place.time_zone, _t.quiet_hours,
    )
    .select_from(
        Delivery.__table__.join(Mailing.__table__, _m.id == _d.mailing_id)
        .join(MailingPart.__table__, and_(_p.mailing_id == _d.mailing_id, _p.number == _d.part))
        .join(Account.__table__, and_(_a.id == _d.account_id, IS_HERS))
        .outerjoin(Teacher.__table__, _t.id == _d.teacher_id)
        .outerjoin(Municipality.__table__, _place.id == _t.municipality_id)
    )
)  # fmt: skip
_e = Delivery.__table__.alias("earlier").c
EARLIER_IS_OPEN = (
    select(_e.id)
    .where(
        _e.mailing_id == _d.mailing_id, _e.teacher_id == _d.teacher_id, _e.part < _d.part,
        text("earlier.state IN ('waiting', 'held', 'sending')"),
    )
    .correlate(Delivery.__table__)
    .exists()
)  # fmt: skip
"""The parts of a message come in their order; those of a mailing that rests are postponed whatever their order."""
IN_TURN = or_(_d.part == 0, text("mailing.state <> 'active'"), ~EARLIER_IS_OPEN)
PRIORITY = select(func.min(_d.priority)).where(
    _d.messenger == MESSENGER, _d.priority > bindparam("priority", type_=Integer), OPEN
)
"""The next priority there is anything of; within one the index gives what is due in its order, whatever waits."""
DUE = (
    JOB.where(
        _d.messenger == MESSENGER, _d.priority == bindparam("priority", type_=Integer),
        type_coerce(_d.due_at, Integer) <= NOW, OPEN, IN_TURN,
        tuple_(type_coerce(_d.due_at, Integer), _d.id)
        > tuple_(bindparam("behind", type_=Integer), bindparam("behind_id", type_=Integer)),
    )
    .order_by(_d.due_at, _d.id)
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
BEGIN = (
    update(Delivery)
    .where(_d.id == DELIVERY)
    .values(
        state=literal("sending", String),
        call_id=bindparam("number", type_=Integer),
        begun_at=type_coerce(bindparam("began", type_=Integer), Integer),
    )
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
STOPPED = (
    update(Delivery)
    .where(_d.id == DELIVERY, OPEN, _d.mailing_id.in_(select(_m.id).where(text("mailing.state = 'cancelled'"))))
    .values(state=literal("cancelled", String))
)
"""What was in flight when its mailing was stopped, and did not get through, is not tried again."""
FREED = update(Delivery).where(_d.id == DELIVERY, OPEN).values(call_id=null())
TRIED = insert(DeliveryAttempt).values(
    delivery_id=DELIVERY, at=type_coerce(NOW, Integer), outcome=bindparam("outcome", type_=String)
)
FROZEN = insert(BulkCall).values(
    id=bindparam("number", type_=Integer), mailing_id=bindparam("mailing", type_=Integer),
    text=bindparam("words"), rows=bindparam("buttons"),
)  # fmt: skip
THAWED = delete(BulkCall).where(BulkCall.id == bindparam("number", type_=Integer))
CARD_IS_OLD = update(Account).where(_a.id == bindparam("account", type_=Integer)).values(card=null())


class Limits(NamedTuple):
    """How much may be claimed: so many calls of so many recipients each, none of them in a chat that is `busy`."""

    calls: int
    recipients: int = 1
    busy: Collection[int] = frozenset()


Call = list[Job]
"""What one call sends: one delivery, or the same text to several; all its jobs have one number."""


def claim(
    tx: Transaction, messenger: str, now: int, limits: Limits, take: Callable[[int], int], rest: Rest
) -> list[Call]:
    """Take what is due, letters first, then in the order of time: from this commit on it counts as being sent.

    What came too late for the person's day waits for the next one (`rest`). `take(1)` gives the number of a call; a
    delivery that was begun before keeps its own. What one call brings to several is written down with its number before
    it leaves.
    """
    calls: list[Call] = []
    priority, chats = -1, set(limits.busy)
    while len(calls) < limits.calls:
        priority = rows(tx, PRIORITY, messenger=messenger, priority=priority)[0][0]
        if priority is None:
            break
        _claim_of(tx, {"messenger": messenger, "priority": priority, "now": now}, calls, chats, limits, rest)
    numbered = [_numbered(call, now, take) for call in calls]
    begun = [{"delivery": job.id, "number": job.once, "began": job.begun_at} for call in numbered for job in call]
    run_many(tx, BEGIN, begun)
    run_many(tx, FROZEN, [_frozen(call[0]) for call in numbered if len(call) > 1])
    return numbered


def _claim_of(
    tx: Transaction, what: Mapping[str, Any], calls: list[Call], chats: set[int], limits: Limits, rest: Rest
) -> None:
    """Of one priority; behind what waits for one busy chat there may be others."""
    most = limits.recipients * min(limits.calls, 4) + len(limits.busy) + limits.calls
    before, behind, behind_id = len(calls), 0, 0
    for _ in range(PAGES):
        found = rows(tx, DUE, **what, most=most, behind=behind, behind_id=behind_id)
        jobs = [Job._make(row) for row in found]
        _gather(calls, leaving(tx, jobs, what["now"], rest), chats, limits)
        if len(calls) > before or len(jobs) < most:
            return
        behind, behind_id = jobs[-1].due, jobs[-1].id


def _gather(calls: list[Call], jobs: list[Job], chats: set[int], limits: Limits) -> None:
    """Put the jobs into calls: a chat at most once, the same text together; what finds no room is left."""
    open_calls: dict[tuple[int, int], Call] = {}
    for job in jobs:
        if job.chat in chats:
            continue
        key = (job.mailing_id, job.part)
        same = open_calls.get(key) if limits.recipients > 1 and is_common(job) else None
        if same is not None and len(same) < limits.recipients:
            same.append(job)
        elif len(calls) < limits.calls:
            calls.append([job])
            if is_common(job):
                open_calls[key] = calls[-1]
        else:
            continue
        chats.add(job.chat)


def is_common(job: Job) -> bool:
    """Whether it may leave in one call with others: nothing in it is the recipient's own, and it is its first try."""
    return NAME not in job.text and job.file_id is None and not job.once


def _numbered(call: Call, now: int, take: Callable[[int], int]) -> Call:
    if call[0].once:
        return call
    number = take(1)
    return [job._replace(once=number, begun_at=now) for job in call]


def _frozen(job: Job) -> dict[str, object]:
    return {"number": job.once, "mailing": job.mailing_id, "words": job.text, "buttons": job.rows}


def record_call(tx: Transaction, number: int, ended: Sequence[Ended], free: Sequence[int]) -> None:
    """How a call ended for each of its members; it will not be repeated.

    `free`: ids of those that surely did not get it: what waits again may leave under another number, with others.
    """
    record(tx, *ended)
    run(tx, THAWED, number=number)
    run_many(tx, FREED, [{"delivery": delivery} for delivery in free])


def record(tx: Transaction, *ended: Ended) -> None:
    """How tries ended; a message that arrived makes the card above it an old one."""
    run_many(tx, TRIED, [{"delivery": one.id, "now": one.at, "outcome": one.outcome} for one in ended])
    run_many(
        tx, END, [
            {
                "delivery": one.id, "ended": one.state.value, "message": one.message_id, "due": one.due, "at": one.at,
                "tried": one.tries, "outcome": one.outcome,
            }
            for one in ended
        ],
    )  # fmt: skip
    waiting = [one for one in ended if one.state is DeliveryState.WAITING]
    run_many(tx, STOPPED, [{"delivery": one.id} for one in waiting])
    run_many(tx, AFTER_IT, [{"delivery": one.id, "due": one.due} for one in waiting])
    run_many(tx, CARD_IS_OLD, [{"account": one.account_id} for one in ended if one.state is DeliveryState.SENT])
