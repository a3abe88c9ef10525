"""An author's audiences under names of her own; what they mean is asked anew whenever one is used."""

import json
from datetime import date

from storage.models import SavedAudience
from storage.repositories.audiences import Choices, Condition
from storage.repository import Repository

from . import access, audience_memory, audiences
from .access import Action, Actor, ForbiddenError

MOST = 20
"""So many one person may keep."""
NAME = 22
"""Characters of a name: it stands on a button."""

NAMING = frozenset({Condition.MUNICIPALITY, Condition.ORGANIZATION, Condition.ASSOCIATION})
"""Choices that say where by themselves."""


class TooManyError(Exception):
    """There are MOST already."""


class BadNameError(Exception):
    """Empty or longer than NAME."""


class OutdatedError(Exception):
    """A condition has nothing left that the author may choose today: without it, more people would be meant."""


def page(repo: Repository, actor: Actor, offset: int, limit: int) -> list[SavedAudience]:
    """One's own, by name. Raises ForbiddenError."""
    return repo.saved_audiences.of(_author(actor), offset, limit)


def save(repo: Repository, actor: Actor, name: str, choices: Choices, today: date) -> None:
    """Keep the choices; an audience of the same name is replaced.

    Raises ForbiddenError, BadNameError, TooManyError, OutdatedError.
    """
    author, name = _author(actor), " ".join(name.split())
    if not 0 < len(name) <= NAME:
        raise BadNameError
    if repo.saved_audiences.named(author, name) is None and repo.saved_audiences.count(author) >= MOST:
        raise TooManyError
    repo.saved_audiences.put(author, name, _offered(repo, actor, choices, today))


def use(repo: Repository, actor: Actor, audience_id: int, today: date) -> dict[Condition, list[int]]:
    """The choices as far as they are the author's to make today. Raises ForbiddenError, OutdatedError."""
    found = _own(repo, actor, audience_id)
    return _offered(repo, actor, _at_home(repo, actor, audience_memory.read(json.loads(found.choices))), today)


def drop(repo: Repository, actor: Actor, audience_id: int) -> None:
    """Raises ForbiddenError."""
    repo.saved_audiences.drop(_own(repo, actor, audience_id))


def _author(actor: Actor) -> int:
    access.held(actor, Action.ANNOUNCE)
    if actor.teacher_id is None:
        raise ForbiddenError(Action.ANNOUNCE)
    return actor.teacher_id


def _own(repo: Repository, actor: Actor, audience_id: int) -> SavedAudience:
    found = repo.saved_audiences.get(_author(actor), audience_id)
    if found is None:
        raise ForbiddenError(Action.ANNOUNCE)
    return found


def _at_home(repo: Repository, actor: Actor, choices: dict[Condition, list[int]]) -> dict[Condition, list[int]]:
    """The same people whether she answers for her own municipality alone or stands in elsewhere, too."""
    mine = audiences.scope(repo, actor, Action.ANNOUNCE)
    home, is_only = {*mine.municipalities}, not mine.regions and len({*mine.municipalities}) == 1
    if is_only and {*choices.get(Condition.MUNICIPALITY, ())} == home:
        return {condition: ids for condition, ids in choices.items() if condition is not Condition.MUNICIPALITY}
    if is_only or actor.municipality_id not in home or NAMING & choices.keys():
        return choices
    return {**choices, Condition.MUNICIPALITY: [actor.municipality_id]}


def _offered(repo: Repository, actor: Actor, choices: Choices, today: date) -> dict[Condition, list[int]]:
    """What of the choices is offered to the author today, so that no kept id leads out of her scope."""
    found = audiences.audience(repo, actor, {}, today)
    offered = audiences.conditions(found)
    kept: dict[Condition, list[int]] = {}
    for condition, ids in choices.items():
        if condition is Condition.YOUNG:
            kept[condition] = list(ids)
        elif condition in offered:
            kept[condition] = [option.id for option in repo.audiences.options(found, condition, ids)]
        if not kept.get(condition):
            raise OutdatedError
    return kept
