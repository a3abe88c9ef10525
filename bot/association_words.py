"""What the staff's screens of associations share."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from storage.models import Association

from .screen import Button, Screen, personal
from .services import association_desk as rules
from .services.notes import Note
from .turn import Turn
from .views import back, noted, say, to_menu


class Associations(CallbackData, prefix="as_list"):
    page: int = 0


class New(CallbackData, prefix="as_new"):
    """The way to create one."""


class HeadOf(CallbackData, prefix="as_which"):
    """Which association this person is to head."""

    id: int


class Card(CallbackData, prefix="as_card"):
    id: int


class Members(CallbackData, prefix="as_people"):
    id: int
    page: int = 0


def headed(turn: Turn, found: Association) -> Note:
    """To the new head."""
    return noted(turn.texts.association_desk.note_head(found.title), _doors(turn))


def joined_by_staff(turn: Turn, found: Association) -> Note:
    return noted(turn.texts.association_desk.note_member(found.title), _doors(turn))


def _doors(turn: Turn) -> list[Button]:
    return [say(turn.texts.menu.associations, "mo"), to_menu(turn.texts)]


def subjects(turn: Turn, said: str, choose: Callable[[int], CallbackData], below: list[Button]) -> Screen:
    """What may be meant by a subject as typed."""
    texts = turn.texts.association_desk
    found = rules.subjects_like(turn.repo, turn.actor, said)
    rows = [[Button.of(one.name, choose(one.id))] for one in found[:4]]
    return personal(texts.which_subject if found else texts.no_subject(said[:60]), *rows, below)


def ways_out(turn: Turn, association_id: int) -> list[Button]:
    """Back to its card, and to the menu."""
    return [back(turn.texts, Card(id=association_id)), to_menu(turn.texts)]
