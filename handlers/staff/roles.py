"""«Роли»: who has which, given and taken after a confirmation."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.announcing.sent import is_any_left
from bot.callbacks import OpenPerson
from bot.features import Feature
from bot.people_words import Roles, RolesOf, Substitutions, brief, out
from bot.role_words import given as note_given
from bot.role_words import role_at, stands_in_no_more, taken
from bot.screen import Button, Html, Screen, personal
from bot.services import people
from bot.services import roles as rules
from bot.services.roles import Granted, LastError, Offer, OneselfError, Standing
from bot.turn import Turn
from bot.views import back, by_two, joined, name_of, paging, to_menu
from storage.models import Role

roles = Feature()
ON_PAGE = 5
BUTTONS = 6
"""So many roles of one person have a button."""


class Deciding(StrEnum):
    GIVE = "roles.give"
    TAKE = "roles.take"


class Give(CallbackData, prefix="role_give"):
    person: int
    role: Role
    place: int


class Take(CallbackData, prefix="role_take"):
    person: int
    id: int


class YesGive(CallbackData, prefix="role_yes"):
    step: int


class YesTake(CallbackData, prefix="role_off"):
    step: int


@roles.taps(Roles)
def show_holders(turn: Turn, choice: Roles) -> Screen:
    turn.talk.finish()
    texts, page = turn.texts.roles, max(choice.page, 0)
    found = rules.holders(turn.repo, turn.actor, page * ON_PAGE, ON_PAGE + 1, turn.today)
    numbered = list(enumerate(found[:ON_PAGE], page * ON_PAGE + 1))
    lines = [texts.holder(number, name_of(one).whole, said(turn, held)) for number, (held, one) in numbered]
    buttons = [Button.of(f"{number}. {one.last_name}", RolesOf(id=one.id)) for number, (_, one) in numbered]
    ways = paging(turn.texts, page, len(found) > ON_PAGE, lambda to: Roles(page=to))
    ways.append(Button.of(turn.texts.substitutions.list_button, Substitutions()))
    return personal(texts.holders(joined(lines or [texts.nobody])), *by_two(buttons), ways, out(turn))


def said(turn: Turn, one: Granted | Offer) -> Html:
    return role_at(turn.texts, one.role, one.place)


@roles.taps(RolesOf)
def show_person(turn: Turn, choice: RolesOf) -> Screen:
    turn.talk.finish()
    found = rules.standing(turn.repo, turn.actor, choice.id, turn.today)
    people.look(turn.repo, turn.actor, choice.id, turn.now, turn.today)
    return of_person(turn, found)


def of_person(turn: Turn, found: Standing) -> Screen:
    texts, names, number = turn.texts.roles, turn.texts.profile.roles_names, found.person.id
    lines = [said(turn, one) for one in found.held] or [texts.has_none]
    buttons = [
        Button.of(texts.take(names[one.role]), Take(person=number, id=one.id)) for one in found.held if one.may_revoke
    ]
    buttons += [
        Button.of(texts.give(names[one.role]), Give(person=number, role=one.role, place=one.scope_id))
        for one in found.offers
    ]
    ways = [Button.of(turn.texts.mentor_desk.to_card, OpenPerson(id=number)), *out(turn)]
    rows = [[button] for button in buttons[: BUTTONS - 1]]
    return personal(texts.person(brief(found.person), joined(lines)), *rows, ways)


@roles.taps(Give)
def ask_give(turn: Turn, choice: Give) -> Screen:
    turn.talk.finish()
    turn.talk.ask(Deciding.GIVE, person=choice.person, role=choice.role.value, place=choice.place)
    return confirm_give(turn)


@roles.asks(Deciding.GIVE)
def confirm_give(turn: Turn) -> Screen:
    texts, data = turn.texts.roles, turn.talk.data
    found = rules.standing(turn.repo, turn.actor, data["person"], turn.today)
    wanted = (data["role"], data["place"])
    offer = next((one for one in found.offers if (one.role, one.scope_id) == wanted), None)
    if offer is None:  # she has it meanwhile, or nobody may give it any more
        turn.talk.finish()
        return of_person(turn, found)
    text = texts.confirm_give(brief(found.person), said(turn, offer), texts.what[offer.role])
    return deciding(turn, text, Button.of(texts.yes_give, YesGive(step=turn.talk.step), confirms=True))


def deciding(turn: Turn, text: Html, yes: Button) -> Screen:
    return personal(text, [yes], [Button.of(turn.texts.roles.refuse, RolesOf(id=turn.talk.data["person"]))])


@roles.taps(YesGive, during=Deciding.GIVE)
def give(turn: Turn, choice: YesGive) -> Screen:
    data, texts = turn.talk.data, turn.texts.roles
    turn.talk.finish()
    given = (data["person"], Role(data["role"]), data["place"], note_given(turn.texts), stands_in_no_more(turn.texts))
    try:
        is_new = rules.grant(turn.repo, turn.actor, *given, turn.now, turn.today)
    except OneselfError:
        return personal(texts.oneself, out(turn))
    found = rules.standing(turn.repo, turn.actor, data["person"], turn.today)
    return of_person(turn, found).with_toast(texts.given if is_new else texts.had)


@roles.taps(Take)
def ask_take(turn: Turn, choice: Take) -> Screen:
    turn.talk.finish()
    turn.talk.ask(Deciding.TAKE, person=choice.person, grant=choice.id)
    return confirm_take(turn)


@roles.asks(Deciding.TAKE)
def confirm_take(turn: Turn) -> Screen:
    texts, data = turn.texts.roles, turn.talk.data
    found = rules.standing(turn.repo, turn.actor, data["person"], turn.today)
    held = next((one for one in found.held if one.id == data["grant"] and one.may_revoke), None)
    if held is None:  # it was taken meanwhile
        turn.talk.finish()
        return of_person(turn, found)
    text = texts.confirm_take(brief(found.person), said(turn, held))
    return deciding(turn, text, Button.of(texts.yes_take, YesTake(step=turn.talk.step), confirms=True))


@roles.taps(YesTake, during=Deciding.TAKE)
def take(turn: Turn, choice: YesTake) -> Screen:
    data, texts = turn.talk.data, turn.texts.roles
    turn.talk.finish()
    to_person = [back(turn.texts, RolesOf(id=data["person"])), to_menu(turn.texts)]
    try:
        person = rules.revoke(turn.repo, turn.actor, data["grant"], taken(turn.texts), turn.now, turn.today)
    except LastError:
        return personal(texts.last, to_person)
    except OneselfError:
        return personal(texts.oneself, to_person)
    found = rules.standing(turn.repo, turn.actor, person.id, turn.today)
    return of_person(turn, found).with_toast(texts.taken_left if is_any_left(turn) else texts.taken)
