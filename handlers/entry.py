"""The first minute: link, consent, check, menu; strangers."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot import doorstep
from bot.announcing.missed import missed
from bot.callbacks import Check, Mistaken, Right
from bot.features import Door, Feature
from bot.linking import LINK
from bot.screen import Button, Html, Part, Screen, personal, public
from bot.services import access, invitations, mentoring, registration, routing
from bot.services.access import Action
from bot.services.days import has_left
from bot.services.invitations import Invited, Invitee, Locked
from bot.services.routing import Listed
from bot.texts import Texts
from bot.texts.dates import moment
from bot.turn import Turn
from bot.views import ask, gate, joined, name_of, operator_of, say, teaching, to_menu, work_of
from storage.models import Municipality, Organization, Region, RequestKind, Role, Teacher

entry = Feature()
KNOWN_PAYLOADS = frozenset({"menu", LINK})
"""Payloads of our own links that are no invitations."""


class Entry(StrEnum):
    CONSENT = "entry.consent"


class Agree(CallbackData, prefix="agree"):
    step: int


class Disagree(CallbackData, prefix="disagree"):
    step: int


class Read(CallbackData, prefix="read"):
    step: int


class Begin(CallbackData, prefix="begin"):
    step: int


@entry.says("start", door=Door.ANYONE)
def start(turn: Turn) -> Screen:
    """With a code an invitation; without one, where the person stands: a question that is open stays open."""
    code = turn.argument
    if turn.person is not None:
        return at_home(turn, bool(code) and code not in KNOWN_PAYLOADS)
    if code and code not in KNOWN_PAYLOADS:
        return invited(turn, code)
    return stranger(turn).after(keyboard(turn.texts))


def at_home(turn: Turn, has_code: bool) -> Screen:
    turn.talk.finish()
    if has_code:
        return (
            left(turn)
            if has_left(turn.teacher, turn.today)
            else public(turn.texts.entry.already, [to_menu(turn.texts)])
        )
    return gate(turn) or summary(turn).after(hello(turn.texts, turn.name.polite))


def left(turn: Turn) -> Screen:
    """Her link is for the entry she has elsewhere now: the account must let go of the one that has left."""
    words = turn.texts.settings
    return public(
        turn.texts.entry.left, [say(words.my_data, "mydata"), say(words.forget, "forget")], [to_menu(turn.texts)]
    )


def invited(turn: Turn, code: str) -> Screen:
    found = invitations.peek(turn.repo, code, turn.place.account_id, turn.now)
    if not isinstance(found, Invited):
        text = turn.texts.entry.too_many if isinstance(found, Locked) else turn.texts.entry.bad_code
        return public(text, [ask(turn.texts)]).after(keyboard(turn.texts))
    if found.place is not None:
        return from_the_wall(turn, found.place, code).after(keyboard(turn.texts))
    turn.talk.ask(Entry.CONSENT, code=code)
    if found.teacher is None:
        return owner_offer(turn)
    return offer(turn, found.teacher).after(hello(turn.texts, name_of(found.teacher).polite))


def from_the_wall(turn: Turn, place: Organization | Municipality | Region, code: str) -> Screen:
    """A link that hangs on a wall: it lets nobody in, it leads to a request."""
    if (found := doorstep.waiting(turn)) is not None:
        return found
    turn.talk.finish()
    if isinstance(place, Organization):
        return doorstep.begin(turn, RequestKind.SCHOOL, place, code)
    return doorstep.arrived(turn, place)


@entry.asks(Entry.CONSENT)
def ask_consent(turn: Turn) -> Screen:
    found = invitations.peek(turn.repo, turn.talk.data["code"], turn.place.account_id, turn.now)
    if not isinstance(found, Invited):
        turn.talk.finish()
        return public(turn.texts.entry.used_meanwhile, [ask(turn.texts)])
    return offer(turn, found.teacher) if found.teacher else owner_offer(turn)


def offer(turn: Turn, teacher: Invitee) -> Screen:
    """Who we are and what the person has to agree to; nothing is linked before she does."""
    texts, step = turn.texts.entry, turn.talk.step
    gender = name_of(teacher).gender
    return personal(
        texts.offer(operator_of(turn, teacher)),
        [Button.of(texts.agree(gender), Agree(step=step), confirms=True)],
        [Button.of(texts.disagree(gender), Disagree(step=step), confirms=True)],
        [Button.of(texts.read, Read(step=step))],
    )


def owner_offer(turn: Turn) -> Screen:
    texts, step = turn.texts.entry, turn.talk.step
    return public(
        texts.owner_offer,
        [Button.of(texts.become_owner, Agree(step=step), confirms=True)],
        [Button.of(texts.not_owner, Disagree(step=step), confirms=True)],
    )


@entry.taps(Read, during=Entry.CONSENT, door=Door.ANYONE)
def read_before(turn: Turn, _: Read) -> Screen:
    found = invitations.peek(turn.repo, turn.talk.data["code"], turn.place.account_id, turn.now)
    operator = operator_of(turn, found.teacher) if isinstance(found, Invited) and found.teacher else ""
    return public(turn.texts.entry.consent(operator), [Button.of(turn.texts.menu.back, Begin(step=turn.talk.step))])


@entry.taps(Begin, during=Entry.CONSENT, door=Door.ANYONE)
def back_to_offer(turn: Turn, _: Begin) -> Screen:
    return ask_consent(turn)


@entry.taps(Disagree, during=Entry.CONSENT, door=Door.ANYONE)
def disagree(turn: Turn, _: Disagree) -> Screen:
    registration.refuse(turn.repo, turn.place.account_id)
    turn.talk.finish()
    return public(turn.texts.entry.refused, [ask(turn.texts)])


@entry.taps(Agree, during=Entry.CONSENT, door=Door.ANYONE)
def agree(turn: Turn, _: Agree) -> Screen:
    """The one tap that redeems the link."""
    code, version = turn.talk.data["code"], turn.texts.entry.consent_version
    turn.talk.finish()
    notice = doorstep.notice(turn.texts)
    done = registration.redeem(turn.repo, turn.place.account_id, code, version, turn.now, notice)
    if not isinstance(done, registration.Registered):
        return public(turn.texts.entry.used_meanwhile, [ask(turn.texts)])
    turn.conversation_id = done.conversation_id
    return check(turn, done.teacher) if done.teacher else owner(turn)


def check(turn: Turn, teacher: Teacher) -> Screen:
    texts = turn.texts.entry
    return personal(
        texts.check(name_of(teacher).whole, Html(work_of(turn.texts, teacher) + teaching(turn, teacher))),
        [Button.of(texts.right, Right())],
        [Button.of(texts.wrong, Mistaken())],
    )


@entry.taps(Check)
def check_again(turn: Turn, _: Check) -> Screen:
    turn.talk.finish()
    return check(turn, turn.teacher)


@entry.taps(Right)
def show_summary(turn: Turn, _: Right) -> Screen:
    """Followed by what she has missed and can still do."""
    shown, waiting = summary(turn), missed(turn)
    return waiting.after(Part(shown.text, shown.rows)) if waiting else shown


def summary(turn: Turn) -> Screen:
    """What matters most, in a few lines, and the way to all the rest."""
    texts = turn.texts.menu
    placement = routing.place(turn.repo, turn.actor, turn.known, turn.now)
    lines = [line for listed in placement.own[:3] for line in about_association(turn, listed)]
    lines += about_mentor(turn)
    mentor = texts.mentoring if Role.MENTOR in access.roles(turn.actor) else texts.mentor
    first = [say(texts.associations, "mo"), say(mentor, "mentor")]
    if not lines and access.where(turn.actor, Action.SEE_PEOPLE) and access.where(turn.actor, Action.ANNOUNCE):
        lines, first = [texts.staff_line], [say(texts.people, "people"), say(texts.announce, "announce")]
    return personal(
        texts.ready(joined(lines or [texts.nothing_line])),
        first,
        [say(texts.service, "ask"), say(texts.to_menu, "menu")],
    )


def about_association(turn: Turn, listed: Listed) -> list[Html]:
    """Its next meeting, else its head; nothing where neither is known."""
    texts, found = turn.texts.menu, listed.association
    if found.next_meeting:
        return [texts.meeting_line(found.title, moment(found.next_meeting, turn.time_zone))]
    return [texts.association_line(found.title, name_of(found.leader).polite)] if found.leader else []


def about_mentor(turn: Turn) -> list[Html]:
    texts = turn.texts.menu
    card = mentoring.mentor_card(turn.repo, turn.actor, turn.today)
    if card and card.mentor:
        return [texts.mentor_line(name_of(card.mentor.mentor).polite)]
    return [texts.no_mentor_line] if card and card.is_young else []


def stranger(turn: Turn) -> Screen:
    """Nobody is known behind this account: who we are, how to get a link, a way to a human."""
    if turn.is_owner:
        return owner(turn)
    if turn.talk.state == Entry.CONSENT:
        return ask_consent(turn)
    turn.talk.finish()
    if (found := doorstep.waiting(turn)) is not None:
        return found
    return public(turn.texts.entry.stranger, *doorstep.ways(turn))


def owner(turn: Turn) -> Screen:
    texts = turn.texts
    return public(texts.entry.owner, [say(texts.menu.state, "state")])


def hello(texts: Texts, name: str) -> Part:
    """The greeting; it brings the keyboard under the input."""
    return Part(texts.entry.hello(name), under_input=(texts.entry.under_input,))


def keyboard(texts: Texts) -> Part:
    return Part(texts.entry.hello_stranger, under_input=(texts.entry.under_input,))
