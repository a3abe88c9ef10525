"""Imports of the roster and their slices; who has a file to read, to apply, to take back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import joinedload

from ..database import Transaction
from ..models import ImportState, Municipality, Region, RosterImport, RosterStep, Teacher

AT_WORK = (ImportState.READING, ImportState.APPROVED, ImportState.APPLYING, ImportState.UNDOING)
"""What the program has to go on with."""


class RosterImports:
    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self.added = False  # there is something to do beside the conversation

    def add(self, made: RosterImport) -> RosterImport:
        self._session.add(made)
        self._session.flush()
        self.added = True
        return made

    def get(self, import_id: int) -> RosterImport | None:
        return self._session.get(RosterImport, import_id)

    def set_state(self, it: RosterImport, state: ImportState) -> None:
        it.state = state
        self._session.flush()
        self.added = True

    def next_at_work(self) -> RosterImport | None:
        """The oldest: one after another, so that no two write at once."""
        query = select(RosterImport).where(RosterImport.state.in_(AT_WORK)).order_by(RosterImport.id).limit(1)
        return self._session.scalars(query).first()

    def newest_of(self, author_id: int) -> RosterImport | None:
        query = select(RosterImport).where(RosterImport.author_id == author_id)
        return self._session.scalars(query.order_by(RosterImport.id.desc()).limit(1)).first()

    def newest_applied(self, region_id: int, municipality_id: int | None) -> RosterImport | None:
        """Of just this place, with its author; what was taken back already is passed over."""
        query = (
            select(RosterImport)
            .where(*_scope(region_id, municipality_id), RosterImport.state == ImportState.DONE)
            .options(joinedload(RosterImport.author))
            .order_by(RosterImport.applied_at.desc(), RosterImport.id.desc())
        )
        return self._session.scalars(query.limit(1)).first()

    def can_be_taken_back(self, import_id: int) -> bool:
        query = select(RosterStep.number).where(RosterStep.import_id == import_id, RosterStep.done.is_not(None))
        return self._session.scalars(query.limit(1)).first() is not None

    def people_of(self, region_id: int, municipality_id: int | None) -> int:
        query = select(func.count()).select_from(Teacher).where(Teacher.left_on.is_(None))
        own = Teacher.region_id == region_id if municipality_id is None else Teacher.municipality_id == municipality_id
        return int(self._session.scalars(query.where(own)).one())

    def region(self, it: RosterImport) -> Region:
        return self._session.get_one(Region, it.region_id)

    def municipality(self, it: RosterImport) -> Municipality | None:
        return None if it.municipality_id is None else self._session.get(Municipality, it.municipality_id)

    # Slices

    def add_steps(self, import_id: int, first: int, bodies: Sequence[bytes]) -> None:
        rows = [{"import_id": import_id, "number": first + place, "body": body} for place, body in enumerate(bodies)]
        if rows:
            self._session.execute(insert(RosterStep), rows)

    def clear_steps(self, import_id: int) -> None:
        self._session.execute(delete(RosterStep).where(RosterStep.import_id == import_id))

    def older_with_steps(self, it: RosterImport) -> list[int]:
        """Earlier ones of the same place that could still be taken back, and what was broken off."""
        query = (
            select(RosterStep.import_id)
            .join(RosterImport, RosterImport.id == RosterStep.import_id)
            .where(*_scope(it.region_id, it.municipality_id), RosterStep.import_id != it.id)
            .where(RosterImport.state.not_in(AT_WORK))
        )
        return list(self._session.scalars(query.distinct()))

    def step(self, import_id: int, number: int) -> RosterStep | None:
        return self._session.get(RosterStep, (import_id, number))

    def count_steps(self, import_id: int) -> int:
        """Numbered from 0."""
        query = select(func.count()).select_from(RosterStep).where(RosterStep.import_id == import_id)
        return int(self._session.scalars(query).one())

    def last_step(self, import_id: int) -> int | None:
        """The last that is done: all before it are, too."""
        mine = RosterStep.import_id == import_id, RosterStep.done.is_not(None)
        return self._session.scalars(select(func.max(RosterStep.number)).where(*mine)).one()

    def done(self, import_id: int) -> list[str]:
        """What was noted of each step that is done."""
        mine = RosterStep.import_id == import_id, RosterStep.done.is_not(None)
        return [done for done in self._session.scalars(select(RosterStep.done).where(*mine)) if done is not None]

    def mark(self, import_id: int, number: int, done: str | None) -> None:
        mine = update(RosterStep).where(RosterStep.import_id == import_id, RosterStep.number == number)
        self._session.execute(mine.values(done=done))

    def drop_old_steps(self, before: datetime) -> None:
        """Of what was applied so long ago that nobody will take it back: they name people."""
        old = select(RosterImport.id).where(RosterImport.applied_at < before, RosterImport.state == ImportState.DONE)
        gone = delete(RosterStep).where(RosterStep.import_id.in_(old))
        self._session.execute(gone, execution_options={"synchronize_session": False})

    def given_up(self, before: datetime) -> list[RosterImport]:
        """Previews nobody has answered since then."""
        waiting = (ImportState.READY, ImportState.REFUSED)
        query = select(RosterImport).where(RosterImport.state.in_(waiting), RosterImport.created_at < before)
        return list(self._session.scalars(query))


def _scope(region_id: int, municipality_id: int | None) -> tuple[ColumnElement[bool], ...]:
    place = (
        RosterImport.municipality_id.is_(None)
        if municipality_id is None
        else RosterImport.municipality_id == municipality_id
    )
    return RosterImport.region_id == region_id, place
