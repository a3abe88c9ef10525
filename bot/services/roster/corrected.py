"""What was put right at a person's own request holds against a file that still says what it said before."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from storage.models import ProfileField, QualificationCategory

from .model import Person, PersonKey
from .names import normal
from .people_matching import match
from .snapshot import StoredPerson


class Correction(NamedTuple):
    """`before`: everything the entry said there until it was put right."""

    field: ProfileField
    before: frozenset[str]
    value: str


Corrections = Mapping[int, Iterable[Correction]]
"""Id of a person -> what was put right in her entry, each field once."""


def gathered(rows: Iterable[tuple[int, ProfileField, str, str]]) -> dict[int, list[Correction]]:
    """From (person, field, before, value), the earliest first: the last value holds against all before it."""
    found: dict[int, dict[ProfileField, Correction]] = {}
    for person, field, before, value in rows:
        hers = found.setdefault(person, {})
        earlier = hers[field].before if field in hers else frozenset()
        hers[field] = Correction(field, (earlier | {before}) - {value}, value)
    return {person: list(hers.values()) for person, hers in found.items()}


def match_corrected(
    stored: Iterable[StoredPerson], new: Iterable[Person], corrections: Corrections
) -> dict[PersonKey, StoredPerson]:
    """As `match`; whoever is not found so is looked for as the file knew her before her entry was put right."""
    stored, new = list(stored), list(new)
    found = match(stored, new)
    if not corrections:
        return found
    known = {person.id: person for person in stored}
    there = {person.id for person in found.values()}
    before = [one for one in before_corrections(stored, corrections) if one.id not in there]
    rest = [person for person in new if person.key not in found]
    return found | {key: known[person.id] for key, person in match(before, rest).items()}


def before_corrections(stored: Iterable[StoredPerson], corrections: Corrections) -> list[StoredPerson]:
    """Those whose entry was put right, as the file knew them before."""
    return [
        replace(person, record=_undone(person.record, corrections[person.id]))
        for person in stored
        if person.id in corrections
    ]


def held(person: Person, corrections: Iterable[Correction]) -> tuple[Person, int]:
    """The file's person with what was put right, and how often the file still said the old."""
    kept = [one for one in corrections if _is_old(_said(person, one.field), one)]
    return replace(person, **dict(_as_kept(one.field, one.value) for one in kept)), len(kept)


def _is_old(said: str, one: Correction) -> bool:
    """Files spell names with capitals and without dots as they like."""
    return said != one.value and normal(said) in {normal(each) for each in one.before}


def _undone(person: Person, corrections: Iterable[Correction]) -> Person:
    olds = [(one.field, min(one.before)) for one in corrections if one.before]
    return replace(person, **dict(_as_kept(field, old) for field, old in olds))


def _said(person: Person, field: ProfileField) -> str:
    match field:
        case ProfileField.SUBJECTS:
            return ",".join(person.subjects)
        case ProfileField.CAREER_SINCE:
            return str(person.career_since or "")
    return str(getattr(person, field.value))


def _as_kept(field: ProfileField, value: str) -> tuple[str, Any]:
    """(attribute, its value)."""
    match field:
        case ProfileField.SUBJECTS:
            return field.value, tuple(key for key in value.split(",") if key)
        case ProfileField.CAREER_SINCE:
            return field.value, int(value) if value else None
        case ProfileField.QUALIFICATION:
            return field.value, QualificationCategory(value)
    return field.value, value
