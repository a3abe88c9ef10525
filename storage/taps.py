"""The first tap on a delivered message: all a messenger lets us know of what became of it."""

from sqlalchemy import Integer, bindparam, text, type_coerce, update

from .compiled import run
from .database import Transaction
from .models import Delivery

_d = Delivery.__table__.c
TAPPED = (
    update(Delivery)
    .where(
        _d.account_id == bindparam("account", type_=Integer),
        _d.message_id == bindparam("message", type_=Integer),
        text("tapped_at IS NULL"),
    )
    .values(tapped_at=type_coerce(bindparam("now", type_=Integer), Integer))
)


def tapped(tx: Transaction, account: int, message: int, now: int) -> None:
    """A button under this message was tapped (`now` in seconds since 1970); only the first tap is kept."""
    run(tx, TAPPED, account=account, message=message, now=now)
