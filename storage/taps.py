"""The first tap on a delivered message: all a messenger lets us know of what became of it."""

from sqlalchemy import Integer, bindparam, select, text, type_coerce, update

from .compiled import run
from .database import Transaction
from .models import Account, Delivery

_d, _a = Delivery.__table__.c, Account.__table__.c
TAPPED = (
    update(Delivery)
    .where(
        _d.account_id == bindparam("account", type_=Integer),
        _d.message_id == bindparam("message", type_=Integer),
        _d.teacher_id == select(_a.teacher_id).where(_a.id == bindparam("account", type_=Integer)).scalar_subquery(),
        text("tapped_at IS NULL"),
    )
    .values(tapped_at=type_coerce(bindparam("now", type_=Integer), Integer))
)


def tapped(tx: Transaction, account: int, message: int, now: int) -> None:
    """A button under this message was tapped (`now` in seconds since 1970); only the first is kept.

    It is hers whom the message was for, not of whoever has the account by now.
    """
    run(tx, TAPPED, account=account, message=message, now=now)
