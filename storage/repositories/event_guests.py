"""Who answered an invitation, by name."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import case, func, literal, select

from ..database import Transaction
from ..models import Answer, Event, EventAnswer, Municipality, Organization, Teacher
from .events import SEATED, counts_at, is_asked_again

ORDER = (*SEATED, Answer.DECLINED)


class Guest(NamedTuple):
    """Somebody who answered; `municipality` is empty where the event is for one of them."""

    last_name: str
    first_name: str
    middle_name: str
    organization: str
    municipality: str
    answer: Answer
    is_asked_again: bool

    @property
    def workplace(self) -> str:
        return ", ".join(filter(None, (self.organization, self.municipality)))


class EventGuests:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def of(self, event: Event, answers: Collection[Answer], offset: int = 0, limit: int | None = None) -> list[Guest]:
        """Who goes, in the order of names, then who waits, in the order of the queue, then who does not come."""
        name = (Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        place = literal("") if event.municipality_id else func.coalesce(Municipality.name, "")
        order = case({one: number for number, one in enumerate(ORDER)}, value=EventAnswer.answer)
        queue = case((EventAnswer.answer == Answer.WAITING, EventAnswer.number), else_=0)
        query = (
            select(*name, Organization.name, place, EventAnswer.answer, is_asked_again(event))
            .join(Teacher, Teacher.id == EventAnswer.teacher_id)
            .join(Organization, Organization.id == Teacher.organization_id)
            .outerjoin(Municipality, Municipality.id == Organization.municipality_id)
            .where(EventAnswer.event_id == event.id, EventAnswer.answer.in_(answers), counts_at(event))
            .order_by(order, queue, *name, Teacher.id)
        )
        return [Guest(*row) for row in self._session.execute(query.offset(offset).limit(limit))]
