"""Regulation cards, who has acknowledged them, and the index of their words; who sees one follows from deliveries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, text
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import (
    RECALLED,
    Acknowledgement,
    Delivery,
    DeliveryState,
    Mailing,
    Municipality,
    Organization,
    Position,
    Regulation,
    Teacher,
    TeacherPlace,
)
from .audiences import Audiences, Due, When
from .membership import member
from .people import in_roster

FTS5 = text("SELECT rowid FROM regulation_words WHERE regulation_words MATCH :stems")
POSTGRES = text(
    "SELECT rowid FROM regulation_words WHERE to_tsvector('simple', stems) @@ plainto_tsquery('simple', :stems)"
)
"""All of the stems, in any order. A stem holds letters and digits only and stands in quotes for FTS5."""


class Viewer(NamedTuple):
    """Who looks: what was sent to her by `now`, what she wrote, what the people of her places got."""

    teacher_id: int
    places: "Places"
    now: datetime


class Places(NamedTuple):
    """Whose names are asked for: of these places; `everybody`: of all."""

    regions: tuple[int, ...] = ()
    municipalities: tuple[int, ...] = ()
    organizations: tuple[int, ...] = ()
    everybody: bool = False


class Listed(NamedTuple):
    """`at`: when the viewer acknowledged it; `is_hers`: it was sent to her."""

    regulation: Regulation
    is_hers: bool
    at: datetime | None


class School(NamedTuple):
    """How many of those it was sent to in an organization have acknowledged it."""

    id: int
    name: str
    people: int
    acknowledged: int


class Reader(NamedTuple):
    """Somebody it was sent to; `at` None: has not acknowledged it."""

    last_name: str
    first_name: str
    middle_name: str
    position: str
    organization: str
    at: datetime | None


class Silent(NamedTuple):
    """Who got a regulation, or her last reminder of it, within the spans, and has not acknowledged it.

    `earlier` are the keys of the reminders so far; who got `most` of them gets no more.
    """

    mailing_id: int
    earlier: Sequence[str]
    most: int
    spans: Sequence[tuple[datetime, datetime]]
    today: date


class Regulations:
    def __init__(self, tx: Transaction) -> None:
        self._session, self._audiences = tx.session, Audiences(tx)

    def add(self, regulation: Regulation, stems: Sequence[str]) -> Regulation:
        self._session.add(regulation)
        self._session.flush()
        words = text("INSERT INTO regulation_words (rowid, stems) VALUES (:id, :stems)")
        self._session.execute(words, {"id": regulation.mailing_id, "stems": " ".join(stems)})
        return regulation

    def get(self, mailing_id: int) -> Regulation | None:
        """With its mailing and that one's parts."""
        query = select(Regulation).where(Regulation.mailing_id == mailing_id)
        return self._session.scalars(query.options(joinedload(Regulation.mailing))).one_or_none()

    def sees(self, viewer: Viewer, mailing_id: int) -> bool:
        return bool(self._session.scalar(select(exists().where(Regulation.mailing_id == mailing_id, _sees(viewer)))))

    def is_hers(self, teacher_id: int, mailing_id: int, now: datetime) -> bool:
        """Whether it was sent to her, and holds."""
        query = exists().where(
            Regulation.mailing_id == mailing_id, ~_is_recalled(), _sent(now, Delivery.teacher_id == teacher_id)
        )
        return bool(self._session.scalar(select(query)))

    def listed(self, viewer: Viewer, stems: Sequence[str] | None, offset: int, limit: int) -> list[Listed]:
        """What waits for her acknowledgement, then the rest, each the newest first; `stems`: with all of them."""
        hers = _sent(viewer.now, Delivery.teacher_id == viewer.teacher_id)
        given = and_(
            Acknowledgement.mailing_id == Regulation.mailing_id, Acknowledgement.teacher_id == viewer.teacher_id
        )
        waits = case((and_(hers, Acknowledgement.at.is_(None)), 0), else_=1)
        query = (
            select(Regulation, case((hers, 1), else_=0), Acknowledgement.at)
            .outerjoin(Acknowledgement, given)
            .where(_sees(viewer), ~_is_recalled())
            .options(joinedload(Regulation.mailing))
            .order_by(waits, Regulation.mailing_id.desc())
        )
        if stems is not None:
            query = query.where(Regulation.mailing_id.in_(self._found(stems)))
        return [
            Listed(row[0], bool(row[1]), row[2]) for row in self._session.execute(query.offset(offset).limit(limit))
        ]

    def _found(self, stems: Sequence[str]) -> list[int]:
        """Ids of those that have all the stems; none of a search for nothing."""
        if not stems:
            return []
        if self._session.get_bind().dialect.name == "sqlite":
            return list(self._session.scalars(FTS5, {"stems": " ".join(f'"{stem}"' for stem in stems)}))
        return list(self._session.scalars(POSTGRES, {"stems": " ".join(stems)}))

    def acknowledged_at(self, mailing_id: int, teacher_id: int) -> datetime | None:
        found = self._session.get(Acknowledgement, (mailing_id, teacher_id))
        return None if found is None else found.at

    def acknowledge(self, mailing_id: int, teacher_id: int, now: datetime) -> bool:
        """Stamp it now unless it was stamped before; returns whether it was not."""
        if self.acknowledged_at(mailing_id, teacher_id) is not None:
            return False
        self._session.add(Acknowledgement(mailing_id=mailing_id, teacher_id=teacher_id, at=now))
        self._session.flush()
        return True

    def acknowledgements_of(self, teacher_id: int) -> list[Acknowledgement]:
        query = select(Acknowledgement).where(Acknowledgement.teacher_id == teacher_id)
        query = query.options(joinedload(Acknowledgement.regulation)).order_by(Acknowledgement.mailing_id)
        return list(self._session.scalars(query))

    def schools(self, mailing_id: int, places: Places) -> list[School]:
        """Organizations of those it was sent to; first those where most are missing."""
        missing = func.count() - func.count(Acknowledgement.at)
        query = _readers(
            select(Organization.id, Organization.name, func.count(), func.count(Acknowledgement.at)), mailing_id, places
        )
        query = query.group_by(Organization.id, Organization.name).order_by(missing.desc(), Organization.name)
        return [School(*row) for row in self._session.execute(query)]

    def readers(
        self, mailing_id: int, places: Places, organization_id: int | None, is_silent: bool, offset: int, limit: int
    ) -> list[Reader]:
        """By organization and name; `is_silent`: only who has not acknowledged it."""
        position = (
            select(func.min(Position.name))
            .join(TeacherPlace, TeacherPlace.position_id == Position.id)
            .where(TeacherPlace.teacher_id == Teacher.id, TeacherPlace.organization_id == Teacher.organization_id)
            .scalar_subquery()
        )
        name = (Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        columns = (*name, func.coalesce(position, ""), Organization.name, Acknowledgement.at)
        query = _readers(select(*columns), mailing_id, places)
        if organization_id is not None:
            query = query.where(Organization.id == organization_id)
        if is_silent:
            query = query.where(Acknowledgement.at.is_(None))
        query = query.order_by(Organization.name, Organization.id, *name, Teacher.id)
        return [Reader(*row) for row in self._session.execute(query.offset(offset).limit(limit))]

    def to_remind(self, now: datetime, limit: int) -> list[tuple[Regulation, str | None]]:
        """Whose moment to look again has come, with the time zone of its municipality (None: of none)."""
        query = (
            select(Regulation, Municipality.time_zone)
            .join(Mailing, Mailing.id == Regulation.mailing_id)
            .outerjoin(Municipality, Municipality.id == Mailing.municipality_id)
            .where(Regulation.remind_at <= now)
            .options(joinedload(Regulation.mailing))
            .order_by(Regulation.remind_at)
            .limit(limit)
        )
        return [(regulation, zone) for regulation, zone in self._session.execute(query)]

    def zones(self, mailing_id: int) -> list[str]:
        """Time zones of those it was sent to."""
        query = (
            select(Municipality.time_zone)
            .join(Teacher, Teacher.municipality_id == Municipality.id)
            .where(Teacher.id.in_(told(mailing_id)))
            .distinct()
        )
        return list(self._session.scalars(query))

    def is_anybody(self, who: Silent) -> bool:
        return self._session.scalars(select(member.id).where(_is(who)).limit(1)).first() is not None

    def remind(self, reminder_id: int, who: Silent, dues: Mapping[When, Due], priority: int) -> int:
        """A row of the ledger for each of them; returns how many."""
        return self._audiences.freeze_those(reminder_id, _is(who), dues, priority)


def _is(who: Silent) -> ColumnElement[bool]:
    """Whether a member is one of them."""
    acknowledged = exists().where(Acknowledgement.mailing_id == who.mailing_id, Acknowledgement.teacher_id == member.id)
    is_there = and_(in_roster(member, who.today), member.opted_out_at.is_(None), member.stopped_at.is_(None))
    is_ripe = and_(Delivery.state == DeliveryState.SENT, or_(*(Delivery.done_at.between(*span) for span in who.spans)))
    reminded = (
        select(Delivery.teacher_id)
        .join(Mailing, Mailing.id == Delivery.mailing_id)
        .where(Mailing.key.in_(who.earlier))
        .group_by(Delivery.teacher_id)
        .having(or_(func.count() >= who.most, ~_all(is_ripe)))
    )
    got = member.id.in_(told(who.mailing_id).where(is_ripe))
    return and_(got, ~acknowledged, is_there, member.id.not_in(reminded))


def _all(holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether it holds for every row of the group."""
    return func.min(case((holds, 1), else_=0)) == 1


def told(mailing_id: int) -> Select[int | None]:
    """Ids of those it was sent to, by its author or passed on."""
    passed_on = select(Mailing.id).where(Mailing.first_id == mailing_id)
    return select(Delivery.teacher_id).where(
        or_(Delivery.mailing_id == mailing_id, Delivery.mailing_id.in_(passed_on)),
        Delivery.state != DeliveryState.CANCELLED,
    )


def _readers(query: Select[*tuple[Any, ...]], mailing_id: int, places: Places) -> Select[*tuple[Any, ...]]:
    """From the people it was sent to in these places to their main organizations and what they acknowledged."""
    given = and_(Acknowledgement.mailing_id == mailing_id, Acknowledgement.teacher_id == Teacher.id)
    return (
        query.select_from(Teacher)
        .join(Organization, Organization.id == Teacher.organization_id)
        .outerjoin(Acknowledgement, given)
        .where(Teacher.id.in_(told(mailing_id)), within(places))
    )


def within(places: Places) -> ColumnElement[bool]:
    """Whether a teacher is of these places."""
    if places.everybody:
        return Teacher.id.is_not(None)
    columns = (
        (Teacher.region_id, places.regions),
        (Teacher.municipality_id, places.municipalities),
        (Teacher.organization_id, places.organizations),
    )
    return or_(false(), *(column.in_(ids) for column, ids in columns if ids))


def _sent(now: datetime, whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """The regulation went to these people, itself or passed on, and they may have it by now."""
    return exists().where(
        or_(Mailing.id == Regulation.mailing_id, Mailing.first_id == Regulation.mailing_id),
        Delivery.mailing_id == Mailing.id,
        Delivery.state != DeliveryState.CANCELLED,
        Mailing.starts_at <= now,
        whose,
    )


def _is_recalled() -> ColumnElement[bool]:
    return exists().where(Mailing.id == Regulation.mailing_id, Mailing.note == RECALLED)


def _sees(viewer: Viewer) -> ColumnElement[bool]:
    wrote = exists().where(Mailing.id == Regulation.mailing_id, Mailing.author_id == viewer.teacher_id)
    hers = _sent(viewer.now, Delivery.teacher_id == viewer.teacher_id)
    if not any(viewer.places):
        return or_(wrote, hers)
    theirs = and_(Delivery.teacher_id == Teacher.id, within(viewer.places))
    return or_(wrote, hers, _sent(viewer.now, theirs))
