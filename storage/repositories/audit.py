"""The audit: rows are only ever added; pseudonyms are the key to whom they are about."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, true

from ..database import Transaction
from ..models import Audit, Municipality, Pseudonym, Teacher


class Around(NamedTuple):
    """Places whose audit one reads; an organization means what was done to people who worked there on that day."""

    everything: bool
    regions: tuple[int, ...]
    municipalities: tuple[int, ...]
    organizations: tuple[int, ...]


class Name(NamedTuple):
    last_name: str
    first_name: str
    middle_name: str


class AuditLog:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session

    def pseudonym_of(self, teacher_id: int) -> str:
        """The person's name in the audit, 16 hexadecimal digits; made at random on first use."""
        found = self._session.get(Pseudonym, teacher_id)
        if found is None:
            found = Pseudonym(teacher_id=teacher_id, name=secrets.token_hex(8))
            self._session.add(found)
            self._session.flush()
        return found.name

    def add(self, entry: Audit) -> None:
        self._session.add(entry)
        self._session.flush()

    def about(self, teacher_id: int) -> list[Audit]:
        """What she did and what was done to her, in order; empty when she never had a pseudonym."""
        found = self._session.get(Pseudonym, teacher_id)
        if found is None:
            return []
        query = select(Audit).where(or_(Audit.person == found.name, Audit.actor == found.name))
        return list(self._session.scalars(query.order_by(Audit.at, Audit.id)))

    def within(self, around: Around, actions: Sequence[str], offset: int, limit: int) -> list[Audit]:
        """Entries of these kinds, the newest first."""
        where = [true()] if around.everything else list(_places(around))
        by_index = len(around.municipalities) == 1 and len(where) == 1
        order = (Audit.at.desc(), Audit.id.desc()) if by_index else (Audit.id.desc(),)
        query = select(Audit).where(or_(false(), *where), Audit.action.in_(actions)).order_by(*order)
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def of_actor(self, pseudonyms: Sequence[str], offset: int, limit: int) -> list[Audit]:
        """What she did, the newest first."""
        query = select(Audit).where(Audit.actor.in_(pseudonyms)).order_by(Audit.id.desc())
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def names(self, pseudonyms: Collection[str]) -> dict[str, Name]:
        """Whom they still stand for."""
        columns = (Pseudonym.name, Teacher.last_name, Teacher.first_name, Teacher.middle_name)
        query = select(*columns).join(Teacher, Teacher.id == Pseudonym.teacher_id)
        rows = self._session.execute(query.where(Pseudonym.name.in_(pseudonyms)))
        return {key: Name(last, first, middle) for key, last, first, middle in rows}

    def forget(self, teacher_id: int) -> None:
        """Throw the key away: nothing leads from the person to her entries any more."""
        self._session.execute(delete(Pseudonym).where(Pseudonym.teacher_id == teacher_id))


def _places(around: Around) -> Iterator[ColumnElement[bool]]:
    if around.regions:
        yield Audit.municipality_id.in_(select(Municipality.id).where(Municipality.region_id.in_(around.regions)))
    if around.municipalities:
        yield Audit.municipality_id.in_(around.municipalities)
    if around.organizations:  # whom nobody can name any more is not told by her school: it has too few people
        yield and_(Audit.organization_id.in_(around.organizations), Audit.person.in_(select(Pseudonym.name)))
