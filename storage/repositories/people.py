"""What several repositories say about people: what is loaded with them, and who is still in the roster."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.util import AliasedClass

from ..models import Position, Substitution, Teacher, TeacherPlace

TODAY: Any = bindparam("today", type_=Teacher.left_on.type)
NOW_ABSENT = (Substitution.since <= TODAY, Substitution.until >= TODAY)
"""Both days included."""
WHOLE = (
    joinedload(Teacher.organization),
    joinedload(Teacher.municipality),
    selectinload(Teacher.places).options(
        joinedload(TeacherPlace.organization), joinedload(TeacherPlace.position).joinedload(Position.category)
    ),
    selectinload(Teacher.subjects),
)
"""Everything a person's card needs, in three statements whatever the number of people."""


def in_roster(teacher: type[Teacher] | AliasedClass[Teacher], today: date | Any = TODAY) -> ColumnElement[bool]:
    """Has not left: who left on a day is out from that day on. Who opted out of the bot is still staff."""
    return or_(teacher.left_on.is_(None), teacher.left_on > today)
