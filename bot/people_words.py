"""What the screens of the staff's desk share: opening a person, choosing one by her name, the way back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from aiogram.filters.callback_data import CallbackData

from storage.models import Teacher
from storage.repositories.directory import Found

from .screen import Button, Html, Screen, personal
from .services import people
from .turn import Turn
from .views import by_two, joined, leaf, name_of, say, short_work, to_menu

ON_PAGE = 6
"""So many people have a button on one screen; in pairs they take three rows."""


class Roles(CallbackData, prefix="roles"):
    """Who of one's people has a role."""

    page: int = 0


class RolesOf(CallbackData, prefix="roles_of"):
    id: int


class Connections(CallbackData, prefix="conn"):
    """Who has come in, by school."""

    page: int = 0


class Substitutions(CallbackData, prefix="subst"):
    """Who stands in for whom, now and soon."""

    page: int = 0


class SubstituteFor(CallbackData, prefix="subst_of"):
    """Who stands in for this person."""

    id: int


class Journal(CallbackData, prefix="journal"):
    """Who did what; `mine`: one's own deeds."""

    mine: bool
    page: int = 0


class Picking(NamedTuple):
    """How one is chosen of those found: her button, the buttons of other pages, and what stands below."""

    button: Callable[[int], CallbackData]
    turn_to: Callable[[int], CallbackData]
    below: Sequence[Button]


def choosing(turn: Turn, said: str, page: int, how: Picking) -> Screen:
    """Who was found by these words, with buttons to choose one."""
    texts = turn.texts.people
    found = people.search(turn.repo, turn.actor, said, turn.today)
    if not found:
        is_short = sum(map(str.isalpha, said)) < 2
        return personal(texts.too_short if is_short else texts.nobody(said[:60]), how.below)
    whole = texts.found_more if len(found) == people.MOST else texts.found
    return listing(turn, found, page, how, lambda lines: whole(lines, len(found)))


def listing(turn: Turn, found: Sequence[Found], page: int, how: Picking, said: Callable[[Html], Html]) -> Screen:
    """A page of them, numbered, each with a button."""
    shown, start, ways = leaf(turn.texts, found, page, ON_PAGE, how.turn_to)
    numbered = list(enumerate(shown, start + 1))
    lines = [turn.texts.people.line(number, name_of(one).whole, one.organization) for number, one in numbered]
    buttons = [Button.of(short(number, one), how.button(one.id)) for number, one in numbered]
    return personal(said(joined(lines)), *by_two(buttons), ways, how.below)


def short(number: int, one: Found) -> str:
    """«3. Иванова А. С.»: initials tell namesakes apart, the number stands in the list above."""
    initials = " ".join(f"{name[0]}." for name in (one.first_name, one.middle_name) if name)
    return f"{number}. {one.last_name} {initials}"


def to_hub(turn: Turn) -> Button:
    return say(turn.texts.people.to_hub, "people")


def out(turn: Turn) -> list[Button]:
    """The ways that stand under every screen of the desk."""
    return [to_hub(turn), to_menu(turn.texts)]


def brief(one: Teacher) -> str:
    """«Иванова Анна Сергеевна, учитель, Школа № 3»."""
    return ", ".join((name_of(one).whole, short_work(one)))
