"""What every messenger shares: the table of translators, the session over it, and the face the receiver sees."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

log = logging.getLogger(__name__)
_told: set[tuple[str, str]] = set()

S = TypeVar("S", bound="TranslatingSession")

once: ContextVar[int | None] = ContextVar("once", default=None)
"""Number of the message being sent (non-zero int32): where the messenger can, it drops a second message with it."""


def degraded(messenger: str, what: str) -> None:
    """Say by name, once in a process, what this messenger shows less well than it was meant."""
    if (messenger, what) not in _told:
        _told.add((messenger, what))
        log.info("%s shows %s in a simpler way", messenger, what)


class UnsupportedMethodError(TelegramBadRequest):
    """The messenger has no translation of this method: a mistake of ours, never of the person's."""


class Translators:
    """The closed list of Bot API methods one messenger understands."""

    def __init__(self) -> None:
        self._table: dict[type[TelegramMethod[Any]], Callable[[Any, Any], Awaitable[Any]]] = {}

    def translates(
        self, kind: type[TelegramMethod[TelegramType]]
    ) -> Callable[[Callable[[S, Any], Awaitable[TelegramType]]], Callable[[S, Any], Awaitable[TelegramType]]]:
        """Register the translator of one method; a second one for the same method stops the start."""

        def add(translator: Callable[[S, Any], Awaitable[TelegramType]]) -> Callable[[S, Any], Awaitable[TelegramType]]:
            if kind in self._table:
                raise ValueError(f"two translators for {kind.__name__}")
            self._table[kind] = translator
            return translator

        return add

    async def __call__(self, session: "TranslatingSession", method: TelegramMethod[TelegramType]) -> TelegramType:
        translator = self._table.get(type(method))
        if translator is None:
            raise UnsupportedMethodError(method, f"{session.messenger} has no {type(method).__name__}")
        result: TelegramType = await translator(session, method)
        return result


class TranslatingSession(BaseSession):
    """A session that answers Bot API methods by calls of another messenger."""

    messenger: ClassVar[str]
    translators: ClassVar[Translators]

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        return await self.translators(self, method.as_(bot))


class Broken(NamedTuple):
    """A delivered event that could not be read: kept for the administrator, never in the way of others."""

    update: int
    error: str
    body: str


class Fetched(NamedTuple):
    """What one look at the messenger's queue brought; `cursor` confirms all of it once it is stored."""

    updates: list[Update | Broken]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who we are in this messenger: the public name people search and the id."""

    id: int
    title: str
    address: str


class Bulk(Protocol):
    """What a messenger has that takes one message to many in one call."""

    async def send(self, chats: Sequence[int], method: SendMessage) -> list[int | TelegramAPIError]:
        """Send to all of them under the number in `once`; for each the message's id or why it was refused.

        `method` may name any of the chats. Raises aiogram's errors where the call as a whole did not get through.
        """

    async def found(self, chat: int, number: int) -> int | None:
        """Id of the message that arrived in the chat under this number, if there is one among the last of it.

        Raises aiogram's errors.
        """


class Messenger(Protocol):
    """One connected messenger as the receiver, the sender and the command line see it."""

    name: str
    bot: Bot
    keeps_cursor: bool
    """Whether its queue must be continued after a restart from a cursor we keep (VK), or it remembers itself."""

    drops_repeats: bool
    """Whether a message with a number it has already got makes no second one: then a lost answer is no question."""

    keeps_mail: bool
    """Whether what nobody can read now may wait there for whoever comes back."""

    bulk: Bulk | None

    async def connect(self) -> Profile:
        """Ask the messenger who we are and switch on what we need. Raises aiogram's errors."""

    async def fetch(self, cursor: str | None) -> Fetched:
        """Wait (at most about 25 s) for news after `cursor`. Raises aiogram's errors."""

    def link(self, profile: Profile, payload: str) -> str:
        """Address that opens a dialogue with us and brings `payload` (A-Z a-z 0-9 _ -, at most 64)."""

    async def close(self) -> None:
        """Close the connections; nothing may be called afterwards."""
