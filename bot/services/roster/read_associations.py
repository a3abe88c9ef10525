"""The sheets of associations, of those who joined them, and of their meetings."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.models import Level

from .cells import LONG_LIMIT, Row
from .model import Association, AssociationKey, Meeting, Member, OrganizationKey
from .read_people import listed
from .reading import Reading

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=5 * 366)
"""How far ahead a date of the roster may lie."""
REGION = OrganizationKey("", "")


def read_associations(reading: Reading, rows: list[Row]) -> tuple[Association, ...]:
    seen: dict[object, int] = {}
    for row in rows:
        found = _association(reading, row)
        if found is not None and row.first_time("title", found.key, seen):
            reading.add_association(found)
    return tuple(reading.associations.values())


def _association(reading: Reading, row: Row) -> Association | None:
    word = row.choice("level", "level")
    title = row.title("title")
    empty = row.raw("place") is None
    place = REGION if empty else row.found("place", reading.place_index, "unknown_place")
    subjects = tuple(sorted(set(listed(row, "subjects", reading.catalogue.subject_index, "unknown_subject"))))
    head = row.found("head", reading.person_index, "unknown_person")
    ends_on = row.day("ends_on", EARLIEST, reading.today + AHEAD)
    if word is None or place is None or not title:
        return None
    level = Level(word)
    _check_place(reading, row, level, place)
    if level in (Level.SCHOOL, Level.MUNICIPAL) and row.raw("subjects") is None:
        row.wrong("subjects", "needs_subjects")
    if level is Level.CREATIVE and row.raw("ends_on") is None:
        row.wrong("ends_on", "needs_end")
    return Association(level, place.municipality, place.name, title, subjects, head, ends_on)


def _check_place(reading: Reading, row: Row, level: Level, place: OrganizationKey) -> None:
    if level is Level.SCHOOL and not place.name:
        row.wrong("place", "needs_organization_place")
    elif level is Level.MUNICIPAL and (place.name or place == REGION):
        row.wrong("place", "needs_municipality_place")
    elif level in (Level.REGIONAL, Level.NETWORK) and place != REGION:
        row.wrong("place", "needs_no_place")
    elif place == REGION and not any(not key.municipality for key in reading.organizations):
        row.wrong("place", "needs_region_rows")


def read_members(reading: Reading, rows: list[Row]) -> tuple[Member, ...]:
    seen: dict[object, int] = {}
    found = []
    for row in rows:
        association = row.found("association", reading.association_index, "unknown_association")
        person = row.found("person", reading.person_index, "unknown_person")
        if association is None or person is None:
            continue
        if reading.associations[association].level in (Level.SCHOOL, Level.MUNICIPAL):
            row.wrong("association", "members_follow")
        elif row.first_time("person", (association, person), seen):
            found.append(Member(association, person))
    return tuple(found)


def read_meetings(reading: Reading, rows: list[Row]) -> tuple[Meeting, ...]:
    zones = Zones(reading)
    seen: dict[object, int] = {}
    found = []
    for row in rows:
        association = row.found("association", reading.association_index, "unknown_association")
        day = row.day("date", EARLIEST, reading.today + AHEAD)
        clock = row.clock("time")
        zone = zones.of(row, association)
        place, topic = row.text("place", LONG_LIMIT), row.text("topic", LONG_LIMIT)
        if association is None or day is None or clock is None or zone is None:
            continue
        starts_at = datetime.combine(day, clock, zone).astimezone(UTC)
        if row.first_time("date", (association, starts_at), seen):
            found.append(Meeting(association, starts_at, place, topic))
    return tuple(found)


@dataclass
class Zones:
    """By whose clock a meeting begins: as the row says, else the municipality's, else the only one of the region."""

    reading: Reading
    all: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.all = {found.time_zone for found in self.reading.municipalities.values() if found.time_zone}

    def of(self, row: Row, association: AssociationKey | None) -> ZoneInfo | None:
        if row.raw("time_zone") is not None:
            said = row.choice("time_zone", "time_zone")
            return ZoneInfo(said) if said else None
        if association is None:
            return None
        if association.municipality:
            zone = self.reading.municipalities[association.municipality].time_zone
            return ZoneInfo(zone) if zone else None
        if len(self.all) > 1:
            row.wrong("time_zone", "needs_zone")
        return ZoneInfo(next(iter(self.all))) if len(self.all) == 1 else None
