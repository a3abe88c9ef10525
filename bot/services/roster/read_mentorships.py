"""The sheet of mentorships: two people of the roster, a time, and whether the mentor has so many hands."""

from collections import Counter

from .cells import LONG_LIMIT, Row
from .model import Mentorship, PersonKey
from .read_associations import AHEAD, EARLIEST
from .reading import Reading


def read_mentorships(reading: Reading, rows: list[Row]) -> tuple[Mentorship, ...]:
    seen: dict[object, int] = {}
    found: list[tuple[Row, Mentorship]] = []
    for row in rows:
        mentorship = _mentorship(reading, row)
        if mentorship is not None and row.first_time("mentee", mentorship.key, seen):
            found.append((row, mentorship))
    _warn_of_capacity(reading, found)
    return tuple(mentorship for _, mentorship in found)


def _mentorship(reading: Reading, row: Row) -> Mentorship | None:
    mentor = row.found("mentor", reading.person_index, "unknown_person")
    mentee = row.found("mentee", reading.person_index, "unknown_person")
    last = reading.today + AHEAD
    since, until = row.day("since", EARLIEST, last), row.day("until", EARLIEST, last)
    order_number, goals = row.text("order_number"), row.text("goals", LONG_LIMIT)
    if mentor is None or mentee is None or since is None:
        return None
    if mentor == mentee:
        row.wrong("mentee", "same_person")
    if until is not None and until < since:
        row.wrong("until", "until_before_since")
    return Mentorship(mentor, mentee, since, until, order_number, goals)


def _warn_of_capacity(reading: Reading, found: list[tuple[Row, Mentorship]]) -> None:
    """A warning, no error: the order of the school counts, not the number somebody wrote beside a name."""
    active = [(row, each) for row, each in found if each.until is None or each.until >= reading.today]
    counts: Counter[PersonKey] = Counter(each.mentor for _, each in active)
    for row, each in active:
        mentor = reading.people[each.mentor]
        if (count := counts.pop(each.mentor, 0)) > mentor.mentor_capacity:
            row.warn("mentor", "over_capacity", mentor=mentor.full_name, count=count, capacity=mentor.mentor_capacity)
