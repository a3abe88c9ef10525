"""Events by which a step of her path can be taken: worked out when she looks, and told to nobody but her."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.conversations import Known
from storage.models import Answer, Event, LearningPath, PathStep
from storage.repository import Repository

from .. import access, events
from ..access import Action, Actor
from .paths import open_steps
from .rules import Rules

EVENT, LESSON = "event", "lesson"
"""Kinds of steps that are taken by going somewhere."""
SOON = 40
"""So many coming events are looked through for a step."""
SEATED = (Answer.GOING, Answer.WAITING)


def fits(step: PathStep, event: Event, rules: Rules) -> bool:
    """By the area; a step about none is taken by any event of an association. An open lesson says so in its title."""
    is_lesson = rules.forms.get(LESSON, "-").casefold() in event.title.casefold()
    if step.form != (LESSON if is_lesson else EVENT):
        return False
    return step.area == event.area if step.area else event.association_id is not None


def fitting(
    repo: Repository, actor: Actor, person: Known, found: Iterable[Event], rules: Rules, now: datetime
) -> dict[int, PathStep]:
    """Event -> the step of her accepted path that it is good for, or is hers already by. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    steps = _steps(repo.learning_paths.of(person.id))
    fit: dict[int, PathStep] = {}
    for event in found if steps else ():
        tied = next((one for one in steps if one.event_id == event.id), None)
        free = next((one for one in steps if fits(one, event, rules) and not _is_taken(repo, person, one, now)), None)
        if (step := tied or free) is not None and events.is_open(event, now):
            fit[event.id] = step
    return fit


def fitting_for(
    repo: Repository, actor: Actor, person: Known, step: PathStep, rules: Rules, now: datetime
) -> Event | None:
    """The event she takes the step by, else the next she may go to that is good for it. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    if _is_taken(repo, person, step, now):
        return step.event
    coming = events.coming(repo, actor, SOON, now) if step.form in (EVENT, LESSON) else []
    return next((one for one in coming if events.is_open(one, now) and fits(step, one, rules)), None)


def tie(repo: Repository, actor: Actor, person: Known, event_id: int, rules: Rules, now: datetime) -> PathStep | None:
    """She takes the step by going there, and has until then; None: nothing in her path fits it.

    Raises ForbiddenError.
    """
    access.require(actor, Action.KEEP_PATH, person)
    event = events.card(repo, actor, event_id, now).event
    step = fitting(repo, actor, person, [event], rules, now).get(event.id)
    if step is None:
        return None
    day = event.starts_at.astimezone(ZoneInfo(event.time_zone)).date()
    step.event, step.nudged_on = event, None
    if day > step.due_on:
        step.due_on, step.asked_on = day, None
    repo.learning_paths.save()
    return step


def untie(repo: Repository, actor: Actor, person: Known, event_id: int) -> None:
    """She does not go there: whatever she meant to take by it is open to other events again. Raises ForbiddenError."""
    access.require(actor, Action.KEEP_PATH, person)
    for step in _steps(repo.learning_paths.of(person.id)):
        if step.event_id == event_id:
            step.event = None
    repo.learning_paths.save()


def _steps(path: LearningPath | None) -> list[PathStep]:
    """Of a draft nothing is said: she has not agreed to it yet."""
    return open_steps(path) if path is not None and path.accepted_at is not None else []


def _is_taken(repo: Repository, person: Known, step: PathStep, now: datetime) -> bool:
    """She goes to a coming event for it, or waits for a seat there."""
    if step.event is None or not events.is_open(step.event, now):
        return False
    found = repo.events.answer_of(step.event.id, person.id)
    return found is not None and found.answer in SEATED
