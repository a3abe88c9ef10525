"""The demo's people: drawn from a fixed seed, so the same names come every day; only years follow the calendar."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.services.roster.model import Organization, OrganizationKey, Person, Place
from storage.models import OrganizationKind, QualificationCategory, Role

from .data import DemoData

SEED = "svetlorechensky"
PLAIN = {"teacher", "primary_teacher", "educator", "further_teacher"}
"""Positions young specialists begin in."""
MEN_AT_WORK = {"physical_education", "labour", "informatics", "physics", "history"}
"""Subjects that more men teach."""
CLASSES = 0.45
"""Share of the teachers who lead a class."""
QUALIFICATIONS = {
    QualificationCategory.FITS: 3.0,
    QualificationCategory.FIRST: 5.0,
    QualificationCategory.HIGHEST: 4.0,
    QualificationCategory.NONE: 1.0,
    QualificationCategory.TEACHER_METHODIST: 0.2,
}
"""How often each is drawn."""


def school_year(today: date) -> int:
    """The year in which the running school year began."""
    return today.year if today.month >= 8 else today.year - 1


class Crowd:
    """Draws people who have not been drawn yet."""

    def __init__(self, data: DemoData, today: date, organizations: dict[str, Organization]) -> None:
        self.data, self.today, self.organizations = data, today, organizations
        self.chance = random.Random(SEED)
        self._taken = {tuple(each["person"].values())[:2] for each in data.personas if "person" in each}
        self.roles: dict[str, str] = data.region["roles"]

    def everybody(self) -> list[Person]:
        """Personas first; then every organization's staff, `young` of whom are young specialists."""
        people = [persona(each, self.today, self.organizations) for each in self.data.personas if "person" in each]
        for key, raw in self.data.region["organizations"].items():
            people += self._staff(raw, self.organizations[key])
        return people

    def _staff(self, raw: Any, organization: Organization) -> list[Person]:
        posts = list(_posts(raw))
        beginners = [number for number, (position, _) in enumerate(posts) if position in PLAIN]
        young = set(self.chance.sample(beginners, raw.get("young", 0)))
        return [
            self._person(position, subjects, organization, number in young)
            for number, (position, subjects) in enumerate(posts)
        ]

    def _person(self, position: str, subjects: tuple[str, ...], organization: Organization, is_young: bool) -> Person:
        is_man = self.chance.random() < (
            0.45 if MEN_AT_WORK & set(subjects) or position == "safety_organizer" else 0.06
        )
        last_name, first_name, middle_name = self._name(is_man)
        age = self.chance.randint(23, 27) if is_young else self.chance.randint(37, 64)
        career = self.chance.randint(0, 1) if is_young else self.chance.randint(6, age - 24)
        leads_class = position == "primary_teacher" or self.chance.random() < CLASSES
        qualification = self.chance.choices(list(QUALIFICATIONS), list(QUALIFICATIONS.values()))[0]
        positions = [position]
        if organization.kind is OrganizationKind.SCHOOL and position in PLAIN and leads_class:
            positions.append("class_teacher")
        role = self.roles.get(position) if organization.kind is not OrganizationKind.FURTHER else None
        return Person(
            last_name,
            first_name,
            middle_name,
            self.today.year - age,
            organization.key,
            tuple(sorted(Place(organization.key, held) for held in positions)),
            tuple(sorted(subjects)),
            QualificationCategory.NONE if is_young else qualification,
            school_year(self.today) - career,
            0,
            (Role(role),) if role else (),
        )

    def _name(self, is_man: bool) -> tuple[str, str, str]:
        while True:
            group = self.chance.choices(self.data.names, [each["weight"] for each in self.data.names])[0]
            surname, patronymic = self.chance.choice(group["surnames"]), self.chance.choice(group["patronymics"])
            first = self.chance.choice(group["men" if is_man else "women"])
            form = 0 if is_man else 1
            if (surname[form], first) not in self._taken:
                self._taken.add((surname[form], first))
                return surname[form], first, patronymic[form]


def _posts(raw: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(position, subjects) of every member of the staff."""
    for position, count in raw.get("hold", {}).items():
        for _ in range(count):
            yield position, ()
    for subjects, count in raw.get("teach", {}).items():
        for _ in range(count):
            yield "teacher", tuple(subjects.split())


def persona(raw: Any, today: date, organizations: dict[str, Organization]) -> Person:
    """The person of the roster a persona is."""
    named, key = raw["person"], organizations[raw["organization"]].key
    return Person(
        named["last_name"],
        named["first_name"],
        named["middle_name"],
        today.year - named["age"],
        key,
        tuple(sorted(Place(key, position) for position in raw["positions"])),
        tuple(sorted(raw["subjects"])),
        QualificationCategory(raw["qualification"]),
        school_year(today) - named["career"],
        raw.get("mentor_capacity", 0),
        (Role(raw["role"]),) if "role" in raw else (),
    )


def fields_of(person: Person, data: DemoData) -> set[str]:
    """Subjects she teaches and categories her positions put her into."""
    categories = {data.catalogue.positions[place.position].category for place in person.places}
    return {*person.subjects, *categories} - {""}


def works_in(person: Person, organization: OrganizationKey) -> bool:
    return any(place.organization == organization for place in person.places)
