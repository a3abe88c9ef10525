"""Where a code leads in each messenger, from what the messengers know of themselves."""

from typing import NamedTuple

from ..settings import is_loopback
from ..texts import Texts

ORDER = ("telegram", "vk", "browser")


class Link(NamedTuple):
    """`messenger` is its key, `name` what people call it."""

    messenger: str
    name: str
    address: str


def links(beginnings: dict[str, str], texts: Texts, code: str) -> list[Link]:
    """A link for every messenger that has told where it is (`beginnings`: messenger -> all but the code).

    A browser chat that only this computer reaches is no use to others: it is left out where there is anything else.
    """
    names = texts.profile.messengers
    found = [Link(one, names[one], beginnings[one] + code) for one in ORDER if one in beginnings]
    elsewhere = [one for one in found if not is_loopback(one.address)]
    return elsewhere or found
