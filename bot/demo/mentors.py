"""The demo's young specialists and their mentors: most have one, a few are still waiting."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from bot.services.roster.model import Mentorship, Person, PersonKey

from .data import DemoData
from .people import SEED, fields_of, school_year

WITHOUT = 4
"""So many young specialists have no mentor yet."""
EXPERIENCE = 10
"""Years of work a mentor has at least."""
MOST = 2


@dataclass(frozen=True, slots=True)
class Mentoring:
    people: list[Person]
    mentorships: list[Mentorship]


def is_young(person: Person, today: date) -> bool:
    return bool(person.career_since and person.career_since >= school_year(today) - 2 and not person.roles)


def assign(data: DemoData, people: list[Person], today: date) -> Mentoring:
    """Give mentors their capacity and their young specialists; the personas' pair is fixed."""
    chance = random.Random(SEED)
    by_name = {(each.last_name, each.first_name): each for each in people}
    named = {raw["key"]: raw["person"] for raw in data.personas if "person" in raw}
    fixed = {
        _called(by_name, named[raw["key"]]).key: _called(by_name, named[raw["mentor"]])
        for raw in data.personas
        if "mentor" in raw
    }
    young = [each for each in people if is_young(each, today)]
    waiting = set(chance.sample([each.key for each in young if each.key not in fixed], WITHOUT))
    helped: Counter[PersonKey] = Counter(mentor.key for mentor in fixed.values())
    pairs: list[Mentorship] = []
    for number, mentee in enumerate(young):
        if mentee.key not in waiting:
            mentor = fixed.get(mentee.key) or _mentor(data, people, mentee, helped, today)
            helped[mentor.key] += mentee.key not in fixed
            pairs.append(_mentorship(data, mentor, mentee, number, today))
    able = [replace(each, mentor_capacity=max(each.mentor_capacity, helped[each.key])) for each in people]
    return Mentoring(able, pairs)


def _called(by_name: dict[tuple[str, str], Person], named: dict[str, str]) -> Person:
    return by_name[named["last_name"], named["first_name"]]


def _mentor(data: DemoData, people: list[Person], mentee: Person, helped: Counter[PersonKey], today: date) -> Person:
    """Experienced, with hands free: of her field and her organization, else of her field in the municipality."""
    fields = fields_of(mentee, data)
    near = [
        each
        for each in people
        if each.organization.municipality == mentee.organization.municipality
        and each.career_since
        and each.career_since <= today.year - EXPERIENCE
        and not each.roles
        and helped[each.key] < MOST
        and fields & fields_of(each, data)
    ]
    return min(near, key=lambda each: (each.organization != mentee.organization, helped[each.key], each.key))


def _mentorship(data: DemoData, mentor: Person, mentee: Person, number: int, today: date) -> Mentorship:
    began = max(school_year(today) - 1, mentee.career_since or 0)
    until = None if number % 3 == 0 else date(school_year(today) + 1, 8, 31)
    goals = data.associations["goals"]
    order = data.associations["order"].format(number=40 + number)
    since = min(date(began, 9, 1), today)
    return Mentorship(mentor.key, mentee.key, since, until, order, goals[number % len(goals)])
