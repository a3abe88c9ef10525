"""The catalogues of subjects and positions, and the many ways people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from storage.database import Transaction
from storage.repositories.roster import RosterRepository

from .names import Index, normal

SEPARATORS = set(";:,")
"""Signs that part the positions and subjects of a cell, so no name may hold them."""


class CatalogueError(Exception):
    """A catalogue of the content is wrong; names the key."""


class SubjectEntry(NamedTuple):
    key: str
    name: str
    cycle: str
    is_category: bool
    aliases: tuple[str, ...]


class PositionEntry(NamedTuple):
    key: str
    name: str
    category: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Subjects (categories of staff included) and positions by key; `*_index` find them as people write them."""

    subjects: dict[str, SubjectEntry]
    positions: dict[str, PositionEntry]
    cycles: dict[str, str]
    subject_index: Index[str]
    position_index: Index[str]


def load_catalogue(subjects: Mapping[str, Any], positions: Mapping[str, Any]) -> Catalogue:
    """From the parsed `subjects.yml` and `positions.yml`. Raises CatalogueError that names the key."""
    cycles = {str(key): str(name) for key, name in _section(subjects, "cycles").items()}
    found = {
        key: SubjectEntry(key, *_named(key, raw), raw.get("cycle", ""), is_category, _aliases(raw))
        for section, is_category in (("subjects", False), ("categories", True))
        for key, raw in _section(subjects, section).items()
    }
    held = {
        key: PositionEntry(key, *_named(key, raw), raw.get("category", ""), _aliases(raw))
        for key, raw in _section(positions, "positions").items()
    }
    for subject in found.values():
        if subject.cycle not in ({""} if subject.is_category else cycles):
            raise CatalogueError(f"{subject.key}: unknown cycle {subject.cycle!r}")
    for position in held.values():
        if position.category and not (position.category in found and found[position.category].is_category):
            raise CatalogueError(f"{position.key}: unknown category {position.category!r}")
    return Catalogue(found, held, cycles, _index(found), _index(held))


def sync_catalogues(tx: Transaction, catalogue: Catalogue) -> None:
    """Bring subjects and positions of the database up to the catalogue, by key; what it does not name stays."""
    repository = RosterRepository(tx)
    repository.save_subjects([_subject(entry) for entry in catalogue.subjects.values()])
    ids = repository.subject_ids()
    repository.save_positions([_position(entry, ids) for entry in catalogue.positions.values()])


def with_gone(tx: Transaction, catalogue: Catalogue) -> Catalogue:
    """With what it no longer names while somebody still has it: her list is written and read as before."""
    repository = RosterRepository(tx)
    subjects = {
        row.key: SubjectEntry(row.key, row.name, row.cycle, row.is_category, ())
        for row in repository.subjects_in_use()
        if row.key not in catalogue.subjects
    }
    positions = {
        row.key: PositionEntry(row.key, row.name, "", ())
        for row in repository.positions_in_use()
        if row.key not in catalogue.positions
    }
    if not subjects and not positions:
        return catalogue
    return Catalogue(
        catalogue.subjects | subjects,
        catalogue.positions | positions,
        catalogue.cycles,
        _joined(_index(catalogue.subjects), subjects),
        _joined(_index(catalogue.positions), positions),
    )


def _joined(index: Index[str], gone: Mapping[str, SubjectEntry] | Mapping[str, PositionEntry]) -> Index[str]:
    """A name that has become another one's is read as that."""
    for key, entry in gone.items():
        if not index.find(entry.name):
            index.add(key, (entry.name,))
    return index


def _subject(entry: SubjectEntry) -> dict[str, Any]:
    return {"key": entry.key, "name": entry.name, "cycle": entry.cycle, "is_category": entry.is_category}


def _position(entry: PositionEntry, ids: dict[str, int]) -> dict[str, Any]:
    return {"key": entry.key, "name": entry.name, "category_id": ids[entry.category] if entry.category else None}


def _section(raw: Any, name: str) -> Mapping[str, Any]:
    found = raw.get(name) if isinstance(raw, Mapping) else None
    if not isinstance(found, Mapping):
        raise CatalogueError(f"{name}: a list of «key: …» is expected")
    return found


def _named(key: str, raw: Any) -> tuple[str]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str) or SEPARATORS & set(raw["name"]):
        raise CatalogueError(f"{key}: a name without ; : , is expected")
    if unknown := sorted(set(raw) - {"name", "cycle", "category", "aliases"}):
        raise CatalogueError(f"{key}: unknown {unknown[0]!r}")
    return (raw["name"],)


def _aliases(raw: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, raw.get("aliases") or ()))


def _index(entries: Mapping[str, SubjectEntry] | Mapping[str, PositionEntry]) -> Index[str]:
    index: Index[str] = Index()
    for key, entry in entries.items():
        labels = (entry.name, *entry.aliases)
        index.add(key, labels)
        if taken := [label for label in labels if len(index.find(label)) > 1]:
            raise CatalogueError(f"{key}: {normal(taken[0])!r} stands under two keys")
    return index
