"""The menu: what this person can do here, by her roles."""

from bot.features import Door, Feature
from bot.screen import Html, Screen, personal, public
from bot.services import access
from bot.services.access import Action
from bot.turn import Turn
from bot.views import joined, say, to_menu
from storage.models import Role

menu = Feature()


@menu.says("menu")
def show_menu(turn: Turn) -> Screen:
    turn.talk.finish()
    texts = turn.texts.menu
    held = access.roles(turn.actor)
    mentor = texts.mentoring if Role.MENTOR in held else texts.mentor
    announce = [say(texts.announce, "announce")] if access.where(turn.actor, Action.ANNOUNCE) else []
    lists = [(Action.SEE_WITHOUT_MENTOR, texts.unmentored, "unmentored")]
    lists.append((Action.DECIDE_CORRECTION, texts.requests, "requests"))
    staff = [[say(label, word) for action, label, word in lists if access.where(turn.actor, action)]]
    if Role.OWNER in held:
        staff.append([say(texts.state, "state")])
    return personal(
        texts.menu(turn.name.polite),
        [say(texts.associations, "mo"), say(mentor, "mentor")],
        [say(texts.events, "events"), say(texts.docs, "docs")],
        [say(texts.service, "ask"), say(texts.settings, "settings")],
        [*announce, say(texts.help, "help")],
        *staff,
    )


@menu.says("help", door=Door.ANYONE)
def show_help(turn: Turn) -> Screen:
    texts = turn.texts.help
    if turn.person is None and not turn.is_owner:
        return public(texts.stranger, [say(turn.texts.entry.contact, "ask")])
    held = access.roles(turn.actor)
    lines = [Html(text) for role, text in texts.lines.items() if role in held]
    return public(texts.help(joined(lines)), [to_menu(turn.texts)])
