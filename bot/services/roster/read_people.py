"""The sheet of people: names, places of work, subjects, roles, and whether the years fit together."""

from storage.models import QualificationCategory, Role

from .cells import Row
from .model import OrganizationKey, Person, Place
from .names import Index
from .reading import Reading

OLDEST, YOUNGEST = 95, 16
"""Years of age a person of the roster can have."""
FIRST_WORK = 15
"""Years of age before which nobody teaches."""
MOST_MENTEES = 20


def read_people(reading: Reading, rows: list[Row]) -> tuple[Person, ...]:
    seen: dict[object, int] = {}
    for row in rows:
        person = _person(reading, row)
        if person is not None and row.first_time("last_name", person.key, seen):
            reading.add_person(person)
    return tuple(reading.people.values())


def _person(reading: Reading, row: Row) -> Person | None:
    last_name, first_name, middle_name = (row.name(column) for column in ("last_name", "first_name", "middle_name"))
    year = reading.today.year
    born = row.year("birth_year", year - OLDEST, year - YOUNGEST)
    career = row.year("career_since", year - OLDEST + FIRST_WORK, year)
    if born and career and career < born + FIRST_WORK:
        row.wrong("career_since", "career_too_early", year=born + FIRST_WORK)
    organization = row.found("organization", reading.organization_index, "unknown_organization")
    positions = listed(row, "positions", reading.catalogue.position_index, "unknown_position")
    subjects = listed(row, "subjects", reading.catalogue.subject_index, "unknown_subject")
    more = _more_places(reading, row, positions)
    qualification = row.choice("qualification", "qualification")
    capacity = row.whole("mentor_capacity", 0, MOST_MENTEES)
    roles = _roles(reading, row, organization)
    if organization is None or not last_name or not first_name:
        return None
    places = {Place(organization, position) for position in positions} | more
    return Person(
        last_name, first_name, middle_name, born, organization, tuple(sorted(places)), tuple(sorted(set(subjects))),
        QualificationCategory(qualification or QualificationCategory.NONE), career, capacity or 0, roles,
    )  # fmt: skip


def listed(row: Row, column: str, index: Index[str], unknown: str) -> list[str]:
    """Names parted by «;», or by «,» where the whole is no name by itself."""
    found = []
    for part in row.several(column):
        names = [part] if index.find(part) else [name.strip() for name in part.split(",") if name.strip()]
        found += [row.one_of(column, name, index, unknown) for name in names]
    return [key for key in found if key is not None]


def _more_places(reading: Reading, row: Row, positions: list[str]) -> set[Place]:
    """«Organization: position, position; …»; without positions the main ones are meant."""
    found: set[Place] = set()
    for part in row.several("more_places"):
        is_name = ":" not in part or reading.organization_index.find(part)
        name, _, held = (part, "", "") if is_name else part.rpartition(":")
        organization = row.one_of("more_places", name.strip(), reading.organization_index, "unknown_organization")
        names = [text.strip() for text in held.split(",") if text.strip()]
        index = reading.catalogue.position_index
        keys = [row.one_of("more_places", text, index, "unknown_position") for text in names] if names else positions
        if organization is not None:
            found |= {Place(organization, key) for key in keys if key}
    return found


def _roles(reading: Reading, row: Row, organization: OrganizationKey | None) -> tuple[Role, ...]:
    """Their scope follows from the organization, so it must be one that has this scope."""
    roles = [Role(value) for value in row.choices("roles", "role")]
    words = reading.problems.words
    for role in roles if organization else ():
        is_regional = not (organization and organization.municipality)
        if role is Role.INSTITUTE and not is_regional:
            row.wrong("roles", "role_needs_region", role=words.word("role", role))
        elif role is not Role.INSTITUTE and is_regional:
            row.wrong("roles", "role_needs_municipality", role=words.word("role", role))
    return tuple(sorted(set(roles)))
