"""The menu: what this person can do here, by her roles."""

from bot.callbacks import Say
from bot.features import Door, Feature
from bot.screen import Button, Html, Screen, personal, public
from bot.services import access
from bot.services.access import Action
from bot.services.surveys import runs
from bot.turn import Turn
from bot.views import back, by_two, joined, say, to_menu
from storage.models import Role

menu = Feature()
MOST = 10
ALWAYS = 7
"""Buttons everybody has, «Помощь» apart: it gives way where there is no room, for it is a word and a command."""


@menu.says("menu")
def show_menu(turn: Turn) -> Screen:
    turn.talk.finish()
    texts, survey = turn.texts.menu, begun_survey(turn)
    mentor = texts.mentoring if Role.MENTOR in access.roles(turn.actor) else texts.mentor
    announces = bool(access.where(turn.actor, Action.ANNOUNCE))
    first = say(texts.announce, "announce") if announces else say(texts.path, "path")
    further = [first, *for_staff(turn)[: MOST - ALWAYS - len(survey)]]
    if ALWAYS - 1 + len(survey) + len(further) < MOST:
        further.append(say(texts.help, "help"))
    return personal(
        texts.menu(turn.name.polite),
        survey,
        [say(texts.associations, "mo"), say(mentor, "mentor")],
        [say(texts.events, "events"), say(texts.docs, "docs")],
        [say(texts.service, "ask"), say(texts.settings, "settings")],
        *by_two(further),
    )


def for_staff(turn: Turn) -> list[Button]:
    """The desk, then what she asks teachers, or else who has no mentor; the week, which stands at the surveys, too."""
    texts, found = turn.texts.menu, []
    if access.where(turn.actor, Action.SEE_PEOPLE):
        found.append(say(texts.people, "people"))
    if access.where(turn.actor, Action.RUN_SURVEY):
        found.append(say(texts.surveys, "surveys"))
    elif access.where(turn.actor, Action.SEE_WITHOUT_MENTOR):
        found.append(say(texts.unmentored, "unmentored"))
    if Role.OWNER in access.roles(turn.actor):
        found.append(say(texts.state, "state"))
    if access.where(turn.actor, Action.SEE_SUMMARY):
        found.append(say(turn.texts.summaries.button, "summary"))
    return found


def begun_survey(turn: Turn) -> list[Button]:
    """Straight back to the question at which she stopped."""
    is_begun = runs.unfinished(turn.repo, turn.actor, turn.known, turn.now) is not None
    return [say(turn.texts.surveys.go_on, "survey")] if is_begun else []


@menu.says("help", door=Door.ANYONE)
def show_help(turn: Turn) -> Screen:
    texts = turn.texts.help
    if turn.person is None and not turn.is_owner:
        return public(texts.stranger, [say(turn.texts.entry.contact, "ask")], [back(turn.texts, Say(word="menu"))])
    held = access.roles(turn.actor)
    lines = [Html(text) for role, text in texts.lines.items() if role in held]
    summary = [say(turn.texts.summaries.button, "summary")] if access.where(turn.actor, Action.SEE_SUMMARY) else []
    return public(texts.help(joined(lines)), [*summary, to_menu(turn.texts)])
