"""Where a person works and what she does there, in one statement: every list of associations begins with it."""

from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, bindparam, null, select, union_all

from ..models import Organization, OrganizationKind, Position, Subject, Teacher, TeacherPlace, TeacherSubject

PERSON: Any = bindparam("person", type_=Teacher.id.type)
PLACE = (Organization.id, Organization.name, Organization.kind, Organization.municipality_id)
SUBJECT = (Subject.id, Subject.key, Subject.name)
KINDS = {kind.value: kind for kind in OrganizationKind}


class Workplace(NamedTuple):
    id: int
    name: str
    kind: OrganizationKind
    municipality_id: int | None


class Taught(NamedTuple):
    """A subject, or a category of staff."""

    id: int
    key: str
    name: str


class Held(NamedTuple):
    """A place of work, and the category to which a position held there belongs."""

    workplace: Workplace
    category: Taught | None


WORK: CompoundSelect[Any] = union_all(
    select(*PLACE, *SUBJECT)
    .join(TeacherPlace, TeacherPlace.organization_id == Organization.id)
    .join(Position, Position.id == TeacherPlace.position_id)
    .outerjoin(Subject, Subject.id == Position.category_id)
    .where(TeacherPlace.teacher_id == PERSON),
    select(*PLACE, *[null()] * len(SUBJECT))
    .join(Teacher, Teacher.organization_id == Organization.id)
    .where(Teacher.id == PERSON),
    select(*[null()] * len(PLACE), *SUBJECT)
    .join(TeacherSubject, TeacherSubject.subject_id == Subject.id)
    .where(TeacherSubject.teacher_id == PERSON),
)
"""(place, category) for every position, (main place, nothing), (nothing, subject) for every subject."""


def split(rows: list[Any]) -> tuple[list[Held], list[Taught]]:
    """(all that is held anywhere, the subjects taught) of the rows of WORK."""
    held, taught = [], []
    for place, name, kind, municipality, *subject in rows:
        what = None if subject[0] is None else Taught(*subject)
        if place is not None:
            held.append(Held(Workplace(place, name, KINDS[kind], municipality), what))
        elif what is not None:
            taught.append(what)
    return held, taught
