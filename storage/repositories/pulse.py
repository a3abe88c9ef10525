"""The pulse: whom it asks, ballots that are used up, numbers that grow; no query joins a person with an answer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from ..compiled import rows
from ..database import Transaction
from ..models import (
    Delivery,
    DeliveryState,
    Mailing,
    Municipality,
    PulseBallot,
    PulseCount,
    PulseWeek,
    Teacher,
)
from .audiences import Audiences, Due, Group, When
from .membership import member
from .people import in_roster

UNSYNCHRONIZED = {"synchronize_session": False}
PREFIX = "pulse:"
Cell = tuple[str, int]
"""Question and answer."""
Counts = dict[str, dict[int, int]]
"""Question -> answer -> how many answered so."""
COUNTS = select(PulseCount.question, PulseCount.answer, PulseCount.count).where(
    PulseCount.municipality_id == bindparam("municipality", type_=Integer),
    PulseCount.week == bindparam("week", type_=PulseCount.week.type),
)


def key_of(municipality_id: int, week: date) -> str:
    """Of the mailing by which a municipality is asked."""
    return f"{PREFIX}{municipality_id}:{week}"


class Pulse:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session
        self._audiences = Audiences(tx)

    def unasked(self, zone: str, week: date, before: datetime) -> Municipality | None:
        """One of the time zone that was not asked this week and has somebody who wanted to be before that moment."""
        wants = exists().where(Teacher.municipality_id == Municipality.id, Teacher.pulse_since < before)
        made = exists().where(PulseWeek.municipality_id == Municipality.id, PulseWeek.week == week)
        query = select(Municipality).where(Municipality.time_zone == zone, wants, ~made)
        return self._session.scalars(query.order_by(Municipality.id).limit(1)).first()

    def groups(self, municipality_id: int, before: datetime, today: date) -> list[Group]:
        return self._audiences.groups_of(_wants(municipality_id, before, today))

    def open_week(self, municipality_id: int, week: date, closes_at: datetime, cells: Iterable[Cell]) -> None:
        """With every number at nought, so that their order says nothing about who was first."""
        self._session.add(PulseWeek(municipality_id=municipality_id, week=week, closes_at=closes_at, is_open=True))
        self._session.flush()
        place = {"municipality_id": municipality_id, "week": week, "count": 0}
        self._session.execute(insert(PulseCount), [place | {"question": q, "answer": a} for q, a in cells])

    def ask(
        self,
        mailing_id: int,
        found: tuple[int, date],
        questions: Iterable[str],
        dues: Mapping[When, Due],
        priority: int,
        before: datetime,
        today: date,
    ) -> None:
        """The message and a ballot for each question to everybody of the (municipality, week) who wants it."""
        municipality_id, week = found
        who = _wants(municipality_id, before, today)
        self._audiences.freeze_those(mailing_id, who, dues, priority, obliges=False)
        columns = ("teacher_id", "week", "question", "municipality_id")
        for question in questions:
            hers = select(
                Delivery.teacher_id,
                literal(week, PulseBallot.week.type),
                literal(question),
                literal(municipality_id, PulseBallot.municipality_id.type),
            ).where(Delivery.mailing_id == mailing_id, Delivery.part == 0)
            self._session.execute(insert(PulseBallot).from_select(columns, hers))

    def let(self, teacher_id: int, week: date, questions: Iterable[str], municipality_id: int) -> None:
        """She may answer these questions of a week that is open."""
        hers = {"teacher_id": teacher_id, "week": week, "municipality_id": municipality_id}
        self._session.add_all([PulseBallot(question=question, **hers) for question in questions])
        self._session.flush()

    def open_to(self, teacher_id: int, now: datetime) -> dict[str, date]:
        """Question -> the week it is of."""
        query = select(PulseBallot.question, PulseBallot.week).where(PulseBallot.teacher_id == teacher_id)
        return dict(self._session.execute(query.where(_is_open(now))).all())

    def ballots_of(self, teacher_id: int) -> list[PulseBallot]:
        query = select(PulseBallot).where(PulseBallot.teacher_id == teacher_id)
        return list(self._session.scalars(query.order_by(PulseBallot.week, PulseBallot.question)))

    def use(self, teacher_id: int, week: date, question: str, now: datetime) -> int | None:
        """Her ballot is gone; for which municipality it was. None: she has none that counts."""
        hers = and_(PulseBallot.teacher_id == teacher_id, PulseBallot.week == week, PulseBallot.question == question)
        used = delete(PulseBallot).where(hers, _is_open(now)).returning(PulseBallot.municipality_id)
        return self._session.scalars(used, execution_options=UNSYNCHRONIZED).first()

    def count(self, municipality_id: int, week: date, question: str, answer: int) -> None:
        """Every number of the municipality's week is written, so that no row tells by its version which one grew."""
        grows = and_(PulseCount.question == question, PulseCount.answer == answer)
        here = PulseCount.municipality_id == municipality_id, PulseCount.week == week
        written = update(PulseCount).where(*here).values(count=PulseCount.count + case((grows, 1), else_=0))
        self._session.execute(written, execution_options=UNSYNCHRONIZED)

    def forget_taps(self, teacher_id: int) -> None:
        """When she tapped is nobody's business."""
        tapped = update(Delivery).where(Delivery.teacher_id == teacher_id, _of_pulse(), Delivery.tapped_at.is_not(None))
        self._session.execute(tapped.values(tapped_at=None), execution_options=UNSYNCHRONIZED)

    def leave(self, teacher_id: int) -> None:
        """She is not asked any more, nor is it known that she was; what is being sent at this moment is left."""
        self._session.execute(
            delete(PulseBallot).where(PulseBallot.teacher_id == teacher_id), execution_options=UNSYNCHRONIZED
        )
        hers = Delivery.teacher_id == teacher_id, _of_pulse(), Delivery.state != DeliveryState.SENDING
        self._session.execute(delete(Delivery).where(*hers), execution_options=UNSYNCHRONIZED)

    def over(self, now: datetime, limit: int) -> list[PulseWeek]:
        query = select(PulseWeek).where(PulseWeek.is_open, PulseWeek.closes_at <= now)
        return list(self._session.scalars(query.order_by(PulseWeek.closes_at).limit(limit)))

    def close(self, found: PulseWeek, least: int) -> None:
        """Who was asked and who has not answered is forgotten, and numbers of fewer than `least` people with them.

        What is being sent at this moment is left, and the week with it, to be closed again.
        """
        place, week = found.municipality_id, found.week
        here = PulseBallot.municipality_id == place, PulseBallot.week == week
        self._session.execute(delete(PulseBallot).where(*here), execution_options=UNSYNCHRONIZED)
        asked = Delivery.mailing_id.in_(select(Mailing.id).where(Mailing.key == key_of(place, week)))
        gone = delete(Delivery).where(asked, Delivery.state != DeliveryState.SENDING)
        self._session.execute(gone, execution_options=UNSYNCHRONIZED)
        few = [question for question, counts in self.counts(place, week).items() if sum(counts.values()) < least]
        self._drop(place, or_(PulseCount.week < week, and_(PulseCount.week == week, PulseCount.question.in_(few))))
        found.is_open = self._session.scalars(select(Delivery.id).where(asked).limit(1)).first() is not None
        self._session.flush()

    def counts(self, municipality_id: int, week: date) -> Counts:
        found: Counts = {}
        for question, answer, count in rows(self._tx, COUNTS, municipality=municipality_id, week=week):
            found.setdefault(question, {})[answer] = count
        return found

    def forget(self, municipality_id: int, week: date) -> None:
        """The numbers of this week and of earlier ones: what may be told of them has been told."""
        self._drop(municipality_id, PulseCount.week <= week)

    def _drop(self, municipality_id: int, which: ColumnElement[bool]) -> None:
        gone = delete(PulseCount).where(PulseCount.municipality_id == municipality_id, which)
        self._session.execute(gone, execution_options=UNSYNCHRONIZED)


def _wants(municipality_id: int, before: datetime, today: date) -> ColumnElement[bool]:
    wants = member.pulse_since < before
    return and_(member.municipality_id == municipality_id, wants, in_roster(member, today))


def _is_open(now: datetime) -> ColumnElement[bool]:
    """Whether the ballot's week still takes answers."""
    return exists().where(
        PulseWeek.municipality_id == PulseBallot.municipality_id,
        PulseWeek.week == PulseBallot.week,
        PulseWeek.is_open,
        PulseWeek.closes_at > now,
    )


def _of_pulse() -> ColumnElement[bool]:
    """Asked of each delivery of one person, for the mailings are many."""
    return exists().where(Mailing.id == Delivery.mailing_id, Mailing.key.startswith(PREFIX)).correlate(Delivery)
