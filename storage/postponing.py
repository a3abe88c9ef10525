"""What is due and does not leave yet: of a mailing that is paused, or in somebody's quiet hours."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, literal, select, text, type_coerce, update

from .compiled import run_many
from .database import Transaction
from .models import Delivery

if TYPE_CHECKING:
    from .ledger import Job

URGENT = 1
"""Priority of what comes whatever the hour, as letters before it do; all behind it keeps quiet hours, late or not."""
NOT_NOW = 300
"""Seconds for which the due deliveries of a mailing that is paused are passed over."""

Rest = Callable[["Job", int], int | None]
"""Until when (seconds since 1970) the recipient is left alone; None: she may be written to now."""

_d, _e = Delivery.__table__.c, Delivery.__table__.alias("earlier").c
THIS, UNTIL = bindparam("delivery", type_=Integer), type_coerce(bindparam("due", type_=Integer), Integer)
OPEN = text("delivery.state IN ('waiting', 'held')")
"""Spelled as in the index, for else neither database would use it."""
POSTPONE = update(Delivery).where(_d.id == THIS).values(due_at=UNTIL)
HOLD = POSTPONE.values(state=literal("held"))
AFTER_IT = update(Delivery).where(
    *(
        column == select(same).where(_e.id == THIS).scalar_subquery()
        for column, same in ((_d.mailing_id, _e.mailing_id), (_d.teacher_id, _e.teacher_id))
    ),
    _d.part > select(_e.part).where(_e.id == THIS).scalar_subquery(),
    OPEN, type_coerce(_d.due_at, Integer) < bindparam("due", type_=Integer),
).values(due_at=UNTIL)  # fmt: skip
"""What follows a part that waits is not due before it: else every claim would look at it in vain."""
HOLD_AFTER_IT = AFTER_IT.values(state=literal("held"))


def leaving(tx: Transaction, jobs: Sequence["Job"], now: int, rest: Rest) -> list["Job"]:
    """Those of the jobs that leave now; the others are due when their time has come."""
    later = now + NOT_NOW
    run_many(tx, POSTPONE, [{"delivery": job.id, "due": later} for job in jobs if not job.is_active])
    active = [job for job in jobs if job.is_active]
    held = hold(tx, active, now, rest)
    return [job for job in active if job.id not in held]


def hold(tx: Transaction, jobs: Sequence["Job"], now: int, rest: Rest) -> set[int]:
    """Whoever is left alone now gets hers afterwards; ids of these deliveries."""
    held = [{"delivery": job.id, "due": until} for job in jobs if (until := rest(job, now)) is not None]
    run_many(tx, HOLD, held)
    run_many(tx, HOLD_AFTER_IT, held)
    return {int(one["delivery"]) for one in held}
