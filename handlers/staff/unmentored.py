"""«Кто без наставника»: young specialists within one's own scope whom nobody mentors; the region by municipality."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import OpenPerson, Say
from bot.features import Feature
from bot.mentor_words import Suggest
from bot.people_words import out, to_hub
from bot.screen import Button, Screen, personal
from bot.services import access, mentoring
from bot.services import methodical_service as services
from bot.services.access import Action, ForbiddenError
from bot.turn import Turn
from bot.views import back, by_two, joined, leaf, name_of, short_work, to_menu
from storage.models import Municipality, Scope, Teacher

unmentored = Feature()
ON_PAGE = 6
BUTTONS = 5
"""So many municipalities have a button on one screen."""


class Page(CallbackData, prefix="unmentored"):
    """`municipality` is 0 for everything the actor looks after herself."""

    number: int
    municipality: int = 0


class Districts(CallbackData, prefix="districts"):
    page: int


@unmentored.says("unmentored")
def show_first(turn: Turn) -> Screen:
    held = access.where(turn.actor, Action.SEE_WITHOUT_MENTOR)
    if not held:
        raise ForbiddenError(Action.SEE_WITHOUT_MENTOR)
    return districts(turn, 0) if any(grant.scope is Scope.REGION for grant in held) else page(turn, Page(number=0))


@unmentored.taps(Page)
def show_page(turn: Turn, choice: Page) -> Screen:
    return page(turn, choice)


@unmentored.taps(Districts)
def show_districts(turn: Turn, choice: Districts) -> Screen:
    return districts(turn, choice.page)


def districts(turn: Turn, number: int) -> Screen:
    """The municipalities of the region that have a service, a few at a time."""
    texts = turn.texts.mentoring
    found = services.card(turn.repo, turn.actor, turn.today).region
    shown, _, ways = leaf(turn.texts, found, number, BUTTONS, lambda to: Districts(page=to))
    rows = [[to_district(service.municipality)] for service in shown]
    text = texts.choose_municipality if found else texts.no_municipalities
    return personal(text, *rows, ways, out(turn))


def to_district(municipality: Municipality) -> Button:
    return Button.of(municipality.name, Page(number=0, municipality=municipality.id))


def page(turn: Turn, choice: Page) -> Screen:
    texts = turn.texts.mentoring
    found = people(turn, choice.municipality)
    home = [back(turn.texts, Say(word="unmentored"))] if choice.municipality else [to_hub(turn)]
    if not found:
        return personal(texts.everyone_has, [*home, to_menu(turn.texts)])
    shown, start, ways = leaf(
        turn.texts, found, choice.number, ON_PAGE, lambda to: choice.model_copy(update={"number": to})
    )
    numbered = list(enumerate(shown, start + 1))
    lines = [texts.unmentored_line(number, name_of(one).whole, short_work(one)) for number, one in numbered]
    buttons = [to_one(turn, number, one) for number, one in numbered]
    return personal(texts.unmentored(joined(lines), len(found)), *by_two(buttons), ways, [*home, to_menu(turn.texts)])


def to_one(turn: Turn, number: int, one: Teacher) -> Button:
    """Straight to who could be her mentor, for those who may assign one; the card for the others."""
    may = access.allows(turn.actor, Action.ASSIGN_MENTOR, one)
    return Button.of(f"{number}. {one.last_name}", Suggest(id=one.id) if may else OpenPerson(id=one.id))


def people(turn: Turn, municipality_id: int) -> Sequence[Teacher]:
    if not municipality_id:
        return mentoring.own_without_mentor(turn.repo, turn.actor, turn.today)
    municipality = turn.repo.places.municipality(municipality_id)
    if municipality is None:
        raise ForbiddenError(Action.SEE_WITHOUT_MENTOR)
    return mentoring.without_mentor(turn.repo, turn.actor, municipality, turn.today)
