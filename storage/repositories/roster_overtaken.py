"""What an import has taken and people have settled otherwise since: taking it back would undo them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import aliased

from ..models import AssociationLeft, Mentorship, RoleGrant, Teacher

Run = Callable[..., Any]


def rows(run: Run, table: str, columns: Sequence[str], ids: Sequence[int]) -> set[int]:
    """Of changed rows those that stay as they are."""
    if table == RoleGrant.__tablename__ and "revoked_at" in columns:
        return set(run(_grants().where(RoleGrant.id.in_(ids))).scalars())
    if table == Mentorship.__tablename__ and "until" in columns:
        return set(run(_pairs().where(Mentorship.id.in_(ids))).scalars())
    return set()


def members(run: Run, values: Sequence[dict[str, Any]]) -> set[tuple[int, int]]:
    """(association, person) who has left it herself, or joined it herself and erased herself."""
    pairs = [(each["association_id"], each["teacher_id"]) for each in values]
    hers = tuple_(AssociationLeft.association_id, AssociationLeft.teacher_id)
    left = {
        tuple(row)
        for row in run(select(AssociationLeft.association_id, AssociationLeft.teacher_id).where(hers.in_(pairs)))
    }
    joined = [each["teacher_id"] for each in values if not each["from_file"]]
    erased = set(run(select(Teacher.id).where(Teacher.id.in_(joined), Teacher.opted_out_at.is_not(None))).scalars())
    return left | {
        pair for pair, each in zip(pairs, values, strict=True) if not each["from_file"] and pair[1] in erased
    }


def _grants() -> Any:
    """Of whoever has erased herself, or has got the same by hand."""
    other = aliased(RoleGrant)
    same = and_(
        other.teacher_id == RoleGrant.teacher_id, other.role == RoleGrant.role, other.scope == RoleGrant.scope,
        other.scope_id == RoleGrant.scope_id, other.id != RoleGrant.id, other.revoked_at.is_(None),
    )  # fmt: skip
    query = select(RoleGrant.id).join(Teacher, Teacher.id == RoleGrant.teacher_id).outerjoin(other, same)
    return query.where(or_(Teacher.opted_out_at.is_not(None), other.id.is_not(None)))


def _pairs() -> Any:
    """Of a mentee who has got another mentor by hand."""
    other = aliased(Mentorship)
    later = and_(
        other.mentee_id == Mentorship.mentee_id, other.id != Mentorship.id, other.from_file.is_(False),
        or_(other.until.is_(None), other.until > Mentorship.until),
    )  # fmt: skip
    return select(Mentorship.id).join(other, later)
