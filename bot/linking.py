"""Words of linking that several places say: where to type a code, what the issuer is asked, what follows."""

from aiogram.filters.callback_data import CallbackData

from .screen import Button, Html
from .services.linking import Claim
from .services.notes import Note
from .texts import Texts
from .turn import House
from .views import noted, to_menu

LINK = "link"
"""Payload of a link of ours that leads a stranger to where a code is typed."""
BROWSER = "browser"


class Confirm(CallbackData, prefix="link_yes"):
    number: int


class Deny(CallbackData, prefix="link_no"):
    number: int


def doors(texts: Texts, house: House, here: str) -> list[Html]:
    """A line for every messenger: its name, and its address; the one she is in only where there is no other."""
    others = {name: address for name, address in house.addresses.items() if name != here} or house.addresses
    return [
        texts.linking.door(texts.profile.messengers[name], opened(name, address)) for name, address in others.items()
    ]


def opened(name: str, address: str) -> str:
    """The browser's chat is open only to those who came in by a link."""
    return f"{address.removesuffix('/chat')}/enter/{LINK}" if name == BROWSER else address


def question_text(texts: Texts, claim: Claim) -> Html:
    replaced = texts.linking.replaces if claim.replaces else Html("")
    return texts.linking.question(texts.profile.messengers[claim.messenger], claim.check, replaced)


def question(texts: Texts, claim: Claim) -> Note:
    """Put to the issuer."""
    yes = Button.of(texts.linking.yes, Confirm(number=claim.number), confirms=True)
    no = Button.of(texts.linking.no, Deny(number=claim.number), confirms=True)
    return noted(question_text(texts, claim), [yes], [no])


def welcome(texts: Texts, name: str) -> Note:
    """To the account that is hers now."""
    return noted(texts.linking.welcome(name), [to_menu(texts)])
