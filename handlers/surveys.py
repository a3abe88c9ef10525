"""«Опрос»: the invitation, a question at a time, and the ways out of it; every answer is kept when it is given."""

from bot.features import BadTapError, Feature
from bot.screen import Button, Html, Screen, personal, public
from bot.services.access import ForbiddenError
from bot.services.surveys import engine, runs
from bot.services.surveys.engine import WrongAnswerError
from bot.services.surveys.model import Kind, Question
from bot.services.surveys.results import parts_of
from bot.services.surveys.runs import ClosedError
from bot.surveying.flow import again, chosen, closed, is_trial, last_day, move, opened, present
from bot.surveying.offers import offer_screen, offers_screen, paused_screen
from bot.surveying.questions import question_screen
from bot.surveying.results import result_screen
from bot.surveying.taps import (
    OPEN,
    Anew,
    AskAnew,
    Backward,
    Begin,
    Choose,
    Finish,
    Forward,
    Later,
    Pause,
    Refuse,
    Show,
    Surveying,
)
from bot.turn import Turn
from bot.views import say, to_menu

surveys = Feature()
for _state in Surveying:
    surveys.asks(_state)(again)


@surveys.says("survey")
def show_offers(turn: Turn) -> Screen:
    turn.talk.finish()
    return offers_screen(turn)


@surveys.taps(Show)
def show(turn: Turn, choice: Show) -> Screen:
    turn.talk.finish()
    try:
        return offer_screen(turn, runs.offer(turn.repo, turn.actor, turn.known, choice.round, turn.now))
    except ClosedError:
        return over(turn, choice.round)


@surveys.taps(Begin)
def begin(turn: Turn, choice: Begin) -> Screen:
    turn.talk.finish()
    try:
        running = runs.begin(turn.repo, turn.actor, turn.known, choice.round, turn.now, turn.today)
    except ClosedError:
        return over(turn, choice.round)
    return show(turn, Show(round=choice.round)) if running.is_finished else opened(turn, running.progress, choice.round)


def over(turn: Turn, round_id: int) -> Screen:
    """The round she was asked to is closed, whether or not she had begun."""
    turn.talk.data["round"] = round_id
    return closed(turn, turn.texts.surveys.closed_unbegun)


@surveys.taps(Later)
def later(turn: Turn, choice: Later) -> Screen:
    try:
        found = runs.offer(turn.repo, turn.actor, turn.known, choice.round, turn.now)
    except ClosedError:
        return over(turn, choice.round)
    text = turn.texts.surveys.laid_aside(last_day(turn, found.round.closes_at))
    return public(text, [Button.of(turn.texts.surveys.begin, Begin(round=choice.round)), to_menu(turn.texts)])


@surveys.taps(Refuse)
def refuse(turn: Turn, choice: Refuse) -> Screen:
    texts = turn.texts.surveys
    turn.talk.finish()
    try:
        found = runs.offer(turn.repo, turn.actor, turn.known, choice.round, turn.now)
        is_done = runs.refuse(turn.repo, turn.actor, turn.known, choice.round, turn.now)
    except ClosedError:
        return over(turn, choice.round)
    if not is_done:
        return personal(texts.refused_late, [say(texts.to_surveys, "survey"), to_menu(turn.texts)])
    way_back = Button.of(texts.take_part, Begin(round=choice.round))
    return personal(texts.refused(last_day(turn, found.round.closes_at)), [way_back], [to_menu(turn.texts)])


@surveys.taps(AskAnew)
def ask_anew(turn: Turn, choice: AskAnew) -> Screen:
    texts = turn.texts.surveys
    yes = Button.of(texts.anew_yes, Anew(round=choice.round), confirms=True)
    return personal(texts.ask_anew, [yes], [Button.of(texts.anew_no, Begin(round=choice.round))], [to_menu(turn.texts)])


@surveys.taps(Anew)
def anew(turn: Turn, choice: Anew) -> Screen:
    turn.talk.finish()
    try:
        return opened(turn, runs.restart(turn.repo, turn.actor, turn.known, choice.round, turn.now), choice.round)
    except ClosedError:
        return over(turn, choice.round)


def left(turn: Turn) -> Screen | None:
    """The right place after a button of a survey she has left: the question at which she stopped.

    None: she is in one. Raises BadTapError where another question is open.
    """
    if turn.talk.state in OPEN:
        return None
    begun = None if turn.talk.state else runs.unfinished(turn.repo, turn.actor, turn.known, turn.now)
    if begun is None:
        raise BadTapError
    return begin(turn, Begin(round=begun)).with_toast(turn.texts.fallback.outdated)


@surveys.taps(Choose)
def choose(turn: Turn, choice: Choose) -> Screen:
    try:
        return left(turn) or move(turn, chosen(choice.option), choice.step)
    except WrongAnswerError as error:
        raise BadTapError from error


@surveys.taps(Forward)
def forward(turn: Turn, choice: Forward) -> Screen:
    return left(turn) or move(turn, engine.forward, choice.step)


@surveys.taps(Backward)
def backward(turn: Turn, choice: Backward) -> Screen:
    return left(turn) or move(turn, engine.back, choice.step)


@surveys.answers(Surveying.WORDS)
@surveys.answers(Surveying.TRIAL_WORDS)
def take_words(turn: Turn) -> Screen:
    try:
        progress = present(turn)
        question = progress.question
        if question is None:
            return again(turn)
        value = engine.understood(question, turn.text)
    except (ClosedError, ForbiddenError, LookupError):
        return closed(turn)
    except WrongAnswerError:
        return question_screen(turn, progress, complaint(turn, question))
    return move(turn, lambda found: engine.answer(found, value))


def complaint(turn: Turn, question: Question | None) -> Html:
    """Why what was typed is no answer."""
    texts = turn.texts.surveys
    if question is None or question.kind is Kind.NUMBER:
        return texts.wrong_number(question.least if question else 0, question.most if question else 0)
    return texts.wrong_words(max(len(turn.text.strip()) - question.most, 1))


@surveys.taps(Pause)
def pause(turn: Turn, choice: Pause) -> Screen:
    if here := left(turn):
        return here
    trial, round_id = is_trial(turn), turn.talk.data.get("round")
    turn.talk.finish()
    if trial or round_id is None:
        return public(
            turn.texts.surveys.trial_left, [say(turn.texts.surveys.own_surveys, "surveys"), to_menu(turn.texts)]
        )
    try:
        return paused_screen(turn, runs.offer(turn.repo, turn.actor, turn.known, round_id, turn.now))
    except ClosedError:
        return over(turn, round_id)


@surveys.taps(Finish)
def finish(turn: Turn, choice: Finish) -> Screen:
    """At the end only: who is not there yet has an old button."""
    if here := left(turn):
        return here
    round_id = turn.talk.data.get("round")
    try:
        if round_id is None or present(turn).question is not None:
            raise BadTapError
        done = runs.finish(turn.repo, turn.actor, turn.known, round_id, turn.now, turn.today)
    except ClosedError:
        return closed(turn)
    turn.talk.finish()
    if parts_of(done.survey, done.answers):
        return result_screen(turn)
    return personal(turn.texts.surveys.finished(turn.name.polite), [to_menu(turn.texts)])
