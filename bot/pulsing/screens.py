"""The pulse's screens. After an answer they are the same whatever it was: the last screen of everybody is stored."""

from datetime import date

from ..screen import Button, Html, Screen, personal
from ..services import psychologists
from ..services.notes import Note
from ..services.pulse import answers as rules
from ..services.pulse.questions import ANSWERS, Question
from ..services.pulse.weeks import Words
from ..texts import Texts
from ..turn import Turn
from ..views import noted, say, to_menu
from .taps import Answer, Join, Leave


def note(texts: Texts) -> Words:
    """How it comes on Thursday."""

    def words(week: date) -> Note:
        text = texts.pulse.first(asked(texts, Question.LOAD))
        return noted(text, *choices(texts, Question.LOAD, week), [leave(texts)])

    return words


def asked(texts: Texts, question: Question) -> Html:
    return texts.pulse.load if question is Question.LOAD else texts.pulse.energy


def choices(texts: Texts, question: Question, week: date) -> list[list[Button]]:
    labels = texts.pulse.load_answers if question is Question.LOAD else texts.pulse.energy_answers
    number = week.toordinal()
    return [[Button.of(labels[str(one)], Answer(week=number, question=question, answer=one))] for one in ANSWERS]


def leave(texts: Texts) -> Button:
    return Button.of(texts.pulse.leave, Leave())


def following(turn: Turn) -> Screen:
    """The question that is still open, else thanks; below whom to turn to, shown to everybody alike."""
    texts, found = turn.texts.pulse, rules.asked(turn.repo, turn.actor, turn.known, turn.now)
    contact = psychologists.contact(turn.repo, turn.actor, turn.known)
    support = texts.support(contact) if contact else texts.support_unknown
    service = [] if contact else [say(turn.texts.menu.service, "ask")]
    if found is None:
        return personal(texts.thanks(support), [*service, to_menu(turn.texts)])
    text = texts.second(asked(turn.texts, found.question), support)
    return personal(text, *choices(turn.texts, found.question, found.week), [leave(turn.texts)], [to_menu(turn.texts)])


def uncounted(turn: Turn) -> Screen:
    """Of an answer that does not count: the question that is still open, for the first of two taps may have counted."""
    if rules.asked(turn.repo, turn.actor, turn.known, turn.now) is not None:
        return following(turn)
    return personal(turn.texts.pulse.over, [say(turn.texts.pulse.button, "pulse"), to_menu(turn.texts)])


def card(turn: Turn) -> Screen:
    """What it is, and whether she takes part; straight to a question she may answer."""
    if rules.asked(turn.repo, turn.actor, turn.known, turn.now) is not None:
        return following(turn)
    texts, found = turn.texts.pulse, rules.standing(turn.repo, turn.actor)
    out = [say(turn.texts.menu.settings, "settings"), to_menu(turn.texts)]
    if not found.can:
        return personal(texts.no_municipality, out)
    state = (texts.is_stopped if found.is_stopped else texts.is_on) if found.wants else texts.is_off
    switch = leave(turn.texts) if found.wants else Button.of(texts.join, Join())
    return personal(texts.card(state), [switch], out)
