"""What hangs on walls: a school's link and poster, public links; and the personal links of a school in one file."""

from aiogram.filters.callback_data import CallbackData

from bot.features import BadTapError, Feature
from bot.inviting.buttons import AskSheet, InviteSchool, ShowPublic, ShowWall, addresses, qr_buttons, ways_out
from bot.inviting.files import poster_recipe, sheet_recipe
from bot.inviting.links import links
from bot.screen import Button, File, Html, Screen, personal
from bot.services import access
from bot.services import inviting as rules
from bot.services import wall_links as walls
from bot.services.access import Action, ForbiddenError
from bot.services.wall_links import NoDistrictError
from bot.turn import Turn
from bot.views import name_of
from storage.models import Municipality, Organization, Region, Scope

wall_links = Feature()


class Poster(CallbackData, prefix="inv_poster"):
    id: int


class Renew(CallbackData, prefix="inv_renew"):
    """Ask whether what hangs in the school (`scope` organization), or is published, shall be replaced."""

    scope: Scope
    id: int


class YesRenew(CallbackData, prefix="inv_yes"):
    scope: Scope
    id: int


class YesSheet(CallbackData, prefix="inv_links"):
    id: int


@wall_links.taps(ShowWall)
def show_wall(turn: Turn, choice: ShowWall) -> Screen:
    return of_school(turn, organization(turn, choice.id))


def organization(turn: Turn, organization_id: int) -> Organization:
    found = turn.repo.places.organization(organization_id)
    if found is None:
        raise ForbiddenError(Action.HANG_SCHOOL_LINK)
    return found


def of_school(turn: Turn, school: Organization, anew: bool = False) -> Screen:
    texts, out = turn.texts.inviting, ways_out(turn, InviteSchool(id=school.id))
    try:
        code = walls.school_code(turn.repo, turn.actor, school, turn.now, anew)
    except NoDistrictError:
        return personal(texts.no_district, out)
    found = links(turn.house.links, turn.texts, code)
    if not found:
        return personal(texts.no_messengers, out)
    names = ", ".join(one.name for one in found)
    return personal(
        texts.school_ready(school.name, addresses(turn, found), names),
        [Button.of(texts.poster, Poster(id=school.id))],
        qr_buttons(turn, found, code),
        [Button.of(texts.renew, Renew(scope=Scope.ORGANIZATION, id=school.id))],
        out,
    )


@wall_links.taps(Poster)
def show_poster(turn: Turn, choice: Poster) -> Screen:
    school, texts = organization(turn, choice.id), turn.texts
    if not turn.house.links:
        return of_school(turn, school)
    walls.school_code(turn.repo, turn.actor, school, turn.now)
    file = File(f"{texts.poster.file(school.name)}.pdf", b"", poster_recipe(school.id))
    return personal(texts.inviting.poster_ready, ways_out(turn, ShowWall(id=school.id)), file=file)


@wall_links.taps(ShowPublic)
def show_public(turn: Turn, choice: ShowPublic) -> Screen:
    return of_place(turn, place(turn, choice.scope, choice.id), choice.scope)


def place(turn: Turn, scope: Scope, place_id: int) -> Municipality | Region:
    found = turn.repo.places.at(scope, place_id)
    if found is None or isinstance(found, Organization):
        raise ForbiddenError(Action.HANG_PUBLIC_LINK)
    return found


def of_place(turn: Turn, where: Municipality | Region, scope: Scope, anew: bool = False) -> Screen:
    turn.talk.finish()
    texts, code = turn.texts.inviting, walls.public_code(turn.repo, turn.actor, where, turn.now, anew)
    found = links(turn.house.links, turn.texts, code)
    if not found:
        return personal(texts.no_messengers, ways_out(turn))
    return personal(
        texts.public_ready(where.name, addresses(turn, found)),
        qr_buttons(turn, found, code),
        [Button.of(texts.renew, Renew(scope=scope, id=where.id))],
        ways_out(turn),
    )


@wall_links.taps(Renew)
def ask_renew(turn: Turn, choice: Renew) -> Screen:
    texts, back_to = turn.texts.inviting, where_from(choice)
    found = turn.repo.places.at(choice.scope, choice.id)
    if found is None:
        raise BadTapError
    is_school = choice.scope is Scope.ORGANIZATION
    access.require(turn.actor, Action.HANG_SCHOOL_LINK if is_school else Action.HANG_PUBLIC_LINK, found)
    yes = Button.of(texts.renew_yes, YesRenew(scope=choice.scope, id=choice.id), confirms=True)
    return personal(texts.renew_sure(found.name), [yes], ways_out(turn, back_to))


def where_from(choice: Renew) -> CallbackData:
    is_school = choice.scope is Scope.ORGANIZATION
    return ShowWall(id=choice.id) if is_school else ShowPublic(scope=choice.scope, id=choice.id)


@wall_links.taps(YesRenew)
def renew(turn: Turn, choice: YesRenew) -> Screen:
    if choice.scope is Scope.ORGANIZATION:
        shown = of_school(turn, organization(turn, choice.id), anew=True)
    else:
        shown = of_place(turn, place(turn, choice.scope, choice.id), choice.scope, anew=True)
    return shown.with_toast(turn.texts.inviting.renewed)


@wall_links.taps(AskSheet)
def ask_sheet(turn: Turn, choice: AskSheet) -> Screen:
    texts, found = turn.texts.inviting, rules.sheet(turn.repo, turn.actor, choice.id, turn.now)
    out = ways_out(turn, InviteSchool(id=choice.id))
    if not found.people:
        return personal(texts.links_none, out)
    above = texts.links_above(found.above) if found.above else ""
    text = Html(texts.links_sure(len(found.people), found.organization.name) + above)
    return personal(text, [Button.of(texts.links_yes, YesSheet(id=choice.id), confirms=True)], out)


@wall_links.taps(YesSheet)
def make_sheet(turn: Turn, choice: YesSheet) -> Screen:
    texts, out = turn.texts.inviting, ways_out(turn, InviteSchool(id=choice.id))
    if not turn.house.links:
        return personal(texts.no_messengers, out)
    issued = rules.invite_school(turn.repo, turn.actor, choice.id, turn.now)
    if not issued:
        return personal(texts.links_none, out)
    name = organization(turn, choice.id).name
    people = [(name_of(one.person).whole, one.code) for one in issued]
    file = File(texts.sheet_file(name), b"", sheet_recipe(name, people))
    return personal(texts.links_ready(len(issued)), out, file=file)
