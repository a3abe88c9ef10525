"""A teacher's own way through a survey: every answer is stored when it is given, and nobody else may ask for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from statistics import median
from typing import NamedTuple

from storage.conversations import Known
from storage.models import SurveyRound, SurveyRun, Teacher
from storage.repositories.survey_figures import Put
from storage.repositories.surveys import Asked, Stored
from storage.repository import Repository

from .. import access, mentoring
from ..access import Action, Actor, ForbiddenError
from . import engine
from .engine import Progress
from .folding import fold
from .model import YOUNG, Survey
from .reading import by_hash, from_stored

ENOUGH_RUNS, MOST_RUNS = 20, 200
"""Finished runs from which their median says how long it takes, and how many of the newest are asked."""
REMINDERS = 2


class ClosedError(Exception):
    """The round is over: what was answered before stays."""


class Running(NamedTuple):
    """`ends_at`: when no answers are taken any more; `is_finished`: she has said that she is done."""

    progress: Progress
    ends_at: datetime
    is_open: bool
    is_finished: bool


class Offer(NamedTuple):
    """A round she is asked to and how long it takes, in seconds."""

    round: SurveyRound
    survey: Survey
    seconds: int
    run: SurveyRun | None


def offers(repo: Repository, actor: Actor, person: Known, now: datetime) -> list[Offer]:
    """The open rounds she was invited to: those that wait for her, what closes first before the rest, then the others.

    Raises ForbiddenError.
    """
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = [_offer(repo, one) for one in repo.surveys.asked(person.id, now)]
    return sorted(found, key=lambda one: one.run is not None and one.run.finished_at is not None)


def offer(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime) -> Offer:
    """One of them. Raises ForbiddenError for a round she was not asked to, ClosedError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = repo.surveys.asked(person.id, now, round_id)
    if not found:
        raise ForbiddenError(Action.ANSWER_SURVEY)
    if not is_open(found[0].round, now):
        raise ClosedError
    return _offer(repo, found[0])


def unfinished(repo: Repository, actor: Actor, person: Known, now: datetime) -> int | None:
    """Id of an open round she has begun; for the menu. Raises ForbiddenError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    return repo.surveys.unfinished(person.id, now)


def begin(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime, today: date) -> Running:
    """Her run, begun now or where she stopped. Raises ForbiddenError, ClosedError."""
    found = offer(repo, actor, person, round_id, now)
    if found.run is None:
        tags = _tags(repo.teachers.get(person.id), today)
        at = engine.begun(found.survey, tags).at
        said = ",".join(sorted(tags))
        repo.surveys.begin(SurveyRun(round_id=round_id, teacher_id=person.id, tags=said, at=at, begun_at=now))
        repo.surveys.call_off(found.round.mailing_id, (), person.id)
    return current(repo, actor, person, round_id, now)


def current(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime) -> Running:
    """Where her run stands. Raises ForbiddenError when she has none."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = _stored(repo, person, round_id)
    ends_at = datetime.fromtimestamp(found.closes_at, UTC)
    return Running(_progress(repo, found), ends_at, ends_at > now, found.finished_at is not None)


def move(
    repo: Repository, actor: Actor, person: Known, round_id: int, step: Callable[[Progress], Progress], now: datetime
) -> Progress:
    """Take a step (an answer, back, on) and store what it changes. Raises ForbiddenError, ClosedError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = _stored(repo, person, round_id)
    before = _changeable(repo, found, now)
    after = step(before)
    dropped = [code for code, value in before.answers.items() if after.answers.get(code) != value]
    put = {code: value for code, value in after.answers.items() if before.answers.get(code) != value}
    repo.surveys.save(found.id, None if found.at == after.kept_at else after.kept_at, dropped, put)
    return after


def restart(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime) -> Progress:
    """From the first question, without answers; who she is to the survey stays. Raises ForbiddenError, ClosedError."""
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = _stored(repo, person, round_id)
    before = _changeable(repo, found, now)
    anew = engine.begun(before.survey, before.tags)
    repo.surveys.restart(found.id, anew.at, now)
    return anew


def finish(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime, today: date) -> Progress:
    """She is done: nothing is changed or asked of her any more; `today` is the day where she works.

    Raises ForbiddenError, ClosedError.
    """
    access.require(actor, Action.ANSWER_SURVEY, person)
    found = _stored(repo, person, round_id)
    progress = _progress(repo, found)
    if found.finished_at is not None:
        return progress
    _let_alone(repo, offer(repo, actor, person, round_id, now).round, person.id)
    repo.surveys.finish(round_id, person.id, now)
    fold(repo, found.id, round_id, person.id, progress.survey, progress.answers, today)
    return progress


def refuse(repo: Repository, actor: Actor, person: Known, round_id: int, now: datetime) -> bool:
    """She does not take part: what she had answered goes, and that she refused is counted without her name.

    False: she has finished already, and nothing changes. Raises ForbiddenError, ClosedError.
    """
    found = offer(repo, actor, person, round_id, now)
    if found.run is not None and found.run.finished_at is not None:
        return False
    repo.surveys.drop_run(round_id, person.id)
    if _let_alone(repo, found.round, person.id):
        repo.surveys.refused(round_id, person.municipality_id)
    return True


def is_open(found: SurveyRound | Put, now: datetime) -> bool:
    return found.closes_at > now


def reminder_keys(round_id: int) -> list[str]:
    """The mailings that remind of a round, made once each."""
    return [f"survey:{round_id}:{number}" for number in range(1, REMINDERS + 1)]


def _stored(repo: Repository, person: Known, round_id: int) -> Stored:
    found = repo.surveys.run(round_id, person.id)
    if found is None:
        raise ForbiddenError(Action.ANSWER_SURVEY)
    return found


def _progress(repo: Repository, found: Stored) -> Progress:
    survey = by_hash(found.survey, found.digest, partial(repo.surveys.body, found.digest))
    return engine.resumed(survey, found.tags, found.answers, found.at)


def _changeable(repo: Repository, found: Stored, now: datetime) -> Progress:
    if found.closes_at <= now.timestamp() or found.finished_at is not None:
        raise ClosedError
    return _progress(repo, found)


def _let_alone(repo: Repository, found: SurveyRound, teacher_id: int) -> bool:
    repo.surveys.call_off(found.mailing_id, reminder_keys(found.id), teacher_id)
    return repo.surveys.leave(found.id, teacher_id)


def _offer(repo: Repository, found: Asked) -> Offer:
    version = found.round.version
    survey = from_stored(version.key, version.body)
    took = repo.surveys.durations(version.id, MOST_RUNS)
    seconds = round(median(took)) if len(took) >= ENOUGH_RUNS else survey.seconds()
    return Offer(found.round, survey, seconds, found.run)


def _tags(teacher: Teacher | None, today: date) -> frozenset[str]:
    """Whom questions may concern: the kinds of organization she works in, and whether she is a young specialist."""
    if teacher is None:
        return frozenset()
    kinds = {teacher.organization.kind.value, *(place.organization.kind.value for place in teacher.places)}
    is_young = teacher.municipality is not None and mentoring.young(teacher, teacher.municipality, today)
    return frozenset(kinds | ({YOUNG} if is_young else set()))
