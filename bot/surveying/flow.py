"""The open question of a survey, in a run that is kept or in a trial that is not: shown, moved, left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from ..features import BadTapError
from ..screen import Html, Screen, personal, public
from ..services.access import ForbiddenError
from ..services.surveys import engine, runs, written
from ..services.surveys.engine import Progress, WrongAnswerError
from ..services.surveys.keeping import is_written
from ..services.surveys.model import Kind
from ..services.surveys.runs import ClosedError
from ..texts.dates import day
from ..turn import Turn
from ..views import say, to_menu
from .editions import edition
from .questions import mark, question_screen
from .taps import TRIALS, Surveying, unticked

Step = Callable[[Progress], Progress]
MIDNIGHT_TO_NOON = timedelta(hours=12)


def is_trial(turn: Turn) -> bool:
    return turn.talk.state in TRIALS


def present(turn: Turn) -> Progress:
    """Where the conversation's survey stands. Raises ForbiddenError, ClosedError, LookupError."""
    data = turn.talk.data
    if is_trial(turn):
        kept = data["trial"]
        survey = edition(turn, kept["survey"]).survey
        return engine.resumed(survey, frozenset(kept["tags"]), kept["answers"], kept["at"])
    running = runs.current(turn.repo, turn.actor, turn.known, data["round"], turn.now)
    if not running.is_open or running.is_finished:
        raise ClosedError
    return running.progress


def move(turn: Turn, step: Step, marked: int | None = None) -> Screen:
    """The next screen after this step; what it changes is stored. Raises what the step raises.

    BadTapError where the button's mark is not that of the open question.
    """
    if marked is not None:
        step = partial(_only_at, turn, marked, step)
    try:
        if is_trial(turn):
            return opened(turn, step(present(turn)))
        round_id = turn.talk.data["round"]
        return opened(turn, runs.move(turn.repo, turn.actor, turn.known, round_id, step, turn.now), round_id)
    except (ClosedError, ForbiddenError, LookupError):
        return closed(turn)


def chosen(option: int) -> Step:
    """The answer a tapped option means: a tick, or an answer that leads on. It raises WrongAnswerError."""

    def step(progress: Progress) -> Progress:
        question = progress.question
        if question is None:
            raise WrongAnswerError
        if question.kind is Kind.SCALE:
            return engine.answer(progress, option)
        keys, is_off = list(question.options), question.kind is Kind.MULTIPLE and option < 0
        number = unticked(option) if is_off else option
        key = keys[number] if 0 <= number < len(keys) else ""
        if question.kind is Kind.MULTIPLE:
            return engine.tick(progress, key, not is_off)
        return engine.answer(progress, key)

    return step


def opened(turn: Turn, progress: Progress, round_id: int | None = None) -> Screen:
    """Make its question the open one; without a round it is a trial."""
    is_typed = progress.question is not None and progress.question.is_typed
    if round_id is None:
        state = Surveying.TRIAL_WORDS if is_typed else Surveying.TRIAL
        turn.talk.ask(state, trial=_kept(progress))
        if progress.question is None and is_written(progress.survey.key):
            written.played(turn.repo, turn.actor, progress.survey.key, turn.now)
    else:
        state = Surveying.WORDS if is_typed else Surveying.QUESTION
        if turn.talk.state != state or turn.talk.data.get("round") != round_id:  # else nothing is to be kept
            turn.talk.ask(state, round=round_id)
    return question_screen(turn, progress)


def _only_at(turn: Turn, marked: int, step: Step, progress: Progress) -> Progress:
    if mark(turn, progress) != marked:
        raise BadTapError
    return step(progress)


def again(turn: Turn) -> Screen:
    """The open question as it stands, after an old button or a word that does not answer it."""
    try:
        return question_screen(turn, present(turn))
    except (ClosedError, ForbiddenError, LookupError):
        return closed(turn)


def closed(turn: Turn, unbegun: Html | None = None) -> Screen:
    """The round is over, or she is not part of it any more: what is kept, and where to go on.

    `unbegun` is told whoever has not begun it; without it, that she is asked nothing.
    """
    texts, round_id = turn.texts.surveys, turn.talk.data.get("round")
    turn.talk.finish()
    ways = [say(texts.to_surveys, "survey"), to_menu(turn.texts)]
    try:
        running = runs.current(turn.repo, turn.actor, turn.known, round_id or 0, turn.now)
    except ForbiddenError:
        return public(unbegun or texts.none, ways)
    if running.is_open:
        return personal(texts.finished(turn.name.polite), ways)
    return personal(texts.closed(last_day(turn, running.ends_at)), ways)


def last_day(turn: Turn, closes_at: datetime) -> str:
    """The last day on which answers are taken, where she lives."""
    return until(closes_at, turn.time_zone, turn.now)


def until(closes_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The same by the clock of a zone; while it is open the day of its author, at whose midnight it closes.

    Further east that is in the morning of the next day: who came then at noon would find it closed.
    """
    before = MIDNIGHT_TO_NOON if closes_at > now else timedelta(seconds=1)
    return day((closes_at - before).astimezone(zone).date(), now.astimezone(zone).date())


def _kept(progress: Progress) -> dict[str, object]:
    return {
        "survey": progress.survey.key,
        "tags": sorted(progress.tags),
        "answers": dict(progress.answers),
        "at": progress.at,
    }
