"""What an import reads of the database; rows are plain, for there may be tens of thousands."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from ..database import Transaction
from ..models import (
    Association,
    AssociationLeft,
    AssociationMember,
    AssociationSubject,
    Base,
    CorrectionState,
    Meeting,
    Mentorship,
    MethodicalService,
    Municipality,
    Organization,
    Position,
    ProfileRequest,
    Region,
    RoleGrant,
    Subject,
    Teacher,
    TeacherPlace,
    TeacherSubject,
)

Values = dict[str, Any]
Rows = Sequence[Any]
AT_ONCE = 1_000
"""Values one statement asks for."""


class Coverage(NamedTuple):
    """What a roster speaks for: municipalities of a region, and the region's own organizations or not."""

    region_id: int
    municipality_ids: tuple[int, ...]
    region_itself: bool

    def of(self, model: type[Teacher] | type[Organization] | type[Association]) -> ColumnElement[bool]:
        own = and_(model.region_id == self.region_id, model.municipality_id.is_(None))
        within = model.municipality_id.in_(self.municipality_ids)
        return or_(within, own) if self.region_itself else within


class RosterRepository:
    """Every method is one statement (or none, where there is nothing to write)."""

    def __init__(self, tx: Transaction) -> None:
        self._connection, self._run = tx.connection, tx.connection.execute

    # What is there

    def regions(self) -> Rows:
        return self._run(select(Region.id, Region.name)).all()

    def municipalities(self, region_id: int) -> Rows:
        m = Municipality
        columns = (m.id, m.name, m.time_zone, m.young_age, m.young_years, m.young_rule)
        return self._run(select(*columns).where(m.region_id == region_id)).all()

    def services(self, coverage: Coverage) -> Rows:
        s = MethodicalService
        columns = (s.id, s.municipality_id, s.name, s.model, s.phone, s.email, s.address, s.hours)
        return self._run(select(*columns).where(s.municipality_id.in_(coverage.municipality_ids))).all()

    def organizations(self, region_id: int) -> Rows:
        """All of the region: a person may work in one the roster does not speak for."""
        o = Organization
        columns = (o.id, o.municipality_id, o.name, o.full_name, o.kind, o.closed)
        return self._run(select(*columns).where(o.region_id == region_id)).all()

    def people(self, coverage: Coverage) -> Rows:
        """Those who left, too: who comes back is recognised."""
        t = Teacher
        columns = (
            t.id, t.last_name, t.first_name, t.middle_name, t.birth_year, t.organization_id, t.qualification,
            t.career_since, t.mentor_capacity, t.from_file, t.left_on, t.opted_out_at,
        )  # fmt: skip
        return self._run(select(*columns).where(coverage.of(t)).order_by(t.id)).all()

    def places(self, coverage: Coverage) -> Rows:
        p = TeacherPlace
        query = select(p.teacher_id, p.organization_id, Position.key).join(Position).join(Teacher)
        return self._run(query.where(coverage.of(Teacher))).all()

    def teacher_subjects(self, coverage: Coverage) -> Rows:
        query = select(TeacherSubject.teacher_id, Subject.key).join_from(TeacherSubject, Subject).join(Teacher)
        return self._run(query.where(coverage.of(Teacher))).all()

    def corrections(self, coverage: Coverage) -> Rows:
        """(person, field, before, value) of what was put right at somebody's request, in order."""
        r = ProfileRequest
        query = select(r.teacher_id, r.field, r.before, r.value).join(Teacher)
        query = query.where(coverage.of(Teacher), r.state == CorrectionState.APPLIED)
        return self._run(query.order_by(r.decided_at, r.id)).all()

    def grants(self, coverage: Coverage) -> Rows:
        """Active grants that came from a roster."""
        g = RoleGrant
        query = (
            select(g.teacher_id, g.role).join(Teacher).where(coverage.of(Teacher), g.revoked_at.is_(None), g.from_file)
        )
        return self._run(query).all()

    def associations(self, coverage: Coverage) -> Rows:
        a = Association
        columns = (a.id, a.level, a.municipality_id, a.organization_id, a.title, a.head_id, a.ends_on, a.from_file)
        return self._run(select(*columns).where(coverage.of(a)).order_by(a.id)).all()

    def association_subjects(self, coverage: Coverage) -> Rows:
        query = select(AssociationSubject.association_id, Subject.key).join_from(AssociationSubject, Subject)
        return self._run(query.join(Association).where(coverage.of(Association))).all()

    def members(self, coverage: Coverage) -> Rows:
        m = AssociationMember
        query = select(m.association_id, m.teacher_id, m.from_file).join(Association)
        return self._run(query.where(coverage.of(Association))).all()

    def members_left(self, coverage: Coverage) -> Rows:
        """Who has left by themselves."""
        left = AssociationLeft
        query = select(left.association_id, left.teacher_id).join(Association, Association.id == left.association_id)
        return self._run(query.where(coverage.of(Association))).all()

    def meetings(self, coverage: Coverage) -> Rows:
        m = Meeting
        query = select(m.id, m.association_id, m.starts_at, m.place, m.topic, m.from_file).join(Association)
        return self._run(query.where(coverage.of(Association)).order_by(m.id)).all()

    def mentorships(self, coverage: Coverage) -> Rows:
        """Of young specialists the roster speaks for."""
        m = Mentorship
        columns = (m.id, m.mentor_id, m.mentee_id, m.since, m.until, m.order_number, m.goals, m.from_file)
        query = select(*columns).join(Teacher, Teacher.id == m.mentee_id)
        return self._run(query.where(coverage.of(Teacher)).order_by(m.id)).all()

    def rows_of(self, coverage: Coverage) -> Iterator[Any]:
        """Everything the roster speaks for, in a fixed order."""
        for rows in (
            self.services(coverage), self.people(coverage), self.associations(coverage), self.meetings(coverage),
            self.mentorships(coverage),
        ):  # fmt: skip
            yield from rows
        for rows in (
            self.places(coverage), self.teacher_subjects(coverage), self.grants(coverage),
            self.association_subjects(coverage), self.members(coverage),
        ):  # fmt: skip
            yield from sorted(map(tuple, rows))

    def subjects_in_use(self) -> Rows:
        """(key, name, cycle, is_category) of what somebody teaches or an association is of."""
        s = Subject
        used = or_(s.id.in_(select(TeacherSubject.subject_id)), s.id.in_(select(AssociationSubject.subject_id)))
        return self._run(select(s.key, s.name, s.cycle, s.is_category).where(used).order_by(s.id)).all()

    def positions_in_use(self) -> Rows:
        """(key, name) of what somebody is."""
        used = Position.id.in_(select(TeacherPlace.position_id))
        return self._run(select(Position.key, Position.name).where(used).order_by(Position.id)).all()

    def subject_ids(self) -> dict[str, int]:
        return {key: id_ for id_, key in self._run(select(Subject.id, Subject.key)).all()}

    def position_ids(self) -> dict[str, int]:
        return {key: id_ for id_, key in self._run(select(Position.id, Position.key)).all()}

    # What a plan must know of rows before it changes them

    def whole(self, model: type[Base], column: str, values: Sequence[int]) -> list[Values]:
        """The rows whose `column` is one of `values`, by id where they have one."""
        table: Any = model.__table__
        found: list[Values] = []
        for start in range(0, len(values), AT_ONCE):
            some = values[start : start + AT_ONCE]
            rows = self._run(select(table).where(table.c[column].in_(some)).order_by(*table.primary_key))
            found += [dict(row._mapping) for row in rows]
        return found

    # Catalogues

    def save_subjects(self, rows: list[Values]) -> None:
        """By `key`: what is new is inserted, what differs is updated, the rest is not touched."""
        s = Subject
        self._save(Subject, rows, self._run(select(s.id, s.key, s.name, s.cycle, s.is_category)).all())

    def save_positions(self, rows: list[Values]) -> None:
        """As `save_subjects`."""
        p = Position
        self._save(Position, rows, self._run(select(p.id, p.key, p.name, p.category_id)).all())

    def _save(self, model: type[Base], rows: list[Values], known: Rows) -> None:
        stored = {row.key: dict(row._mapping) for row in known}
        table: Any = model.__table__
        if new := [row for row in rows if row["key"] not in stored]:
            self._run(insert(table), new)
        named = [{**row, "id": stored[row["key"]]["id"]} for row in rows if row["key"] in stored]
        for row in named:
            if row != stored[row["key"]]:
                self._run(update(table).where(table.c.id == row["id"]).values(row))
