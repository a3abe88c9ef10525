"""A teacher's own side: she joins, answers, leaves; what she answered is known to nobody, not even to the database."""

from datetime import date, datetime
from typing import NamedTuple

from storage.conversations import Known
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from .questions import ANSWERS, Question


class Standing(NamedTuple):
    """`can`: she works in a municipality, whose numbers there are."""

    can: bool
    wants: bool
    is_stopped: bool


class Asked(NamedTuple):
    """What she may answer now; `week` is its Monday."""

    week: date
    question: Question


def standing(repo: Repository, actor: Actor) -> Standing:
    """Raises ForbiddenError."""
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    return Standing(person.municipality_id is not None, person.pulse_since is not None, person.stopped_at is not None)


def asked(repo: Repository, actor: Actor, known: Known, now: datetime) -> Asked | None:
    """The first of the questions that are still open to her. Raises ForbiddenError."""
    access.require(actor, Action.ANSWER_SURVEY, known)
    ballots = repo.pulse.open_to(known.id, now)
    return next((Asked(ballots[one], one) for one in Question if one in ballots), None)


def join(repo: Repository, actor: Actor, now: datetime) -> None:
    """She is asked from the next Thursday on. Raises ForbiddenError, also for who belongs to no municipality."""
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    if person.municipality_id is None:
        raise ForbiddenError(Action.CHANGE_OWN_SETTINGS)
    person.pulse_since = person.pulse_since or now
    repo.tx.flush()


def leave(repo: Repository, actor: Actor) -> None:
    """She is asked no more; what she answered cannot be taken out, for nobody knows which it was.

    Raises ForbiddenError.
    """
    person = access.herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    person.pulse_since = None
    repo.tx.flush()
    repo.pulse.leave(person.id)


def answer(repo: Repository, actor: Actor, known: Known, to: Asked, said: int, now: datetime) -> bool:
    """Whether it counts: once, and only for who was asked, while the week lasts. Raises ForbiddenError."""
    access.require(actor, Action.ANSWER_SURVEY, known)
    repo.pulse.forget_taps(known.id)
    municipality_id = repo.pulse.use(known.id, to.week, to.question, now) if said in ANSWERS else None
    if municipality_id is None:
        return False
    repo.pulse.count(municipality_id, to.week, to.question, said)
    return True
