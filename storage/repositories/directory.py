"""The people somebody of the staff looks after: found by name, counted, and whether one of them is a given person."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from ..database import Transaction
from ..models import Account, Association, Mentorship, NameKey, Organization, Teacher
from .belonging import is_young, of_association
from .membership import member, works_in
from .mentorships import RUNS, Mentorships, Willing
from .people import in_roster


class Reach(NamedTuple):
    """Whom one may look at: everybody of any of these; `everything` is the whole bot."""

    everything: bool = False
    regions: tuple[int, ...] = ()
    municipalities: tuple[int, ...] = ()
    organizations: tuple[int, ...] = ()
    associations: tuple[Association, ...] = ()


class Found(NamedTuple):
    """A person as lists show her: where she works mainly."""

    id: int
    last_name: str
    first_name: str
    middle_name: str
    organization: str


class Counts(NamedTuple):
    """`unguided`: young specialists nobody mentors; None: not counted, they are looked at by municipality."""

    people: int
    connected: int
    unguided: int | None


COLUMNS = (member.id, member.last_name, member.first_name, member.middle_name, Organization.name)


class Directory:
    def __init__(self, tx: Transaction) -> None:
        self._tx, self._session = tx, tx.session

    def alike(
        self, reach: Reach, keys: Collection[int], exactly: Collection[str], limit: int, today: date
    ) -> list[Found]:
        """People of the roster who have one of the keys; those of exactly one of these surnames are not left out."""
        has_key = select(NameKey.teacher_id).where(NameKey.key.in_(keys)).distinct().subquery()
        query = _listed(reach, today).join(has_key, has_key.c.teacher_id == member.id)
        return self._all(query.order_by(member.last_name.in_(exactly).desc()).limit(limit))

    def has(self, reach: Reach, teacher_id: int, today: date) -> bool:
        """Whether she is one of them and has not left."""
        query = select(member.id).where(member.id == teacher_id, within(reach), in_roster(member, today))
        return self._session.scalars(query).first() is not None

    def counts(self, reach: Reach, today: date, school_year: int) -> Counts:
        people = select(func.count()).select_from(member).where(within(reach), in_roster(member, today))
        guided = exists().where(Mentorship.mentee_id == member.id, *RUNS).correlate(member)
        lonely = people.where(is_young(today, school_year), ~guided)
        is_wide = reach.everything or reach.regions  # then it would take a tenth of a second
        numbers = (people, people.where(connected()), *(() if is_wide else (lonely,)))
        found = [self._session.scalars(query, {"today": today}).one() for query in numbers]
        return Counts(found[0], found[1], found[2] if len(found) > 2 else None)

    def willing(self, reach: Reach, mentee: Teacher, today: date) -> list[Willing]:
        """Who of them, and of the mentee's municipality, takes young specialists; in no order."""
        near = within(reach)
        if mentee.municipality_id is not None:
            near = and_(near, member.municipality_id == mentee.municipality_id)
        return Mentorships(self._tx).willing(near, mentee, today)

    def is_connected(self, teacher_id: int) -> bool:
        """Whether she has come in by any messenger, whatever has become of it since."""
        return self._session.scalars(select(Account.id).where(Account.teacher_id == teacher_id)).first() is not None

    def _all(self, query: Select[*tuple[Any, ...]]) -> list[Found]:
        return [Found(*row) for row in self._session.execute(query)]


def _listed(reach: Reach, today: date) -> Select[*tuple[Any, ...]]:
    joined = select(*COLUMNS).join(Organization, Organization.id == member.organization_id)
    return joined.where(within(reach), in_roster(member, today))


def within(reach: Reach) -> ColumnElement[bool]:
    """Whether `member` is one of them; a municipality means those whose own it is, as in the table of rights."""
    if reach.everything:
        return true()
    return or_(
        member.id.in_([]),
        *([member.region_id.in_(reach.regions)] if reach.regions else []),
        *([member.municipality_id.in_(reach.municipalities)] if reach.municipalities else []),
        *(member.id.in_(works_in(organization)) for organization in reach.organizations),
        *(of_association(found) for found in reach.associations),
    )


def connected() -> ColumnElement[bool]:
    return exists().where(Account.teacher_id == member.id).correlate(member)
