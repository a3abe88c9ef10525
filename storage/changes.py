"""What was delivered and has another text by now: every message is brought to it once, or told of by another one."""

from typing import NamedTuple

from sqlalchemy import and_, case, func, select, text, update

from .database import Transaction
from .models import Account, Delivery, DeliveryState, Mailing, MailingPart, Teacher
from .reaching import addressed

SHOWN = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN)
"""What stands before a person's eyes, or may stand there."""
WANTED = text("delivery.change_to IS NOT NULL")
"""Spelled as in the index, for else neither database would use it."""


class Change(NamedTuple):
    """`message_id` None: nobody knows whether it arrived, or it stands where she is no more. `name`: as a `Job`'s.

    `is_screen`: the message is her card by now, with a menu, an answer or an open question in it.
    """

    id: int
    mailing_id: int
    teacher_id: int
    version: int
    chat: int
    message_id: int | None
    text: str
    rows: str
    file_id: int | None
    is_personal: bool
    name: str
    is_screen: bool


def ask(tx: Transaction, mailing_id: int, part: int, version: int) -> None:
    """Everybody who has got this part is to see its present version; what is being sent now may have the old text."""
    shown = update(Delivery).where(
        Delivery.mailing_id == mailing_id,
        Delivery.part == part,
        Delivery.state.in_(SHOWN),
    )
    tx.session.execute(shown.values(change_to=version), execution_options={"synchronize_session": False})


def due(tx: Transaction, messenger: str, after: int, most: int) -> list[Change]:
    """The next changes at a messenger behind the delivery `after`, by the delivery's id.

    Also of who has another account by now, where her message cannot be brought to anything.
    """
    query = (
        select(
            Delivery.id, Delivery.mailing_id, Delivery.teacher_id, Delivery.change_to,
            func.coalesce(Account.external_id, 0), case((Account.id.is_not(None), Delivery.message_id)),
            MailingPart.text, MailingPart.rows, MailingPart.file_id, Mailing.is_personal, addressed(Teacher),
            func.coalesce(Account.card == Delivery.message_id, False),
        )
        .select_from(Delivery)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .join(MailingPart, and_(MailingPart.mailing_id == Delivery.mailing_id, MailingPart.number == Delivery.part))
        .outerjoin(Account, and_(Account.id == Delivery.account_id, Account.teacher_id == Delivery.teacher_id))
        .join(Teacher, Teacher.id == Delivery.teacher_id)
        .where(
            Delivery.messenger == messenger,
            WANTED,
            Delivery.state.in_((DeliveryState.SENT, DeliveryState.UNKNOWN)),
            Delivery.id > after,
        )
        .order_by(Delivery.id)
        .limit(most)
    )  # fmt: skip
    return [Change._make(row) for row in tx.session.execute(query)]


def done(tx: Transaction, change: Change) -> bool:
    """The message shows this version, or is left as it is; False: a newer one is wanted by now, or it was done."""
    finished = update(Delivery).where(Delivery.id == change.id, Delivery.change_to == change.version)
    result = tx.session.execute(finished.values(change_to=None), execution_options={"synchronize_session": False})
    return bool(result.rowcount)  # type: ignore[attr-defined]  # an update has one


def key_of(mailing_id: int, version: int) -> str:
    """Of the mailing that says instead what could not be edited to this version."""
    return f"correction:{mailing_id}:{version}"
