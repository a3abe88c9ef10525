"""A teacher's own path: proposed from her result, accepted, changed and ticked by her; nobody else may ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from storage.conversations import Known
from storage.models import LearningPath, PathStep, Teacher
from storage.repositories.events import SEATED
from storage.repository import Repository

from .. import access, notes
from ..access import Action, Actor, ForbiddenError
from ..surveys.model import Answer, Survey
from ..surveys.reading import from_stored
from ..surveys.results import Result, of
from .rules import MOST, TEXT, Rule, Rules, own, propose, ranked

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


class NoOtherError(Exception):
    """The rules know no step for her that is not in her path."""


class GoneError(Exception):
    """Her path has no such step, or none any more; says nothing about anybody else's."""


@dataclass(frozen=True, slots=True)
class Now:
    """The moment, and the day it is where she lives."""

    moment: datetime
    today: date


def path(repo: Repository, actor: Actor, person: Known) -> LearningPath | None:
    """Hers; None: none was proposed yet. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    return repo.learning_paths.of(person.id)


def result(repo: Repository, actor: Actor, person: Known, now: datetime) -> Result | None:
    """What a path would follow from. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    return of(repo.surveys.answered(person.id), now)


def mentor(repo: Repository, actor: Actor, person: Known, today: date) -> Teacher | None:
    """With whom a step may be taken. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    return repo.mentorships.active_mentor_of(person.id, today)


def draft(repo: Repository, actor: Actor, person: Known, usual: Rules, now: datetime, today: date) -> LearningPath:
    """Steps that follow from her newest result, added to what is open; the draft is hers to change.

    By her municipality's own rules where it has any. What was proposed from an earlier result and never accepted goes.
    Raises ForbiddenError, NoResultError, TooManyError.
    """
    made = path(repo, actor, person)
    if made is not None and is_outdated(repo, actor, person, made, now):
        made.steps = [one for one in made.steps if not one.rule or one.done_on is not None]
    room = MOST - len(open_steps(made)) if made else MOST
    if room <= 0:
        raise TooManyError
    about = _about(repo, actor, person, now)
    made = made or repo.learning_paths.add(LearningPath(teacher_id=person.id, steps=[]))
    has_mentor = repo.mentorships.active_mentor_of(person.id, today) is not None
    rules = own(usual, repo.path_rules.in_force(person.municipality_id))
    for rule in propose(rules, *about[1:], has_mentor, {one.rule for one in made.steps})[:room]:
        made.steps.append(_follow(PathStep(), rule, today))
    made.run_id = about[0]
    repo.learning_paths.save()
    return made


def is_outdated(repo: Repository, actor: Actor, person: Known, found: LearningPath, now: datetime) -> bool:
    """Whether she has not agreed to it and has a newer result than it follows from. Raises ForbiddenError."""
    if found.accepted_at is not None:
        return False
    newest = result(repo, actor, person, now)
    return newest is not None and newest.run_id != found.run_id


def accept(repo: Repository, actor: Actor, person: Known, now: datetime) -> LearningPath:
    """It is her path from now on. Raises ForbiddenError where nothing was proposed."""
    made = _own(repo, actor, person)
    made.accepted_at = made.accepted_at or now
    repo.learning_paths.save()
    return made


def step(repo: Repository, actor: Actor, person: Known, step_id: int) -> PathStep:
    """One of hers. Raises GoneError for every other, ForbiddenError where she has no path."""
    found = next((one for one in _own(repo, actor, person).steps if one.id == step_id), None)
    if found is None:
        raise GoneError
    return found


def tick(repo: Repository, actor: Actor, person: Known, step_id: int, is_done: bool, at: Now) -> PathStep:
    """Done, or not yet after all. Raises ForbiddenError, GoneError."""
    found = step(repo, actor, person, step_id)
    _hush(repo, found, at.moment)
    found.done_on = (found.done_on or at.today) if is_done else None
    repo.learning_paths.save()
    return found


def put_off(repo: Repository, actor: Actor, person: Known, step_id: int, until: date, at: Now) -> PathStep:
    """To another day. Raises ForbiddenError, GoneError, BadStepError."""
    found = step(repo, actor, person, step_id)
    if not at.today <= until <= at.today + FURTHEST:
        raise BadStepError
    _hush(repo, found, at.moment)
    found.due_on, found.asked_on = until, None
    repo.learning_paths.save()
    return found


def swap(repo: Repository, actor: Actor, person: Known, step_id: int, usual: Rules, at: Now) -> PathStep:
    """Another step in its place, one after the other as often as she asks, in the order of a proposal.

    Raises ForbiddenError, GoneError, NoOtherError.
    """
    found = step(repo, actor, person, step_id)
    try:
        about = _about(repo, actor, person, at.moment)
    except NoResultError as error:
        raise NoOtherError from error
    has_mentor = repo.mentorships.active_mentor_of(person.id, at.today) is not None
    rules = own(usual, repo.path_rules.in_force(person.municipality_id))
    taken = {one.rule for one in _own(repo, actor, person).steps} - {found.rule}
    may = [one for one in ranked(rules, *about[1:], has_mentor) if one.key not in taken]
    here = next((place for place, one in enumerate(may) if one.key == found.rule), -1)
    others = may[here + 1 :] + may[: max(here, 0)]
    if not others or found.done_on is not None:
        raise NoOtherError
    _hush(repo, found, at.moment)
    _follow(found, others[0], at.today)
    repo.learning_paths.save()
    return found


def drop(repo: Repository, actor: Actor, person: Known, step_id: int, now: datetime) -> dict[str, Any]:
    """Out of the path; what `restore` puts back. Raises ForbiddenError, GoneError."""
    found, made = step(repo, actor, person, step_id), _own(repo, actor, person)
    _hush(repo, found, now)
    kept = {name: getattr(found, name) for name in KEPT} | {"due_on": found.due_on.isoformat()}
    made.steps.remove(found)
    repo.learning_paths.save()
    return kept


KEPT = ("rule", "form", "area", "text", "evidence", "link", "event_id")


def restore(repo: Repository, actor: Actor, person: Known, kept: dict[str, Any]) -> PathStep:
    """What `drop` took out, with its event if she goes there. Raises ForbiddenError, TooManyError."""
    made = _own(repo, actor, person)
    if len(open_steps(made)) >= MOST:
        raise TooManyError
    found = PathStep(**{name: kept.get(name) for name in KEPT}, due_on=date.fromisoformat(kept["due_on"]))
    answer = repo.events.answer_of(found.event_id, person.id) if found.event_id else None
    is_taken = any(one.event_id == found.event_id for one in made.steps)
    if answer is None or answer.answer not in SEATED or is_taken:
        found.event_id = None
    made.steps.append(found)
    repo.learning_paths.save()
    return found


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


def done_steps(found: LearningPath) -> list[PathStep]:
    """What is done, the newest first."""
    done = [(one.done_on, one.id, one) for one in found.steps if one.done_on is not None]
    return [one for _, _, one in sorted(done, key=lambda it: it[:2], reverse=True)]


def note_key(found: PathStep) -> str:
    """Of the note that its day is over."""
    return f"path:{found.id}:{found.due_on.isoformat()}"


def nudge_key(found: PathStep) -> str:
    """Of the note after the event it is taken by."""
    return f"path:{found.id}:event:{found.event_id}"


def _hush(repo: Repository, found: PathStep, now: datetime) -> None:
    """What still waits for the end of her quiet hours would come too late."""
    for key in (note_key(found), nudge_key(found)):
        notes.take_back(repo, key, now)


def _follow(found: PathStep, rule: Rule, today: date) -> PathStep:
    found.rule, found.form, found.area, found.text = rule.key, rule.form, rule.group, rule.text
    found.evidence, found.link, found.due_on = rule.evidence, rule.link, today + timedelta(days=rule.days)
    found.asked_on, found.event, found.nudged_on = None, None, None
    return found


def _about(repo: Repository, actor: Actor, person: Known, now: datetime) -> tuple[int, Survey, Mapping[str, Answer]]:
    """(run, survey, answers) of her newest result. Raises NoResultError."""
    found = result(repo, actor, person, now)
    if found is None:
        raise NoResultError
    run, answers = next(one for one in repo.surveys.answered(person.id) if one[0].id == found.run_id)
    return run.id, from_stored(run.round.version.key, run.round.version.body), answers


def _own(repo: Repository, actor: Actor, person: Known) -> LearningPath:
    found = path(repo, actor, person)
    if found is None:
        raise ForbiddenError(Action.KEEP_PATH)
    return found
