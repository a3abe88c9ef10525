"""«Связать»: her messengers, a code for another one, the code typed there, and the question whether it is she."""

import re
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.answers import Handler
from bot.callbacks import EnterCode, Links
from bot.features import BadTapError, Door, Feature
from bot.incoming import Kind
from bot.linking import Confirm, Deny, doors, question, question_text, welcome
from bot.screen import Button, Html, Screen, personal, public
from bot.services import linking as rules
from bot.services.linking import Busy, Claim, Claimed, LastAccountError, Locked, NoClaimError
from bot.turn import Turn
from bot.views import ask, back, gate, joined, say, to_menu
from storage.models import Account

linking = Feature()
BLANKS = re.compile(r"[\s.\-\u2010-\u2015]+")
CODE = re.compile(rf"[0-9]{{{rules.SHORT}}}|[0-9]{{{rules.LONG}}}")


class Linking(StrEnum):
    CODE = "linking.code"


class Issue(CallbackData, prefix="link_new"):
    pass


class Done(CallbackData, prefix="link_done"):
    """«Дальше» on the new account's screen."""


class Unlink(CallbackData, prefix="unlink"):
    account: int
    really: bool


@linking.says("link", door=Door.ANYONE)
def show(turn: Turn) -> Screen:
    """To a stranger: where a code is typed."""
    return enter(turn, EnterCode()) if turn.person is None else gate(turn) or overview(turn)


@linking.taps(Links)
def show_links(turn: Turn, _: Links) -> Screen:
    return overview(turn)


def overview(turn: Turn) -> Screen:
    texts, found = turn.texts.linking, rules.overview(turn.repo, turn.actor, turn.now)
    if found.claim is not None:
        return is_it_you(turn, found.claim)
    accounts = found.accounts if len(found.accounts) > 1 else []
    drops = [[Button.of(texts.unlink(name(turn, one)), Unlink(account=one.id, really=False))] for one in accounts[:3]]
    lines = joined([texts.account(place(turn, one)) for one in found.accounts])
    rows = [[Button.of(texts.issue, Issue())], *drops, [say(turn.texts.menu.settings, "settings"), to_menu(turn.texts)]]
    return personal(texts.overview(lines), *rows)


def name(turn: Turn, account: Account) -> str:
    return turn.texts.profile.messengers[account.messenger]


def place(turn: Turn, account: Account) -> str:
    """Its name; which of them she is in now is said."""
    here = account.id == turn.place.account_id
    return turn.texts.linking.here(name(turn, account)) if here else name(turn, account)


def is_it_you(turn: Turn, claim: Claim) -> Screen:
    texts = turn.texts.linking
    return personal(
        question_text(turn.texts, claim),
        [Button.of(texts.yes, Confirm(number=claim.number), confirms=True)],
        [Button.of(texts.no, Deny(number=claim.number), confirms=True)],
        [to_menu(turn.texts)],
    )


@linking.taps(Issue)
def issue(turn: Turn, _: Issue) -> Screen:
    texts, made = turn.texts.linking, rules.issue(turn.repo, turn.actor, turn.now)
    code = made.code or ""
    shown = " ".join(code[at : at + 3] for at in range(0, len(code), 3)) if len(code) == rules.SHORT else code
    until = f"{made.expires_at.astimezone(turn.time_zone):%H:%M}"
    places = doors(turn.texts, turn.house, turn.incoming.messenger)
    return personal(
        texts.code(shown, until, joined(places)),
        [Button.of(texts.again, Issue())],
        [back(turn.texts, Links()), to_menu(turn.texts)],
    )


@linking.taps(EnterCode, door=Door.ANYONE)
def enter(turn: Turn, _: EnterCode) -> Screen:
    if turn.person is not None:
        return public(turn.texts.linking.known_already, [to_menu(turn.texts)])
    turn.talk.ask(Linking.CODE)
    return code_question(turn)


@linking.asks(Linking.CODE)
def code_question(turn: Turn) -> Screen:
    return public(turn.texts.linking.ask_code, [say(turn.texts.letters.cancel, "cancel"), ask(turn.texts)])


@linking.answers(Linking.CODE)
def take_code(turn: Turn) -> Screen:
    texts, code = turn.texts.linking, BLANKS.sub("", turn.text)
    away = [say(turn.texts.letters.cancel, "cancel"), ask(turn.texts)]
    if not CODE.fullmatch(code):
        return public(texts.no_code, away)
    match claimed := rules.claim(turn.repo, turn.place.account_id, code, lambda it: question(turn.texts, it), turn.now):
        case Claimed():
            turn.talk.finish()
            return waiting(turn, texts.claimed(turn.texts.profile.messengers[claimed.messenger], claimed.check))
        case Locked():
            turn.talk.finish()
            return public(texts.locked, [ask(turn.texts)])
        case Busy():
            return public(texts.busy, away)
    return public(texts.wrong(claimed.left) if claimed.left else texts.locked, away)


def waiting(turn: Turn, text: Html) -> Screen:
    return public(text, [Button.of(turn.texts.linking.done, Done())], [ask(turn.texts)])


@linking.taps(Done, door=Door.ANYONE)
def go_on(turn: Turn, _: Done) -> Screen:
    texts = turn.texts.linking
    if turn.person is not None:
        return public(texts.linked_here, [to_menu(turn.texts)])
    if rules.is_waiting(turn.repo, turn.place.account_id, turn.now):
        return waiting(turn, texts.not_yet)
    return public(texts.not_confirmed, [Button.of(texts.have_code, EnterCode())], [ask(turn.texts)])


@linking.taps(Confirm)
def confirm(turn: Turn, choice: Confirm) -> Screen:
    try:
        note = welcome(turn.texts, turn.name.polite)
        account = rules.confirm(turn.repo, turn.actor, choice.number, note, turn.now)
    except NoClaimError as error:
        raise BadTapError from error
    text = turn.texts.linking.linked(name(turn, account))
    settings = say(turn.texts.menu.settings, "settings")
    return personal(text, [settings, to_menu(turn.texts)]).at_its_place()


@linking.taps(Deny)
def deny(turn: Turn, choice: Deny) -> Screen:
    try:
        rules.deny(turn.repo, turn.actor, choice.number, turn.now)
    except NoClaimError as error:
        raise BadTapError from error
    return personal(turn.texts.linking.denied, [to_menu(turn.texts)]).at_its_place()


@linking.taps(Unlink)
def unlink(turn: Turn, choice: Unlink) -> Screen:
    texts = turn.texts.linking
    try:
        account = rules.linked(turn.repo, turn.actor, choice.account)
        here, label = account.id == turn.place.account_id, name(turn, account)
        if not choice.really:
            return ask_unlink(turn, choice, texts.unlink_here(label) if here else texts.unlink_question(label))
        rules.unlink(turn.repo, turn.actor, choice.account, turn.now)
    except LastAccountError:
        return personal(texts.last_one, [back(turn.texts, Links()), to_menu(turn.texts)])
    return public(texts.gone_here) if here else overview(turn).with_toast(texts.unlinked)


def ask_unlink(turn: Turn, choice: Unlink, text: Html) -> Screen:
    yes = Button.of(turn.texts.linking.unlink_yes, Unlink(account=choice.account, really=True), confirms=True)
    return personal(text, [yes], [back(turn.texts, Links()), to_menu(turn.texts)])


def with_code(stranger: Handler) -> Handler:
    """A stranger who types a code at once is understood; whatever else she does instead of typing it, it is dropped."""

    def answer(turn: Turn) -> Screen:
        is_text = turn.incoming.kind is Kind.TEXT
        if is_text and turn.person is None and CODE.fullmatch(BLANKS.sub("", turn.text)):
            return take_code(turn)
        if turn.talk.state == Linking.CODE:
            turn.talk.finish()
        return stranger(turn)

    return answer
