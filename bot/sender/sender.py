"""One messenger's sender: claim what is due, send it outside any transaction, record how it ended."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime
from html import escape

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from storage import ledger
from storage.database import Database, DatabaseUnavailableError
from storage.ledger import Ended, Job
from storage.models import NAME, DeliveryState

from ..answering import NoNumbersError, Numbers, reserve_numbers
from ..messengers.base import Messenger
from ..messengers.pacer import Pacer
from ..outgoing import Exit
from ..screen import Html, load_rows, personal, public
from .outcomes import REFUSED, ended

IDLE = 1.0
"""Seconds between looks at the ledger; a new letter wakes the sender at once."""
AT_ONCE = 16
"""Calls in flight at most; so many may be doubled by a crash where the messenger cannot tell."""

log = logging.getLogger(__name__)


class Sender:
    """`run` until cancelled. `wake` after a commit that made something due; `on_moved` wakes the others."""

    def __init__(
        self,
        messenger: Messenger,
        db: Database,
        numbers: Numbers,
        way_out: Exit,
        clock: Callable[[], datetime],
        pacer: Pacer,
        on_moved: Callable[[], None],
    ) -> None:
        self._messenger, self._db, self._numbers, self._exit = messenger, db, numbers, way_out
        self._clock, self._pacer, self._on_moved = clock, pacer, on_moved
        self._news = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Take up what a crash cut off, then send for ever."""
        name = self._messenger.name
        again = await self._db.write(ledger.take_up, name, self._clock())
        if again:
            log.warning("%s: %s deliveries were cut off and are sent once more", name, again)
        while True:
            try:
                jobs = await self._claim()
            except DatabaseUnavailableError:
                jobs = []
            for job in jobs:
                await self._pacer.turn()
                self._start(job)
            if not jobs:
                await self._wait()

    async def close(self, seconds: float = 5.0) -> None:
        """Let the calls in flight come to their end."""
        if self._calls:
            await asyncio.wait(self._calls, timeout=seconds)

    async def _claim(self) -> list[Job]:
        room = AT_ONCE - len(self._calls)
        if room <= 0:
            return []
        now = int(self._clock().timestamp())
        while True:
            try:
                return await self._db.write(ledger.claim, self._messenger.name, now, room, self._numbers.take)
            except NoNumbersError:
                self._numbers.refill(await self._db.write(reserve_numbers))

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), IDLE)
        except TimeoutError:
            return
        self._news.clear()

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._send(job))
        self._calls.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._calls.discard(task)
        self._news.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery stumbled", exc_info=error)

    async def _send(self, job: Job) -> None:
        try:
            message = await self._call(job)
        except TelegramAPIError as error:  # every outcome of a call is an entry in the ledger
            result = ended(job, error, self._clock(), self._messenger.drops_repeats)
            if isinstance(error, TelegramRetryAfter):
                self._pacer.pause(error.retry_after)
        else:
            result = Ended(job.id, job.account_id, DeliveryState.SENT, "", self._now(), job.tries, message)
        self._db.post(ledger.record, result)
        if result.outcome == REFUSED:
            await self._db.write(ledger.move_on, job.id, job.account_id, self._clock())
            self._on_moved()

    async def _call(self, job: Job) -> int | None:
        make = personal if job.is_personal else public
        text = Html(job.text.replace(NAME, escape(job.name, quote=False)))
        screen = make(text, *load_rows(json.loads(job.rows)))
        return await self._exit.deliver(job.chat, screen, job.once, job.file_id)

    def _now(self) -> int:
        return int(self._clock().timestamp())
