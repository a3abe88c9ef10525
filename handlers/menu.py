"""The menu: what this person can do here, by her roles."""

from bot.callbacks import Say
from bot.features import Door, Feature
from bot.screen import Button, Html, Screen, personal, public
from bot.services import access
from bot.services.access import Action
from bot.turn import Turn
from bot.views import joined, to_menu
from storage.models import Role

menu = Feature()


@menu.says("menu")
def show_menu(turn: Turn) -> Screen:
    turn.talk.finish()
    texts = turn.texts.menu
    held = access.roles(turn.actor)
    mentor = texts.mentoring if Role.MENTOR in held else texts.mentor
    staff = []
    if access.where(turn.actor, Action.SEE_WITHOUT_MENTOR):
        staff.append(Button.of(texts.unmentored, Say(word="unmentored")))
    if Role.OWNER in held:
        staff.append(Button.of(texts.state, Say(word="state")))
    return personal(
        texts.menu(turn.name.polite),
        [Button.of(texts.associations, Say(word="mo")), Button.of(mentor, Say(word="mentor"))],
        [Button.of(texts.service, Say(word="ask")), Button.of(texts.profile, Say(word="profile"))],
        *([button] for button in staff),
        [Button.of(texts.settings, Say(word="settings")), Button.of(texts.help, Say(word="help"))],
    )


@menu.says("help", door=Door.ANYONE)
def show_help(turn: Turn) -> Screen:
    texts = turn.texts.help
    if turn.person is None and not turn.is_owner:
        return public(texts.stranger, [Button.of(turn.texts.entry.contact, Say(word="ask"))])
    held = access.roles(turn.actor)
    lines = [Html(text) for role, text in texts.lines.items() if role in held]
    return public(texts.help(joined(lines)), [to_menu(turn.texts)])
