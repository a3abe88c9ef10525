"""The people the staff looks after: how many, found by a part of a name, one of them with all that concerns her."""

from datetime import date, datetime
from typing import NamedTuple

from storage.models import Association, Level, Mentorship, Municipality, Organization, Region, Scope, Teacher
from storage.models.names import folded, wanted
from storage.repositories.directory import Counts, Found, Reach
from storage.repositories.roles import Held
from storage.repositories.serving import Serving
from storage.repository import Repository

from . import access, audit, mentoring
from .access import Action, Actor, ForbiddenError
from .audit import Deed
from .days import school_year_of
from .likeness import best

WORDS = 4
"""So many words of what was typed are looked at."""
CANDIDATES, OF_FEW_LETTERS = 1200, 300
"""So many people are looked at at most; fewer where two or three letters tell nothing of who is meant."""
MOST = 50
"""So many people are found at most: then the name must be typed more exactly."""
FROM_ROSTER = (Level.SCHOOL, Level.MUNICIPAL)
"""Associations whose members follow from subjects and places."""


class Hub(NamedTuple):
    """`places` are the names of all she looks after."""

    places: list[str]
    counts: Counts


class PersonCard(NamedTuple):
    """`is_connected`: came in once; nothing tells whether she blocked the bot or said stop.

    `manages` tells whether anything about her may be changed by who looks: heads of associations only read.
    """

    teacher: Teacher
    is_young: bool
    is_connected: bool
    running: tuple[Mentorship, ...]
    associations: tuple[Serving, ...]
    held: tuple[Held, ...]
    substitute: Teacher | None
    manages: bool


Place = Association | Organization | Municipality | Region | None


def reach(repo: Repository, actor: Actor) -> Reach:
    """Everybody the actor looks after. Raises ForbiddenError for who looks after nobody."""
    found: dict[Scope, list[int]] = {}
    associations: list[Association] = []
    for _, scope, scope_id in access.where(actor, Action.SEE_PEOPLE):
        place = _place(repo, scope, scope_id)
        access.require(actor, Action.SEE_PEOPLE, place)
        found.setdefault(scope, []).append(scope_id)
        associations += [place] if isinstance(place, Association) else []
    if not found:
        raise ForbiddenError(Action.SEE_PEOPLE)
    return Reach(
        Scope.ALL in found,
        tuple(found.get(Scope.REGION, ())),
        tuple(found.get(Scope.MUNICIPALITY, ())),
        tuple(found.get(Scope.ORGANIZATION, ())),
        tuple(associations),
    )


def _place(repo: Repository, scope: Scope, scope_id: int) -> Place:
    """What a grant is for."""
    return repo.associations.get(scope_id) if scope is Scope.ASSOCIATION else repo.places.at(scope, scope_id)


def hub(repo: Repository, actor: Actor, today: date) -> Hub:
    """Raises ForbiddenError."""
    found = reach(repo, actor)
    places = [_place(repo, scope, number) for _, scope, number in access.where(actor, Action.SEE_PEOPLE)]
    names = [one.title if isinstance(one, Association) else one.name for one in places if one is not None]
    return Hub(list(dict.fromkeys(names)), repo.directory.counts(found, today, school_year_of(today)))


def search(repo: Repository, actor: Actor, text: str, today: date) -> list[Found]:
    """Whom the words may mean, the likeliest first, at most MOST. Raises ForbiddenError.

    One of the words is taken for a surname; the others for initials, names or the place of work.
    """
    mine = reach(repo, actor)
    words = folded(text[:100]).split()[:WORDS]
    keys = {key for word in words for key in wanted(word)}
    if not keys:
        return []
    limit = OF_FEW_LETTERS if max(map(len, words)) < 4 else CANDIDATES
    exactly = [word.capitalize() for word in text[:100].split()[:WORDS]]
    return best(repo.directory.alike(mine, keys, exactly, limit, today), words, text[:100])[:MOST]


def person(repo: Repository, actor: Actor, teacher_id: int, today: date) -> Teacher:
    """One of them. Raises ForbiddenError for everybody else, and for an id that does not exist."""
    mine = reach(repo, actor)
    found = repo.teachers.get(teacher_id)
    if found is None or not repo.directory.has(mine, teacher_id, today):
        raise ForbiddenError(Action.SEE_PEOPLE)
    return found


def look(repo: Repository, actor: Actor, teacher_id: int, now: datetime, today: date) -> Teacher:
    """One of them; the look is remembered, but for a look at oneself. Raises ForbiddenError."""
    found = person(repo, actor, teacher_id, today)
    if found.id != actor.teacher_id:
        audit.record(repo, actor, Deed.PERSON_SEEN, now, found)
    return found


def card(repo: Repository, actor: Actor, teacher_id: int, now: datetime, today: date) -> PersonCard:
    """All that concerns her; the look is remembered. Raises ForbiddenError."""
    found = look(repo, actor, teacher_id, now, today)
    around = repo.associations.serving(found.id, today, now)
    return PersonCard(
        found,
        found.municipality is not None and mentoring.young(found, found.municipality, today),
        repo.directory.is_connected(found.id),
        tuple(repo.mentorships.running_around(found.id, today)),
        tuple(one for one in around if one.is_joined or one.level in FROM_ROSTER),
        tuple(repo.roles.granted_to(found.id)),
        repo.roles.substitutes_of([found.id], today).get(found.id),
        access.allows(actor, Action.SEE_PERSON, found),
    )
