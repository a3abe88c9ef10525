"""Who did anything in a week, and whose letters wait: statements that are built once."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, func, or_, select, type_coerce

from ..models import (
    Account,
    Acknowledgement,
    Delivery,
    EventAnswer,
    Letter,
    Mailing,
    MailingKind,
    Mentorship,
    Thread,
)
from .membership import member
from .mentorships import RUNS
from .week_counts import BEGIN, BETWEEN, END, HERE, SINCE, written_since

PRIVATE = (MailingKind.SURVEY, MailingKind.NOTE)
"""What is done with these is nobody's business: surveys and their reminders, a step of a path that is overdue."""


def _within(column: Any) -> ColumnElement[bool]:
    return type_coerce(column, Integer).between(BEGIN, END)


def _deeds() -> list[ColumnElement[bool]]:
    """What `member` may have done in the time: come, write, answer an invitation, acknowledge, open what she got."""
    opened = exists(
        select(Delivery.id)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .where(
            Delivery.teacher_id == member.id,
            _within(Delivery.tapped_at),
            *(Mailing.kind != one for one in PRIVATE),
        )
    )
    did = (
        exists().where(Account.teacher_id == member.id, _within(Account.created_at)),
        exists().where(Mailing.author_id == member.id, _within(Mailing.created_at)),
        exists().where(EventAnswer.teacher_id == member.id, _within(EventAnswer.at)),
        exists().where(Acknowledgement.teacher_id == member.id, _within(Acknowledgement.at)),
    )
    return [one.correlate(member) for one in (*did, opened)]


def _wrote(author: Any, *when: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether that end of a mentorship has written to the other one."""
    found = exists().where(Letter.thread_id == Thread.id, Mailing.id == Letter.mailing_id, BETWEEN, *when)
    return found.where(Mailing.author_id == author).correlate(Mentorship)


BEFORE: Any = bindparam("before", type_=Integer)
_at: Any = type_coerce(Mailing.created_at, Integer)
ACTIVE = select(func.count()).select_from(member).where(HERE, or_(*_deeds()))
UNANSWERED = (
    select(func.count())
    .select_from(Mentorship)
    .join(member, member.id == Mentorship.mentee_id)
    .where(
        HERE,
        *RUNS,
        _wrote(Mentorship.mentee_id, *written_since(SINCE), _at <= BEFORE),
        ~_wrote(Mentorship.mentor_id, *written_since(SINCE)),
    )
)
