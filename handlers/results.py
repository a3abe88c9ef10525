"""«Мой результат», what of it the mentor may see, and the mentor's look at it."""

from bot.features import BadTapError, Feature
from bot.screen import Screen
from bot.services.surveys import results as rules
from bot.services.surveys import sharing
from bot.services.surveys.sharing import NoMentorError, Sharing
from bot.surveying.results import (
    AskShare,
    History,
    Look,
    Looks,
    Mine,
    Open,
    Other,
    Results,
    Tick,
    history_screen,
    looks_screen,
    mentee_screen,
    other_screen,
    result_screen,
    share_screen,
)
from bot.turn import Turn

results = Feature()
results.asks(Results.SHARE)(share_screen)


@results.says("result")
def show_own(turn: Turn) -> Screen:
    turn.talk.finish()
    return result_screen(turn)


@results.taps(Mine)
def show_mine(turn: Turn, _: Mine) -> Screen:
    return show_own(turn)


@results.taps(History)
def show_history(turn: Turn, _: History) -> Screen:
    turn.talk.finish()
    return history_screen(turn)


@results.taps(Other)
def show_other(turn: Turn, choice: Other) -> Screen:
    turn.talk.finish()
    return other_screen(turn, choice.place)


@results.taps(Looks)
def show_looks(turn: Turn, _: Looks) -> Screen:
    turn.talk.finish()
    return looks_screen(turn)


@results.taps(AskShare)
def ask_share(turn: Turn, _: AskShare) -> Screen:
    """Begins with what is open already; who the mentor is is remembered, to be the same when she agrees."""
    turn.talk.finish()
    try:
        found = sharing.sharing(turn.repo, turn.actor, turn.known, turn.today)
    except NoMentorError:
        return share_screen(turn)
    return ask(turn, list(found.opened), who(found))


def who(found: Sharing) -> list[str]:
    """The mentor and what else she is to the teacher, as the screen names them."""
    return [str(found.mentor.id), *(role.value for role in found.roles)]


def ask(turn: Turn, groups: list[str], named: list[str]) -> Screen:
    turn.talk.ask(Results.SHARE, groups=groups, named=named)
    return share_screen(turn)


@results.taps(Tick, during=Results.SHARE)
def tick(turn: Turn, choice: Tick) -> Screen:
    result = rules.newest(turn.repo, turn.actor, turn.known, turn.now)
    keys = [one.key for one in result.parts] if result else []
    if not 0 <= choice.part < len(keys):
        raise BadTapError
    key, chosen = keys[choice.part], turn.talk.data["groups"]
    after = [one for one in chosen if one != key] if key in chosen else [*chosen, key]
    return ask(turn, after, turn.talk.data["named"])


@results.taps(Open, during=Results.SHARE)
def open_to_mentor(turn: Turn, choice: Open) -> Screen:
    texts, groups = turn.texts.results, [] if choice.closes else turn.talk.data["groups"]
    try:
        found = sharing.sharing(turn.repo, turn.actor, turn.known, turn.today)
        now = who(found)
        if groups and now != turn.talk.data["named"]:
            return ask(turn, groups, now).with_toast(texts.changed)
        after = sharing.share(turn.repo, turn.actor, turn.known, groups, turn.now, turn.today)
    except NoMentorError:
        return share_screen(turn)
    toast = texts.opened(len(after.opened)) if after.opened else texts.closed
    return ask(turn, list(after.opened), now).with_toast(toast)


@results.taps(Look)
def look(turn: Turn, choice: Look) -> Screen:
    mentee, result, parts = sharing.look(turn.repo, turn.actor, choice.teacher, turn.now, turn.today)
    return mentee_screen(turn, mentee, result, parts)
