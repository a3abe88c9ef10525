"""Requests to be let in, and the people one of them may mean."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, union_all, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    Account,
    EntryRequest,
    Municipality,
    Organization,
    Position,
    RequestKind,
    RequestState,
    Subject,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)
from .accounts import NO_SCREEN
from .people import in_roster

WHOLE = (
    joinedload(EntryRequest.organization),
    joinedload(EntryRequest.municipality),
    joinedload(EntryRequest.subject),
    joinedload(EntryRequest.decider),
)
OPEN = EntryRequest.state == RequestState.OPEN


class Desk(NamedTuple):
    """Whose requests are asked for: of whom the roster should know (`known`), and of newcomers."""

    municipalities: tuple[int, ...]
    organizations: tuple[int, ...]
    newcomers: tuple[int, ...]  # municipalities


class Queue(NamedTuple):
    organization_id: int
    name: str
    requests: int


class Candidate(NamedTuple):
    """A person of the roster, as far as looking for her needs it."""

    id: int
    last_name: str
    first_name: str
    middle_name: str
    organization_id: int
    organization: str


class EntryRequests:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def add(self, request: EntryRequest) -> EntryRequest:
        self._session.add(request)
        self._session.flush()
        return request

    def get(self, request_id: int) -> EntryRequest | None:
        query = select(EntryRequest).where(EntryRequest.id == request_id)
        return self._session.scalars(query.options(*WHOLE)).one_or_none()

    def open_of(self, account_id: int) -> EntryRequest | None:
        query = select(EntryRequest).where(EntryRequest.account_id == account_id, OPEN)
        return self._session.scalars(query.options(*WHOLE)).one_or_none()

    def of(self, teacher_id: int) -> list[EntryRequest]:
        """Those that turned out to be hers."""
        query = select(EntryRequest).where(EntryRequest.teacher_id == teacher_id)
        return list(self._session.scalars(query.options(*WHOLE).order_by(EntryRequest.id)))

    def asked_since(self, account_id: int, since: datetime) -> int:
        """How many the account has sent, whatever became of them."""
        query = select(func.count()).where(EntryRequest.account_id == account_id, EntryRequest.created_at > since)
        return self._session.scalars(query).one()

    def open_in(self, municipality_id: int, organization_id: int | None = None) -> int:
        query = select(func.count()).where(EntryRequest.municipality_id == municipality_id, OPEN)
        if organization_id is not None:
            query = query.where(EntryRequest.organization_id == organization_id)
        return self._session.scalars(query).one()

    def withdraw(self, account_id: int) -> None:
        """Nothing is left of what the account asked for and nobody has decided."""
        gone = delete(EntryRequest).where(EntryRequest.account_id == account_id, OPEN)
        self._session.execute(gone, execution_options={"synchronize_session": False})

    def drop_by_link(self, organization_id: int) -> None:
        """Nothing is left of what was asked by the school's link and nobody has decided."""
        by_link = (EntryRequest.organization_id == organization_id, EntryRequest.kind == RequestKind.SCHOOL, OPEN)
        gone = delete(EntryRequest).where(*by_link)
        self._session.execute(gone, execution_options={"synchronize_session": False})

    def decide(self, request_id: int, state: RequestState, by: int, teacher_id: int | None, now: datetime) -> bool:
        """In one statement, so that of several who decide at once one does; False: it had been decided before."""
        self._session.flush()
        done = self._session.execute(
            update(EntryRequest)
            .where(EntryRequest.id == request_id, OPEN)
            .values(state=state, decider_id=by, teacher_id=teacher_id, decided_at=now)
            .returning(EntryRequest.id),
            execution_options={"synchronize_session": False},
        )
        found = done.first() is not None
        self._session.expire_all()
        return found

    def queues(self, desk: Desk) -> list[Queue]:
        """Places with open requests, by name."""
        query = (
            select(Organization.id, Organization.name, func.count())
            .join(EntryRequest, EntryRequest.organization_id == Organization.id)
            .where(OPEN, _on(desk))
            .group_by(Organization.id, Organization.name)
            .order_by(Organization.name, Organization.id)
        )
        return [Queue(*row) for row in self._session.execute(query)]

    def of_organization(self, desk: Desk, organization_id: int, offset: int, limit: int) -> list[EntryRequest]:
        """Open ones, who waits longest first."""
        query = select(EntryRequest).where(OPEN, _on(desk), EntryRequest.organization_id == organization_id)
        query = query.options(*WHOLE).order_by(EntryRequest.created_at, EntryRequest.id)
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def people(
        self, municipality_ids: Sequence[int], organization_ids: Sequence[int], today: date, surname: str = ""
    ) -> list[Candidate]:
        """Everybody of the roster who works in one of these places.

        With `surname` only those of a district whose own begins with the same letter: a city has tens of thousands.
        """
        there = union_all(
            select(Teacher.id).where(Teacher.municipality_id.in_(municipality_ids), _begins(surname)),
            select(Teacher.id).where(Teacher.organization_id.in_(organization_ids)),
            select(TeacherPlace.teacher_id).where(TeacherPlace.organization_id.in_(organization_ids)),
        )
        names = (Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        query = (
            select(Teacher.id, *names, Organization.id, Organization.name)
            .join(Organization, Organization.id == Teacher.organization_id)
            .where(Teacher.id.in_(there), in_roster(Teacher, today))
            .order_by(*names, Teacher.id)
        )
        return [Candidate(*row) for row in self._session.execute(query)]

    def unconnected(self, organization_id: int, today: date) -> list[Candidate]:
        """Who works there and uses no messenger with us; who has opted out is left alone."""
        found = self.people((), (organization_id,), today)
        connected = exists().where(Account.teacher_id == Teacher.id)
        query = select(Teacher.id).where(~connected, Teacher.opted_out_at.is_(None))
        free = set(self._session.scalars(query.where(Teacher.id.in_([one.id for one in found]))))
        return [one for one in found if one.id in free]

    def who_teach(self, subject_id: int, among: Sequence[int]) -> set[int]:
        """Those of the people who teach the subject or hold a position of the category."""
        taught = select(TeacherSubject.teacher_id).where(TeacherSubject.subject_id == subject_id)
        held = (
            select(TeacherPlace.teacher_id)
            .join(Position, Position.id == TeacherPlace.position_id)
            .where(Position.category_id == subject_id)
        )
        query = select(Teacher.id).where(Teacher.id.in_(among), or_(Teacher.id.in_(taught), Teacher.id.in_(held)))
        return set(self._session.scalars(query))

    def subjects(self) -> list[Subject]:
        """Subjects before categories, by name."""
        return list(self._session.scalars(select(Subject).order_by(Subject.is_category, Subject.name, Subject.id)))

    def subject(self, subject_id: int) -> Subject | None:
        return self._session.get(Subject, subject_id)

    def position(self, category_id: int | None) -> Position | None:
        """The position that makes its holder a member of the category; for a subject, the teacher's."""
        wanted: ColumnElement[bool] = Position.category_id == category_id if category_id else Position.key == "teacher"
        return self._session.scalars(select(Position).where(wanted).order_by(Position.id).limit(1)).first()

    def enlist(self, person: Teacher, position: Position | None) -> Teacher:
        """Put a new person into the roster, with what she does at her place of work."""
        if position is not None:
            person.places = [TeacherPlace(organization_id=person.organization_id, position_id=position.id)]
        self._session.add(person)
        self._session.flush()
        return person

    def to_note(self) -> list[Municipality]:
        """Where somebody waits."""
        waits = exists().where(EntryRequest.municipality_id == Municipality.id, OPEN)
        return list(self._session.scalars(select(Municipality).where(waits).order_by(Municipality.id)))

    def noted(self, municipality_id: int) -> tuple[datetime | None, list[EntryRequest]]:
        """(when those who decide were last told, the open requests of which they have not heard)."""
        last = select(func.max(EntryRequest.noted_at)).where(EntryRequest.municipality_id == municipality_id)
        new = select(EntryRequest).where(
            EntryRequest.municipality_id == municipality_id, OPEN, EntryRequest.noted_at.is_(None)
        )
        return self._session.scalars(last).one(), list(self._session.scalars(new))

    def note(self, municipality_id: int, now: datetime) -> None:
        """Those who decide have been told of all that is open."""
        told = update(EntryRequest).where(EntryRequest.municipality_id == municipality_id, OPEN)
        self._session.execute(told.values(noted_at=now), execution_options={"synchronize_session": False})

    def prune(self, decided_before: datetime, asked_before: datetime) -> None:
        """Forget what was decided long ago, and what nobody has looked at for longer still."""
        old = or_(EntryRequest.decided_at < decided_before, and_(OPEN, EntryRequest.created_at < asked_before))
        asked = select(EntryRequest.account_id).where(old)  # their last screens say who asked, and where
        strangers = update(Account).where(Account.id.in_(asked), Account.teacher_id.is_(None)).values(NO_SCREEN)
        self._session.execute(strangers, execution_options={"synchronize_session": False})
        self._session.execute(delete(EntryRequest).where(old), execution_options={"synchronize_session": False})


def _begins(surname: str) -> ColumnElement[bool]:
    """«ё» and «е» are one letter."""
    first = surname[:1].upper()
    letters = ("Е", "Ё") if first in ("Е", "Ё") else (first,)
    return or_(*(Teacher.last_name.startswith(letter, autoescape=True) for letter in letters))


def _on(desk: Desk) -> ColumnElement[bool]:
    known = or_(
        EntryRequest.municipality_id.in_(desk.municipalities), EntryRequest.organization_id.in_(desk.organizations)
    )
    is_new = EntryRequest.kind == RequestKind.NEWCOMER
    return or_(and_(~is_new, known), and_(is_new, EntryRequest.municipality_id.in_(desk.newcomers)))
