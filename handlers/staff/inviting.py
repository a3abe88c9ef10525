"""«Пригласить»: a person by name or school, her personal link as a message to forward and as a QR code."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import InvitePerson
from bot.features import Feature
from bot.inviting.buttons import (
    AskSheet,
    InviteSchool,
    ShowPublic,
    ShowQr,
    ShowWall,
    addresses,
    qr_buttons,
    short,
    ways_out,
)
from bot.inviting.files import qr_recipe
from bot.inviting.links import links
from bot.people_words import out
from bot.screen import Button, File, Html, Part, Screen, personal
from bot.services import access, invitations
from bot.services import inviting as rules
from bot.services.access import Action, ForbiddenError
from bot.services.invitations import AboveError, NotInRosterError, Standing
from bot.turn import Turn
from bot.views import dated, name_of, paging, say, short_work
from storage.models import Scope, Teacher

inviting = Feature()
ON_PAGE = 4
OFFERED = 5


class Inviting(StrEnum):
    WHO = "inviting.who"


class Schools(CallbackData, prefix="inv_schools"):
    page: int


class Unconnected(CallbackData, prefix="inv_not"):
    school: int
    page: int


class Issue(CallbackData, prefix="inv_issue"):
    id: int


class Revoke(CallbackData, prefix="inv_revoke"):
    id: int


@inviting.says("invite")
def show_home(turn: Turn) -> Screen:
    texts, public_links = turn.texts.inviting, public_buttons(turn)
    turn.talk.finish()
    if not access.where(turn.actor, Action.INVITE_PERSON):
        if not public_links:
            raise ForbiddenError(Action.INVITE_PERSON)
        return personal(texts.home_public, public_links, out(turn))
    turn.talk.ask(Inviting.WHO)
    places = rules.schools(turn.repo, turn.actor)
    few = [[Button.of(one.name, InviteSchool(id=one.id))] for one in places[:2]] if len(places) <= 2 else []
    many = [] if few or not places else [Button.of(texts.schools, Schools(page=0))]
    requests = [say(turn.texts.requests.button, "requests")]
    return personal(texts.home, *few, many, public_links, requests, out(turn))


def public_buttons(turn: Turn) -> list[Button]:
    """Of the places whose public link she may hang up: as a rule one; of several each by its name."""
    grants = [one for one in access.where(turn.actor, Action.HANG_PUBLIC_LINK) if one.scope is not Scope.ALL][:2]
    places = [turn.repo.places.at(one.scope, one.scope_id) for one in grants]
    label = turn.texts.inviting.public
    names = [label if len(places) == 1 or place is None else place.name for place in places]
    shown = [ShowPublic(scope=one.scope, id=one.scope_id) for one in grants]
    return [Button.of(name, data) for name, data in zip(names, shown, strict=True)]


@inviting.asks(Inviting.WHO)
def ask_who(turn: Turn) -> Screen:
    return show_home(turn)


@inviting.answers(Inviting.WHO, search=True)
def find(turn: Turn) -> Screen:
    """Schools whose names have the words in them, and people; the question stays open for another name."""
    texts, said = turn.texts.inviting, " ".join(turn.text.split())[:60]
    places = rules.schools_like(turn.repo, turn.actor, said)[:2]
    people = rules.search(turn.repo, turn.actor, said, OFFERED - len(places), turn.now)
    found: list[tuple[str, CallbackData]] = [(one.name, InviteSchool(id=one.id)) for one in places]
    found += [(texts.person_button(short(one), one.organization), InvitePerson(id=one.id)) for one in people]
    rows = [[Button.of(f"{number}. {label}", to)] for number, (label, to) in enumerate(found, 1)]
    text = texts.found(said) if rows else texts.none_found(said)
    return personal(text, *rows, ways_out(turn))


@inviting.taps(Schools)
def show_schools(turn: Turn, choice: Schools) -> Screen:
    texts, found = turn.texts.inviting, rules.schools(turn.repo, turn.actor)
    page = min(max(choice.page, 0), max(len(found) - 1, 0) // ON_PAGE)
    rows = [[Button.of(one.name, InviteSchool(id=one.id))] for one in found[page * ON_PAGE : (page + 1) * ON_PAGE]]
    ways = paging(turn.texts, page, len(found) > (page + 1) * ON_PAGE, lambda to: Schools(page=to))
    return personal(texts.choose_school, *rows, ways, ways_out(turn))


@inviting.taps(InviteSchool)
def show_school(turn: Turn, choice: InviteSchool) -> Screen:
    texts, found = turn.texts.inviting, rules.school(turn.repo, turn.actor, choice.id, turn.now)
    turn.talk.finish()
    free = len(found.unconnected)
    sheet = [Button.of(texts.personal_links, AskSheet(id=choice.id))] if free else []
    who = [Button.of(texts.who_not, Unconnected(school=choice.id, page=0))] if free else []
    return personal(
        texts.school(free, found.organization.name, found.people),
        [Button.of(texts.school_link, ShowWall(id=choice.id))],
        who,
        sheet,
        ways_out(turn),
    )


@inviting.taps(Unconnected)
def show_unconnected(turn: Turn, choice: Unconnected) -> Screen:
    texts, found = turn.texts.inviting, rules.school(turn.repo, turn.actor, choice.school, turn.now)
    people, home = found.unconnected, ways_out(turn, InviteSchool(id=choice.school))
    if not people:
        return personal(texts.all_connected(found.organization.name), home)
    page = min(max(choice.page, 0), (len(people) - 1) // ON_PAGE)
    shown = people[page * ON_PAGE : (page + 1) * ON_PAGE]
    rows = [[Button.of(short(one), InvitePerson(id=one.id))] for one in shown]
    more = len(people) > (page + 1) * ON_PAGE
    ways = paging(turn.texts, page, more, lambda to: choice.model_copy(update={"page": to}))
    return personal(texts.unconnected(found.organization.name), *rows, ways, home)


@inviting.taps(InvitePerson)
def open_person(turn: Turn, choice: InvitePerson) -> Screen:
    """Whoever has neither access nor a link gets one at once; else it is asked, for a new one closes the old."""
    person = one_of_mine(turn, choice.id)
    standing = invitations.standing(turn.repo, turn.actor, person, turn.now)
    if not standing.messengers and standing.pending_since is None:
        return issue(turn, person)
    texts = turn.texts.inviting
    pending = [] if standing.pending_since is None else [Button.of(texts.revoke, Revoke(id=person.id))]
    return personal(
        texts.person(name_of(person).whole, short_work(person), described(turn, standing)),
        [Button.of(texts.issue, Issue(id=person.id), confirms=True)],
        pending,
        ways_out(turn),
    )


def described(turn: Turn, standing: Standing) -> Html:
    texts, names = turn.texts.inviting, turn.texts.profile.messengers
    if standing.pending_since is None or standing.messengers:
        return texts.connected(", ".join(names[one] for one in standing.messengers))
    return texts.pending(dated(turn, standing.pending_since))


def one_of_mine(turn: Turn, teacher_id: int) -> Teacher:
    person = turn.repo.teachers.get(teacher_id)
    if person is None:
        raise ForbiddenError(Action.INVITE_PERSON)
    return person


@inviting.taps(Issue)
def issue_again(turn: Turn, choice: Issue) -> Screen:
    return issue(turn, one_of_mine(turn, choice.id))


def issue(turn: Turn, person: Teacher) -> Screen:
    """The message to forward, then what to know about it."""
    texts = turn.texts.inviting
    turn.talk.finish()
    if not turn.house.links:
        return personal(texts.no_messengers, ways_out(turn))
    try:
        code = invitations.issue_personal(turn.repo, turn.actor, person, turn.now)
    except (NotInRosterError, AboveError) as error:
        return personal(texts.left if isinstance(error, NotInRosterError) else texts.not_yours, ways_out(turn))
    found = links(turn.house.links, turn.texts, code)
    words = Part(texts.for_her(name_of(person).polite, addresses(turn, found)))
    revoke = [Button.of(texts.revoke, Revoke(id=person.id))]
    told = texts.issued(invitations.PERSONAL_DAYS)
    return personal(told, qr_buttons(turn, found, code), revoke, ways_out(turn)).after(words)


@inviting.taps(Revoke)
def revoke(turn: Turn, choice: Revoke) -> Screen:
    """What went to the wrong person; who has come in by it already is turned out by a new link."""
    texts, person = turn.texts.inviting, one_of_mine(turn, choice.id)
    closed = invitations.revoke(turn.repo, turn.actor, person, turn.now)
    said = (texts.revoked if closed else texts.revoked_none)(name_of(person).whole)
    return personal(said, [Button.of(texts.issue, Issue(id=person.id), confirms=True)], ways_out(turn))


@inviting.taps(ShowQr)
def show_qr(turn: Turn, choice: ShowQr) -> Screen:
    """The code is no secret to whoever sees the button, and no other code leads anywhere."""
    texts = turn.texts.inviting
    if not (access.where(turn.actor, Action.INVITE_PERSON) or access.where(turn.actor, Action.HANG_PUBLIC_LINK)):
        raise ForbiddenError(Action.INVITE_PERSON)
    found = links(turn.house.links, turn.texts, choice.code)
    one = next((link for link in found if link.messenger == choice.messenger), None)
    if one is None or not invitations.CODE.fullmatch(choice.code):
        return personal(texts.no_messengers, ways_out(turn))
    file = File(texts.qr_file(one.messenger), b"", qr_recipe(one.messenger, choice.code))
    return personal(texts.qr_ready(one.name), qr_buttons(turn, found, choice.code), ways_out(turn), file=file)
