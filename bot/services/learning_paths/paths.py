"""A teacher's own path: proposed from her result, accepted, changed and ticked by her; nobody else may ask for it."""

from datetime import date, datetime, timedelta

from storage.conversations import Known
from storage.models import LearningPath, PathStep
from storage.repository import Repository

from .. import access
from ..access import Action, Actor, ForbiddenError
from ..surveys.reading import from_stored
from ..surveys.results import Result, of
from .rules import MOST, TEXT, Rules, propose

OWN_DAYS = 30
"""Days for a step she writes herself."""
LATER = timedelta(days=14)
"""How much later an overdue step is proposed for."""
FURTHEST = timedelta(days=366)


class NoResultError(Exception):
    """She has answered no survey from which a path could follow."""


class TooManyError(Exception):
    """There are MOST open steps already."""


class BadStepError(Exception):
    """The text is empty or too long, or the day is over or too far."""


def path(repo: Repository, actor: Actor, person: Known) -> LearningPath | None:
    """Hers; None: none was proposed yet. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    return repo.learning_paths.of(person.id)


def result(repo: Repository, actor: Actor, person: Known, now: datetime) -> Result | None:
    """What a path would follow from. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    return of(repo.surveys.answered(person.id), now)


def draft(repo: Repository, actor: Actor, person: Known, rules: Rules, now: datetime, today: date) -> LearningPath:
    """Steps that follow from her newest result, added to what is open; the draft is hers to change.

    Raises ForbiddenError, NoResultError.
    """
    found = result(repo, actor, person, now)
    if found is None:
        raise NoResultError
    run, answers = next(one for one in repo.surveys.answered(person.id) if one[0].id == found.run_id)
    survey = from_stored(run.round.version.key, run.round.version.body)
    made = repo.learning_paths.of(person.id) or repo.learning_paths.add(LearningPath(teacher_id=person.id, steps=[]))
    has_mentor = repo.mentorships.active_mentor_of(person.id, today) is not None
    room = MOST - len(open_steps(made))
    for rule in propose(rules, survey, answers, has_mentor, {one.rule for one in made.steps})[:room]:
        due_on = today + timedelta(days=rule.days)
        step = PathStep(rule=rule.key, form=rule.form, text=rule.text, evidence=rule.evidence, due_on=due_on)
        made.steps.append(step)
    made.run_id = found.run_id
    repo.learning_paths.save()
    return made


def accept(repo: Repository, actor: Actor, person: Known, now: datetime) -> LearningPath:
    """It is her path from now on. Raises ForbiddenError where nothing was proposed."""
    made = _own(repo, actor, person)
    made.accepted_at = made.accepted_at or now
    repo.learning_paths.save()
    return made


def step(repo: Repository, actor: Actor, person: Known, step_id: int) -> PathStep:
    """One of hers. Raises ForbiddenError for every other."""
    found = next((one for one in _own(repo, actor, person).steps if one.id == step_id), None)
    if found is None:
        raise ForbiddenError(Action.KEEP_PATH)
    return found


def tick(repo: Repository, actor: Actor, person: Known, step_id: int, is_done: bool, today: date) -> PathStep:
    """Done, or not yet after all. Raises ForbiddenError."""
    found = step(repo, actor, person, step_id)
    found.done_on = (found.done_on or today) if is_done else None
    repo.learning_paths.save()
    return found


def put_off(repo: Repository, actor: Actor, person: Known, step_id: int, until: date, today: date) -> PathStep:
    """To another day. Raises ForbiddenError, BadStepError."""
    found = step(repo, actor, person, step_id)
    if not today <= until <= today + FURTHEST:
        raise BadStepError
    found.due_on, found.asked_on = until, None
    repo.learning_paths.save()
    return found


def drop(repo: Repository, actor: Actor, person: Known, step_id: int) -> LearningPath:
    """Out of the path. Raises ForbiddenError."""
    found, made = step(repo, actor, person, step_id), _own(repo, actor, person)
    made.steps.remove(found)
    repo.learning_paths.save()
    return made


def add(repo: Repository, actor: Actor, person: Known, text: str, today: date) -> PathStep:
    """A step of her own. Raises ForbiddenError, BadStepError, TooManyError."""
    made, text = _own(repo, actor, person), " ".join(text.split())
    if not 0 < len(text) <= TEXT:
        raise BadStepError
    if len(open_steps(made)) >= MOST:
        raise TooManyError
    found = PathStep(text=text, due_on=today + timedelta(days=OWN_DAYS))
    made.steps.append(found)
    repo.learning_paths.save()
    return found


def open_steps(found: LearningPath) -> list[PathStep]:
    """What is yet to do, the nearest first."""
    return sorted((one for one in found.steps if one.done_on is None), key=lambda one: (one.due_on, one.id))


def _own(repo: Repository, actor: Actor, person: Known) -> LearningPath:
    found = path(repo, actor, person)
    if found is None:
        raise ForbiddenError(Action.KEEP_PATH)
    return found
