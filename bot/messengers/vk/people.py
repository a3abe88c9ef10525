"""First names of those who write: VK's events bring numbers only."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final

from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import TROUBLES

log = logging.getLogger(__name__)

REMEMBERED: Final = 10_000
AT_ONCE: Final = 1000
PATIENCE: Final = 3.0
NOBODY: Final = ("", "")


class People:
    """Names by number, the latest used ten thousand of them."""

    def __init__(self, call: VkApi) -> None:
        self._call = call
        self._names: OrderedDict[int, tuple[str, str]] = OrderedDict()

    async def learn(self, numbers: Iterable[int]) -> None:
        """Ask for the unknown ones in one call. A failure costs the names only: updates do not wait for it."""
        unknown = sorted({it for it in numbers if it not in self._names})[:AT_ONCE]
        if not unknown:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._call("users.get", user_ids=unknown)
        except (*TROUBLES, TimeoutError) as error:
            log.warning("vk users.get: %s", type(error).__name__)
            return
        names = {it.get("id"): _name(it) for it in found if isinstance(it, dict)} if isinstance(found, list) else {}
        for number in unknown:
            self._names[number] = names.get(number, NOBODY)
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)

    def name(self, number: int) -> tuple[str, str]:
        """First and last name, empty where VK did not say."""
        if number not in self._names:
            return NOBODY
        self._names.move_to_end(number)
        return self._names[number]


def _name(user: dict[str, Any]) -> tuple[str, str]:
    first, last = user.get("first_name"), user.get("last_name")
    return first if isinstance(first, str) else "", last if isinstance(last, str) else ""
