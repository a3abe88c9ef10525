"""Rounds of surveys as those who open them see them: whom they ask, how many answered; never who."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    OPEN,
    Delivery,
    DeliveryState,
    Mailing,
    Region,
    SurveyErased,
    SurveyPending,
    SurveyRound,
    SurveyRun,
    SurveyVersion,
    Teacher,
)
from .audiences import Audience, Audiences, Due, Group, When, Within, way
from .belonging import belongs
from .membership import member

UNSYNCHRONIZED = {"synchronize_session": False}


class Room(NamedTuple):
    """Who may be asked: surveys opened `since` took at most `seconds` of her, and none of `before` has asked her."""

    region_id: int
    seconds: int
    since: datetime
    before: Collection[int] = ()


class Recent(NamedTuple):
    """A round's mailing, when it took answers, and the survey it asked."""

    mailing_id: int
    opened_at: datetime
    closes_at: datetime
    key: str
    digest: str


class Again(NamedTuple):
    """So many were asked before, until then."""

    people: int
    until: datetime | None


class SurveyRounds:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self._audiences = Audiences(tx)

    def version(self, key: str, digest: str, body: str, now: datetime) -> SurveyVersion:
        """The stored version with this digest, stored now if there was none."""
        found = self.by_digest(digest)
        if found is None:
            found = SurveyVersion(key=key, digest=digest, body=body, created_at=now)
            self._session.add(found)
            self._session.flush()
        return found

    def by_digest(self, digest: str) -> SurveyVersion | None:
        return self._session.scalars(select(SurveyVersion).where(SurveyVersion.digest == digest)).first()

    def add(self, found: SurveyRound) -> SurveyRound:
        self._session.add(found)
        self._session.flush()
        return found

    def get(self, round_id: int, lock: bool = False) -> SurveyRound | None:
        query = select(SurveyRound).where(SurveyRound.id == round_id).options(joinedload(SurveyRound.version))
        return self._session.scalars(query.with_for_update(of=SurveyRound) if lock else query).one_or_none()

    def of_mailing(self, mailing_id: int) -> SurveyRound | None:
        """The round whose invitation it is."""
        query = select(SurveyRound).where(SurveyRound.mailing_id == mailing_id)
        return self._session.scalars(query.options(joinedload(SurveyRound.version))).one_or_none()

    def within(self, scope: Within, offset: int, limit: int) -> list[SurveyRound]:
        """Those put to people of these places, the newest first."""
        places = or_(
            SurveyRound.region_id.in_(scope.regions),
            SurveyRound.municipality_id.in_(scope.municipalities),
        )
        query = select(SurveyRound).where(places).options(joinedload(SurveyRound.version))
        return list(self._session.scalars(query.order_by(SurveyRound.id.desc()).offset(offset).limit(limit)))

    def finished(self, round_id: int) -> int:
        """How many have answered to the end, with those who were erased since."""
        query = select(func.count()).select_from(SurveyRun)
        done = query.where(SurveyRun.round_id == round_id, SurveyRun.finished_at.is_not(None))
        erased = select(func.coalesce(func.sum(SurveyErased.count), 0)).where(SurveyErased.round_id == round_id)
        return self._session.scalars(done).one() + int(self._session.scalars(erased).one())

    def hold(self, region_id: int) -> None:
        """Until the transaction ends nobody else opens a round in the region."""
        self._session.execute(select(Region.id).where(Region.id == region_id).with_for_update())

    def not_closed_before(self, region_id: int, moment: datetime) -> list[Recent]:
        """Rounds of the region that took answers after this moment."""
        query = (
            select(
                SurveyRound.mailing_id,
                SurveyRound.opened_at,
                SurveyRound.closes_at,
                SurveyVersion.key,
                SurveyVersion.digest,
            )
            .join(SurveyVersion, SurveyVersion.id == SurveyRound.version_id)
            .where(SurveyRound.region_id == region_id, SurveyRound.closes_at > moment)
            .order_by(SurveyRound.id)
        )
        return [Recent(*row) for row in self._session.execute(query)]

    def asked_again(self, audience: Audience, before: Collection[int]) -> Again:
        """Those of the audience whom one of these mailings has asked, and when the last such round closes."""
        if not before:
            return Again(0, None)
        query = (
            select(func.count(member.id.distinct()), func.max(SurveyRound.closes_at))
            .select_from(member)
            .join(Delivery, and_(Delivery.teacher_id == member.id, Delivery.part == 0))
            .join(SurveyRound, SurveyRound.mailing_id == Delivery.mailing_id)
            .where(Delivery.mailing_id.in_(before), belongs(audience))
        )
        return Again(*self._session.execute(query).one())

    def groups(self, audience: Audience, room: Room) -> list[Group]:
        """Those of the audience who have room."""
        return self._audiences.groups_of(self._has_room(audience, room))

    def invite(
        self, found: SurveyRound, audience: Audience, room: Room, dues: Mapping[When, Due], priority: int
    ) -> int:
        """The same people get the round's invitation, and may be reminded; how many they are."""
        who = self._has_room(audience, room)
        people = self._audiences.freeze_those(found.mailing_id, who, dues, priority, obliges=False)
        asked = select(SurveyRound.id, Delivery.teacher_id).join(
            Delivery, Delivery.mailing_id == SurveyRound.mailing_id
        )
        rows = asked.where(SurveyRound.id == found.id, Delivery.part == 0)
        self._session.execute(insert(SurveyPending).from_select(("round_id", "teacher_id"), rows))
        return people

    def uninvited(
        self, found: SurveyRound, audience: Audience, room: Room, stretch: tuple[int, int], most: int
    ) -> list[Teacher]:
        """People of the audience with room and no invitation, numbers within the stretch, unless they want none."""
        known = exists().where(Delivery.mailing_id == found.mailing_id, Delivery.teacher_id == member.id)
        who = self._has_room(audience, room)
        query = select(member).where(member.id > stretch[0], member.id <= stretch[1], who, ~known)
        return list(self._session.scalars(query.where(member.stopped_at.is_(None)).order_by(member.id).limit(most)))

    def add_invited(self, found: SurveyRound, teacher_ids: Collection[int]) -> None:
        """They may be reminded, and count as invited."""
        rows = [{"round_id": found.id, "teacher_id": one} for one in teacher_ids]
        if rows:
            self._session.execute(insert(SurveyPending), rows)
            found.invited += len(rows)

    def _has_room(self, audience: Audience, room: Room) -> ColumnElement[bool]:
        recent = select(SurveyRound.mailing_id, SurveyRound.seconds).where(
            SurveyRound.region_id == room.region_id, SurveyRound.opened_at > room.since
        )
        spent = [
            case((_was_asked([mailing_id]), seconds), else_=0) for mailing_id, seconds in self._session.execute(recent)
        ]
        return and_(
            belongs(audience),
            *([~_was_asked(room.before)] if room.before else []),
            *([sum(spent[1:], spent[0]) <= room.seconds] if spent else []),
        )

    def to_remind(self, now: datetime, limit: int) -> list[SurveyRound]:
        query = select(SurveyRound).where(SurveyRound.remind_at <= now, SurveyRound.closed_at.is_(None))
        return list(self._session.scalars(query.order_by(SurveyRound.remind_at).limit(limit)))

    def pending_groups(self, round_id: int) -> list[Group]:
        """Those who may be reminded and have a messenger."""
        return self._audiences.groups_of(_is_pending(round_id))

    def remind(self, mailing_id: int, round_id: int, dues: Mapping[When, Due], priority: int) -> None:
        """A row of the ledger for each of them, decided in this statement; nobody is shown the list."""
        self._audiences.freeze_those(mailing_id, _is_pending(round_id), dues, priority, obliges=False)

    def to_close(self, now: datetime, limit: int) -> list[SurveyRound]:
        query = select(SurveyRound).where(SurveyRound.closes_at <= now, SurveyRound.closed_at.is_(None))
        return list(self._session.scalars(query.order_by(SurveyRound.closes_at).limit(limit)))

    def close(self, found: SurveyRound, reminders: Collection[str], now: datetime) -> None:
        """Nothing more goes out; who was reminded, and so had not answered then, and who tapped is forgotten.

        What is being sent at this moment is left, and the round with it, to be closed again.
        """
        found.closes_at, found.remind_at = min(found.closes_at, now), None
        found.mailing.closes_at = found.closes_at  # nobody is invited late any more
        self._session.execute(delete(SurveyPending).where(SurveyPending.round_id == found.id))
        waiting = update(Delivery).where(Delivery.mailing_id == found.mailing_id, Delivery.state.in_(OPEN))
        self._session.execute(
            waiting.values(state=DeliveryState.CANCELLED, done_at=now), execution_options=UNSYNCHRONIZED
        )
        tapped = update(Delivery).where(Delivery.mailing_id == found.mailing_id, Delivery.tapped_at.is_not(None))
        self._session.execute(tapped.values(tapped_at=None), execution_options=UNSYNCHRONIZED)
        of_reminders = Delivery.mailing_id.in_(select(Mailing.id).where(Mailing.key.in_(reminders)))
        gone = delete(Delivery).where(of_reminders, Delivery.state != DeliveryState.SENDING)
        self._session.execute(gone, execution_options=UNSYNCHRONIZED)
        if self._session.scalars(select(Delivery.id).where(of_reminders).limit(1)).first() is None:
            found.closed_at = now
        self._session.flush()


def _was_asked(mailing_ids: Collection[int]) -> ColumnElement[bool]:
    asked = exists().where(Delivery.mailing_id.in_(mailing_ids), Delivery.teacher_id == member.id, Delivery.part == 0)
    return asked.correlate_except(Delivery)


def _is_pending(round_id: int) -> ColumnElement[bool]:
    pending = select(SurveyPending.teacher_id).where(SurveyPending.round_id == round_id)
    return and_(member.id.in_(pending), member.left_on.is_(None), way(obliges=False).is_not(None))
