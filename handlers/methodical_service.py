"""The methodical service's card: who answers, when, where; the way to a human for everybody, strangers included."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import EditPsychologist, Say, WriteTo
from bot.features import Door, Feature
from bot.screen import Button, Html, Screen, personal, public
from bot.services import access, psychologists
from bot.services import contacts as public_contacts
from bot.services import methodical_service as rules
from bot.services.access import Action, ForbiddenError
from bot.services.methodical_service import Answering, ServiceCard
from bot.turn import Turn
from bot.views import back, contacts, joined, leaf, name_of, paging, say, to_menu
from storage.models import MethodicalService, Teacher

methodical_service = Feature()
ON_PAGE = 8
TO_WRITE = 3
"""So many methodists have a button for a letter at a time."""


class Services(CallbackData, prefix="services"):
    page: int


class Answerers(CallbackData, prefix="answerers"):
    """Other methodists one may write to."""

    page: int


@methodical_service.says("ask", door=Door.ANYONE)
def show_card(turn: Turn) -> Screen:
    if turn.person is None:
        return service_list(turn, 0)
    return known_card(turn, 0)


@methodical_service.taps(Answerers)
def show_answerers(turn: Turn, choice: Answerers) -> Screen:
    return known_card(turn, choice.page)


def known_card(turn: Turn, page: int) -> Screen:
    """Her own service; the public contacts for whoever has left the list: it is there that a slip in it is mended."""
    try:
        card = rules.card(turn.repo, turn.actor, turn.today)
    except ForbiddenError:
        return service_list(turn, 0)
    if card.service is not None or card.methodists:
        return own_card(turn, card, page)
    if card.region:
        return service_list(turn, 0)
    return public(turn.texts.methodical_service.none, psychologist_desk(turn), [to_menu(turn.texts)])


@methodical_service.taps(Services, door=Door.ANYONE)
def show_page(turn: Turn, choice: Services) -> Screen:
    return service_list(turn, max(choice.page, 0))


def own_card(turn: Turn, card: ServiceCard, page: int) -> Screen:
    people = joined([answering(turn, found) for found in card.methodists] or [turn.texts.methodical_service.nobody])
    shown, _, ways = leaf(turn.texts, answerers(turn, card), page, TO_WRITE, lambda to: Answerers(page=to))
    buttons = [[to_write(turn, one)] for one in shown]
    below = [*ways, to_menu(turn.texts)]
    text = about(turn, card.service, people)
    return personal(text, *buttons, psychologist_desk(turn), templates(turn), below)


def about(turn: Turn, service: MethodicalService | None, people: Html) -> Html:
    """Who answers is known even where nobody has entered the service's contacts."""
    texts = turn.texts.methodical_service
    if service is None:
        return texts.unwritten(psychologist(turn), people)
    more = Html(contacts(turn.texts, service) + psychologist(turn))
    return texts.card(service.name, texts.models[service.model], service.municipality.name, more, people)


def templates(turn: Turn) -> list[Button]:
    """For whoever keeps the service's documents."""
    keeps = access.where(turn.actor, Action.KEEP_TEMPLATE)
    return [say(turn.texts.templates.button, "templates")] if keeps else []


def psychologist(turn: Turn) -> Html:
    found = psychologists.contact(turn.repo, turn.actor, turn.known)
    return turn.texts.psychologists.line(found) if found else Html("")


def psychologist_desk(turn: Turn) -> list[Button]:
    """For whoever writes down the contact."""
    keeps = access.where(turn.actor, Action.SET_PSYCHOLOGIST)
    return [Button.of(turn.texts.psychologists.button, EditPsychologist())] if keeps else []


def answerers(turn: Turn, card: ServiceCard) -> list[Teacher]:
    """Who answers today, each once though she may stand in for a colleague, too; oneself left out."""
    today = [found.substitute or found.methodist for found in card.methodists]
    return [one for one in dict.fromkeys(today) if one.id != turn.known.id]


def to_write(turn: Turn, one: Teacher) -> Button:
    return Button.of(turn.texts.letters.write_to(name_of(one).polite), WriteTo(teacher=one.id))


def answering(turn: Turn, found: Answering) -> Html:
    texts = turn.texts.methodical_service
    if found.substitute:
        return texts.substitute(name_of(found.substitute).whole, name_of(found.methodist).whole)
    return texts.person(name_of(found.methodist).whole)


def service_list(turn: Turn, page: int) -> Screen:
    """Every service's contacts, a few at a time: public, so strangers see it, too."""
    texts = turn.texts.methodical_service
    services, more = public_contacts.page(turn.repo, page, ON_PAGE)
    lines = [texts.line(service.name, contacts(turn.texts, service)) for service in services] or [texts.nothing]
    ways = paging(turn.texts, max(page, 0), more, lambda to: Services(page=to))
    is_known = turn.person is not None or turn.is_owner
    home = to_menu(turn.texts) if is_known else back(turn.texts, Say(word="menu"))
    desk = psychologist_desk(turn) if is_known else []
    return public(texts.list(joined(lines)), desk, ways, [home])
