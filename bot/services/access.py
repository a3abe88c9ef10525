"""Who may do what: the grants of whoever acts, and the one question every public verb asks first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from storage.conversations import Known, Place
from storage.models import Association, Level, Municipality, Organization, Region, Role, Scope, Teacher
from storage.repository import Repository

from .rights import EXACT, RIGHTS, Action, Right, rights_table, scopes

__all__ = [
    "COMMAND_LINE",
    "EXACT",
    "RIGHTS",
    "Action",
    "Actor",
    "ForbiddenError",
    "Grant",
    "Person",
    "Right",
    "Target",
    "actor",
    "actor_of",
    "allows",
    "held",
    "herself",
    "ids",
    "own_municipality",
    "places",
    "require",
    "rights_table",
    "roles",
    "where",
]


Person = Teacher | Known
"""Somebody of the roster; `Known` is as much as every update knows of the one who writes."""
Target = Person | Organization | Association | Municipality | Region | None
Spot = tuple[Scope, int]
AT_HOME = {
    Level.SCHOOL: (Scope.ORGANIZATION,),
    Level.MUNICIPAL: (Scope.MUNICIPALITY,),
    Level.REGIONAL: (Scope.REGION,),
}
"""Where an association belongs, whoever hosts it; the other levels belong to the nearest place named."""


class Grant(NamedTuple):
    role: Role
    scope: Scope
    scope_id: int


class ForbiddenError(Exception):
    """The actor may not do this here; says nothing about whether the target exists."""

    def __init__(self, action: Action) -> None:
        super().__init__(action.value)
        self.action = action


def _nothing() -> tuple[Grant, ...]:
    return ()


@dataclass(frozen=True)
class Actor:
    """Who acts. `load` fetches the grants when a right is first asked for that is not over oneself.

    `name` is set for actors that are no person: it stands in the audit as it is.
    """

    account_id: int | None = None
    teacher_id: int | None = None
    region_id: int | None = None
    municipality_id: int | None = None
    organization_id: int | None = None
    owner: bool = False
    name: str = ""
    load: Callable[[], tuple[Grant, ...]] = field(default=_nothing, repr=False, compare=False)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        owner = (Grant(Role.OWNER, Scope.ALL, 0),) if self.owner else ()
        return (*owner, *self.load())


COMMAND_LINE = Actor(owner=True, name="command line")
"""Whoever may run the program on its machine administers it."""


def actor(repo: Repository, place: Place, owner: bool, today: date) -> Actor:
    """The actor behind a conversation; `today` is the day where she works, `owner` may come from the settings, too."""
    known = place.person
    if known is None:
        return Actor(place.account_id, owner=owner)
    load = partial(grants_of, repo, known.id, today)
    return Actor(
        place.account_id, known.id, known.region_id, known.municipality_id, known.organization_id, owner, load=load
    )


def actor_of(repo: Repository, teacher: Teacher, today: date) -> Actor:
    """A person acting without a conversation: schedules and tests."""
    load = partial(grants_of, repo, teacher.id, today)
    return Actor(None, teacher.id, teacher.region_id, teacher.municipality_id, teacher.organization_id, load=load)


def grants_of(repo: Repository, teacher_id: int, today: date) -> tuple[Grant, ...]:
    """All a person holds today: from the roster, the associations, the mentorships, and granted, as substitute too.

    Who has left keeps only the rights over her own data.
    """
    herself = Grant(Role.TEACHER, Scope.PERSON, teacher_id)
    return (herself, *(Grant(*held) for held in repo.roles.standing_of(teacher_id, today)))


def require(actor: Actor, action: Action, target: Target) -> None:
    """Raises ForbiddenError unless one of the actor's grants opens the action over the target (None: the whole bot)."""
    if not allows(actor, action, target):
        raise ForbiddenError(action)


def herself(repo: Repository, actor: Actor, action: Action) -> Teacher:
    """The person who acts, if she may do this to herself. Raises ForbiddenError, also for who is in no roster."""
    found = None if actor.teacher_id is None else repo.teachers.alone(actor.teacher_id)
    if found is None:
        raise ForbiddenError(action)
    require(actor, action, found)
    return found


def allows(actor: Actor, action: Action, target: Target) -> bool:
    """The question behind `require`; over oneself it is answered without asking the database."""
    if isinstance(target, Person) and target.id == actor.teacher_id and Scope.PERSON in scopes(action, Role.TEACHER):
        return True
    held = [grant for grant in actor.grants if grant.scope in scopes(action, grant.role)]
    exact = {(grant.scope, grant.scope_id) for grant in held if grant.role in EXACT}
    wide = {(grant.scope, grant.scope_id) for grant in held if grant.role not in EXACT}
    if exact and any(spot in exact for spot in _own(target)):
        return True
    return bool(wide) and any(spot in wide for spot in _containing(target))


def roles(actor: Actor) -> frozenset[Role]:
    """Every role the actor has anywhere today."""
    return frozenset(grant.role for grant in actor.grants)


def where(actor: Actor, action: Action) -> tuple[Grant, ...]:
    """The grants that open the action: the places of which lists are made for the actor."""
    return tuple(grant for grant in actor.grants if grant.scope in scopes(action, grant.role))


def held(actor: Actor, action: Action) -> tuple[Grant, ...]:
    """The same; raises ForbiddenError where there are none."""
    found = where(actor, action)
    if not found:
        raise ForbiddenError(action)
    return found


def own_municipality(repo: Repository, actor: Actor, action: Action) -> Municipality:
    """The one where she may do this: her own before one she stands in for. Raises ForbiddenError."""
    mine = ids(where(actor, action), Scope.MUNICIPALITY)
    for municipality_id in sorted(mine, key=lambda one: one != actor.municipality_id):
        if (found := repo.places.municipality(municipality_id)) is not None:
            require(actor, action, found)
            return found
    raise ForbiddenError(action)


def places(grants: tuple[Grant, ...]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Ids of the regions, municipalities and organizations among what is held."""
    return ids(grants, Scope.REGION), ids(grants, Scope.MUNICIPALITY), ids(grants, Scope.ORGANIZATION)


def ids(grants: Iterable[Grant], scope: Scope) -> tuple[int, ...]:
    """Of what: the regions, or the municipalities … among what is held."""
    return tuple(grant.scope_id for grant in grants if grant.scope is scope)


def _own(target: Target) -> Iterator[Spot]:
    """The spots that are the target itself; an association's place counts as its own."""
    if isinstance(target, Association):
        yield Scope.ASSOCIATION, target.id
        home = AT_HOME.get(target.level, tuple(Scope))
        yield from islice((spot for spot in _places(target) if spot[0] in home), 1)
    else:
        yield next(_containing(target))


def _containing(target: Target) -> Iterator[Spot]:
    """The target and everything around it, the nearest first; what needs a query of its own comes last."""
    match target:
        case Teacher() | Known():
            yield Scope.PERSON, target.id
        case Association():
            yield Scope.ASSOCIATION, target.id
    if target is not None:
        yield from _places(target)
    yield Scope.ALL, 0
    if isinstance(target, Teacher):
        for place in target.places:
            yield Scope.ORGANIZATION, place.organization_id


def _places(target: Person | Association | Organization | Municipality | Region) -> Iterator[Spot]:
    spots: tuple[tuple[Scope, int | None], ...]
    match target:
        case Region(id=region):
            spots = ((Scope.REGION, region),)
        case Municipality(id=municipality, region_id=region):
            spots = ((Scope.MUNICIPALITY, municipality), (Scope.REGION, region))
        case Organization(id=organization, municipality_id=municipality, region_id=region):
            spots = ((Scope.ORGANIZATION, organization), (Scope.MUNICIPALITY, municipality), (Scope.REGION, region))
        case _:
            spots = (
                (Scope.ORGANIZATION, target.organization_id),
                (Scope.MUNICIPALITY, target.municipality_id),
                (Scope.REGION, target.region_id),
            )
    for scope, scope_id in spots:
        if scope_id is not None:
            yield scope, scope_id
