"""«Пульс недели»: join, answer with a tap each, leave with a tap."""

from bot.features import BadTapError, Feature
from bot.incoming import Kind
from bot.pulsing.screens import card, following, uncounted
from bot.pulsing.taps import Answer, Join, Leave
from bot.screen import Button, Screen, personal
from bot.services.access import ForbiddenError
from bot.services.pulse import answers as rules
from bot.services.pulse.answers import Asked
from bot.services.pulse.questions import HARD
from bot.turn import Turn
from bot.views import say, to_menu

pulse = Feature()


@pulse.says("pulse")
def show(turn: Turn) -> Screen:
    return card(turn)


@pulse.taps(Join)
def join(turn: Turn, _: Join) -> Screen:
    try:
        rules.join(turn.repo, turn.actor, turn.now)
    except ForbiddenError as error:
        raise BadTapError from error
    return card(turn).with_toast(turn.texts.pulse.joined)


@pulse.taps(Leave)
def leave(turn: Turn, _: Leave) -> Screen:
    rules.leave(turn.repo, turn.actor)
    texts, undo = turn.texts.pulse, [Button.of(turn.texts.pulse.join, Join())]
    out = [say(turn.texts.menu.settings, "settings"), to_menu(turn.texts)]
    return personal(texts.left, undo, out).at_its_place()


@pulse.taps(Answer, unsaid=True)
def answer(turn: Turn, choice: Answer) -> Screen:
    """The words of a button may be typed elsewhere; here they would stay in the talk for others to read."""
    texts, week = turn.texts.pulse, choice.monday
    if week is None:
        raise BadTapError
    if turn.incoming.kind is not Kind.TAP:
        return personal(texts.only_taps, [say(texts.button, "pulse"), to_menu(turn.texts)])
    to = Asked(week, choice.question)
    if not rules.answer(turn.repo, turn.actor, turn.known, to, choice.answer, turn.now):
        return uncounted(turn).with_toast(texts.not_counted).at_its_place()
    toast = texts.counted_hard if choice.answer in HARD else texts.counted
    return following(turn).with_passing_toast(toast).at_its_place()
