"""Learning paths, each asked for by its owner alone; what time finds overdue names nobody but to herself."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..database import Transaction
from ..models import LearningPath, PathStep


class LearningPaths:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def of(self, teacher_id: int) -> LearningPath | None:
        query = select(LearningPath).where(LearningPath.teacher_id == teacher_id)
        return self._session.scalars(query.options(selectinload(LearningPath.steps))).one_or_none()

    def add(self, path: LearningPath) -> LearningPath:
        self._session.add(path)
        self._session.flush()
        return path

    def save(self) -> None:
        self._session.flush()

    def overdue(self, today: date, limit: int) -> list[tuple[PathStep, int]]:
        """Steps of accepted paths whose day is over and of which nobody has been asked yet, with their owners."""
        query = (
            select(PathStep, LearningPath.teacher_id)
            .join(LearningPath, LearningPath.id == PathStep.path_id)
            .where(
                PathStep.due_on < today,
                PathStep.done_on.is_(None),
                PathStep.asked_on.is_(None),
                LearningPath.accepted_at.is_not(None),
            )
            .order_by(PathStep.due_on, PathStep.id)
        )
        return [(step, owner) for step, owner in self._session.execute(query.limit(limit))]
