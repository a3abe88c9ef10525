"""«Связь по школам»: how many have come in, the worst first, and who has not, to tell them."""

from aiogram.filters.callback_data import CallbackData

from bot.announcing.files import UNCONNECTED, recipe
from bot.features import Feature
from bot.people_words import Connections, out
from bot.screen import Button, File, Html, Screen, personal
from bot.services import reachability as rules
from bot.services.reachability import Share
from bot.turn import Turn
from bot.views import back, by_two, joined, leaf, name_of, paging, to_menu
from storage.models import Municipality

reachability = Feature()
ON_PAGE = 5
NAMES = 40
"""So many names stand on one page."""


class Schools(CallbackData, prefix="conn_schools"):
    district: int
    page: int = 0


class Groups(CallbackData, prefix="conn_groups"):
    district: int
    page: int = 0


class School(CallbackData, prefix="conn_school"):
    id: int


class Missing(CallbackData, prefix="conn_names"):
    id: int
    page: int = 0


class Excel(CallbackData, prefix="conn_xlsx"):
    id: int


@reachability.taps(Connections)
def show(turn: Turn, choice: Connections) -> Screen:
    """Her own school, her municipality, or the choice of one."""
    turn.talk.finish()
    districts = rules.districts(turn.repo, turn.actor)
    own = rules.own_schools(turn.repo, turn.actor, turn.today)
    if len(districts) == 1 and not own:
        return schools(turn, Schools(district=districts[0].id))
    if not districts:
        return school(turn, School(id=own[0].id)) if len(own) == 1 else listed(turn, own)
    return choosing(turn, districts, own, choice.page)


def choosing(turn: Turn, districts: list[Municipality], own: list[Share], page: int) -> Screen:
    found = [Button.of(one.name, School(id=one.id)) for one in own]
    found += [Button.of(one.name, Schools(district=one.id)) for one in districts]
    shown, _, ways = leaf(turn.texts, found, page, ON_PAGE - 1, lambda to: Connections(page=to))
    return personal(turn.texts.reachability.choose, *([button] for button in shown), ways, out(turn))


def listed(turn: Turn, own: list[Share]) -> Screen:
    """Several schools of one deputy."""
    texts = turn.texts.reachability
    if not own:
        return personal(texts.nothing, out(turn))
    rows = [[Button.of(one.name, School(id=one.id))] for one in own[:ON_PAGE]]
    lines = joined([line(turn, number, one) for number, one in enumerate(own, 1)])
    return personal(lines, *rows, out(turn))


def line(turn: Turn, number: int, one: Share) -> Html:
    return turn.texts.reachability.line(number, one.name, one.connected, one.people)


@reachability.taps(Schools)
def schools(turn: Turn, choice: Schools) -> Screen:
    texts = turn.texts.reachability
    found = rules.schools(turn.repo, turn.actor, choice.district, turn.today)
    shown, start, ways = leaf(
        turn.texts, found, choice.page, ON_PAGE, lambda to: choice.model_copy(update={"page": to})
    )
    numbered = list(enumerate(shown, start + 1))
    lines = joined([line(turn, number, one) for number, one in numbered]) or texts.nothing
    buttons = [Button.of(f"{number}. {one.name}", School(id=one.id)) for number, one in numbered]
    other = Button.of(texts.by_association, Groups(district=choice.district))
    numbers = (sum(one.connected for one in found), sum(one.people for one in found))
    return personal(
        texts.schools(place(turn, choice.district), *numbers, lines), *by_two(buttons), [*ways, other], out(turn)
    )


def place(turn: Turn, district: int) -> str:
    return next((one.name for one in rules.districts(turn.repo, turn.actor) if one.id == district), "")


@reachability.taps(Groups)
def groups(turn: Turn, choice: Groups) -> Screen:
    texts, size = turn.texts.reachability, 3 * ON_PAGE
    found = rules.associations(turn.repo, turn.actor, choice.district, turn.today)
    shown, start, ways = leaf(turn.texts, found, choice.page, size, lambda to: choice.model_copy(update={"page": to}))
    lines = [line(turn, number, one) for number, one in enumerate(shown, start + 1)]
    other = Button.of(texts.by_school, Schools(district=choice.district))
    text = texts.associations(place(turn, choice.district), joined(lines or [texts.nothing]))
    return personal(text, [*ways, other], out(turn))


@reachability.taps(School)
def school(turn: Turn, choice: School) -> Screen:
    texts = turn.texts.reachability
    found = rules.school(turn.repo, turn.actor, choice.id, turn.today)
    names = turn.texts.profile.messengers
    used = [texts.messenger(names.get(key, key), number) for key, number in found.messengers.items()]
    text = texts.school(found.organization.name, found.connected, found.people, Html("".join(used)))
    ways = [Button.of(texts.names, Missing(id=choice.id)), Button.of(texts.excel, Excel(id=choice.id))]
    return personal(text, ways, [back(turn.texts, Connections()), *out(turn)])


@reachability.taps(Missing)
def missing(turn: Turn, choice: Missing) -> Screen:
    texts, page = turn.texts.reachability, max(choice.page, 0)
    one = rules.school(turn.repo, turn.actor, choice.id, turn.today).organization
    found = rules.missing(turn.repo, turn.actor, one.id, page * NAMES, NAMES + 1, turn.now, turn.today)
    lines = [texts.name(number, name_of(who).whole) for number, who in enumerate(found[:NAMES], page * NAMES + 1)]
    ways = paging(turn.texts, page, len(found) > NAMES, lambda to: Missing(id=one.id, page=to))
    text = texts.missing(one.name, joined(lines)) if lines else texts.everybody
    return personal(text, ways, [back(turn.texts, School(id=one.id)), to_menu(turn.texts)])


@reachability.taps(Excel)
def excel(turn: Turn, choice: Excel) -> Screen:
    """The table is made beside the writer, when it is shown."""
    texts = turn.texts.reachability
    one = rules.school(turn.repo, turn.actor, choice.id, turn.today).organization
    rules.missing(turn.repo, turn.actor, one.id, 0, 1, turn.now, turn.today)
    file = File(texts.excel_name, b"", recipe(UNCONNECTED, one.id, turn.time_zone))
    return personal(texts.excel_ready(one.name), [back(turn.texts, School(id=one.id)), to_menu(turn.texts)], file=file)
