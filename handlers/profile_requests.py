"""«Исправить»: a request about what the roster owns; how she is addressed is hers and changes at once."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Address, Check, Mistaken, Right, Say, Wrong
from bot.features import Feature
from bot.profile_words import change, said
from bot.screen import Button, Html, Screen, personal
from bot.services import contacts as service_contacts
from bot.services import preferences
from bot.services import profile_requests as rules
from bot.services.preferences import BadAddressError
from bot.services.profile_requests import BadValueError, NobodyError, SameError, TooManyError
from bot.turn import Turn
from bot.views import ask as ask_human
from bot.views import back, by_two, contacts, joined, say, to_menu
from storage.models import ProfileField, QualificationCategory

profile_requests = Feature()


class Correcting(StrEnum):
    AT_ENTRY = "profile_requests.at_entry"
    VALUE = "profile_requests.value"
    ADDRESS = "profile_requests.address"


class Choose(CallbackData, prefix="fix"):
    field: ProfileField


class Category(CallbackData, prefix="fix_category"):
    step: int
    value: QualificationCategory


class AsListed(CallbackData, prefix="address_as_is"):
    step: int


@profile_requests.taps(Wrong)
def choose_field(turn: Turn, _: Wrong) -> Screen:
    turn.talk.finish()
    return fields(turn)


@profile_requests.taps(Mistaken)
def choose_at_entry(turn: Turn, _: Mistaken) -> Screen:
    """Kept while she corrects, so that whatever she does there leads back to the check and on."""
    turn.talk.ask(Correcting.AT_ENTRY, is_entering=True)
    return fields(turn)


def is_entering(turn: Turn) -> bool:
    return bool(turn.talk.data.get("is_entering"))


def anew(turn: Turn) -> Mistaken | Wrong:
    return Mistaken() if is_entering(turn) else Wrong()


@profile_requests.asks(Correcting.AT_ENTRY)
def fields(turn: Turn) -> Screen:
    """What waits already is said; what is not hers to change goes to who keeps the roster."""
    texts = turn.texts.profile_requests
    waits = joined([texts.waits(change(turn, one)) for one in rules.pending(turn.repo, turn.actor)])
    buttons = [Button.of(texts.fields[field], Choose(field=field)) for field in ProfileField]
    before = Check() if is_entering(turn) else Say(word="profile")
    return personal(texts.which(waits), *by_two(buttons), [back(turn.texts, before), to_menu(turn.texts)])


@profile_requests.taps(Choose)
def choose(turn: Turn, choice: Choose) -> Screen:
    turn.talk.ask(Correcting.VALUE, field=choice.field.value)
    return value_question(turn)


@profile_requests.asks(Correcting.VALUE)
def value_question(turn: Turn) -> Screen:
    texts, field = turn.texts.profile_requests, asked(turn)
    now = said(turn, field, rules.present(turn.repo, turn.actor, field))
    text = texts.ask(texts.fields[field], now, Html(texts.hints[field]))
    categories = QualificationCategory if field is ProfileField.QUALIFICATION else ()
    rows = [[category(turn, one)] for one in categories if one is not QualificationCategory.NONE]
    return personal(text, *rows, [back(turn.texts, anew(turn)), say(turn.texts.letters.cancel, "cancel")])


def category(turn: Turn, value: QualificationCategory) -> Button:
    return Button.of(turn.texts.profile.qualifications[value], Category(step=turn.talk.step, value=value))


def asked(turn: Turn) -> ProfileField:
    return ProfileField(turn.talk.data["field"])


@profile_requests.answers(Correcting.VALUE)
def take_value(turn: Turn) -> Screen:
    names = {name.casefold(): key for key, name in turn.texts.profile.qualifications.items()}
    typed = turn.text.strip()
    is_category = asked(turn) is ProfileField.QUALIFICATION
    return request(turn, names.get(typed.casefold(), "") if is_category else typed)


@profile_requests.taps(Category, during=Correcting.VALUE)
def take_category(turn: Turn, choice: Category) -> Screen:
    return request(turn, choice.value.value)


def request(turn: Turn, value: str) -> Screen:
    texts, field = turn.texts.profile_requests, asked(turn)
    again, on = anew(turn), onward(turn)
    ways = [back(turn.texts, again), say(turn.texts.letters.cancel, "cancel")]
    try:
        made = rules.ask(turn.repo, turn.actor, field, value, turn.now)
    except BadValueError:
        return personal(texts.bad(Html(texts.hints[field])), ways)
    except SameError:
        return personal(texts.same, ways)
    except TooManyError:
        turn.talk.finish()
        return personal(texts.too_many(rules.OPEN_MOST), [Button.of(texts.again, again), on])
    except NobodyError:
        turn.talk.finish()
        return nobody(turn, on)
    turn.talk.finish()
    return personal(texts.asked(change(turn, made)), [Button.of(texts.more, again), on])


def onward(turn: Turn) -> Button:
    return Button.of(turn.texts.profile_requests.onward, Right()) if is_entering(turn) else to_menu(turn.texts)


def nobody(turn: Turn, on: Button) -> Screen:
    """Nobody of the service is in the bot yet: how to reach it otherwise."""
    service = service_contacts.of_teacher(turn.repo, turn.teacher)
    text = turn.texts.profile_requests.nobody(contacts(turn.texts, service) if service else Html(""))
    return personal(text, [ask_human(turn.texts)], [on])


@profile_requests.taps(Address)
def choose_address(turn: Turn, _: Address) -> Screen:
    turn.talk.ask(Correcting.ADDRESS)
    return address_question(turn)


@profile_requests.asks(Correcting.ADDRESS)
def address_question(turn: Turn) -> Screen:
    texts = turn.texts.profile_requests
    as_listed = Button.of(texts.as_listed, AsListed(step=turn.talk.step))
    return personal(
        texts.ask_address(turn.name.polite),
        [as_listed],
        [say(turn.texts.letters.cancel, "cancel"), to_menu(turn.texts)],
    )


@profile_requests.answers(Correcting.ADDRESS)
def take_address(turn: Turn) -> Screen:
    return address(turn, turn.text)


@profile_requests.taps(AsListed, during=Correcting.ADDRESS)
def take_listed(turn: Turn, _: AsListed) -> Screen:
    return address(turn, "")


def address(turn: Turn, words: str) -> Screen:
    texts = turn.texts.profile_requests
    try:
        preferences.address_so(turn.repo, turn.actor, words)
    except BadAddressError:
        return personal(texts.bad_address, [say(turn.texts.letters.cancel, "cancel"), to_menu(turn.texts)])
    turn.talk.finish()
    name = turn.teacher.address or turn.name.formal
    return personal(texts.addressed(name), [say(turn.texts.menu.profile, "profile"), to_menu(turn.texts)])
