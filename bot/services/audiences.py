"""Whom one may announce something to: everybody in one's own scope, narrowed by conditions; never more."""

from collections.abc import Sequence
from datetime import date

from storage.models import Association, MailingKind, Municipality, Region, Scope
from storage.repositories.audiences import Audience, Choices, Condition, Group, Option, Within
from storage.repository import Repository

from . import access
from .access import Action, Actor, ForbiddenError
from .days import school_year_of

ON = 1
"""The one choice of a condition that is only on or off."""
OF_ASSOCIATION = (Condition.SUBJECT, Condition.ORGANIZATION, Condition.POSITION, Condition.YOUNG)
OF_MUNICIPALITY = (
    Condition.SUBJECT,
    Condition.ASSOCIATION,
    Condition.ORGANIZATION,
    Condition.KIND,
    Condition.POSITION,
    Condition.YOUNG,
)


def obliges(kind: MailingKind | None) -> bool:
    """Whether it is a matter of duty: it reaches those who want no announcements, too."""
    return kind is MailingKind.REGULATION


def audience(
    repo: Repository, actor: Actor, choices: Choices, today: date, kind: MailingKind | None = None
) -> Audience:
    """The people of these choices within the actor's own scope. Raises ForbiddenError for who has none."""
    within = _within(repo, actor)
    chosen = (repo.associations.get(number) for number in choices.get(Condition.ASSOCIATION, ()))
    found = tuple(one for one in chosen if one is not None)
    return Audience(actor.teacher_id or 0, within, choices, found, today, school_year_of(today), obliges(kind))


def conditions(found: Audience) -> tuple[Condition, ...]:
    """By what this audience may be narrowed: where there is only one municipality nobody chooses it."""
    scope = found.within
    if scope.regions or len(scope.municipalities) > 1:
        return tuple(Condition) if scope.regions else OF_MUNICIPALITY
    if scope.municipalities:
        return OF_MUNICIPALITY
    return (*OF_ASSOCIATION, Condition.ASSOCIATION) if len(scope.associations) > 1 else OF_ASSOCIATION


def groups(
    repo: Repository, actor: Actor, choices: Choices, today: date, kind: MailingKind | None = None
) -> list[Group]:
    """How many they are, and how many can be reached by a mailing of this kind, by what decides when they get it."""
    return repo.audiences.groups(audience(repo, actor, choices, today, kind))


def options(repo: Repository, actor: Actor, condition: Condition, today: date) -> list[Option]:
    """What there is to choose from; for kinds of organization the name is the kind's word."""
    return repo.audiences.options(audience(repo, actor, {}, today), condition)


def names(repo: Repository, actor: Actor, choices: Choices, today: date) -> dict[Condition, Sequence[str]]:
    """What has been chosen, by name; what is on or off has none."""
    found = audience(repo, actor, {}, today)
    return {
        condition: [option.name for option in repo.audiences.options(found, condition, ids)]
        for condition, ids in choices.items()
        if ids
    }


def places(repo: Repository, actor: Actor) -> list[str]:
    """Names of all the actor answers for."""
    scope = _within(repo, actor)
    regions = [repo.places.region(number) for number in scope.regions]
    municipalities = [repo.places.municipality(number) for number in scope.municipalities]
    named = [place.name for place in (*regions, *municipalities) if place is not None]
    return named + [found.title for found in scope.associations]


def toggle(
    repo: Repository, actor: Actor, choices: Choices, condition: Condition, chosen: int, today: date
) -> dict[Condition, list[int]]:
    """The choices with this one added, or without it if it was there. Raises ForbiddenError for what is not offered."""
    found = audience(repo, actor, {}, today)
    if condition not in conditions(found):
        raise ForbiddenError(Action.ANNOUNCE)
    if condition is Condition.YOUNG:
        chosen = ON
    elif not repo.audiences.options(found, condition, [chosen]):
        raise ForbiddenError(Action.ANNOUNCE)
    before = list(choices.get(condition, ()))
    after = [one for one in before if one != chosen] if chosen in before else [*before, chosen]
    changed = {**{key: list(ids) for key, ids in choices.items()}, condition: after}
    return {key: ids for key, ids in changed.items() if ids}


def _within(repo: Repository, actor: Actor) -> Within:
    places: dict[Scope, list[int]] = {Scope.REGION: [], Scope.MUNICIPALITY: []}
    associations = []
    for _, scope, scope_id in access.where(actor, Action.ANNOUNCE):
        place = _place(repo, scope, scope_id)
        access.require(actor, Action.ANNOUNCE, place)
        if isinstance(place, Association):
            associations.append(place)
        else:
            places[scope].append(scope_id)
    if not associations and not any(places.values()):
        raise ForbiddenError(Action.ANNOUNCE)
    return Within(tuple(places[Scope.REGION]), tuple(places[Scope.MUNICIPALITY]), tuple(associations))


def _place(repo: Repository, scope: Scope, scope_id: int) -> Association | Municipality | Region | None:
    match scope:
        case Scope.REGION:
            return repo.places.region(scope_id)
        case Scope.MUNICIPALITY:
            return repo.places.municipality(scope_id)
        case _:
            return repo.associations.get(scope_id)
