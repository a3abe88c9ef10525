"""To invite: whom the actor may let in, who is not connected yet, and the links of a whole school at once."""

from datetime import datetime
from typing import NamedTuple

from storage.models import Organization, Scope
from storage.repositories.entry_requests import Candidate
from storage.repository import Repository

from . import access, audit
from .access import Action, Actor, ForbiddenError, Grant
from .audit import Deed
from .days import day_in
from .invitations import PERSONAL_DAYS, codes_for, require_above
from .matching import meant, name, ranked

EVERY = 10_000
"""More municipalities than there are."""


class School(NamedTuple):
    """One place of work: how many people there are, and who of them is not connected."""

    organization: Organization
    people: int
    unconnected: list[Candidate]


class Sheet(NamedTuple):
    """Who of a place gets a personal link from the actor, and how many may more than she answers for."""

    organization: Organization
    people: list[Candidate]
    above: int


class Issued(NamedTuple):
    person: Candidate
    code: str


def schools(repo: Repository, actor: Actor) -> list[Organization]:
    """Where the actor may invite, by name. Raises ForbiddenError for whoever may invite nobody."""
    held = access.where(actor, Action.INVITE_PERSON)
    if not held:
        access.require(actor, Action.INVITE_PERSON, None)
    municipalities, organizations = _places(repo, held)
    found = [one for place in municipalities for one in repo.places.organizations_of(place)]
    own = (repo.places.organization(place) for place in organizations)
    return sorted({one.id: one for one in (*found, *own) if one}.values(), key=lambda one: (one.name, one.id))


def schools_like(repo: Repository, actor: Actor, typed: str) -> list[Organization]:
    """Those of `schools` that the typed words may mean, «школа 3» too. Raises ForbiddenError."""
    found = schools(repo, actor)
    return meant(typed, found, lambda one: one.name) if len(typed) > 1 else []


def _places(repo: Repository, held: tuple[Grant, ...]) -> tuple[list[int], list[int]]:
    """Ids of the municipalities and of the organizations that are the actor's."""
    municipalities = [*access.ids(held, Scope.MUNICIPALITY)]
    if any(grant.scope is Scope.ALL for grant in held):
        municipalities = [one.id for one in repo.places.where_people_work(None, 0, EVERY)]
    return municipalities, [*access.ids(held, Scope.ORGANIZATION)]


def school(repo: Repository, actor: Actor, organization_id: int, now: datetime) -> School:
    """Raises ForbiddenError, also for one that does not exist."""
    found = repo.places.organization(organization_id)
    if found is None:
        raise ForbiddenError(Action.INVITE_PERSON)
    access.require(actor, Action.INVITE_PERSON, found)
    today = day_in(found.municipality, now)
    people = repo.entry_requests.people((), (found.id,), today)
    return School(found, len(people), repo.entry_requests.unconnected(found.id, today))


def search(repo: Repository, actor: Actor, typed: str, limit: int, now: datetime) -> list[Candidate]:
    """People the actor may invite whose names are like what was typed, the likeliest first. Raises ForbiddenError."""
    held = access.where(actor, Action.INVITE_PERSON)
    if not held:
        access.require(actor, Action.INVITE_PERSON, None)
    home = repo.places.municipality(actor.municipality_id) if actor.municipality_id else None
    said = name(typed)
    people = repo.entry_requests.people(*_places(repo, held), day_in(home, now), said.last)
    return ranked(people, said, limit) if said.last else []


def invite_school(repo: Repository, actor: Actor, organization_id: int, now: datetime) -> list[Issued]:
    """A personal code for everybody there who is not connected; earlier ones are closed.

    People who may more than the actor answers for are left out. Raises ForbiddenError.
    """
    found = sheet(repo, actor, organization_id, now)
    access.require(actor, Action.INVITE_PERSON, found.organization)
    codes = codes_for(repo, [one.id for one in found.people], now, PERSONAL_DAYS)
    if found.people:
        details = f"organization={found.organization.id} people={len(found.people)}"
        audit.record(repo, actor, Deed.SCHOOL_INVITED, now, details=details, at=found.organization.municipality_id)
    return [Issued(one, codes[one.id]) for one in found.people]


def sheet(repo: Repository, actor: Actor, organization_id: int, now: datetime) -> Sheet:
    """Whom `invite_school` gives a link. Raises ForbiddenError."""
    found = school(repo, actor, organization_id, now)
    access.require(actor, Action.INVITE_PERSON, found.organization)
    with_roles = repo.roles.with_roles([one.id for one in found.unconnected])
    people = [one for one in found.unconnected if one.id not in with_roles or _is_below(repo, actor, one.id, now)]
    return Sheet(found.organization, people, len(found.unconnected) - len(people))


def _is_below(repo: Repository, actor: Actor, teacher_id: int, now: datetime) -> bool:
    person = repo.teachers.get(teacher_id)
    if person is None:
        return False
    try:
        require_above(repo, actor, person, day_in(person.municipality, now))
    except ForbiddenError:
        return False
    return True
