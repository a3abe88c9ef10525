"""What a person holds today, in one statement: it runs before every screen that depends on rights."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, and_, bindparam, select, text, type_coerce, union_all
from sqlalchemy.orm import aliased

from ..models import (
    Association,
    AssociationMember,
    Mentorship,
    Role,
    RoleGrant,
    Scope,
    Substitution,
    Teacher,
    TeacherPlace,
)
from .membership import IS_OPEN
from .mentorships import RUNS
from .people import NOW_ABSENT, in_roster

ID: Any = bindparam("id", type_=Teacher.id.type)
me = aliased(Teacher)
IS_ME = and_(Teacher.id == ID, in_roster(Teacher))
MY_ID = select(me.id).where(me.id == ID, in_roster(me)).scalar_subquery()
"""Nothing once she has left; compared by `=`, which costs half of `IN`."""
ABSENT = (
    select(Substitution.absent_id)
    .join(Teacher, Teacher.id == Substitution.absent_id)
    .where(Substitution.substitute_id == MY_ID, *NOW_ABSENT, in_roster(Teacher))
)


def _holds(role: Role, scope: Scope, scope_id: Any, *where: Any) -> Select[Any]:
    return select(text(f"'{role.value}'"), text(f"'{scope.value}'"), scope_id).where(*where)


def _granted(*where: Any) -> Select[Any]:
    role: Any = type_coerce(RoleGrant.role, String)
    return select(role, type_coerce(RoleGrant.scope, String), RoleGrant.scope_id).where(
        RoleGrant.revoked_at.is_(None), *where
    )


STANDING: CompoundSelect[Any] = union_all(
    _holds(Role.TEACHER, Scope.REGION, Teacher.region_id, IS_ME),
    _holds(Role.TEACHER, Scope.MUNICIPALITY, Teacher.municipality_id, IS_ME, Teacher.municipality_id.is_not(None)),
    _holds(Role.TEACHER, Scope.ORGANIZATION, Teacher.organization_id, IS_ME),
    _holds(Role.TEACHER, Scope.ORGANIZATION, TeacherPlace.organization_id, TeacherPlace.teacher_id == MY_ID),
    _holds(Role.TEACHER, Scope.ASSOCIATION, AssociationMember.association_id, AssociationMember.teacher_id == MY_ID),
    _holds(Role.HEAD, Scope.ASSOCIATION, Association.id, Association.head_id == MY_ID, IS_OPEN),
    _holds(Role.HEAD, Scope.ASSOCIATION, Association.id, Association.head_id.in_(ABSENT), IS_OPEN),
    _holds(Role.MENTOR, Scope.PERSON, Mentorship.mentee_id, Mentorship.mentor_id == MY_ID, *RUNS),
    _granted(RoleGrant.teacher_id == MY_ID),
    _granted(RoleGrant.teacher_id.in_(ABSENT)),
)
"""(role, scope, scope id) of all that follows from roster, associations and mentorships, or was granted; a substitute
holds the absent one's grants and headships. Nothing for whoever has left."""
