"""Whose an announcement is, taken out of it when she has erased herself."""

import re

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ..changes import key_of
from ..models import Mailing, MailingPart


def sign_off(session: Session, teacher_id: int, last: str, given: str) -> None:
    """What she sent names her no more; nor does what passes it on, nor what says how it was corrected.

    Below what she sent under another surname the `given` names tell that it was she.
    """
    sent = select(Mailing.id).where(Mailing.author_id == teacher_id).cte("sent", recursive=True)
    sent = sent.union(select(Mailing.id).where(Mailing.origin_id == sent.c.id))
    ids = list(session.scalars(select(sent.c.id)))
    changed = select(MailingPart.mailing_id, MailingPart.version).where(
        MailingPart.mailing_id.in_(ids), MailingPart.version > 0
    )
    keys = [key_of(one, at) for one, newest in session.execute(changed) for at in range(1, newest + 1)]
    theirs = select(Mailing.id).where(or_(Mailing.id.in_(ids), Mailing.key.in_(keys)))
    parts = select(MailingPart).where(MailingPart.mailing_id.in_(theirs), MailingPart.text.contains(given))
    for part in session.scalars(parts):
        text = re.sub(rf"[^\s<>]+ {re.escape(given)}, ", "", part.text.replace(f"{last} {given}, ", ""))
        part.text = text.replace(f"{last} {given}", "")
    session.flush()
    signed = update(Mailing).where(Mailing.author_id == teacher_id).values(author_id=None, audience="")
    session.execute(signed, execution_options={"synchronize_session": False})
