"""The demo's associations: municipal ones everywhere, school ones where the rule gives one, meetings around today."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.services.roster.model import (
    Association,
    Meeting,
    Member,
    Municipality,
    Organization,
    Person,
    PersonKey,
)
from storage.models import Level, OrganizationKind

from .data import DemoData
from .mentors import is_young
from .people import SEED, fields_of, works_in

OF_ONE_SUBJECT, OF_ONE_CYCLE = 2, 3
"""A school forms an association when more than so many teachers share a subject, or a cycle."""
DAYS = (-75, -33, 7, 49, 98, 147)
"""Days from this week's Monday of the meetings in a yearly plan; each association's are shifted by up to three weeks.

Counted from Monday the plan stays the same for a week, and the third meeting always lies ahead.
"""
TIMES = (time(14, 30), time(15, 0), time(15, 30))


class Associations:
    """Everything the sheets of associations, members and meetings say."""

    def __init__(
        self,
        data: DemoData,
        today: date,
        people: list[Person],
        organizations: Iterable[Organization],
        municipalities: dict[str, Municipality],
    ) -> None:
        self.data, self.today, self.people = data, today, people
        self.municipalities = municipalities
        self.zones = {each.key: ZoneInfo(each.time_zone) for each in municipalities.values()}
        self.chance = random.Random(SEED)
        self._fields = {person.key: fields_of(person, data) for person in people}
        known = {each["person"]["last_name"] for each in data.personas if "person" in each}
        self._headed = Counter(person.key for person in people if person.last_name in known)
        self._fixed = {tuple(raw["heads"]): raw["person"] for raw in data.personas if "heads" in raw}
        self.members: list[Member] = []
        self.all = [
            *(
                found
                for each in organizations
                if each.kind is OrganizationKind.SCHOOL
                for found in self._of_school(each)
            ),
            *(self._municipal(each, raw) for each in municipalities.values() for raw in data.associations["municipal"]),
            *(self._joined(Level(raw["level"]), "", raw) for raw in data.associations["regional"]),
            *(
                self._joined(Level.CREATIVE, municipalities[raw["municipality"]].key, raw)
                for raw in data.associations["creative"]
            ),
        ]
        self.meetings = [meeting for number, each in enumerate(self.all) for meeting in self._plan(number, each)]

    def _of_school(self, school: Organization) -> Iterator[Association]:
        """By the rule: of each subject with enough teachers, then of a cycle's other subjects together."""
        staff = [person for person in self.people if works_in(person, school.key)]
        for subjects in united(self._taught(staff), self.data):
            title = self.data.associations["school_title"].format(group=self._group(subjects))
            yield Association(
                Level.SCHOOL, school.municipality, school.key.name, title, tuple(sorted(subjects)),
                self._head(staff, subjects, school),
            )  # fmt: skip

    def _taught(self, staff: list[Person]) -> dict[str, set[PersonKey]]:
        taught: defaultdict[str, set[PersonKey]] = defaultdict(set)
        for person in staff:
            for subject in self._fields[person.key]:
                taught[subject].add(person.key)
        return taught

    def _group(self, subjects: list[str]) -> str:
        """The words for a pair of subjects, for one subject, or for the cycle of several."""
        groups: dict[str, str] = self.data.associations["groups"]
        if (together := groups.get(" ".join(subjects))) is not None:
            return together
        cycle = self.data.catalogue.subjects[subjects[0]].cycle
        return groups[cycle] if len(subjects) > 1 or subjects[0] not in groups else groups[subjects[0]]

    def _municipal(self, municipality: Municipality, raw: Any) -> Association:
        near = [person for person in self.people if person.organization.municipality == municipality.key]
        subjects = tuple(sorted(raw["subjects"]))
        head = self._head(near, subjects, None)
        return Association(Level.MUNICIPAL, municipality.key, "", raw["title"], subjects, head)

    def _joined(self, level: Level, municipality: str, raw: Any) -> Association:
        """A regional, network or creative one: its members are named, the first heads it."""
        wanted = set(raw["subjects"])
        able = [
            person
            for person in self.people
            if municipality in ("", person.organization.municipality)
            and (wanted & self._fields[person.key] or not wanted)
            and not person.roles
        ]
        chosen = self.chance.sample(able, raw["members"])
        head = self._head(chosen, (), None)
        ends_on = self.today + timedelta(days=raw["days"]) if "days" in raw else None
        found = Association(level, municipality, "", raw["title"], tuple(sorted(wanted)), head, ends_on)
        self.members += [Member(found.key, person.key) for person in chosen]
        return found

    def _head(self, people: list[Person], subjects: Iterable[str], school: Organization | None) -> PersonKey | None:
        """A persona where one is meant; else somebody experienced who heads nothing else yet."""
        wanted = set(subjects)
        able = [
            person
            for person in people
            if (not wanted or wanted & self._fields[person.key]) and not is_young(person, self.today)
        ]
        for (key, subject), named in self._fixed.items():
            if school and subject in wanted and self.data.region["organizations"][key]["name"] == school.name:
                able = [
                    each
                    for each in able
                    if (each.last_name, each.first_name) == (named["last_name"], named["first_name"])
                ]
        if not able:
            return None
        found = min(able, key=lambda person: (self._headed[person.key], person.career_since, person.key)).key
        self._headed[found] += 1
        return found

    def _plan(self, number: int, association: Association) -> Iterator[Meeting]:
        """Six meetings on working days; the next one is at most four weeks away."""
        zone = self.zones.get(association.municipality) or next(iter(self.zones.values()))
        raw = self.data.associations
        monday = self.today - timedelta(days=self.today.weekday())
        for place, days in enumerate(DAYS):
            day = _working(monday + timedelta(days=days + number * 5 % 21))
            if association.ends_on and day > association.ends_on:
                return
            starts_at = datetime.combine(day, TIMES[number % len(TIMES)], zone).astimezone(UTC)
            topic = raw["topics"][(number + place) % len(raw["topics"])]
            where = raw["places"][(number + place) % len(raw["places"])]
            is_far = association.level in (Level.REGIONAL, Level.NETWORK)
            yield Meeting(association.key, starts_at, raw["online"] if is_far else where, topic)


def united(taught: dict[str, set[PersonKey]], data: DemoData) -> list[list[str]]:
    """Subjects of each association a school forms; subjects that the same people teach have one together."""
    subjects = data.catalogue.subjects
    order = [key for key in subjects if key in taught]
    enough = [key for key in order if len(taught[key]) > OF_ONE_SUBJECT]
    same: dict[frozenset[PersonKey], list[str]] = {}
    for key in enough:
        same.setdefault(frozenset(taught[key]), []).append(key)
    rest = [
        [key for key in order if subjects[key].cycle == cycle and key not in enough] for cycle in data.catalogue.cycles
    ]
    return [*same.values(), *(keys for keys in rest if len(_together(taught, keys)) > OF_ONE_CYCLE)]


def _together(taught: dict[str, set[PersonKey]], subjects: list[str]) -> set[PersonKey]:
    return {person for key in subjects for person in taught[key]}


def _working(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
