"""Granted roles, and who stands in for whom today."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, case, func, select, union
from sqlalchemy.orm import joinedload

from ..compiled import rows
from ..database import Transaction
from ..models import Association, Invitation, Role, RoleGrant, Scope, Substitution, Teacher
from .directory import Reach, within
from .invitations import PENDING
from .membership import member
from .people import NOW_ABSENT, in_roster
from .standing import STANDING

GRANTED = (
    select(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id)
    .where(RoleGrant.teacher_id == bindparam("id"), RoleGrant.revoked_at.is_(None))
    .order_by(RoleGrant.id)
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
    .join(Teacher, Teacher.id == Substitution.substitute_id)
    .where(Substitution.absent_id.in_(bindparam("ids", expanding=True)), *NOW_ABSENT, in_roster(Teacher))
    .options(joinedload(Substitution.substitute))
    .order_by(Substitution.id)
)


WIDEST_FIRST = (Role.OWNER, Role.INSTITUTE, Role.METHODIST, Role.DEPUTY)
ROLES = {role.value: role for role in Role}
SCOPES = {scope.value: scope for scope in Scope}
Held = tuple[Role, Scope, int]
"""Role, scope, and the id of the place."""


class Roles:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def standing_of(self, teacher_id: int, today: date) -> list[Held]:
        """All the person holds today, as substitute too, each once; nothing when she has left."""
        found = dict.fromkeys(rows(self._tx, STANDING, id=teacher_id, today=today))
        return [(ROLES[role], SCOPES[scope], scope_id) for role, scope, scope_id in found]

    def granted_to(self, teacher_id: int) -> list[Held]:
        """What was granted to her and not revoked."""
        return [(row[0], row[1], row[2]) for row in self._tx.session.execute(GRANTED, {"id": teacher_id})]

    def with_roles(self, teacher_ids: Sequence[int]) -> set[int]:
        """Those of the people to whom something was granted, who head an association or stand in for somebody."""
        found: CompoundSelect[Any] = union(
            select(RoleGrant.teacher_id).where(RoleGrant.teacher_id.in_(teacher_ids), RoleGrant.revoked_at.is_(None)),
            select(Association.head_id).where(Association.head_id.in_(teacher_ids)),
            select(Substitution.substitute_id).where(Substitution.substitute_id.in_(teacher_ids)),
        )
        return {person for (person,) in self._tx.session.execute(found)}

    def holders(self, role: Role, scope: Scope, scope_id: int, today: date) -> list[Teacher]:
        """People of the roster with exactly this grant, by name."""
        given = {"role": role, "scope": scope, "scope_id": scope_id, "today": today}
        return list(self._tx.session.scalars(HOLDERS, given))

    def get(self, grant_id: int) -> RoleGrant | None:
        """One that is not revoked, with its person."""
        query = select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.revoked_at.is_(None))
        return self._tx.session.scalars(query.options(joinedload(RoleGrant.teacher))).one_or_none()

    def ended(self, grant_ids: Sequence[int]) -> list[RoleGrant]:
        """Those of these that are revoked, with their people."""
        query = select(RoleGrant).where(RoleGrant.id.in_(grant_ids), RoleGrant.revoked_at.is_not(None))
        return list(self._tx.session.scalars(query.options(joinedload(RoleGrant.teacher)).order_by(RoleGrant.id)))

    def given(self, grant_ids: Sequence[int]) -> list[RoleGrant]:
        """Those of these that are not revoked, with their people."""
        query = select(RoleGrant).where(RoleGrant.id.in_(grant_ids), RoleGrant.revoked_at.is_(None))
        return list(self._tx.session.scalars(query.options(joinedload(RoleGrant.teacher)).order_by(RoleGrant.id)))

    def guarded(self, teacher_ids: Sequence[int], today: date) -> set[int]:
        """Those of the people for whom somebody stands in, now or later, or who have a link."""
        found: CompoundSelect[Any] = union(
            select(Substitution.absent_id).where(Substitution.absent_id.in_(teacher_ids), Substitution.until >= today),
            select(Invitation.teacher_id).where(Invitation.teacher_id.in_(teacher_ids), *PENDING),
        )
        return {person for (person,) in self._tx.session.execute(found)}

    def active(self, teacher_id: int) -> list[RoleGrant]:
        query = select(RoleGrant).where(RoleGrant.teacher_id == teacher_id, RoleGrant.revoked_at.is_(None))
        return list(self._tx.session.scalars(query.order_by(RoleGrant.id)))

    def others_with(self, grant: RoleGrant, today: date) -> int:
        """How many other people of the roster have the same; nobody else can change that before the commit."""
        same = (RoleGrant.role == grant.role, RoleGrant.scope == grant.scope, RoleGrant.scope_id == grant.scope_id)
        query = select(RoleGrant.teacher_id).where(*same, RoleGrant.revoked_at.is_(None)).with_for_update()
        holders = set(self._tx.session.scalars(query)) - {grant.teacher_id}
        there = select(func.count()).select_from(Teacher).where(Teacher.id.in_(holders), in_roster(Teacher, today))
        return self._tx.session.scalars(there).one()

    def add(self, grant: RoleGrant) -> None:
        self._tx.session.add(grant)
        self._tx.session.flush()

    def revoke(self, grant: RoleGrant, now: datetime) -> None:
        grant.revoked_at = now
        self._tx.session.flush()

    def within(self, reach: Reach, today: date, offset: int, limit: int) -> list[tuple[RoleGrant, Teacher]]:
        """Grants of the people one looks after, with them: the widest roles first, then by name."""
        rank = case(*((RoleGrant.role == role, number) for number, role in enumerate(WIDEST_FIRST)), else_=9)
        query = (
            select(RoleGrant, member)
            .join(member, member.id == RoleGrant.teacher_id)
            .where(RoleGrant.revoked_at.is_(None), within(reach), in_roster(member, today))
            .order_by(rank, member.last_name, member.first_name, RoleGrant.id)
            .options(joinedload(member.organization))
        )
        return [(grant, one) for grant, one in self._tx.session.execute(query.offset(offset).limit(limit))]

    def substitutes_of(self, absent_ids: Sequence[int], today: date) -> dict[int, Teacher]:
        """Absent person's id -> who stands in for her today (the latest named, if several); never one who has left."""
        if not absent_ids:
            return {}
        found = self._tx.session.scalars(SUBSTITUTIONS, {"ids": absent_ids, "today": today})
        return {substitution.absent_id: substitution.substitute for substitution in found}
