"""Events and the answers to them; who may see an event follows from what was delivered to her."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    Answer,
    Delivery,
    DeliveryState,
    Event,
    EventAnswer,
    Mailing,
    MailingKind,
    Municipality,
    Teacher,
)
from ..postponing import OPEN
from .audiences import HOME, Audiences, Due, When
from .membership import member
from .people import in_roster


class Viewer(NamedTuple):
    """Who looks: what was delivered to her by `now`, what she announced, and what her places let her run."""

    teacher_id: int
    regions: tuple[int, ...]
    municipalities: tuple[int, ...]
    associations: tuple[int, ...]
    now: datetime


class Only(NamedTuple):
    """Which of the events: those the person goes to or waits for, those of associations; neither: all."""

    hers: bool = False
    of_associations: bool = False


SEATED = (Answer.GOING, Answer.WAITING)


class Events:
    def __init__(self, tx: Transaction) -> None:
        self._session, self._audiences = tx.session, Audiences(tx)

    def add(self, event: Event) -> Event:
        self._session.add(event)
        self._session.flush()
        return event

    def get(self, event_id: int, lock: bool = False) -> Event | None:
        """With its mailing and that one's parts; `lock`: nobody else answers before this transaction is over."""
        if lock:
            self._session.execute(select(Event.id).where(Event.id == event_id).with_for_update())
        query = select(Event).where(Event.id == event_id).execution_options(populate_existing=lock)
        return self._session.scalars(query.options(joinedload(Event.mailing))).one_or_none()

    def of_mailing(self, mailing_id: int) -> Event | None:
        return self._session.scalars(select(Event).where(Event.mailing_id == mailing_id)).one_or_none()

    def sees(self, viewer: Viewer, event_id: int) -> bool:
        return bool(self._session.scalar(select(exists().where(Event.id == event_id, _sees(viewer)))))

    def between(
        self, viewer: Viewer, only: Only, since: datetime, until: datetime, offset: int, limit: int
    ) -> list[Event]:
        """What the viewer may see of the events that begin from `since` on, before `until`, in order."""
        query = _listed(select(Event), viewer, only).where(Event.starts_at >= since, Event.starts_at < until)
        return list(self._session.scalars(query.order_by(Event.starts_at, Event.id).offset(offset).limit(limit)))

    def first_after(self, viewer: Viewer, only: Only, moment: datetime) -> datetime | None:
        """When the next event begins, at `moment` or later."""
        found: datetime | None = self._session.scalar(
            _listed(select(func.min(Event.starts_at)), viewer, only).where(Event.starts_at >= moment)
        )
        return found

    def last_before(self, viewer: Viewer, only: Only, moment: datetime) -> datetime | None:
        found: datetime | None = self._session.scalar(
            _listed(select(func.max(Event.starts_at)), viewer, only).where(Event.starts_at < moment)
        )
        return found

    def answer_of(self, event_id: int, teacher_id: int) -> EventAnswer | None:
        return self._session.get(EventAnswer, (event_id, teacher_id))

    def answers_of(self, teacher_id: int) -> list[EventAnswer]:
        query = select(EventAnswer).where(EventAnswer.teacher_id == teacher_id).options(joinedload(EventAnswer.event))
        return list(self._session.scalars(query.order_by(EventAnswer.event_id)))

    def save(self, event: Event, teacher_id: int, answer: Answer, now: datetime) -> EventAnswer:
        """The person's answer to the event as it is now; a new one is the last of the event's."""
        found = self.answer_of(event.id, teacher_id)
        if found is None:
            found = EventAnswer(event_id=event.id, teacher_id=teacher_id)
            self._session.add(found)
        if getattr(found, "answer", None) is not answer:
            last = select(func.coalesce(func.max(EventAnswer.number), 0)).where(EventAnswer.event_id == event.id)
            found.number, found.at = self._session.execute(last).scalar_one() + 1, now
        if found.sequence != event.sequence:
            found.at = now
        found.answer, found.sequence = answer, event.sequence
        self._session.flush()
        return found

    def counts(self, event: Event) -> dict[Answer, int]:
        query = select(EventAnswer.answer, func.count()).where(EventAnswer.event_id == event.id, counts_at(event))
        return {row[0]: row[1] for row in self._session.execute(query.group_by(EventAnswer.answer))}

    def answered(self, event_id: int) -> int:
        """How many have, those who have left the roster since among them."""
        query = select(func.count()).select_from(EventAnswer).where(EventAnswer.event_id == event_id)
        return self._session.execute(query).scalar_one()

    def asked_again(self, event: Event) -> int:
        """How many go as they answered before the last change."""
        query = select(func.count()).where(
            EventAnswer.event_id == event.id,
            EventAnswer.answer == Answer.GOING,
            counts_at(event),
            is_asked_again(event),
        )
        return self._session.execute(query).scalar_one()

    def invited(self, event: Event) -> int:
        """How many were told of it, or should have been."""
        told = _told_of(event)
        query = select(func.count(Delivery.teacher_id.distinct())).where(
            Delivery.mailing_id.in_(told), Delivery.state != DeliveryState.CANCELLED
        )
        return self._session.execute(query).scalar_one()

    def before_in_queue(self, event: Event, found: EventAnswer) -> int:
        query = select(func.count()).where(
            EventAnswer.event_id == event.id,
            EventAnswer.answer == Answer.WAITING,
            counts_at(event),
            EventAnswer.number < found.number,
        )
        return self._session.execute(query).scalar_one()

    def first_in_queue(self, event: Event) -> EventAnswer | None:
        query = select(EventAnswer).where(
            EventAnswer.event_id == event.id, EventAnswer.answer == Answer.WAITING, counts_at(event)
        )
        return self._session.scalars(query.order_by(EventAnswer.number).limit(1)).first()

    def with_free_seats(self, now: datetime, limit: int) -> list[int]:
        """Ids of coming events somebody waits for though a seat is free."""
        stays = exists().where(Teacher.id == EventAnswer.teacher_id, Teacher.left_on.is_(None))
        here = (EventAnswer.event_id == Event.id, stays)
        taken = select(func.count()).where(*here, EventAnswer.answer == Answer.GOING)
        waits = exists().where(*here, EventAnswer.answer == Answer.WAITING)
        query = select(Event.id).where(
            Event.starts_at > now,
            Event.cancelled_at.is_(None),
            waits,
            or_(Event.seats.is_(None), Event.seats > taken.scalar_subquery()),
        )
        return list(self._session.scalars(query.limit(limit)))

    def coming(self, since: datetime, until: datetime) -> list[tuple[Event, str | None]]:
        """Events that begin in that time and take place, with every time zone of those who go."""
        query = (
            select(Event, Municipality.time_zone)
            .join(EventAnswer, EventAnswer.event_id == Event.id)
            .join(Teacher, Teacher.id == EventAnswer.teacher_id)
            .outerjoin(Municipality, Municipality.id == Teacher.municipality_id)
            .where(
                Event.starts_at > since, Event.starts_at <= until, Event.cancelled_at.is_(None),
                EventAnswer.answer == Answer.GOING, EventAnswer.sequence == Event.sequence,
            )
            .distinct()
            .order_by(Event.id)
        )  # fmt: skip
        return [(event, zone) for event, zone in self._session.execute(query)]

    def done(self, keys: Sequence[str]) -> set[str]:
        """Which of these reminders have been made."""
        found = self._session.scalars(select(Mailing.key).where(Mailing.key.in_(keys)))
        return {key for key in found if key is not None}

    def unsent_reminders(self, messengers: Collection[str], priority: int, now: datetime) -> list[Mailing]:
        """Those of events that are due and still wait, for a messenger is away or we were."""
        waits = (Delivery.messenger.in_(messengers), Delivery.priority == priority, OPEN, Delivery.due_at <= now)
        query = select(Mailing).where(
            Mailing.id.in_(select(Delivery.mailing_id).where(*waits)),
            Mailing.kind == MailingKind.REMINDER, Mailing.key.startswith("event:"),
        )  # fmt: skip
        return list(self._session.scalars(query))

    def put_off(self, mailing_id: int, until: datetime) -> None:
        waiting = update(Delivery).where(Delivery.mailing_id == mailing_id, OPEN)
        self._session.execute(waiting.values(due_at=until), execution_options={"synchronize_session": False})

    def remind(
        self,
        mailing_id: int,
        event: Event,
        kind: str,
        zone: str | None,
        answered_by: datetime,
        due: Due,
        priority: int,
        today: date,
    ) -> int:
        """A row of the ledger for everybody of the time zone who had said by then that she comes.

        But for whoever has got one whose key begins with `kind`: her clock was another one then.
        """
        before = select(Delivery.teacher_id).join(Mailing, Mailing.id == Delivery.mailing_id)
        got = before.where(Delivery.teacher_id == member.id, Mailing.key.startswith(kind, autoescape=True))
        goes = select(EventAnswer.teacher_id).where(
            EventAnswer.event_id == event.id,
            EventAnswer.answer == Answer.GOING,
            EventAnswer.sequence == event.sequence,
            EventAnswer.at <= answered_by,
        )
        here = select(Municipality.id).where(Municipality.time_zone == zone)
        lives = member.municipality_id.is_(None) if zone is None else member.municipality_id.in_(here)
        who = and_(member.id.in_(goes), lives, in_roster(member, today), ~got.exists())
        return self._audiences.freeze_those(mailing_id, who, {HOME: due}, priority)

    def zones_of(self, event_id: int) -> list[str | None]:
        """Time zones of those who go or wait."""
        query = (
            select(Municipality.time_zone)
            .select_from(EventAnswer)
            .join(Teacher, Teacher.id == EventAnswer.teacher_id)
            .outerjoin(Municipality, Municipality.id == Teacher.municipality_id)
            .where(EventAnswer.event_id == event_id, EventAnswer.answer.in_(SEATED))
        )
        return list(self._session.scalars(query.distinct()))

    def tell(self, mailing_id: int, event_id: int, dues: Mapping[When, Due], priority: int, today: date) -> int:
        """A row of the ledger for everybody who goes or waits."""
        named = select(EventAnswer.teacher_id).where(EventAnswer.event_id == event_id, EventAnswer.answer.in_(SEATED))
        who = and_(member.id.in_(named), in_roster(member, today))
        return self._audiences.freeze_those(mailing_id, who, dues, priority)


def counts_at(event: Event) -> ColumnElement[bool]:
    """Whether who answered is of the roster on its day: who leaves has no seat, and has it again with her row."""
    day = event.starts_at.astimezone(ZoneInfo(event.time_zone)).date()
    return exists().where(Teacher.id == EventAnswer.teacher_id, in_roster(Teacher, day)).correlate(EventAnswer)


def is_asked_again(event: Event) -> ColumnElement[bool]:
    """Whether somebody answered before the last change; nobody is asked again about what is called off."""
    return false() if event.cancelled_at is not None else EventAnswer.sequence < event.sequence


def _told_of(event: Event) -> Select[int]:
    """Ids of its announcement and of everything that passes it on."""
    return select(Mailing.id).where(or_(Mailing.id == event.mailing_id, Mailing.first_id == event.mailing_id))


def _reached(viewer: Viewer) -> Select[int]:
    """Ids of the mailings that have reached her or should have, or of those they pass on."""
    return (
        select(func.coalesce(Mailing.first_id, Mailing.id))
        .join(Delivery, Delivery.mailing_id == Mailing.id)
        .where(
            Delivery.teacher_id == viewer.teacher_id,
            Delivery.due_at <= viewer.now,
            Delivery.state != DeliveryState.CANCELLED,
        )
    )


def _sees(viewer: Viewer) -> ColumnElement[bool]:
    """Something about it has reached her or should have, she answered, she announced it, or it is hers to run."""
    announced = select(Mailing.id).where(Mailing.author_id == viewer.teacher_id)
    return or_(
        Event.mailing_id.in_(_reached(viewer)),
        Event.mailing_id.in_(announced),
        Event.id.in_(select(EventAnswer.event_id).where(EventAnswer.teacher_id == viewer.teacher_id)),
        Event.region_id.in_(viewer.regions),
        Event.municipality_id.in_(viewer.municipalities),
        Event.association_id.in_(viewer.associations),
    )


def _listed(query: Select[Any], viewer: Viewer, only: Only) -> Select[Any]:
    query = query.where(_sees(viewer))
    if only.hers:
        hers = select(EventAnswer.event_id)
        query = query.where(
            Event.id.in_(hers.where(EventAnswer.teacher_id == viewer.teacher_id, EventAnswer.answer.in_(SEATED)))
        )
    return query.where(Event.association_id.is_not(None)) if only.of_associations else query
