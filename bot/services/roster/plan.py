"""What an import would write, row by row with what stands there now: applied in slices, and taken back as a whole."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from storage.models import Association, AssociationMember, Base, Invitation, Mentorship, RoleGrant, Scope, Teacher
from storage.repositories.roster import RosterRepository
from storage.repositories.roster_steps import Group, plain

Values = dict[str, Any]
SLICE = 200
"""Rows of one step: as long as they are written, everybody else waits."""


class Plan:
    """Takes what is to be written as a repository would; reads the rows it is about to change, writes nothing.

    Rows that are to be inserted have negative ids until they are.
    """

    def __init__(self, repository: RosterRepository) -> None:
        self._repository = repository
        self._last = 0
        self._pending: dict[tuple[str, int], Values] = {}
        self.groups: list[Group] = []

    def add(self, model: type[Base], rows: Iterable[Values]) -> list[int]:
        """Their ids to be, in the order of the rows."""
        first = self._last - 1
        self._last -= self._insert(model, rows, first)
        return list(range(first, self._last - 1, -1))

    def put(self, model: type[Base], rows: Iterable[Values]) -> None:
        """Rows nothing points to."""
        self._insert(model, rows, 0)

    def _insert(self, model: type[Base], rows: Iterable[Values], first: int) -> int:
        """How many; all of them name the same columns, and no more than one is held as a mapping at a time."""
        columns: list[str] = []
        values = []
        for row in rows:
            columns = columns or list(row)
            values.append([plain(row[name]) for name in columns])
        if values:
            self.groups.append(Group(model.__tablename__, "insert", columns, values, first))
        return len(values)

    def change(self, model: type[Base], rows: Sequence[Values]) -> None:
        """By `id`; what is so already is left out."""
        now = {row["id"]: row for row in self._repository.whole(model, "id", [row["id"] for row in rows])}
        by_columns: dict[tuple[str, ...], list[list[Any]]] = {}
        for row in rows:
            id_ = row["id"]
            seen = self._pending.setdefault((model.__tablename__, id_), {})
            stands = {**now[id_], **seen}
            names = tuple(name for name, value in row.items() if name != "id" and stands[name] != value)
            if names:
                changed = [id_, *(plain(stands[name]) for name in names), *(plain(row[name]) for name in names)]
                by_columns.setdefault(names, []).append(changed)
                seen.update({name: row[name] for name in names})
        for names, found in by_columns.items():
            self.groups.append(Group(model.__tablename__, "update", list(names), found, 0))

    def remove(self, model: type[Base], ids: Sequence[int]) -> None:
        self._delete(model, self._repository.whole(model, "id", ids))

    def _delete(self, model: type[Base], rows: Sequence[Values]) -> None:
        if rows:
            columns = list(rows[0])
            values = [[plain(row[name]) for name in columns] for row in rows]
            self.groups.append(Group(model.__tablename__, "delete", columns, values, 0))

    def replace(self, model: type[Base], owner: str, wanted: dict[int, list[Values]]) -> None:
        """Of each owner exactly the wanted rows; those that stand there already are not touched."""
        there: dict[int, list[Values]] = {}
        for row in self._repository.whole(model, owner, [id_ for id_ in wanted if id_ > 0]):
            there.setdefault(row[owner], []).append(row)
        new, gone = [], []
        for id_, rows in wanted.items():
            stand = there.get(id_, [])
            gone += [row for row in stand if not any(each.items() <= row.items() for each in rows)]
            new += [each for each in rows if not any(each.items() <= row.items() for row in stand)]
        self._delete(model, gone)
        self.put(model, new)

    # Deeds of their own

    def leave(self, people: Sequence[int], today: date, now: datetime) -> None:
        """Mark them, revoke grants and invitations, leave the seats of heads empty."""
        read = self._repository.whole
        self.change(Teacher, [{"id": id_, "left_on": today, "from_file": False} for id_ in people])
        for model in (RoleGrant, Invitation):
            is_open = [row for row in read(model, "teacher_id", people) if row["revoked_at"] is None]
            self.change(model, [{"id": row["id"], "revoked_at": now} for row in is_open])
        self.change(Association, [{"id": row["id"], "head_id": None} for row in read(Association, "head_id", people)])

    def part(self, people: Sequence[int], today: date) -> None:
        """End the mentorships of who leaves the day before: from today on nobody writes to her and she helps nobody."""
        sides = [self._repository.whole(Mentorship, side, people) for side in ("mentor_id", "mentee_id")]
        pairs = {row["id"]: row for side in sides for row in side}
        running = [row for row in pairs.values() if row["until"] is None or row["until"] >= today]
        self.change(Mentorship, [{"id": row["id"], "until": today - timedelta(days=1)} for row in running])

    def revoke(self, people: Sequence[int], now: datetime) -> None:
        """Revoke the grants that came from a roster."""
        held = self._repository.whole(RoleGrant, "teacher_id", people)
        is_open = [row for row in held if row["revoked_at"] is None and row["from_file"]]
        self.change(RoleGrant, [{"id": row["id"], "revoked_at": now} for row in is_open])

    def revoke_at(self, left: dict[int, set[tuple[Scope, int]]], now: datetime) -> None:
        """Revoke what people hold where they work no more."""
        held = self._repository.whole(RoleGrant, "teacher_id", [id_ for id_, scopes in left.items() if scopes])
        is_over = [
            row
            for row in held
            if row["revoked_at"] is None and (row["scope"], row["scope_id"]) in left[row["teacher_id"]]
        ]
        self.change(RoleGrant, [{"id": row["id"], "revoked_at": now} for row in is_over])

    def save_members(
        self, new: Sequence[Values], named: Sequence[tuple[int, int]], gone: Sequence[tuple[int, int]]
    ) -> None:
        """`named` joined by themselves and now stand in the roster, too; `gone` stood there and do not any more.

        A link has no id to change it by: it is made anew.
        """
        found = self._repository.whole(
            AssociationMember, "association_id", sorted({each[0] for each in (*named, *gone)})
        )
        rows = {(row["association_id"], row["teacher_id"]): row for row in found}
        self._delete(AssociationMember, [rows[key] for key in (*named, *gone) if key in rows])
        self.put(AssociationMember, [*new, *({**rows[key], "from_file": True} for key in named if key in rows)])

    def steps(self) -> Iterator[list[Group]]:
        """The groups in slices of at most SLICE rows, in the order in which they are to be written."""
        step: list[Group] = []
        room = SLICE
        for group in self.groups:
            done = 0
            while done < len(group.rows):
                rows = group.rows[done : done + room]
                step.append(group._replace(rows=rows, first=group.first and group.first - done))
                done, room = done + len(rows), room - len(rows)
                if not room:
                    yield step
                    step, room = [], SLICE
        if step:
            yield step


def packed(step: Iterable[Group]) -> bytes:
    """As it is kept in the database."""
    return zlib.compress(json.dumps(list(step), ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpacked(body: bytes) -> list[Group]:
    return [Group(*group) for group in json.loads(zlib.decompress(body))]
