"""What an import did, in numbers; the words for it are the caller's."""

from datetime import date, datetime
from typing import Any, NamedTuple

from storage.database import Transaction

from .apply import make_plan, write_plan
from .diff import Changes, Delta, Members, diff
from .model import Roster
from .problems import RosterError
from .rights import Rights
from .snapshot import snapshot


class Counts(NamedTuple):
    new: int
    changed: int
    left: int
    unchanged: int


class Report(NamedTuple):
    """`kinds`: name of a sheet -> counts; moved, renamed and returned people are among the changed."""

    kinds: dict[str, Counts]
    moved: int
    renamed: int
    returned: int
    warnings: tuple[RosterError, ...]
    kept: int = 0  # so often the file says what was put right since at somebody's request
    rights: Rights = Rights()

    @property
    def nothing_changed(self) -> bool:
        return not any(counts[:3] != (0, 0, 0) for counts in self.kinds.values())


def compare(tx: Transaction, roster: Roster, today: date) -> Changes:
    """What bringing in `roster` would change; reads only."""
    return diff(snapshot(tx, roster), roster, today)


def bring_in(tx: Transaction, roster: Roster, now: datetime, today: date) -> Report:
    """Compare with the database and apply, in this transaction; the same roster again writes nothing."""
    changes = compare(tx, roster, today)
    rights = write_plan(tx, make_plan(tx, changes, now, today))
    return report(changes, roster)._replace(rights=rights)


def report(changes: Changes, roster: Roster) -> Report:
    kinds = {
        "municipalities": _counts(changes.municipalities),
        "services": _counts(changes.services),
        "organizations": _counts(changes.organizations),
        "people": _counts(changes.people),
        "associations": _counts(changes.associations),
        "members": _members(changes.members),
        "meetings": _counts(changes.meetings),
        "mentorships": _counts(changes.mentorships),
    }
    people = changes.people
    return Report(kinds, len(people.moved), len(people.renamed), len(people.returned), roster.warnings, people.kept)


def _counts(delta: Delta[Any]) -> Counts:
    return Counts(len(delta.new), len(delta.changed), len(delta.left), delta.unchanged)


def _members(members: Members) -> Counts:
    return Counts(len(members.new), len(members.named), len(members.left), members.unchanged)
