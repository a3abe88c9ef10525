"""What people ask to be put right in the roster's entries about them, and what of it was done."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, false, func, or_, select, update
from sqlalchemy.orm import contains_eager

from ..database import Transaction
from ..models import CorrectionState, ProfileRequest, Subject, Teacher

IS_OPEN = ProfileRequest.state == CorrectionState.OPEN
ANYWAY = {"synchronize_session": False}


class Over(NamedTuple):
    """Whose people's requests may be seen."""

    regions: tuple[int, ...]
    municipalities: tuple[int, ...]


class Place(NamedTuple):
    """`municipality_id` is None for those who work for the region itself."""

    region_id: int
    municipality_id: int | None


class ProfileRequests:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def get(self, request_id: int) -> ProfileRequest | None:
        query = select(ProfileRequest).where(ProfileRequest.id == request_id)
        return self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()

    def of(self, teacher_id: int) -> list[ProfileRequest]:
        """All she has asked for, in order."""
        query = select(ProfileRequest).where(ProfileRequest.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(ProfileRequest.made_at, ProfileRequest.id)))

    def put(self, request: ProfileRequest) -> None:
        """Instead of an open one of hers about the same field."""
        same = (ProfileRequest.teacher_id == request.teacher_id, ProfileRequest.field == request.field, IS_OPEN)
        self._session.execute(delete(ProfileRequest).where(*same), execution_options=ANYWAY)
        self._session.add(request)
        self._session.flush()

    def decide(self, request: ProfileRequest, state: CorrectionState, now: datetime) -> bool:
        """In one statement, so that of two who decide at once only one does; False: it was decided."""
        done = self._session.execute(
            update(ProfileRequest)
            .where(ProfileRequest.id == request.id, IS_OPEN)
            .values(state=state, decided_at=now)
            .returning(ProfileRequest.id),
            execution_options=ANYWAY,
        )
        return done.first() is not None

    def count(self, over: Over) -> int:
        query = select(func.count()).select_from(ProfileRequest).join(Teacher).where(IS_OPEN, _within(over))
        return self._session.scalars(query).one()

    def waiting(self, over: Over, number: int) -> ProfileRequest | None:
        """The open one with this number, the oldest is 0."""
        query = (
            select(ProfileRequest)
            .join(Teacher, Teacher.id == ProfileRequest.teacher_id)
            .where(IS_OPEN, _within(over))
            .options(contains_eager(ProfileRequest.teacher).joinedload(Teacher.organization))
            .order_by(ProfileRequest.made_at, ProfileRequest.id)
        )
        return self._session.scalars(query.offset(number).limit(1)).first()

    def untold(self, before: datetime, limit: int) -> list[Place]:
        """Where something was asked before that moment that nobody has heard of."""
        query = (
            select(Teacher.region_id, Teacher.municipality_id)
            .join(ProfileRequest, ProfileRequest.teacher_id == Teacher.id)
            .where(IS_OPEN, ProfileRequest.told_at.is_(None), ProfileRequest.made_at <= before)
            .distinct()
        )
        return [Place(*row) for row in self._session.execute(query.limit(limit))]

    def told(self, place: Place, now: datetime) -> int:
        """All that is open there was said to the staff; returns how many that are."""
        there = exists().where(Teacher.id == ProfileRequest.teacher_id, *_at(place))
        mark = update(ProfileRequest).where(IS_OPEN, there).values(told_at=now).returning(ProfileRequest.id)
        return len(self._session.execute(mark, execution_options=ANYWAY).all())

    def subjects(self) -> dict[str, Subject]:
        """By key; categories of staff follow from positions and are none."""
        found = self._session.scalars(select(Subject).where(~Subject.is_category).order_by(Subject.id))
        return {subject.key: subject for subject in found}


def _within(over: Over) -> ColumnElement[bool]:
    return or_(false(), Teacher.region_id.in_(over.regions), Teacher.municipality_id.in_(over.municipalities))


def _at(place: Place) -> Sequence[ColumnElement[bool]]:
    if place.municipality_id is None:
        return (Teacher.region_id == place.region_id, Teacher.municipality_id.is_(None))
    return (Teacher.municipality_id == place.municipality_id,)
