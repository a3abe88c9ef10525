"""«Люди»: the staff's desk; whoever is named here is looked for among those one looks after."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.association_words import Associations
from bot.callbacks import OpenPerson
from bot.features import BadTapError, Feature
from bot.people_words import Connections, Journal, Picking, Roles, Substitutions, choosing, out
from bot.screen import Button, Html, Screen, personal
from bot.services import access, roles
from bot.services import people as rules
from bot.services.access import Action
from bot.turn import Turn
from bot.views import by_two, joined, say, to_menu

people = Feature()


LISTS = {
    "requests": (Action.CONFIRM_REQUEST,),
    "corrections": (Action.DECIDE_CORRECTION,),
    "invite": (Action.INVITE_PERSON, Action.HANG_PUBLIC_LINK),
    "roster": (Action.IMPORT_ROSTER,),
}
"""Words behind which other lists of people stand, and who may see them."""


class Finding(StrEnum):
    NAME = "people.name"


class Results(CallbackData, prefix="people_page"):
    """Another page of those found by the words typed last."""

    step: int
    page: int


@people.says("people")
def show_hub(turn: Turn) -> Screen:
    """«/people Иванова» looks for her at once."""
    if turn.argument:
        return searched(turn, turn.argument)
    found = rules.hub(turn.repo, turn.actor, turn.today)
    turn.talk.finish()
    turn.talk.ask(Finding.NAME)
    texts = turn.texts.people
    text = texts.hub(", ".join(found.places), joined(numbers(turn, found)))
    return personal(text, *doors(turn), [to_menu(turn.texts)])


def numbers(turn: Turn, found: rules.Hub) -> list[Html]:
    texts, counts = turn.texts.people, found.counts
    lines = [texts.people(counts.people), texts.connected(counts.connected)]
    return lines + ([texts.unguided(counts.unguided)] if counts.unguided else [])


def doors(turn: Turn) -> list[list[Button]]:
    """What else the desk has for her; two in a row, so that there is room for what comes."""
    texts = turn.texts.people
    found = [say(texts.unmentored, "unmentored")]
    if access.where(turn.actor, Action.SEE_REACHABILITY):
        found.append(Button.of(turn.texts.reachability.button, Connections()))
    if access.where(turn.actor, Action.MANAGE_ASSOCIATION):
        found.append(Button.of(turn.texts.association_desk.button, Associations()))
    if roles.may_grant(turn.actor):
        found.append(Button.of(turn.texts.roles.button, Roles()))
    elif access.where(turn.actor, Action.APPOINT_SUBSTITUTE):
        found.append(Button.of(turn.texts.substitutions.list_button, Substitutions()))
    if access.where(turn.actor, Action.SEE_AUDIT):
        found.append(Button.of(turn.texts.journal.button, Journal(mine=False)))
    words = turn.texts.fallback.guesses
    found += [
        say(words[word], word) for word, any_of in LISTS.items() if any(access.where(turn.actor, one) for one in any_of)
    ]
    return by_two(found)


@people.asks(Finding.NAME)
def question(turn: Turn) -> Screen:
    if said := turn.talk.data.get("said"):
        return results(turn, said, turn.talk.data.get("page", 0))
    return personal(turn.texts.people.ask, out(turn))


@people.answers(Finding.NAME, search=True)
def take_name(turn: Turn) -> Screen:
    return searched(turn, turn.text)


def searched(turn: Turn, said: str) -> Screen:
    turn.talk.ask(Finding.NAME, said=said[:100], page=0)
    return results(turn, said[:100], 0)


def results(turn: Turn, said: str, page: int) -> Screen:
    step = turn.talk.step
    how = Picking(lambda one: OpenPerson(id=one), lambda to: Results(step=step, page=to), out(turn))
    return choosing(turn, said, page, how)


@people.taps(Results, during=Finding.NAME)
def turn_page(turn: Turn, choice: Results) -> Screen:
    said = turn.talk.data.get("said")
    if not said:
        raise BadTapError
    turn.talk.data["page"] = choice.page
    turn.talk.changed = True
    return results(turn, said, choice.page)
