"""«Профиль»: what the roster says of a person."""

from bot.callbacks import Address, Wrong
from bot.features import Feature
from bot.screen import Button, Html, Screen, personal
from bot.services import profile as rules
from bot.services.profile import Profile
from bot.turn import Turn
from bot.views import say, teaching, to_menu, work_of

profile = Feature()


@profile.says("profile")
def show_profile(turn: Turn) -> Screen:
    found = rules.card(turn.repo, turn.actor, turn.today)
    texts = turn.texts.profile
    text = texts.card(turn.name.whole, work_of(turn.texts, turn.teacher), more(turn, found)) if found else texts.source
    return personal(
        text,
        [Button.of(texts.correct, Wrong()), Button.of(texts.address, Address())],
        [say(turn.texts.menu.settings, "settings"), to_menu(turn.texts)],
    )


def more(turn: Turn, found: Profile) -> Html:
    """Subjects, category, years of work, roles: each on a line, as far as known; of who has left only that she has."""
    texts = turn.texts.profile
    if found.has_left:
        return texts.left
    lines = [teaching(turn, found.teacher)]
    if found.is_young:
        lines.append(texts.young)
    names = [name for role, name in texts.roles_names.items() if role in found.roles]
    if names:
        lines.append(texts.roles(", ".join(names)))
    return Html("".join([*lines, texts.source]))
