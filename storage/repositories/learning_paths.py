"""Learning paths, each asked for by its owner alone; what time finds overdue names nobody but to herself.

Of a municipality they are only counted, for what the week tells by fives.
"""

from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ..compiled import rows
from ..database import Transaction
from ..models import Answer, Event, EventAnswer, LearningPath, PathStep
from .membership import member
from .week_counts import HERE

AFTER, UNTIL = (bindparam(name, type_=PathStep.done_on.type) for name in ("after", "until"))
ACCEPTED = (
    select(func.count())
    .select_from(member)
    .join(LearningPath, LearningPath.teacher_id == member.id)
    .where(HERE, LearningPath.accepted_at.is_not(None))
)
STEPS = (
    select(func.count(LearningPath.id.distinct()), func.count())
    .select_from(member)
    .join(LearningPath, LearningPath.teacher_id == member.id)
    .join(PathStep, PathStep.path_id == LearningPath.id)
    .where(HERE, LearningPath.accepted_at.is_not(None), PathStep.done_on > AFTER, PathStep.done_on <= UNTIL)
)


class LearningPaths:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def of(self, teacher_id: int) -> LearningPath | None:
        query = select(LearningPath).where(LearningPath.teacher_id == teacher_id)
        return self._session.scalars(
            query.options(selectinload(LearningPath.steps).joinedload(PathStep.event))
        ).one_or_none()

    def add(self, path: LearningPath) -> LearningPath:
        self._session.add(path)
        self._session.flush()
        return path

    def save(self) -> None:
        self._session.flush()

    def overdue(self, today: date, now: datetime, limit: int) -> list[tuple[PathStep, int]]:
        """Steps of accepted paths whose day is over and of which nobody has been asked yet, with their owners.

        What is taken by an event that has been moved waits for it.
        """
        waits = exists().where(Event.id == PathStep.event_id, Event.starts_at > now, Event.cancelled_at.is_(None))
        query = (
            select(PathStep, LearningPath.teacher_id)
            .join(LearningPath, LearningPath.id == PathStep.path_id)
            .where(
                PathStep.due_on < today,
                PathStep.done_on.is_(None),
                PathStep.asked_on.is_(None),
                ~waits,
                LearningPath.accepted_at.is_not(None),
            )
            .order_by(PathStep.due_on, PathStep.id)
        )
        return [(step, owner) for step, owner in self._session.execute(query.limit(limit))]

    def accepted(self, municipality_id: int, today: date) -> int:
        """How many have a path of their own; never shown as it is."""
        return int(rows(self._tx, ACCEPTED, municipality=municipality_id, today=today)[0][0])

    def steps(self, municipality_id: int, after: date | None, until: date, today: date) -> tuple[int, int]:
        """(people, their steps of accepted paths done after the first day, to the second); never shown as it is."""
        when = {"after": after or date.min, "until": until, "today": today}
        ((people, steps),) = rows(self._tx, STEPS, municipality=municipality_id, **when)
        return int(people), int(steps)

    def attended(self, now: datetime, begun: datetime, day: datetime, limit: int) -> list[tuple[PathStep, int]]:
        """Steps taken by an event that is over, of those who meant to come.

        What says no end is over when it began by `begun`, by `day` where it takes the whole day.
        """
        short = and_(Event.is_all_day.is_(False), Event.starts_at <= begun)
        no_end = and_(Event.ends_at.is_(None), or_(short, Event.starts_at <= day))
        query = (
            select(PathStep, LearningPath.teacher_id)
            .join(LearningPath, LearningPath.id == PathStep.path_id)
            .join(Event, Event.id == PathStep.event_id)
            .join(
                EventAnswer,
                and_(EventAnswer.event_id == Event.id, EventAnswer.teacher_id == LearningPath.teacher_id),
            )
            .where(
                PathStep.event_id.is_not(None),
                PathStep.nudged_on.is_(None),
                PathStep.done_on.is_(None),
                Event.cancelled_at.is_(None),
                or_(Event.ends_at <= now, no_end),
                EventAnswer.answer == Answer.GOING,
            )
            .options(joinedload(PathStep.event))
            .order_by(PathStep.id)
        )
        return [(step, owner) for step, owner in self._session.execute(query.limit(limit))]
