"""Granted roles, and who stands in for whom today."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import Role, RoleGrant, Scope, Substitution, Teacher
from .people import TODAY, in_roster

NOW_ABSENT = (Substitution.since <= TODAY, Substitution.until >= TODAY)
ABSENT_FOR = select(Substitution.absent_id).where(Substitution.substitute_id == bindparam("id"), *NOW_ABSENT)
HELD = (
    select(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id)
    .join(Teacher, Teacher.id == RoleGrant.teacher_id)
    .where(
        RoleGrant.teacher_id.in_(bindparam("ids", expanding=True)), RoleGrant.revoked_at.is_(None), in_roster(Teacher)
    )
    .distinct()
)
HOLDERS = (
    select(Teacher)
    .join(RoleGrant, RoleGrant.teacher_id == Teacher.id)
    .where(
        RoleGrant.scope == bindparam("scope"),
        RoleGrant.scope_id == bindparam("scope_id"),
        RoleGrant.role == bindparam("role"),
        RoleGrant.revoked_at.is_(None),
        in_roster(Teacher),
    )
    .order_by(Teacher.last_name, Teacher.first_name, Teacher.id)
    .distinct()
)
SUBSTITUTIONS = (
    select(Substitution)
    .where(Substitution.absent_id.in_(bindparam("ids", expanding=True)), *NOW_ABSENT)
    .options(joinedload(Substitution.substitute))
    .order_by(Substitution.id)
)


class Roles:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def held_by(self, teacher_ids: Sequence[int], today: date) -> list[tuple[Role, Scope, int]]:
        """(role, scope, scope id) granted to any of these people who have not left."""
        return [
            (role, scope, place)
            for role, scope, place in self._session.execute(HELD, {"ids": teacher_ids, "today": today})
        ]

    def absent_for(self, substitute_id: int, today: date) -> list[int]:
        """Ids of those the person stands in for today."""
        return list(self._session.scalars(ABSENT_FOR, {"id": substitute_id, "today": today}))

    def holders(self, role: Role, scope: Scope, scope_id: int, today: date) -> list[Teacher]:
        """People of the roster with exactly this grant, by name."""
        given = {"role": role, "scope": scope, "scope_id": scope_id, "today": today}
        return list(self._session.scalars(HOLDERS, given))

    def substitutes_of(self, absent_ids: Sequence[int], today: date) -> dict[int, Teacher]:
        """Absent person's id -> who stands in for her today (the latest named, if several)."""
        if not absent_ids:
            return {}
        found = self._session.scalars(SUBSTITUTIONS, {"ids": absent_ids, "today": today})
        return {substitution.absent_id: substitution.substitute for substitution in found}

    def grant(self, teacher_id: int, role: Role, scope: Scope, scope_id: int, now: datetime) -> RoleGrant:
        made = RoleGrant(teacher_id=teacher_id, role=role, scope=scope, scope_id=scope_id, granted_at=now)
        self._session.add(made)
        self._session.flush()
        return made
