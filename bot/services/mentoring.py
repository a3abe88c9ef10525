"""Young specialists and their mentors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storage.models import Mentorship, Municipality, Scope, Teacher, YoungRule
from storage.repositories.mentorships import YoungSince
from storage.repository import Repository

from . import access
from .access import Action, Actor
from .days import school_year_of


@dataclass(frozen=True, slots=True)
class MentorCard:
    """`mentor` is the newest mentorship in which she is helped, `mentees` those in which she helps.

    One that is to begin is among them: both have been told of it.
    """

    is_young: bool
    mentor: Mentorship | None
    mentees: tuple[Mentorship, ...]


def young(teacher: Teacher, municipality: Municipality, today: date) -> bool:
    """Whether the municipality's rule makes her a young specialist.

    Age: only the year of birth is known, so she counts as young through 31 December of the year in which she reaches
    `young_age`: support is not taken away because a birthday is unknown. Work: the first `young_years` school years,
    the one that began in the year her career began being the first. What is unknown does not decide: the other decides
    alone; when both are unknown she is not.
    """
    since = young_since(municipality, today)
    known = []
    if teacher.birth_year is not None:
        known.append(teacher.birth_year >= since.birth_year)
    if teacher.career_since is not None:
        known.append(teacher.career_since >= since.career_since)
    return bool(known) and (any(known) if municipality.young_rule is YoungRule.EITHER else all(known))


def young_since(municipality: Municipality, today: date) -> YoungSince:
    """The earliest years of birth and of the career's beginning that are young today."""
    return YoungSince(today.year - municipality.young_age, school_year_of(today) - municipality.young_years + 1)


def mentor_card(repo: Repository, actor: Actor, today: date) -> MentorCard | None:
    """Her own mentorships of today, then those to come; None for an actor who is no person of the roster."""
    teacher = None if actor.teacher_id is None else repo.teachers.get(actor.teacher_id)
    if teacher is None:
        return None
    access.require(actor, Action.SEE_MENTORSHIP, teacher)
    pairs = repo.mentorships.around(teacher.id, today)
    return MentorCard(
        teacher.municipality is not None and young(teacher, teacher.municipality, today),
        next((found for found in pairs if found.mentee_id == teacher.id), None),
        tuple(found for found in pairs if found.mentor_id == teacher.id),
    )


def without_mentor(repo: Repository, actor: Actor, municipality: Municipality, today: date) -> tuple[Teacher, ...]:
    """Young specialists of the municipality nobody mentors today, by name; who opted out of the bot included."""
    access.require(actor, Action.SEE_WITHOUT_MENTOR, municipality)
    since = young_since(municipality, today)
    return _young(repo.mentorships.unguided_in_municipality(municipality.id, since, today), today)


def own_without_mentor(repo: Repository, actor: Actor, today: date) -> tuple[Teacher, ...]:
    """The same over all the actor looks after: a deputy's organization, a head's association, a methodist's district.

    Staff of the region names a municipality instead (`without_mentor`).
    """
    found: dict[int, Teacher] = {}
    for _, scope, scope_id in access.where(actor, Action.SEE_WITHOUT_MENTOR):
        found |= {teacher.id: teacher for teacher in _within(repo, actor, scope, scope_id, today)}
    return tuple(sorted(found.values(), key=lambda teacher: (teacher.last_name, teacher.first_name, teacher.id)))


def _within(repo: Repository, actor: Actor, scope: Scope, scope_id: int, today: date) -> tuple[Teacher, ...]:
    match scope:
        case Scope.MUNICIPALITY if municipality := repo.places.municipality(scope_id):
            return without_mentor(repo, actor, municipality, today)
        case Scope.ORGANIZATION if organization := repo.places.organization(scope_id):
            access.require(actor, Action.SEE_WITHOUT_MENTOR, organization)
            return _young(repo.mentorships.unguided_in_organization(organization.id, today), today)
        case Scope.ASSOCIATION if association := repo.associations.get(scope_id):
            access.require(actor, Action.SEE_WITHOUT_MENTOR, association)
            return _young(repo.mentorships.unguided_in_association(association, today), today)
    return ()


def _young(found: Iterable[Teacher], today: date) -> tuple[Teacher, ...]:
    return tuple(one for one in found if one.municipality is not None and young(one, one.municipality, today))
