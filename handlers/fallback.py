"""Answers to what nobody expected: an unknown word, an old button, a sticker, a right that is missing, «отмена»."""

from functools import partial

from bot.answers import Handler
from bot.features import Door, Feature
from bot.screen import Html, Part, Screen, public, shorten
from bot.services import access
from bot.services.access import Action, ForbiddenError
from bot.turn import House, Turn
from bot.views import ask, say, to_menu, why_not
from bot.words import Words

fallback = Feature()
ECHO = 60
"""So many characters of what was typed are said back."""
STAFF = {
    "corrections": (Action.DECIDE_CORRECTION,),
    "unmentored": (Action.SEE_WITHOUT_MENTOR,),
    "people": (Action.SEE_PEOPLE,),
    "announce": (Action.ANNOUNCE,),
    "regulation": (Action.ANNOUNCE,),
    "questions": (Action.SEE_SUMMARY,),
    "requests": (Action.CONFIRM_REQUEST, Action.ADMIT_NEWCOMER),
    "invite": (Action.INVITE_PERSON, Action.HANG_PUBLIC_LINK),
    "roster": (Action.IMPORT_ROSTER,),
    "surveys": (Action.RUN_SURVEY,),
    "summary": (Action.SEE_SUMMARY,),
}
"""Words that open nothing to who may do none of this: they are no guess of hers."""


class Unknown:
    """The answer to words nobody knows: at most two guesses among `known` and a way to a human."""

    def __init__(self, words: Words, known: frozenset[str]) -> None:
        self._words, self._known = words, known

    def __call__(self, turn: Turn) -> Screen:
        texts, said = turn.texts.fallback, echo(turn)
        guesses = self._words.guesses(turn.text, filter(partial(opens, turn), self._known & texts.guesses.keys()))
        rows = [[say(texts.guesses[key], key)] for key in guesses]
        text = texts.maybe(said) if rows else texts.unknown(said)
        return public(text, *rows, [ask(turn.texts)], [to_menu(turn.texts)])


def opens(turn: Turn, word: str) -> bool:
    return word not in STAFF or any(access.where(turn.actor, action) for action in STAFF[word])


def echo(turn: Turn) -> str:
    return shorten(" ".join(turn.text.split()), ECHO)


def unanswered(turn: Turn, here: Screen) -> Screen:
    return here.after(Part(turn.texts.fallback.unanswered(echo(turn))))


def wordless(turn: Turn) -> Screen:
    return public(turn.texts.fallback.wordless, [ask(turn.texts), to_menu(turn.texts)])


def unsupported(turn: Turn) -> Screen:
    return public(turn.texts.files.unsupported, [say(turn.texts.letters.cancel, "cancel")])


def not_taken(turn: Turn) -> Screen:
    """The open question stays: a link or a smaller file may follow."""
    texts = turn.texts.files
    return public(texts.not_taken(why_not(turn)), [say(turn.texts.letters.cancel, "cancel")])


def forbidden(turn: Turn, here: Handler) -> Screen:
    """A draft whose right was lost is dropped with its own sentence; a question that is not hers stays closed."""
    texts = turn.texts.fallback
    dropped = texts.drafts.get(turn.place.state or "")
    is_lost = dropped is not None and is_closed(turn, here)
    if is_lost or turn.talk.state != turn.place.state:
        turn.talk.finish()
    if dropped and is_lost:
        return public(texts.right_lost(dropped), [ask(turn.texts)], [to_menu(turn.texts)])
    return public(turn.texts.fallback.forbidden, [ask(turn.texts), to_menu(turn.texts)])


def is_closed(turn: Turn, here: Handler) -> bool:
    """Whether the open question of staff is no more hers: she is none any more, or not there."""
    if not access.where(turn.actor, Action.ANNOUNCE):
        return True
    try:
        here(turn)
    except ForbiddenError:
        return True
    return False


def outdated(turn: Turn, here: Screen) -> Screen:
    """The right place, with a note that the button was an old one."""
    return here.with_toast(turn.texts.fallback.outdated)


def sorry(house: House) -> Screen:
    return public(house.texts.fallback.sorry, [to_menu(house.texts)])


@fallback.says("cancel", door=Door.ANYONE)
def cancel(turn: Turn) -> Screen:
    texts = turn.texts.fallback
    state = turn.talk.state or ""
    dropped = {**texts.questions, **texts.drafts}.get(state)
    turn.talk.finish()
    if state in texts.interrupted:
        return public(Html(texts.interrupted[state]), [to_menu(turn.texts)])
    text = texts.cancelled(dropped) if dropped else Html(texts.nothing_to_cancel)
    return public(text, [to_menu(turn.texts)])
