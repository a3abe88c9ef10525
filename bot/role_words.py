"""How it is said which role somebody has got or lost, by hand, by a roster or as a stand-in."""

from collections.abc import Callable

from storage.models import Role, Substitution

from .screen import Button, Html
from .services.notes import Note
from .texts import Texts
from .views import name_of, noted, say, to_menu


def role_at(texts: Texts, role: Role, place: str) -> Html:
    """«методист, Заречный район»."""
    name = texts.profile.roles_names[role]
    return texts.roles.role(name, place) if place else Html(name)


def taken(texts: Texts) -> Callable[[Role, str], Note]:
    return lambda role, place: noted(texts.roles.note_taken(role_at(texts, role, place)), doors(texts))


def stands_in_no_more(texts: Texts) -> Callable[[Substitution], Note]:
    return lambda one: noted(texts.substitutions.note_ended(name_of(one.absent).whole), doors(texts))


def doors(texts: Texts) -> list[Button]:
    return [say(texts.menu.help, "help"), to_menu(texts)]
