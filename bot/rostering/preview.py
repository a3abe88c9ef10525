"""What an import would change, in figures and a few names: as JSON, kept with the import until it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..services.roster.diff import Change, Changes, Delta
from ..services.roster.model import Person
from ..services.roster.names import normal
from ..services.roster.problems import RosterError

KINDS = ("new", "left", "moved", "renamed", "returned", "changed")
"""Of what becomes of people, in the order it is told."""

NAMES = 5
"""So many of each kind are named."""
LINES = 6
"""So many complaints are shown in the chat; all of them stand in the file with marks."""

Preview = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """`foreign`: what the file speaks of beyond the place of its sender. `spared`: she herself would have gone.

    `above`: somebody would have got, or lost, a role the sender does not give.
    """

    changes: Changes | None = None
    complaints: Sequence[RosterError] = ()
    warnings: Sequence[str] = ()
    untouched: Sequence[str] = ()
    passed_over: Sequence[str] = ()
    foreign: Sequence[str] = ()
    unknown_places: Sequence[str] = ()
    known: int = 0
    rows: int = 0
    spared: bool = False
    above: bool = False


def preview(found: Found) -> Preview:
    """Who is counted once: who came back, else who has a new surname, else who moved, else whose work changed."""
    kinds = _kinds(found.changes) if found.changes else {}
    counts = {key: len(kinds.get(key, ())) for key in KINDS}
    counts["unchanged"] = found.changes.people.unchanged if found.changes else 0
    rows = [each for each in found.complaints if each.row]
    return {
        "counts": counts,
        "names": {key: named[:NAMES] for key, named in kinds.items()},
        "other": _other(found.changes) if found.changes else {},
        "complaints": [str(each) for each in found.complaints[:LINES]],
        "all_complaints": len(found.complaints),
        "has_rows": bool(rows),
        "warnings": list(found.warnings[:LINES]),
        "untouched": list(found.untouched[:NAMES]),
        "all_untouched": len(found.untouched),
        "passed_over": list(found.passed_over[:NAMES]),
        "unknown_places": list(found.unknown_places[:NAMES]),
        "all_unknown_places": len(found.unknown_places),
        "new_places": [each.name for each in found.changes.organizations.new][:NAMES] if found.changes else [],
        "renamed_places": _renamed(found.changes) if found.changes else [],
        "foreign": list(found.foreign[:NAMES]),
        "known": found.known,
        "rows": found.rows,
        "spared": found.spared,
        "above": found.above,
        "corrected": found.changes.people.kept if found.changes else 0,
        "can": bool(found.changes),
        "is_list": found.changes is not None,
    }


NOTHING_NEW: Preview = preview(Found()) | {"is_list": True}
"""Of a file that was applied before."""


def _kinds(changes: Changes) -> dict[str, list[str]]:
    people = changes.people
    back = set(people.returned)
    named: dict[str, list[str]] = {
        "new": [_at(changes, each) for each in people.new],
        "left": [_at(changes, each.record) for each in people.left],
        "moved": [],
        "renamed": [],
        "returned": [],
        "changed": [],
    }
    for change in people.changed:
        kind = "returned" if change.id in back else _kind(change)
        named[kind].append(_line(changes, change, kind))
    return named


def _kind(change: Change[Person]) -> str:
    if change.before.last_name != change.after.last_name:
        return "renamed"
    return "moved" if change.before.organization != change.after.organization else "changed"


def _line(changes: Changes, change: Change[Person], kind: str) -> str:
    if kind == "renamed":
        return f"{change.before.last_name} \u2192 {change.after.full_name}"
    if kind == "moved":
        places = [_place(changes, each) for each in (change.before, change.after)]
        return f"{change.after.full_name}: {places[0]} \u2192 {places[1]}"
    return _at(changes, change.after)


def _at(changes: Changes, person: Person) -> str:
    place = _place(changes, person)
    return f"{person.full_name}, {place}" if place else person.full_name


def _place(changes: Changes, person: Person) -> str:
    stored = changes.current.organizations.get(person.organization)
    if stored is not None:
        return stored.record.name
    return next((each.name for each in changes.organizations.new if each.key == person.organization), "")


def _renamed(changes: Changes) -> list[str]:
    names = [(each.before.name, each.after.name) for each in changes.organizations.changed]
    return [f"{before} \u2192 {after}" for before, after in names if normal(before) != normal(after)][:NAMES]


def _other(changes: Changes) -> dict[str, list[int]]:
    """[new, changed, left] of what is no person, where anything changes."""
    deltas: dict[str, Delta[Any]] = {
        "municipalities": changes.municipalities, "services": changes.services,
        "organizations": changes.organizations, "associations": changes.associations, "meetings": changes.meetings,
        "mentorships": changes.mentorships,
    }  # fmt: skip
    counts = {key: [len(each.new), len(each.changed), len(each.left)] for key, each in deltas.items()}
    counts["associations"][1] += len(changes.seats)
    members = changes.members
    counts["members"] = [len(members.new), len(members.named), len(members.left)]
    return {key: numbers for key, numbers in counts.items() if any(numbers)}
