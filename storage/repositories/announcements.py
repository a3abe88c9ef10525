"""Announcements after their sending: how far they are, who got them and who did not."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, literal, or_, select, text, update
from sqlalchemy.orm import joinedload, selectinload

from ..changes import ask
from ..database import Transaction
from ..models import (
    OPEN,
    Association,
    Base,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Level,
    Mailing,
    MailingKind,
    MailingState,
    Municipality,
    Organization,
    Teacher,
)
from ..models.base import Moment
from ..reaching import addressed
from ..watching import watch
from .belonging import of_association
from .membership import member
from .to_come import Around, to_come


class Recipient(NamedTuple):
    """`municipality` is empty for who works at the institute, `messenger` None where nothing could be sent."""

    last_name: str
    first_name: str
    middle_name: str
    organization: str
    municipality: str
    messenger: str | None
    state: DeliveryState
    tapped_at: datetime | None
    acknowledged_at: datetime | None


class Count(NamedTuple):
    people: int
    tapped: int


class Hop(NamedTuple):
    """Who passed it on when, to how many; `author` is empty for who has forgotten herself."""

    author: str
    at: datetime
    people: int
    sent: int
    tapped: int


class Tally(NamedTuple):
    """How many of a place (organization with municipality, association, messenger) are in that state."""

    name: str
    state: DeliveryState
    people: int
    tapped: int
    acknowledged: int


FIRST = Delivery.part == 0
"""Each person once, however many messages it is for her: the text, or the picture it stands under."""
PLACE = (Organization.name, func.coalesce(Municipality.name, ""))


class Announcements:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def get(self, mailing_id: int) -> Mailing | None:
        """With its parts."""
        query = select(Mailing).where(Mailing.id == mailing_id).options(joinedload(Mailing.parts))
        return self._session.scalars(query).unique().one_or_none()

    def newest_of(self, author_id: int, kinds: Collection[MailingKind], limit: int) -> list[Mailing]:
        """The author's, with their parts, the newest first."""
        query = (
            select(Mailing)
            .where(Mailing.author_id == author_id, Mailing.kind.in_(kinds))
            .options(selectinload(Mailing.parts))
            .order_by(Mailing.id.desc())
        )
        return list(self._session.scalars(query.limit(limit)))

    def to_come(self, around: Around, kinds: Collection[MailingKind], since: datetime) -> list[Mailing]:
        """What is still to leave there, with its parts."""
        return list(self._session.scalars(to_come(around, kinds, since)))

    def progress(self, mailing_id: int) -> dict[DeliveryState, Count]:
        """How many people are in each state, and how many of them have tapped; none where there are none."""
        query = select(Delivery.state, func.count(), func.count(Delivery.tapped_at)).group_by(Delivery.state)
        rows = self._session.execute(query.where(Delivery.mailing_id == mailing_id, Delivery.part == 0))
        return {state: Count(people, tapped) for state, people, tapped in rows}

    def is_open(self, mailing_id: int) -> bool:
        """Whether anything of it has not left yet."""
        query = select(Delivery.id).where(Delivery.mailing_id == mailing_id, Delivery.state.in_(OPEN)).limit(1)
        return self._session.scalars(query).first() is not None

    def watch(self, account_id: int, mailing_id: int, update: int) -> None:
        """The answer to this update of the account is the mailing's card."""
        watch(self._tx, account_id, mailing_id, update)

    def cut_off(self, mailing_id: int) -> int:
        """How many people at most have got it twice: what was repeated without an answer to the first try.

        A crash leaves it open which of the calls taken up had left, so there are no more than these, perhaps fewer.
        """
        crashed = select(DeliveryAttempt.delivery_id).where(text("delivery_attempt.outcome = 'crash'"))
        repeated = or_(Delivery.tries > 0, Delivery.id.in_(crashed))
        there = Delivery.mailing_id == mailing_id, Delivery.messenger == "telegram"
        query = select(func.count(func.distinct(Delivery.teacher_id)))
        return self._session.scalars(query.where(*there, repeated)).one()

    def stop(self, mailing: Mailing, now: datetime) -> int:
        """Cancel all that has not left; returns how many that were. A call in flight comes to its end."""
        mailing.state = MailingState.CANCELLED
        return self.drop(mailing, now)

    def drop(self, mailing: Mailing, now: datetime) -> int:
        """Cancel what has not left; returns how many people that was for."""
        waiting = update(Delivery).where(Delivery.mailing_id == mailing.id, Delivery.state.in_(OPEN))
        cancelled = waiting.values(state=DeliveryState.CANCELLED, done_at=now)
        unsynchronized = {"synchronize_session": False}
        done = self._session.execute(cancelled.where(FIRST), execution_options=unsynchronized)
        self._session.execute(cancelled.where(~FIRST), execution_options=unsynchronized)
        self._session.flush()
        return int(done.rowcount)  # type: ignore[attr-defined]  # an update has one

    def received_as(self, account_id: int, teacher_id: int, message_id: int) -> Mailing | None:
        """The mailing that arrived as this message of the account, if it was meant for this person."""
        mine = (Delivery.account_id == account_id, Delivery.message_id == message_id, Delivery.teacher_id == teacher_id)
        found = self._session.scalars(select(Delivery.mailing_id).where(*mine).limit(1)).first()
        return None if found is None else self.get(found)

    def received(self, teacher_id: int, mailing_id: int) -> Mailing | None:
        """The mailing, if it has reached this person."""
        reached = Delivery.state.in_((DeliveryState.SENT, DeliveryState.UNKNOWN))
        mine = (Delivery.mailing_id == mailing_id, Delivery.teacher_id == teacher_id, Delivery.part == 0, reached)
        found = self._session.scalars(select(Delivery.id).where(*mine)).first()
        return None if found is None else self.get(mailing_id)

    def first_of(self, mailing: Mailing) -> Mailing:
        """Where it came from in the beginning: itself, if it passes nothing on."""
        return (mailing.first_id and self.get(mailing.first_id)) or mailing

    def hops(self, mailing_id: int) -> list[Hop]:
        """Every passing on of it and of what was passed on, the earliest first."""
        sent = func.sum(case((Delivery.state == DeliveryState.SENT, 1), else_=0))
        name = func.coalesce(Teacher.last_name + " " + Teacher.first_name + ", " + Organization.name, "")
        query = (
            select(name, Mailing.created_at, func.count(), sent, func.count(Delivery.tapped_at))
            .select_from(Mailing)
            .join(Delivery, Delivery.mailing_id == Mailing.id)
            .outerjoin(Teacher, Teacher.id == Mailing.author_id)
            .outerjoin(Organization, Organization.id == Teacher.organization_id)
            .where(Mailing.id.in_(_tree(mailing_id)), Mailing.id != mailing_id, Delivery.part == 0)
            .group_by(Mailing.id, name, Mailing.created_at)
            .order_by(Mailing.id)
        )
        return [Hop(*row) for row in self._session.execute(query)]

    def median_to_tap(self, mailing_id: int, since: datetime) -> int | None:
        """Seconds to the first tap of the person in the middle, over all hops; None: nobody has tapped."""
        first = func.min(Delivery.tapped_at)
        tapped = (
            select(first.label("at"))
            .where(Delivery.mailing_id.in_(_tree(mailing_id)), Delivery.tapped_at.is_not(None))
            .group_by(Delivery.teacher_id)
            .subquery()
        )
        people = self._session.scalars(select(func.count()).select_from(tapped)).one()
        if not people:
            return None
        middle = select(tapped.c.at).order_by(tapped.c.at).offset((people - 1) // 2).limit(1)
        at: datetime = self._session.scalars(middle).one()
        return int((at - since).total_seconds())

    def by_key(self, key: str) -> Mailing | None:
        return self._session.scalars(select(Mailing).where(Mailing.key == key)).one_or_none()

    def by_keys(self, keys: Collection[str]) -> list[Mailing]:
        """With their parts."""
        query = select(Mailing).where(Mailing.key.in_(keys)).options(selectinload(Mailing.parts))
        return list(self._session.scalars(query))

    def tree(self, mailing_id: int) -> list[Mailing]:
        """The mailing and everything by which it was passed on, with their parts."""
        query = select(Mailing).where(Mailing.id.in_(_tree(mailing_id))).options(selectinload(Mailing.parts))
        return list(self._session.scalars(query.order_by(Mailing.id)))

    def longest_name(self, mailing_id: int) -> int:
        """Characters of the longest polite name among the recipients; 0: there are none."""
        query = select(func.max(func.length(addressed(Teacher)))).join(Delivery, Delivery.teacher_id == Teacher.id)
        return self._session.scalars(query.where(Delivery.mailing_id == mailing_id)).one() or 0

    def restate(self, mailing: Mailing, text: str, rows: list[list[tuple[str, str, int, str]]]) -> None:
        """Another text and other buttons, also where it stands already; where it cannot be edited it stays."""
        part = mailing.parts[0]
        part.text, part.rows, part.version = text, json.dumps(rows, ensure_ascii=False), part.version + 1
        self._session.flush()
        ask(self._tx, mailing.id, part.number, part.version)

    def drop_correction(self, key: str, now: datetime) -> None:
        """What has not left of an earlier correction says what is not true any more."""
        earlier = self.by_key(key)
        if earlier is not None:
            self.stop(earlier, now)

    def recipients(
        self, mailing_id: int, states: Collection[DeliveryState], offset: int, limit: int | None
    ) -> list[Recipient]:
        """By municipality, organization and name."""
        name = (Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        what = (Delivery.messenger, Delivery.state, Delivery.tapped_at, _ACKNOWLEDGED)
        query = (
            _placed(select(*name, *PLACE, *what), mailing_id)
            .where(Delivery.state.in_(states))
            .order_by(PLACE[1], PLACE[0], *name, Teacher.id)
        )
        return [Recipient(*row) for row in self._session.execute(query.offset(offset).limit(limit))]

    def by_organization(self, mailing_id: int) -> list[Tally]:
        """By municipality and organization."""
        place = case((PLACE[1] == "", PLACE[0]), else_=PLACE[0] + ", " + PLACE[1])
        query = _placed(select(place, Delivery.state, *_COUNTS), mailing_id)
        return self._tallies(query.group_by(PLACE[1], PLACE[0], Delivery.state).order_by(PLACE[1], PLACE[0]))

    def by_messenger(self, mailing_id: int) -> list[Tally]:
        """What no messenger could carry stands under «»."""
        name = case((Delivery.state == DeliveryState.BLOCKED, ""), else_=func.coalesce(Delivery.messenger, ""))
        query = _placed(select(name, Delivery.state, *_COUNTS), mailing_id)
        return self._tallies(query.group_by(name, Delivery.state).order_by(name))

    def by_association(self, mailing: Mailing, levels: Collection[Level]) -> list[Tally]:
        """Of the author's municipality, else of all; a person may be counted in several."""
        chosen = select(Association).where(Association.level.in_(levels)).order_by(Association.level, Association.title)
        if mailing.municipality_id is not None:
            chosen = chosen.where(Association.municipality_id == mailing.municipality_id)
        found: list[Tally] = []
        for one in self._session.scalars(chosen):
            query = _placed(select(literal(one.title), Delivery.state, *_COUNTS), mailing.id)
            members = select(member.id).where(of_association(one))
            found += self._tallies(query.where(Teacher.id.in_(members)).group_by(Delivery.state))
        return found

    def _tallies(self, query: Select[*tuple[Any, ...]]) -> list[Tally]:
        return [Tally(*row) for row in self._session.execute(query)]


_acknowledgement = Base.metadata.tables.get("acknowledgement")
_ACKNOWLEDGED: Any = (
    literal(None, Moment())
    if _acknowledgement is None
    else select(_acknowledgement.c.at)
    .where(_acknowledgement.c.mailing_id == Delivery.mailing_id, _acknowledgement.c.teacher_id == Delivery.teacher_id)
    .correlate(Delivery)
    .scalar_subquery()
)
"""When she confirmed that she knows it, where anything of that kind is kept."""
_COUNTS = (func.count(), func.count(Delivery.tapped_at), func.count(_ACKNOWLEDGED))


def _tree(mailing_id: int) -> Select[int]:
    """Ids of a mailing and of everything by which it was passed on."""
    tree = select(Mailing.id).where(Mailing.id == mailing_id).cte("tree", recursive=True)
    tree = tree.union(select(Mailing.id).where(Mailing.origin_id == tree.c.id))
    return select(tree.c.id)


def _placed(query: Select[*tuple[Any, ...]], mailing_id: int) -> Select[*tuple[Any, ...]]:
    """From the deliveries of a mailing to the main organization of each person."""
    return (
        query.select_from(Delivery)
        .join(Teacher, Teacher.id == Delivery.teacher_id)
        .join(Organization, Organization.id == Teacher.organization_id)
        .outerjoin(Municipality, Municipality.id == Teacher.municipality_id)
        .where(Delivery.mailing_id == mailing_id, FIRST)
    )
