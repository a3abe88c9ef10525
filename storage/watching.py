"""Cards of running mailings that stand on somebody's screen now."""

from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .database import Transaction
from .models import Account, Watch


class Watched(NamedTuple):
    """`update` is the one the card answered; the account's last one, what it shows and where its card stands."""

    account_id: int
    mailing_id: int
    update: int
    messenger: str
    chat: int
    teacher_id: int | None
    last_update: int
    is_shown: bool
    screen: str | None
    card: int | None


ALL = (
    select(
        Watch.account_id, Watch.mailing_id, Watch.update, Account.messenger, Account.external_id, Account.teacher_id,
        Account.last_update, Account.shown >= Account.parts, Account.screen, Account.card,
    )
    .join(Account, Account.id == Watch.account_id)
    .order_by(Watch.account_id)
)  # fmt: skip


def watch(tx: Transaction, account_id: int, mailing_id: int, number: int) -> None:
    """The answer to update `number` of this account is the mailing's card."""
    kind = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    values = {"mailing_id": mailing_id, "update": number}
    made = kind(Watch).values(account_id=account_id, **values)
    tx.session.execute(made.on_conflict_do_update(index_elements=["account_id"], set_=values))


def watched(tx: Transaction) -> list[Watched]:
    return [Watched._make(row) for row in tx.session.execute(ALL)]


def keep(tx: Transaction, it: Watched, screen: str | None, is_over: bool) -> None:
    """The card shows `screen` (None: nothing new) now; one that is over is watched no more."""
    if screen is not None:
        same = update(Account).where(Account.id == it.account_id, Account.last_update == it.last_update)
        tx.session.execute(same.values(screen=screen), execution_options={"synchronize_session": False})
    if is_over:
        gone = delete(Watch).where(Watch.account_id == it.account_id, Watch.update == it.update)
        tx.session.execute(gone, execution_options={"synchronize_session": False})
