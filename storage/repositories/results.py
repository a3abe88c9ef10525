"""What a teacher lets her mentor see of her results, and who has looked; asked for by one of the two alone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import ResultLook, ResultShare


class Results:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def shares_of(self, teacher_id: int) -> list[ResultShare]:
        """What is open, with the mentors it is open to."""
        query = select(ResultShare).where(ResultShare.teacher_id == teacher_id).order_by(ResultShare.group)
        return list(self._session.scalars(query.options(joinedload(ResultShare.mentor))))

    def open_to(self, mentor_id: int, teacher_ids: Collection[int]) -> list[ResultShare]:
        """What these have opened to this mentor."""
        query = select(ResultShare).where(ResultShare.mentor_id == mentor_id, ResultShare.teacher_id.in_(teacher_ids))
        return list(self._session.scalars(query.order_by(ResultShare.teacher_id, ResultShare.group)))

    def share(self, teacher_id: int, mentor_id: int, groups: Collection[str], now: datetime) -> None:
        """Exactly these groups are open to her mentor from now on, and nothing to anybody else."""
        self._session.execute(delete(ResultShare).where(ResultShare.teacher_id == teacher_id))
        for group in groups:
            self._session.add(ResultShare(teacher_id=teacher_id, mentor_id=mentor_id, group=group, at=now))
        self._session.flush()

    def look(self, teacher_id: int, mentor_id: int, now: datetime) -> None:
        self._session.add(ResultLook(teacher_id=teacher_id, mentor_id=mentor_id, at=now))
        self._session.flush()

    def looks_at(self, teacher_id: int, limit: int = 1000) -> list[ResultLook]:
        """The newest first."""
        query = select(ResultLook).where(ResultLook.teacher_id == teacher_id).order_by(ResultLook.id.desc())
        return list(self._session.scalars(query.options(joinedload(ResultLook.mentor)).limit(limit)))
