"""How the bot is doing, in numbers, for its administrators."""

from typing import NamedTuple

from storage.repository import Repository

from . import access
from .access import Action, Actor


class Counts(NamedTuple):
    """People in the roster, those of them with an account, updates nobody could handle."""

    people: int
    connected: int
    aside: int


def counts(repo: Repository, actor: Actor) -> Counts:
    """Raises ForbiddenError for everybody but an administrator."""
    access.require(actor, Action.ADMINISTER, None)
    return Counts(repo.state.people(), repo.state.connected(), repo.state.aside())
