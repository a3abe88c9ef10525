"""Whom one may announce something to: everybody in one's own scope, narrowed by conditions; never more."""

from collections.abc import Sequence
from datetime import date

from storage.models import Association, MailingKind, Municipality, Region, Scope
from storage.repositories.audiences import Audience, Choices, Condition, Group, Option, Within
from storage.repository import Repository

from . import access, audience_memory
from .access import Action, Actor, ForbiddenError
from .days import school_year_of

Place = Association | Municipality | Region | None
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
    repo: Repository,
    actor: Actor,
    choices: Choices,
    today: date,
    kind: MailingKind | None = None,
    action: Action = Action.ANNOUNCE,
) -> Audience:
    """The people of these choices within the scope in which the actor may do that. Raises ForbiddenError for none."""
    within = scope(repo, actor, action)
    chosen = (repo.associations.get(number) for number in choices.get(Condition.ASSOCIATION, ()))
    found = tuple(one for one in chosen if one is not None)
    return Audience(actor.teacher_id or 0, within, choices, found, today, school_year_of(today), obliges(kind))


def remembered(
    repo: Repository, actor: Actor, raw: str, choices: Choices, today: date, kind: MailingKind | None = None,
    action: Action = Action.ANNOUNCE,
) -> Audience:  # fmt: skip
    """Whom something was sent to, as they are today, where its author answered for them then and does now.

    Raises ForbiddenError where there is no such place.
    """
    found, then = audience(repo, actor, choices, today, kind, action), audience_memory.spots(raw)
    if then is None:
        return found
    places = [_place(repo, *spot) for spot in then]
    return found._replace(within=_within([one for one in places if access.allows(actor, action, one)], action))


def answers(repo: Repository, actor: Actor, raw: str) -> bool:
    """Whether the actor may announce something, today, wherever it was sent or to the associations chosen there."""
    then = audience_memory.spots(raw)
    if then is None:
        return bool(access.where(actor, Action.ANNOUNCE))
    chosen = audience_memory.load(raw).get(Condition.ASSOCIATION)
    places = [_place(repo, *spot) for spot in ([(Scope.ASSOCIATION, one) for one in chosen] if chosen else then)]
    return all(access.allows(actor, Action.ANNOUNCE, place) for place in places)


def conditions(found: Audience) -> tuple[Condition, ...]:
    """By what this audience may be narrowed: where there is only one municipality nobody chooses it."""
    within = found.within
    if within.regions or len(within.municipalities) > 1:
        return tuple(Condition)
    if within.municipalities:
        return OF_MUNICIPALITY
    return (*OF_ASSOCIATION, Condition.ASSOCIATION) if len(within.associations) > 1 else OF_ASSOCIATION


def groups(
    repo: Repository, actor: Actor, choices: Choices, today: date, kind: MailingKind | None = None
) -> list[Group]:
    """How many they are, and how many can be reached by a mailing of this kind, by what decides when they get it."""
    return repo.audiences.groups(audience(repo, actor, choices, today, kind))


def options(
    repo: Repository, actor: Actor, condition: Condition, today: date, action: Action = Action.ANNOUNCE
) -> list[Option]:
    """What there is to choose from; for kinds of organization the name is the kind's word."""
    return repo.audiences.options(audience(repo, actor, {}, today, action=action), condition)


def names(
    repo: Repository, actor: Actor, choices: Choices, today: date, action: Action = Action.ANNOUNCE
) -> dict[Condition, Sequence[str]]:
    """What has been chosen, by name; what is on or off has none."""
    found = audience(repo, actor, {}, today, action=action)
    return {
        condition: [option.name for option in repo.audiences.options(found, condition, ids)]
        for condition, ids in choices.items()
        if ids
    }


def places(repo: Repository, actor: Actor, action: Action = Action.ANNOUNCE) -> list[str]:
    """Names of all the actor answers for."""
    found = scope(repo, actor, action)
    regions = [repo.places.region(number) for number in found.regions]
    municipalities = [repo.places.municipality(number) for number in found.municipalities]
    named = [place.name for place in (*regions, *municipalities) if place is not None]
    return named + [one.title for one in found.associations]


def toggle(
    repo: Repository,
    actor: Actor,
    choices: Choices,
    condition: Condition,
    chosen: int,
    today: date,
    action: Action = Action.ANNOUNCE,
) -> dict[Condition, list[int]]:
    """The choices with this one added, or without it if it was there. Raises ForbiddenError for what is not offered."""
    found = audience(repo, actor, {}, today, action=action)
    if condition not in conditions(found):
        raise ForbiddenError(action)
    if condition is Condition.YOUNG:
        chosen = ON
    elif not repo.audiences.options(found, condition, [chosen]):
        raise ForbiddenError(action)
    before = list(choices.get(condition, ()))
    after = [one for one in before if one != chosen] if chosen in before else [*before, chosen]
    changed = {**{key: list(ids) for key, ids in choices.items()}, condition: after}
    return {key: ids for key, ids in changed.items() if ids}


def everybody_of(repo: Repository, actor: Actor, municipality_id: int) -> dict[Condition, list[int]]:
    """The choices for all of a municipality: none where she answers for it and for nobody else."""
    found = scope(repo, actor, Action.ANNOUNCE)
    is_only = found.municipalities == (municipality_id,) and not found.regions and not found.associations
    return {} if is_only else {Condition.MUNICIPALITY: [municipality_id]}


def everybody_in(repo: Repository, actor: Actor, region_id: int) -> dict[Condition, list[int]]:
    """The choices for all of a region: none where she answers for nothing outside of it.

    Raises ForbiddenError where she does not answer for the region.
    """
    access.require(actor, Action.ANNOUNCE, repo.places.region(region_id))
    found, inside = scope(repo, actor, Action.ANNOUNCE), repo.places.municipality_ids(region_id)
    is_only = found.regions == (region_id,) and {*found.municipalities} <= {*inside}
    return {} if is_only else {Condition.MUNICIPALITY: inside}


def scope(repo: Repository, actor: Actor, action: Action) -> Within:
    """All the places in which the actor may do that. Raises ForbiddenError where there is none."""
    places = [_place(repo, kind, scope_id) for _, kind, scope_id in access.where(actor, action)]
    for place in places:
        access.require(actor, action, place)
    return _within(places, action)


def _within(places: Sequence[Place], action: Action) -> Within:
    """Raises ForbiddenError for none."""
    if not places:
        raise ForbiddenError(action)
    return Within(
        tuple(one.id for one in places if isinstance(one, Region)),
        tuple(one.id for one in places if isinstance(one, Municipality)),
        tuple(one for one in places if isinstance(one, Association)),
    )


def _place(repo: Repository, kind: Scope, scope_id: int) -> Place:
    match kind:
        case Scope.REGION:
            return repo.places.region(scope_id)
        case Scope.MUNICIPALITY:
            return repo.places.municipality(scope_id)
        case _:
            return repo.associations.get(scope_id)
