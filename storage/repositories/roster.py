"""What an import reads of the database and writes back in bulk; rows are plain, for there may be tens of thousands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, select, update

from ..database import Transaction
from ..models import (
    Association,
    AssociationLeft,
    AssociationMember,
    AssociationSubject,
    Base,
    CorrectionState,
    Invitation,
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
from ..models.names import name, names_in

Values = dict[str, Any]
Rows = Sequence[Any]


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

    def subject_ids(self) -> dict[str, int]:
        return {key: id_ for id_, key in self._run(select(Subject.id, Subject.key)).all()}

    def position_ids(self) -> dict[str, int]:
        return {key: id_ for id_, key in self._run(select(Position.id, Position.key)).all()}

    # Writing in bulk

    def add(self, model: type[Base], rows: list[Values]) -> list[int]:
        """Ids in the order of the rows."""
        if not rows:
            return []
        table = model.__table__
        ids = list(self._run(insert(model).returning(table.c.id, sort_by_parameter_order=True), rows).scalars())
        if model is Teacher:
            name(self._connection, zip(ids, (row["last_name"] for row in rows), strict=True), are_new=True)
        return ids

    def put(self, model: type[Base], rows: list[Values]) -> None:
        """Insert rows nobody asks the ids of."""
        if rows:
            table: Any = model.__table__
            self._run(insert(table), rows)

    def change(self, model: type[Base], rows: list[Values]) -> None:
        """Update by `id`; all rows name the same columns."""
        if rows:
            table: Any = model.__table__
            values: Values = {column: bindparam(f"new_{column}") for column in rows[0] if column != "id"}
            statement = update(table).where(table.c.id == bindparam("new_id")).values(values)
            self._run(statement, [{f"new_{column}": value for column, value in row.items()} for row in rows])
            if model is Teacher and names_in(rows):
                name(self._connection, [(row["id"], row["last_name"]) for row in rows])

    def remove(self, model: type[Base], column: str, ids: Sequence[int]) -> None:
        """Delete the rows whose `column` is one of `ids`."""
        if ids:
            table: Any = model.__table__
            self._run(delete(table).where(table.c[column] == bindparam("gone")), [{"gone": each} for each in ids])

    # Deeds of their own

    def leave(self, people: Sequence[int], today: date, now: datetime) -> None:
        """Mark them, revoke grants and invitations, end mentorships today, leave the seats of heads empty."""
        if not people:
            return
        gone = [{"gone": each} for each in people]
        who: Any = bindparam("gone")
        teachers: Any = Teacher.__table__
        self._run(update(teachers).where(teachers.c.id == who).values(left_on=today, from_file=False), gone)
        for model in (RoleGrant, Invitation):
            table: Any = model.__table__
            hers = and_(table.c.teacher_id == who, table.c.revoked_at.is_(None))
            self._run(update(table).where(hers).values(revoked_at=now), gone)
        pairs: Any = Mentorship.__table__
        is_open = or_(pairs.c.until.is_(None), pairs.c.until > today)
        ended = update(pairs).where(or_(pairs.c.mentor_id == who, pairs.c.mentee_id == who), is_open)
        self._run(ended.values(until=today), gone)
        headed: Any = Association.__table__
        self._run(update(headed).where(headed.c.head_id == who).values(head_id=None), gone)

    def revoke(self, people: Sequence[int], now: datetime) -> None:
        """Revoke the grants that came from a roster."""
        if people:
            table: Any = RoleGrant.__table__
            hers = and_(table.c.teacher_id == bindparam("gone"), table.c.revoked_at.is_(None), table.c.from_file)
            self._run(update(table).where(hers).values(revoked_at=now), [{"gone": each} for each in people])

    def save_members(self, new: list[Values], named: list[Values], gone: list[Values]) -> None:
        """`named` joined by themselves and now stand in the roster, too; `gone` stood there and do not any more."""
        table: Any = AssociationMember.__table__
        self.put(AssociationMember, new)
        hers = and_(table.c.association_id == bindparam("association"), table.c.teacher_id == bindparam("teacher"))
        if named:
            self._run(update(table).where(hers).values(from_file=True), named)
        if gone:
            self._run(delete(table).where(hers), gone)

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
        self.put(model, [row for row in rows if row["key"] not in stored])
        named = [{**row, "id": stored[row["key"]]["id"]} for row in rows if row["key"] in stored]
        self.change(model, [row for row in named if row != stored[row["key"]]])
