"""Takes updates from one messenger: accounts side by side, one account in order, confirmed when all is done or kept."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import Update

from storage.conversations import unshown
from storage.database import Database, patiently
from storage.receiving import save_cursor, saved_cursor, set_aside, strike_out, write_down, written_down

from ..answering import stored
from ..incoming import Incoming, incoming
from ..messengers.base import Broken, Messenger
from .attempts import Attempts
from .handling import Handling
from .lines import Lines

GRACE = 0.2
"""Seconds after which an unfinished update is written down, so that the others can be confirmed."""
PAUSES = (0.3, 0.5, 1.0, 2.0, 5.0)
"""Seconds between looks at a messenger that does not answer; the last one for as long as it takes."""

log = logging.getLogger(__name__)


class Receiver:
    """`run` until cancelled; `close` then lets what has begun come to its end. `tell` hears whether news come in."""

    def __init__(self, messenger: Messenger, db: Database, handling: Handling, tell: Callable[[bool], None]) -> None:
        self._messenger, self._db, self._handling, self._tell = messenger, db, handling, tell
        self._lines = Lines()
        self._attempts = Attempts(messenger.name, db)
        self._open: dict[int, Incoming] = {}  # taken, not finished, not written down
        self._kept: set[int] = set()  # taken, not finished, written down in the inbox
        self._news = asyncio.Event()
        self._inbox_is_read = False

    async def run(self) -> None:
        """Show what a crash left unshown, then take updates for ever; may run again after it raised.

        Raises what a new connection may mend: aiogram's errors (a bad token), DatabaseUnavailableError.
        """
        await self._handling.reserve()
        await self._show_waiting()
        await self._read_inbox()
        name = self._messenger.name
        cursor = saved = await self._db.read(saved_cursor, name) if self._messenger.keeps_cursor else None
        failures = 0
        while True:
            try:
                if failures:
                    await self._come_back()
                updates, cursor = await self._messenger.fetch(cursor)
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
                failures += 1
                await self._pause(error, failures)
                continue
            self._tell(True)
            failures = 0
            if not updates and not self._messenger.keeps_cursor:
                cursor = None  # all before is confirmed, and after a quiet week Telegram's numbers start anew, lower
            await self._handling.reserve()
            await self._begin(updates)
            await self._settle()
            await self._keep()
            if self._messenger.keeps_cursor and cursor is not None and cursor != saved:
                self._db.post(save_cursor, name, cursor)
                saved = cursor

    async def close(self, seconds: float = 5.0) -> None:
        await self._lines.finish(seconds)

    async def _pause(self, error: Exception, failures: int) -> None:
        self._tell(False)
        level = logging.WARNING if failures == 1 else logging.DEBUG
        log.log(level, "%s does not answer (%s), trying again", self._messenger.name, type(error).__name__)
        pause = PAUSES[min(failures, len(PAUSES)) - 1]
        await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else pause)

    async def _come_back(self) -> None:
        """A long poll may say nothing for half a minute: ask something short, show what waits. Raises as `fetch`."""
        await self._messenger.connect()
        self._tell(True)
        await self._show_waiting()

    async def _begin(self, updates: list[Update | Broken]) -> None:
        """Put every update into its account's line."""
        taken = []
        for update in updates:
            if isinstance(update, Broken):
                await self._put_aside(update)
            elif (it := incoming(self._messenger.name, update)) is None:
                log.info("%s: an update of a kind that is not for us was passed over", self._messenger.name)
            elif it.update not in self._open and it.update not in self._kept:
                taken.append(it)
        if taken and not self._attempts.over:
            await self._carefully(taken)
            self._attempts.survived()
            return
        for it in taken:
            self._take(it, False)

    async def _carefully(self, taken: list[Incoming]) -> None:
        """The first updates after a start: those that were begun before a crash run one by one."""
        async for group in self._attempts.groups(taken):
            for it, hopeless in group:
                self._take(it, hopeless)
            numbers = {it.update for it, _ in group}
            await self._wait(lambda numbers=numbers: not numbers & (self._open.keys() | self._kept), 5.0)  # type: ignore[misc]

    def _take(self, it: Incoming, hopeless: bool) -> None:
        if it.update not in self._kept:
            self._open[it.update] = it
        self._lines.put(it.chat, partial(self._process, it, hopeless))

    async def _process(self, it: Incoming, hopeless: bool) -> None:
        """An update that could not be finished stays where it is: in the inbox, or soon there."""
        try:
            await self._handling.handle(it, hopeless)
            self._open.pop(it.update, None)
            if it.update in self._kept:
                self._kept.discard(it.update)
                self._db.post(strike_out, self._messenger.name, it.update)
        finally:
            self._news.set()

    async def _settle(self) -> None:
        """Wait until all is done, or for a while: one slow account must not keep the others from being fetched."""
        await self._wait(lambda: not self._open, GRACE)

    async def _wait(self, done: Callable[[], bool], seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not done() and (left := end - loop.time()) > 0:
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._news.wait()

    async def _keep(self) -> None:
        """Write down what is unfinished, so that the messenger's queue can be confirmed."""
        left = list(self._open.values())
        if not left:
            return
        rows = [(it.update, it.dump()) for it in left]
        await patiently(self._db.write, write_down, self._messenger.name, rows)  # the next look confirms them
        for it in left:
            if self._open.pop(it.update, None) is None:  # finished while it was written down
                self._db.post(strike_out, self._messenger.name, it.update)
            else:
                self._kept.add(it.update)

    async def _put_aside(self, broken: Broken) -> None:
        log.error("update %s of %s could not be read and was set aside", broken.update, self._messenger.name)
        now = self._handling.now()
        await self._db.write(set_aside, self._messenger.name, broken.update, broken.error, broken.body, now)

    async def _show_waiting(self) -> None:
        """Show what was committed and perhaps never shown; who has a line is served there."""
        served = self._lines.chats
        for row in await self._db.write(unshown, self._messenger.name):  # after the marks that are on their way
            if row.chat not in served:
                outcome = stored(row.account_id, row.update, row.screen, row.shown)
                self._lines.put(row.chat, partial(self._handling.show, row.chat, outcome))

    async def _read_inbox(self) -> None:
        """Take up what an earlier process wrote down."""
        if self._inbox_is_read:
            return
        waiting = [Incoming.load(body) for body in await self._db.read(written_down, self._messenger.name)]
        self._inbox_is_read = True
        self._kept.update(it.update for it in waiting)
        if waiting:
            await self._carefully(waiting)
