"""What was cut off: sent once more where it may be, unknown where it may not, given back where it surely never left."""

from collections.abc import Sequence

from sqlalchemy import String, func, literal, select, text, update

from . import moving
from .compiled import rows, run, run_many
from .database import Transaction
from .ledger import CRASH, DELIVERY, FREED, IS_HERS, JOB, MESSENGER, STOPPED, THAWED, TRIED, Call, Ended, Job, record
from .models import Account, BulkCall, Delivery, DeliveryAttempt, DeliveryState
from .postponing import Rest, hold

GIVEN_UP = 3
"""So often a delivery is cut off where a repeat may be a second message; then nobody knows, and it stays so."""

_d, _a, _n = Delivery.__table__.c, Account.__table__.c, DeliveryAttempt.__table__.c
CUT_OFF = JOB.where(_d.messenger == MESSENGER, text("delivery.state = 'sending'")).order_by(_d.id)
CRASHED_BEFORE = (
    select(_n.delivery_id, func.count())
    .where(
        text("delivery_attempt.outcome = 'crash'"),
        _n.delivery_id.in_(select(_d.id).where(_d.messenger == MESSENGER, text("delivery.state = 'sending'"))),
    )
    .group_by(_n.delivery_id)
)
FORGOTTEN = (
    update(Delivery)
    .where(_d.messenger == MESSENGER, text("state = 'sending'"))
    .where(~select(_a.id).where(_a.id == _d.account_id, IS_HERS).correlate(Delivery).exists())
    .values(state=literal("unknown", String), error=literal(CRASH, String))
)
"""Who has erased herself while she was being written to, before the crash: there is no chat to ask any more."""
FROZEN_BEFORE = (
    select(BulkCall.id, BulkCall.text, BulkCall.rows)
    .where(BulkCall.id.in_(select(_d.call_id).where(_d.messenger == MESSENGER, text("delivery.state = 'sending'"))))
)  # fmt: skip
GIVEN_BACK = (
    update(Delivery).where(_d.id == DELIVERY, text("state = 'sending'")).values(state=literal("waiting", String))
)


def give_back(tx: Transaction, calls: Sequence[Call]) -> None:
    """These were claimed and surely never left: they wait again; those of one call to many are free of it.

    Whoever has left her account meanwhile gets hers where she is now.
    """
    claimed = [{"delivery": job.id} for call in calls for job in call]
    run_many(tx, GIVEN_BACK, claimed)
    run_many(tx, STOPPED, claimed)
    for call in calls:
        if len(call) > 1:
            run(tx, THAWED, number=call[0].once)
            run_many(tx, FREED, [{"delivery": job.id} for job in call])
    moving.catch_up(tx, [one["delivery"] for one in claimed])


def take_up(tx: Transaction, messenger: str, now: int, drops_repeats: bool, rest: Rest) -> list[Call]:
    """After a start: what a crash cut off, to be sent once more under its old number, unchanged where it went to many.

    Each is noted as a try nobody knows the end of. Where a repeat may be a second message (not `drops_repeats`), what
    was stopped meanwhile stays unknown, and so does what was cut off again and again: it must not be sent for ever.
    What perhaps comes a second time waits for the end of quiet hours (`rest`).
    """
    run(tx, FORGOTTEN, messenger=messenger)
    crashes = dict(rows(tx, CRASHED_BEFORE, messenger=messenger))
    jobs = [Job._make(row) for row in rows(tx, CUT_OFF, messenger=messenger)]
    lost = [] if drops_repeats else [one for one in jobs if not one.is_active or crashes.get(one.id, 0) + 1 >= GIVEN_UP]
    record(tx, *(Ended(one.id, one.account_id, DeliveryState.UNKNOWN, CRASH, now, one.tries) for one in lost))
    again = [one for one in jobs if one not in lost]
    run_many(tx, TRIED, [{"delivery": one.id, "now": now, "outcome": CRASH} for one in again])
    held = set[int]() if drops_repeats else hold(tx, again, now, rest)
    frozen = {number: (words, buttons) for number, words, buttons in rows(tx, FROZEN_BEFORE, messenger=messenger)}
    calls: dict[int, Call] = {}
    for job in (one for one in again if one.id not in held):
        words, buttons = frozen.get(job.once, (job.text, job.rows))
        calls.setdefault(job.once, []).append(job._replace(text=words, rows=buttons))
    return list(calls.values())
