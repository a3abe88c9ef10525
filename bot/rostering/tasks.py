"""What the child process does: read a file, compare it with the database, plan what is to be written, make files."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from storage.database import Transaction
from storage.models import Role, RosterImport, StoredFile
from storage.repositories.roles import Roles
from storage.repositories.roster_imports import RosterImports

from ..services.rights import GRANTING, scopes
from ..services.roster.apply import make_plan
from ..services.roster.catalogue import Catalogue
from ..services.roster.cells import as_text
from ..services.roster.diff import Change, Changes, People, diff
from ..services.roster.files import sheets
from ..services.roster.lists import ListWords, read_list
from ..services.roster.lists.marked import write_marked
from ..services.roster.lists.template import write_list_template
from ..services.roster.model import Person, Roster
from ..services.roster.names import normal
from ..services.roster.parse import is_template, parse_tables
from ..services.roster.plan import Plan, packed
from ..services.roster.problems import Problems, RosterError
from ..services.roster.snapshot import fingerprint, snapshot, snapshot_of
from ..services.roster.template import write_template
from ..services.roster.words import GRANTED, Words
from ..services.roster.workbook import Table, WorkbookError
from .preview import NOTHING_NEW, Found, preview

TIMES = frozenset({"left_on", "listed_on", "granted_at", "revoked_at", "since", "until", "ends_on"})
"""What depends on the day of the import: two plans that differ only in it promise the same."""


class Content(NamedTuple):
    words: Words
    list_words: ListWords
    catalogue: Catalogue
    digest: str  # of all of them


class Work(NamedTuple):
    """The import at hand; `now` and `today` are those of the place it is about."""

    tx: Transaction
    content: Content
    it: RosterImport
    now: datetime
    today: date


class Outcome(NamedTuple):
    """What is to be stored with the import; `steps` are to be written after «Применить»."""

    preview: dict[str, Any]
    digest: str
    seen: str
    file_digest: str
    steps: Iterator[bytes]


class Read(NamedTuple):
    found: Found
    changes: Changes | None
    tables: dict[str, Table]


def compare(work: Work) -> Outcome:
    """The preview of an import, and the plan behind it."""
    seen, file_digest = check(work), _file_digest(work)
    if _is_known(work, seen, file_digest):
        return Outcome(NOTHING_NEW, "", seen, file_digest, iter(()))
    read = _read(work, keep=False)
    shown = preview(read.found)
    if read.changes is None:
        return Outcome(shown, "", seen, file_digest, iter(()))
    plan = make_plan(work.tx, read.changes, work.now, work.today)
    return Outcome(shown, _digest(plan), seen, file_digest, (packed(step) for step in plan.steps()))


def check(work: Work) -> str:
    """What stands in the database now, as a fingerprint."""
    return fingerprint(work.tx, work.it.region_id, work.it.municipality_id)


def _file_digest(work: Work) -> str:
    """With the words by which it is read: after a correction of the content the file is read anew."""
    found = hashlib.sha256(work.content.digest.encode())
    found.update(work.it.file.data if work.it.file else b"")
    return found.hexdigest()


def _is_known(work: Work, seen: str, file_digest: str) -> bool:
    """The very file that was applied last, without any complaint, and nothing has changed since."""
    last = RosterImports(work.tx).newest_applied(work.it.region_id, work.it.municipality_id)
    return last is not None and last.file_digest == file_digest and last.seen == seen


def mark(work: Work) -> bytes:
    """A copy of her file in which every complaint stands beside its row."""
    read = _read(work)
    target = io.BytesIO()
    write_marked(target, read.tables, read.found.complaints, work.content.list_words)
    return target.getvalue()


def template(tx: Transaction, content: Content, region_id: int, municipality_id: int | None, filled: bool) -> bytes:
    """A form to fill in, empty or with everybody who is in it today: a municipality's list, a region's workbook."""
    current = snapshot_of(tx, region_id, municipality_id)
    target = io.BytesIO()
    if municipality_id is None:
        write_template(target, content.words, content.catalogue, current.roster() if filled else None)
    else:
        write_list_template(target, content.words, content.list_words, content.catalogue, current, filled)
    return target.getvalue()


ROWS, CELLS, SIGNS = 400, 24, 1000
"""So much of a small table is handed over; whoever reads it says that it is too long."""


def small_tables(tx: Transaction, content: Content, file_id: int) -> dict[str, Any]:
    """The sheets of a small table as text, or why the file is `refused`, in words."""
    file = tx.session.get(StoredFile, file_id)
    if file is None:
        raise LookupError("the file is gone")
    try:
        found = sheets(file.data)
    except WorkbookError as error:
        return {"refused": str(_refused(content, error)[0])}
    shown = {
        name: [[as_text(cell)[:SIGNS] for cell in row[:CELLS]] for row in rows[:ROWS]] for name, rows in found.items()
    }
    return {"sheets": shown}


def _refused(content: Content, error: WorkbookError) -> list[RosterError]:
    problems = Problems(content.words)
    problems.refuse(error.key, error.values)
    return problems.listed()


def _read(work: Work, keep: bool = True) -> Read:
    """`keep`: the tables are needed afterwards."""
    file = work.it.file
    if file is None:
        raise LookupError("the file is gone")
    try:
        tables = sheets(file.data)
    except WorkbookError as error:
        return Read(Found(complaints=_refused(work.content, error)), None, {})
    if is_template(tables, work.content.words):
        return _workbook(work, tables)
    return _list(work, tables.seen, keep)


def _workbook(work: Work, tables: dict[str, Table]) -> Read:
    """Our own workbook, whole or not at all, and only about her own place."""
    roster = parse_tables(tables, work.content.words, work.content.catalogue, work.today)
    if not isinstance(roster, Roster):
        return Read(Found(complaints=roster), None, tables)
    if foreign := _foreign(work, roster):
        return Read(Found(foreign=foreign), None, tables)
    current = snapshot(work.tx, roster)
    changes, spared = _sparing(diff(current, roster, work.today), work.it.author_id)
    changes, above = _below(changes, work)
    known = sum(each.from_file for each in current.people)
    warnings = [str(each) for each in roster.warnings]
    rows = len(roster.people)
    return Read(Found(changes, warnings=warnings, known=known, rows=rows, spared=spared, above=above), changes, tables)


def _foreign(work: Work, roster: Roster) -> list[str]:
    """What the file speaks of beyond the place of its sender."""
    imports = RosterImports(work.tx)
    region, municipality = imports.region(work.it), imports.municipality(work.it)
    if normal(roster.region) != normal(region.name):
        return [roster.region]
    if municipality is None:
        return []
    others = [each.name for each in roster.municipalities if each.key != normal(municipality.name)]
    return [*others, *([roster.region] if roster.covers_region else [])]


def _list(work: Work, tables: dict[str, Table], keep: bool) -> Read:
    content = work.content
    current = snapshot_of(work.tx, work.it.region_id, work.it.municipality_id)
    words = content.words, content.list_words, content.catalogue
    read = read_list(tables, current, *words, work.today, keep, work.it.adds_places)
    if read.changes is None:
        return Read(Found(complaints=read.complaints), None, tables)
    changes, spared = _sparing(read.changes, work.it.author_id)
    changes, above = _below(changes, work)
    found = Found(
        changes, read.complaints, [str(each) for each in read.warnings], read.untouched, read.passed_over,
        known=read.known, rows=read.rows, spared=spared, above=above,
        unknown_places=read.unknown_places,
    )  # fmt: skip
    return Read(found, changes, tables)


def _sparing(changes: Changes, author_id: int | None) -> tuple[Changes, bool]:
    """Nobody takes her own rights, or herself, out of the roster by a file; whether this one would have."""
    people = changes.people
    left = [each for each in people.left if each.id != author_id]
    changed = [
        replace(each, after=replace(each.after, roles=each.before.roles)) if each.id == author_id else each
        for each in people.changed
    ]
    spared = len(left) < len(people.left) or changed != people.changed
    if not spared:
        return changes, False
    return replace(changes, people=replace(people, left=left, changed=_really(people, changed))), True


def _below(changes: Changes, work: Work) -> tuple[Changes, bool]:
    """Nobody gives or takes a role by a file that she could not in the chat; whether this one would have."""
    people, above = changes.people, _above(work)

    def kept(before: Person | None, after: Person) -> Person:
        held = above & set(before.roles) if before else set()
        return replace(after, roles=tuple(sorted(held | (set(after.roles) - above))))

    new = [kept(None, each) for each in people.new]
    changed = [replace(each, after=kept(each.before, each.after)) for each in people.changed]
    if (new, changed) == (people.new, people.changed):
        return changes, False
    return replace(changes, people=replace(people, new=new, changed=_really(people, changed))), True


def _really(people: People, changed: list[Change[Person]]) -> list[Change[Person]]:
    return [each for each in changed if each.before != each.after or each.id in people.returned]


def _above(work: Work) -> set[Role]:
    """Roles the sender gives to nobody: who has a region without being of its institute administers the bot."""
    held = {role for role, _, _ in Roles(work.tx).standing_of(work.it.author_id or 0, work.today)}
    sender = Role.METHODIST
    if work.it.municipality_id is None:
        sender = Role.INSTITUTE if Role.INSTITUTE in held and Role.OWNER not in held else Role.OWNER
    return {role for role in GRANTED if not scopes(GRANTING[role], sender)}


def _digest(plan: Plan) -> str:
    found = hashlib.sha256()
    for group in plan.groups:
        kept = [place for place, name in enumerate(group.columns) if name not in TIMES]
        shift = 1 if group.kind == "update" else 0
        half = len(group.columns)
        at = [*range(shift), *(place + shift for place in kept)]
        if group.kind == "update":
            at += [place + shift + half for place in kept]
        rows = [[row[place] for place in at] for row in group.rows]
        found.update(json.dumps([group.table, group.kind, group.columns, rows], ensure_ascii=False).encode())
    return found.hexdigest()
