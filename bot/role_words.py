"""How it is said which role somebody has got or lost, by hand, by a roster or as a stand-in."""

from collections.abc import Callable
from datetime import datetime

from storage.models import Role, Substitution
from storage.repository import Repository

from .screen import Button, Html
from .services import latecomers, roles
from .services.access import Actor
from .services.notes import Note
from .services.roster.rights import Rights
from .texts import Texts
from .views import name_of, noted, say, to_menu


def role_at(texts: Texts, role: Role, place: str) -> Html:
    """«методист, Заречный район»."""
    name = texts.profile.roles_names[role]
    return texts.roles.role(name, place) if place else Html(name)


def given(texts: Texts) -> Callable[[Role, str], Note]:
    words = texts.roles
    return lambda role, place: noted(words.note_given(role_at(texts, role, place), words.what[role]), doors(texts))


def taken(texts: Texts) -> Callable[[Role, str], Note]:
    return lambda role, place: noted(texts.roles.note_taken(role_at(texts, role, place)), doors(texts))


def stands_in_no_more(texts: Texts) -> Callable[[Substitution], Note]:
    return lambda one: noted(texts.substitutions.note_ended(name_of(one.absent).whole), doors(texts))


def follow(repo: Repository, texts: Texts, rights: Rights, actor: Actor, now: datetime) -> None:
    """What a roster has done to rights is told and guarded as what is done by hand; who has left gets nothing more."""
    roles.tell_ended(repo, rights.ended, taken(texts), now)
    roles.tell_given(repo, actor, rights, given(texts), now)
    roles.close_wider(repo, actor, rights, stands_in_no_more(texts), now)
    latecomers.keep_from_left(repo)


def doors(texts: Texts) -> list[Button]:
    return [say(texts.menu.help, "help"), to_menu(texts)]
