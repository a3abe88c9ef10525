"""Slices of an import, written and taken back row by row: only where the row still is what it is believed to be."""

from collections.abc import Iterable, MutableMapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, Table, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from ..database import Transaction
from ..models import AssociationMember, Base, NameKey, Teacher
from ..models.base import Moment
from ..models.names import name as name_people
from . import roster_overtaken

TABLES: dict[str, Table] = {
    table.name: table
    for table in Base.metadata.sorted_tables
    if table.name
    in {
        "region", "municipality", "methodical_service", "organization", "teacher", "teacher_place", "teacher_subject",
        "role_grant", "invitation", "association", "association_subject", "association_member", "meeting",
        "mentorship",
    }
}  # fmt: skip
"""What an import writes."""
BY_HAND = {
    "role_grant": ("teacher_id",), "association": ("head_id",), "association_member": ("teacher_id",),
    "mentorship": ("mentor_id", "mentee_id"),
}  # fmt: skip
SCOPE = "scope_id"
"""Of a grant: it points to one table or another, so it is no foreign key."""
LAST_NAME = "last_name"
AT_ONCE = 400
"""Ids one statement asks for."""

Plain = Any
"""What JSON holds."""


class Group(NamedTuple):
    """Rows of one table and one kind: insert | update | delete. Columns of an update follow its `id`.

    insert: a row of values each. update: [id, before …, after …]. delete: the whole row. A negative number in a column
    that points to another table stands for a row this import inserts: the first insert makes -1, the next -2 …
    """

    table: str
    kind: str
    columns: list[str]
    rows: list[list[Plain]]
    first: int  # what stands for the first row of an insert; 0 where nothing points to these rows

    @property
    def of(self) -> Table:
        return TABLES[self.table]

    @property
    def has_id(self) -> bool:
        return [column.name for column in self.of.primary_key] == ["id"]


def plain(value: Any) -> Plain:
    """A value of a column as JSON holds it."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.isoformat() if isinstance(value, date) else value


class Steps:
    """`ids` resolves the negative numbers; inserts add to it."""

    def __init__(self, tx: Transaction, ids: MutableMapping[int, int]) -> None:
        self._connection, self._run, self.ids = tx.connection, tx.connection.execute, ids

    # Forward

    def write(self, group: Group) -> list[int]:
        """Write what can be; for every row the id of what was inserted, or 1, or 0: it is not what it was."""
        return {"insert": self._insert, "update": self._update, "delete": self._delete}[group.kind](group)

    def _insert(self, group: Group) -> list[int]:
        table, values = group.of, [self._values(group, row) for row in group.rows]
        if not group.has_id:
            new = all(isinstance(row[0], int) and row[0] < 0 for row in group.rows)  # of people who are new themselves
            return self._insert_links(table, values, look=not new)
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        found = [int(one) for one in self._run(statement, values).scalars()]
        if table is Teacher.__table__:
            name_people(self._connection, zip(found, (row[LAST_NAME] for row in values), strict=True), are_new=True)
        if group.first:
            self.ids.update({group.first - place: id_ for place, id_ in enumerate(found)})
        return found

    def _insert_links(self, table: Table, values: list[dict[str, Any]], look: bool = True) -> list[int]:
        """Who stands there already was put there by somebody else."""
        keys = [column.name for column in table.primary_key]
        wanted = [tuple(each[key] for key in keys) for each in values]
        there = self._there(table, keys, wanted) if look else set()
        new = [each for each, key in zip(values, wanted, strict=True) if key not in there]
        if new:
            self._run(insert(table), new)
        return [int(key not in there) for key in wanted]

    def _update(self, group: Group) -> list[int]:
        half = len(group.columns)
        return self._changed(group, [(row[0], row[1 : half + 1], row[half + 1 :]) for row in group.rows])

    def _delete(self, group: Group) -> list[int]:
        return self._gone(group, [self._values(group, row) for row in group.rows])

    # Backward

    def take_back(self, group: Group, done: Sequence[int], kept: frozenset[int]) -> list[int]:
        """For every row whether it is again as it was before (or was never touched).

        `kept` are people who use the bot by now: they and their work stay.
        """
        if group.kind == "insert":
            return self._take_out(group, done, kept)
        if group.kind == "update":
            half = len(group.columns)
            rows = [(row[0], row[half + 1 :], row[1 : half + 1]) for row in group.rows]
            stay = roster_overtaken.rows(self._run, group.table, group.columns, [row[0] for row in rows])
            done = [0 if row[0] in stay else was for row, was in zip(rows, done, strict=True)]
            found = self._only_done(done, rows, lambda chosen: self._changed(group, chosen))
            return [int(row[0] not in stay and bool(one)) for row, one in zip(rows, found, strict=True)]
        return self._only_done(done, group.rows, lambda chosen: self._put_back(group, chosen))

    def _only_done(self, done: Sequence[int], rows: Sequence[Any], act: Any) -> list[int]:
        chosen = [row for row, was in zip(rows, done, strict=True) if was]
        found = iter(act(chosen) if chosen else ())
        return [next(found) if was else 1 for was in done]

    def _take_out(self, group: Group, done: Sequence[int], kept: frozenset[int]) -> list[int]:
        values = [
            {**self._values(group, row), **({"id": was} if group.has_id else {})}
            for row, was in zip(group.rows, done, strict=True)
        ]
        name = "id" if group.table == Teacher.__tablename__ else "teacher_id"
        free = [bool(was) and each.get(name) not in kept for each, was in zip(values, done, strict=True)]
        chosen = [each for each, is_free in zip(values, free, strict=True) if is_free]
        found = iter(self._gone(group, chosen) if chosen else ())
        return [next(found) if is_free else int(not was) for is_free, was in zip(free, done, strict=True)]

    def _put_back(self, group: Group, rows: list[list[Plain]]) -> list[int]:
        """With their ids where nobody has got them meanwhile."""
        table, values = group.of, [self._values(group, row) for row in rows]
        if group.has_id:
            taken = self._existing(table, [each["id"] for each in values])
            for each in values:
                if each["id"] in taken:
                    del each["id"]
            for names in {tuple(each) for each in values}:
                same = [each for each in values if tuple(each) == names]
                self._run(insert_or_leave(table).on_conflict_do_nothing(), same)
            return [1] * len(values)
        if table is AssociationMember.__table__:
            stay = roster_overtaken.members(self._run, values)
            back = [each for each in values if (each["association_id"], each["teacher_id"]) not in stay]
            self._insert_links(table, back)
            return [int((each["association_id"], each["teacher_id"]) not in stay) for each in values]
        return self._insert_links(table, values)

    # Rows as they are

    def _changed(self, group: Group, rows: list[tuple[int, list[Plain], list[Plain]]]) -> list[int]:
        """Bring (id, from, to) to its new values where it still has the old ones; who has the new ones counts, too."""
        table = group.of
        names = group.columns
        now = self.current(table, names, [self._real(row[0]) for row in rows])
        outcome, values = [], []
        for id_, before, after in rows:
            number = self._real(id_)
            before, after = self._resolved(group, before), self._resolved(group, after)
            stands = now.get(number)
            outcome.append(int(stands in (before, after)))
            if stands == before and before != after:
                new = {f"new_{name}": typed(table, name, value) for name, value in zip(names, after, strict=True)}
                values.append({"row": number, **new})
        if values:
            changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            self._run(update(table).where(table.c.id == bindparam("row")).values(changed), values)
            if table is Teacher.__table__ and LAST_NAME in names:
                name_people(self._connection, [(each["row"], each[f"new_{LAST_NAME}"]) for each in values])
        return outcome

    def _gone(self, group: Group, values: list[dict[str, Any]]) -> list[int]:
        """Delete the rows that are still as given and that nothing points to any more."""
        table = group.of
        if not group.has_id:
            return self._gone_links(table, values)
        names = [name for name in values[0] if name != "id"]
        ids = [each["id"] for each in values]
        now = self.current(table, names, ids)
        same = [each["id"] for each in values if now.get(each["id"]) == [plain(each[name]) for name in names]]
        free = set(same) - self.pointed_to(table, same)
        self._remove(table, sorted(free))
        return [int(id_ in free or id_ not in now) for id_ in ids]

    def _gone_links(self, table: Table, values: list[dict[str, Any]]) -> list[int]:
        keys = [column.name for column in table.primary_key]
        gone = [{f"old_{key}": each[key] for key in keys} for each in values]
        where = [table.c[key] == bindparam(f"old_{key}") for key in keys]
        self._run(delete(table).where(*where), gone)
        return [1] * len(values)

    def _remove(self, table: Table, ids: list[int]) -> None:
        for some in _parts(ids):
            self._run(delete(table).where(table.c.id.in_(some)))

    def current(self, table: Table, names: list[str], ids: Iterable[int]) -> dict[int, list[Plain]]:
        """id -> the plain values of these columns."""
        found: dict[int, list[Plain]] = {}
        for some in _parts(sorted(set(ids))):
            query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(some))
            found |= {row[0]: [plain(value) for value in row[1:]] for row in self._run(query)}
        return found

    def pointed_to(self, table: Table, ids: Sequence[int], but: frozenset[str] = frozenset()) -> set[int]:
        """Those of `ids` some row of another table points to; tables named in `but` do not count."""
        found: set[int] = set()
        for other in Base.metadata.tables.values():
            for key in other.foreign_keys:
                if key.column.table is not table or other.name in but or other is NameKey.__table__:
                    continue
                for some in _parts([id_ for id_ in ids if id_ not in found]):
                    found |= set(self._run(select(key.parent).where(key.parent.in_(some)).distinct()).scalars())
        return found

    def changed_since(self, group: Group, ids: Sequence[int]) -> set[int]:
        """Those of the inserted rows that are not what was inserted any more."""
        now = self.current(group.of, group.columns, ids)
        rows = zip(ids, group.rows, strict=True)
        return {id_ for id_, row in rows if now.get(id_, []) != self._resolved(group, row)}

    def made_by_hand(self, people: Sequence[int]) -> set[int]:
        """Those of whom a row speaks that no roster has made, in the tables a roster writes, too."""
        found: set[int] = set()
        for name, columns in BY_HAND.items():
            table = TABLES[name]
            for column in columns:
                for some in _parts(people):
                    query = select(table.c[column]).where(table.c[column].in_(some), table.c.from_file.is_(False))
                    found |= set(self._run(query.distinct()).scalars())
        return found

    def _existing(self, table: Table, ids: list[int]) -> set[int]:
        return set(self.current(table, [], ids))

    def _there(self, table: Table, keys: list[str], wanted: list[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        found: set[tuple[Any, ...]] = set()
        columns = [table.c[key] for key in keys]
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            found |= {tuple(row) for row in self._run(select(*columns).where(tuple_(*columns).in_(some)))}
        return found

    def _values(self, group: Group, row: list[Plain]) -> dict[str, Any]:
        resolved = self._resolved(group, row)
        return {name: typed(group.of, name, value) for name, value in zip(group.columns, resolved, strict=True)}

    def _resolved(self, group: Group, values: list[Plain]) -> list[Plain]:
        points = [bool(group.of.c[name].foreign_keys) or name == SCOPE for name in group.columns]
        return [
            self.ids[value] if is_key and isinstance(value, int) and value < 0 else value
            for value, is_key in zip(values, points, strict=True)
        ]

    def _real(self, id_: int) -> int:
        return self.ids[id_] if id_ < 0 else id_


def typed(table: Table, name: str, value: Plain) -> Any:
    """What the column wants."""
    if value is None:
        return None
    kind = table.c[name].type
    if isinstance(kind, Moment):
        return kind.process_result_value(value, None)  # type: ignore[arg-type]  # seconds to a moment
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
