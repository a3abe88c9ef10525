"""A teacher's own side: she joins, answers, leaves; what she answered is known to nobody, not even to the database."""

from datetime import date, datetime
from typing import NamedTuple

from storage.models import Teacher
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from .questions import ANSWERS, Question


class Standing(NamedTuple):
    """`can`: she works in a municipality, whose numbers there are. `week` and `question`: what she may answer now."""

    can: bool
    wants: bool
    is_stopped: bool
    week: date | None
    question: Question | None


def standing(repo: Repository, actor: Actor, now: datetime) -> Standing:
    """Raises ForbiddenError."""
    person = _herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    ballots = {Question(one.question): one.week for one in repo.pulse.open_to(person.id, now)}
    question = next((one for one in Question if one in ballots), None)
    wants, is_stopped = person.pulse_since is not None, person.stopped_at is not None
    week = None if question is None else ballots[question]
    return Standing(person.municipality_id is not None, wants, is_stopped, week, question)


def join(repo: Repository, actor: Actor, now: datetime) -> None:
    """She is asked from the next Thursday on. Raises ForbiddenError, also for who belongs to no municipality."""
    person = _herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    if person.municipality_id is None:
        raise ForbiddenError(Action.CHANGE_OWN_SETTINGS)
    person.pulse_since = person.pulse_since or now
    repo.tx.flush()


def leave(repo: Repository, actor: Actor) -> None:
    """She is asked no more; what she answered cannot be taken out, for nobody knows which it was.

    Raises ForbiddenError.
    """
    person = _herself(repo, actor, Action.CHANGE_OWN_SETTINGS)
    person.pulse_since = None
    repo.tx.flush()
    repo.pulse.leave(person.id)


def answer(repo: Repository, actor: Actor, week: date, question: Question, said: int, now: datetime) -> bool:
    """Whether it counts: once, and only for who was asked, while the week lasts. Raises ForbiddenError."""
    person = _herself(repo, actor, Action.ANSWER_SURVEY)
    repo.pulse.forget_taps(person.id)
    municipality_id = repo.pulse.use(person.id, week, question, now) if said in ANSWERS else None
    if municipality_id is None:
        return False
    repo.pulse.count(municipality_id, week, question, said)
    return True


def _herself(repo: Repository, actor: Actor, action: Action) -> Teacher:
    found = None if actor.teacher_id is None else repo.teachers.alone(actor.teacher_id)
    if found is None:
        raise ForbiddenError(action)
    access.require(actor, action, found)
    return found
