"""Audiences kept under a name, each for one person."""

import json
from collections.abc import Sequence

from sqlalchemy import func, select

from ..database import Transaction
from ..models import Association, Municipality, Organization, Position, SavedAudience, Subject
from .belonging import Choices, Condition

NAMES = {
    Condition.SUBJECT: (Subject.id, Subject.name),
    Condition.ASSOCIATION: (Association.id, Association.title),
    Condition.ORGANIZATION: (Organization.id, Organization.name),
    Condition.POSITION: (Position.id, Position.name),
    Condition.MUNICIPALITY: (Municipality.id, Municipality.name),
}


class SavedAudiences:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def of(self, teacher_id: int, offset: int = 0, limit: int = 100) -> list[SavedAudience]:
        """By name."""
        query = select(SavedAudience).where(SavedAudience.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(SavedAudience.name).offset(offset).limit(limit)))

    def count(self, teacher_id: int) -> int:
        query = select(func.count()).select_from(SavedAudience).where(SavedAudience.teacher_id == teacher_id)
        return self._session.execute(query).scalar_one()

    def get(self, teacher_id: int, audience_id: int) -> SavedAudience | None:
        """Hers alone, whatever the id."""
        found = self._session.get(SavedAudience, audience_id)
        return found if found is not None and found.teacher_id == teacher_id else None

    def named(self, teacher_id: int, name: str) -> SavedAudience | None:
        query = select(SavedAudience).where(SavedAudience.teacher_id == teacher_id, SavedAudience.name == name)
        return self._session.scalars(query).one_or_none()

    def put(self, teacher_id: int, name: str, choices: Choices) -> None:
        """Under this name from now on; what stood there before is gone."""
        found = self.named(teacher_id, name) or SavedAudience(teacher_id=teacher_id, name=name)
        found.choices = json.dumps({condition.value: list(ids) for condition, ids in choices.items()})
        self._session.add(found)
        self._session.flush()

    def drop(self, audience: SavedAudience) -> None:
        self._session.delete(audience)
        self._session.flush()

    def names(self, condition: Condition, ids: Sequence[int]) -> list[str]:
        """What these ids mean, whoever asks; nothing where a condition has no table."""
        if condition not in NAMES:
            return []
        key, name = NAMES[condition]
        return list(self._session.scalars(select(name).where(key.in_(ids)).order_by(name)))
