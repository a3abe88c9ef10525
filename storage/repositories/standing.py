"""What a person holds today, in one statement: it runs before every screen that depends on rights."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, bindparam, literal, select, type_coerce, union_all

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

ME = select(Teacher.id).where(Teacher.id == bindparam("id"), in_roster(Teacher))
ABSENT = (
    select(Substitution.absent_id)
    .join(Teacher, Teacher.id == Substitution.absent_id)
    .where(Substitution.substitute_id.in_(ME), *NOW_ABSENT, in_roster(Teacher))
)
WHOSE = union_all(ME, ABSENT)


def _holds(role: Role, scope: Scope, scope_id: Any, *where: Any) -> Select[Any]:
    return select(literal(role.value, String), literal(scope.value, String), scope_id).where(*where)


STANDING: CompoundSelect[Any] = union_all(
    _holds(Role.TEACHER, Scope.REGION, Teacher.region_id, Teacher.id.in_(ME)),
    _holds(
        Role.TEACHER,
        Scope.MUNICIPALITY,
        Teacher.municipality_id,
        Teacher.id.in_(ME),
        Teacher.municipality_id.is_not(None),
    ),
    _holds(Role.TEACHER, Scope.ORGANIZATION, Teacher.organization_id, Teacher.id.in_(ME)),
    _holds(Role.TEACHER, Scope.ORGANIZATION, TeacherPlace.organization_id, TeacherPlace.teacher_id.in_(ME)),
    _holds(Role.TEACHER, Scope.ASSOCIATION, AssociationMember.association_id, AssociationMember.teacher_id.in_(ME)),
    _holds(Role.HEAD, Scope.ASSOCIATION, Association.id, Association.head_id.in_(WHOSE), IS_OPEN),
    _holds(Role.MENTOR, Scope.PERSON, Mentorship.mentee_id, Mentorship.mentor_id.in_(ME), *RUNS),
    select(type_coerce(RoleGrant.role, String), type_coerce(RoleGrant.scope, String), RoleGrant.scope_id)
    .join(Teacher, Teacher.id == RoleGrant.teacher_id)
    .where(RoleGrant.teacher_id.in_(WHOSE), RoleGrant.revoked_at.is_(None), in_roster(Teacher)),
)
"""(role, scope, scope id) of all that follows from roster, associations and mentorships, or was granted; a substitute
holds the absent one's grants and headships. Nothing for whoever has left."""
