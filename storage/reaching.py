"""How a person is reached and addressed: the account in the messenger she prefers, else the newest; her own name."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from .models import Account, Teacher

there = aliased(Account)
whose = aliased(Teacher)


def best_of(teacher_id: Any, preferred: Any, *where: ColumnElement[bool]) -> Select[int]:
    """Id of the account, NULL where there is none; `preferred`: her messenger, or the column it stands in.

    Without an order, for SQLite sorts by no column of an enclosing query.
    """
    hers = func.max(case((there.messenger == preferred, there.id)))
    found = select(func.coalesce(hers, func.max(there.id)))
    return found.where(there.teacher_id == teacher_id, there.reachable, *where)


def best_accounts(session: Session, people: Collection[int]) -> dict[int, Account]:
    """By person: of the accounts she can be reached at the one in the messenger she prefers, else the newest."""
    prefers = case((Account.messenger == Teacher.preferred_messenger, 1), else_=0)
    found = session.scalars(
        select(Account)
        .join(Teacher, Teacher.id == Account.teacher_id)
        .where(Account.teacher_id.in_(people), Account.reachable)
        .order_by(prefers, Account.id)  # the last one stays
    )
    return {one.teacher_id: one for one in found if one.teacher_id is not None}


def addressed(teacher: type[Teacher] | AliasedClass[Teacher]) -> ColumnElement[str]:
    """As she wants to be, else by name and patronymic."""
    polite = func.trim(teacher.first_name + " " + teacher.middle_name)
    return case((teacher.address != "", teacher.address), else_=polite)
