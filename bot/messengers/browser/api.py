"""Between the pages and the bot: events in, each acknowledged only when the bot has it for good; changes out."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .events import Album, Event, Part, Sent, Tapped
from .files import described, safe_name, safe_type
from .store import Body, Kept, Store
from .updates import stored, update, update_number

SLOW_PAGE = 500
"""Changes a page may be behind; then its stream is cut and it starts anew from the history."""

Change = dict[str, Any]
Page = asyncio.Queue[Change | None]


class ForeignFileError(ValueError):
    """The event names a file this chat does not have."""


@dataclass(eq=False)
class _Arrival:
    number: int
    done: asyncio.Event = field(default_factory=asyncio.Event)
    kept: bool = False


class Hub:
    """The one meeting point of a process's pages and its browser messenger."""

    def __init__(self, store: Store, clock: Callable[[], datetime], patience: float = 10.0) -> None:
        """`patience`: seconds a page waits for its event to be taken before it is told to repeat it."""
        self.store, self.clock, self.patience = store, clock, patience
        self._open: dict[int, _Arrival] = {}
        self._waiting: list[tuple[_Arrival, dict[str, Any]]] = []
        self._given: list[_Arrival] = []
        self._news = asyncio.Event()
        self._pages: dict[int, set[Page]] = {}
        self._neighbours: dict[int, set[Page]] = {}
        self._closed = False

    async def receive(self, chat: int, event: Event) -> bool:
        """Hand an event to the bot; True once it is processed or written down, False: repeat it with the same id.

        An album is handed over whole. Raises ForeignFileError.
        """
        arrivals: list[_Arrival] = []
        fresh: dict[_Arrival, dict[str, Any]] = {}
        try:
            for part in event.parts if isinstance(event, Album) else [event]:
                number = update_number(chat, part.id)
                is_known = number in self._open
                arrival = self._open.setdefault(number, _Arrival(number))
                arrivals.append(arrival)
                if not is_known:
                    fresh[arrival] = {}
                    fresh[arrival] = await self._take(chat, part, number)
        except BaseException:
            self._settle(fresh, kept=False)
            raise
        if fresh:
            self._waiting += fresh.items()
            self._news.set()
        return await self._taken(arrivals)

    async def _taken(self, arrivals: list[_Arrival]) -> bool:
        try:
            async with asyncio.timeout(self.patience):
                for arrival in arrivals:
                    await arrival.done.wait()
        except TimeoutError:
            return False
        return all(arrival.kept for arrival in arrivals)

    async def _take(self, chat: int, event: Part, number: int) -> dict[str, Any]:
        now, file, message_id = self.clock(), None, 0
        if isinstance(event, Sent):
            kept = await self.file(chat, event.file)
            if kept is None:
                raise ForeignFileError(event.file)
            await self.store.keep_upload(event.file)  # first: a message that has lost its file would be worse
            file = described(event.file, kept)
        if not isinstance(event, Tapped):
            body = stored(event, file, now)
            message_id = await self.store.append(chat, body, number)
            self.show(chat, message_id, body)
        return update(chat, event, message_id, file, now)

    async def fetch(self, wait: float = 25.0) -> list[dict[str, Any]]:
        """Confirm what the last call gave, then wait up to `wait` seconds for more."""
        self._settle(self._given, kept=True)
        self._given = []
        try:
            await asyncio.wait_for(self._news.wait(), wait)
        except TimeoutError:
            return []
        self._news.clear()
        batch, self._waiting = self._waiting, []
        self._given = [arrival for arrival, _ in batch]
        return [raw for _, raw in batch]

    def _settle(self, arrivals: Iterable[_Arrival], *, kept: bool) -> None:
        for arrival in arrivals:
            arrival.kept = kept
            arrival.done.set()
            self._open.pop(arrival.number, None)

    def show(self, chat: int, message_id: int, body: Body) -> None:
        """Draw the message on the chat's open pages, in its old place if it has one."""
        self.publish(chat, {"type": "message", "id": message_id, "body": body})

    def publish(self, chat: int, change: Change) -> None:
        """Tell the chat's open pages; nobody waits, a page that is too slow starts anew."""
        _tell(self._pages.get(chat, set()), change)
        if change["type"] == "message":
            _tell(self._neighbours.get(chat, set()), {"type": "elsewhere", "chat": str(chat), "id": change["id"]})

    @contextmanager
    def page(self, chat: int, neighbours: Iterable[int] = ()) -> Iterator[Page]:
        """The changes of one open page, from now on, and the bare fact of news of its `neighbours`; None ends them."""
        changes: Page = asyncio.Queue()
        places = [(self._pages, chat), *((self._neighbours, it) for it in neighbours)]
        for table, key in places:
            table.setdefault(key, set()).add(changes)
        if self._closed:
            changes.put_nowait(None)
        try:
            yield changes
        finally:
            for table, key in places:
                table[key].discard(changes)
                if not table[key]:
                    del table[key]

    async def save(self, chat: int, name: str, claimed: str, data: bytes) -> str:
        """Keep a file a person uploaded under a safe name and type; an event naming its id sends it."""
        name = safe_name(name)
        return await self.store.save_upload(chat, name, safe_type(name, data, claimed), data, self.clock())

    async def file(self, chat: int, file_id: str) -> Kept | None:
        """The file, if it belongs to this chat."""
        kept = await self.store.file(file_id)
        return kept if kept and kept.chat == chat else None

    def close(self) -> None:
        """Let all pages go: their events are theirs to repeat after the restart."""
        self._closed = True
        self._settle(list(self._open.values()), kept=False)
        for pages in self._pages.values():
            for page in pages:
                page.put_nowait(None)


def _tell(pages: set[Page], change: Change) -> None:
    for page in pages:
        if page.qsize() < SLOW_PAGE:
            page.put_nowait(change)
        elif page.qsize() == SLOW_PAGE:
            page.put_nowait(None)
