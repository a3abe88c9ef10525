"""One messenger's sender: claim what is due, send it outside any transaction, record how it ended."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.exceptions import TelegramAPIError

from storage import cut_off, ledger, moving
from storage.database import Database, Transaction, patiently
from storage.ledger import REFUSED, Call, Ended, Job
from storage.models import DeliveryState
from storage.troubles import DatabaseUnavailableError

from ..answering import NoNumbersError, Numbers
from ..messengers.base import Messenger
from ..messengers.errors import is_ambiguous
from ..messengers.limits import LIMITS
from ..messengers.pacer import after_replies, on_turn
from ..outgoing import Exit
from ..turn import House
from . import undelivered
from .content import screen_of
from .health import Health
from .many import send_to_many
from .outcomes import PAUSE, ended
from .pausing import pause_failing
from .reconciling import is_stale, reconciled
from .resting import rests_until

IDLE = 1.0
"""Seconds between looks at the ledger; a new letter wakes the sender at once."""
BUSY = 0.2
"""The same while somebody has just been sent something and may have to wait for the next."""
AT_ONCE = 32
"""Calls taken up at most, waiting for their turn or in flight; claimed anew when half of the room is free."""
AHEAD = 10
"""Calls that wait for their turn at most, where a crash leaves it open which of those taken up have left."""
FIRST_LOOK, THEN = 7, 25
"""After so many failures of a mailing, and then after each so many, it is asked whether too much fails."""
LOOK_AGAIN = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Around:
    """What a sender needs of the program: its clock and texts, `living` messengers, others to `wake`."""

    house: House
    wake: Callable[[], None]
    living: Callable[[], Sequence[str]]

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.house.clock


class Sender:
    """`run` until cancelled; `wake` after a commit that made something due."""

    def __init__(self, messenger: Messenger, db: Database, numbers: Numbers, way_out: Exit, around: Around) -> None:
        self.messenger, self.db, self.exit, self.around = messenger, db, way_out, around
        self._numbers = numbers
        self.health = Health()
        self._recipients = LIMITS[messenger.name].recipients if messenger.bulk else 1
        self._ahead = AT_ONCE if messenger.drops_repeats else AHEAD
        self._queued = set[asyncio.Task[None]]()
        self._news = asyncio.Event()
        self._calls: dict[asyncio.Task[None], Call] = {}
        self._claimed: list[Call] = []  # by transactions whose answer has not come: perhaps they were committed
        self._failures = Counter[int]()
        self._escaped: datetime | None = None
        self._is_taken_up = False

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Take up what a crash cut off, then send for ever; may run again after it raised."""
        if not self._is_taken_up:  # by now it is what has been sent since, and is in flight
            await self._take_up()
            self._is_taken_up = True
        while True:
            calls = []
            try:
                await self._escape()
                calls = await self._claim()
            except DatabaseUnavailableError:
                log.warning("the database does not answer, the sending waits")
            for call in calls:
                self._start(call, False)
            if not calls:
                await self._wait()

    async def close(self, seconds: float = 5.0) -> None:
        """Let the calls in flight come to their end; what does not is taken up after the next start.

        What surely has not left waits as before: it is no crash, and nobody may have got it twice.
        """
        if self._calls:
            _, late = await asyncio.wait(self._calls, timeout=seconds)
            if not self.messenger.drops_repeats:
                self._claimed += [self._calls[task] for task in late & self._queued]
            for task in late:
                task.cancel()
        with suppress(DatabaseUnavailableError):
            await self._give_back()

    async def _take_up(self) -> None:
        name, drops_repeats = self.messenger.name, self.messenger.drops_repeats
        found = await patiently(self.db.write, cut_off.take_up, name, self.now(), drops_repeats, rests_until)
        if found:
            log.warning("%s: %s calls were cut off and are sent once more", name, len(found))
        for call in found:
            self._start(call, True)

    async def _claim(self) -> list[Call]:
        room = self._room()
        if not room or not await self._answers():
            return []
        await self._give_back()
        in_flight = {job.chat for call in self._calls.values() for job in call}
        limits = ledger.Limits(room, self._recipients, in_flight | self.exit.recent.chats())
        while True:
            try:
                calls = await self.db.write(self._noted, self.now(), limits)
                break
            except NoNumbersError:
                await self._numbers.reserve(self.db)
        held = {job.id for call in calls for job in call}
        self._claimed = [left for call in self._claimed if (left := [job for job in call if job.id not in held])]
        return calls

    async def _answers(self) -> bool:
        """After a call without an answer: asked something that may be repeated, where a delivery may be only once."""
        if not self.health.is_shaken or self.messenger.drops_repeats:
            return True
        try:
            await self.messenger.connect()
        except TelegramAPIError as error:
            self.health.hear(error, self.around.clock())
            return False
        return True

    def _noted(self, tx: Transaction, now: int, limits: ledger.Limits) -> list[Call]:
        calls = ledger.claim(tx, self.messenger.name, now, limits, self._numbers.take, rests_until)
        self._claimed += calls
        return calls

    async def _give_back(self) -> None:
        """What a claim nobody heard the end of has taken would stand as being sent until the next start."""
        if self._claimed:
            await self.db.write(cut_off.give_back, self._claimed)
            self._claimed = []

    def _room(self) -> int:
        """How many calls may be taken up now."""
        if self.health.is_resting:
            return 0
        if self.health.is_ill:
            return max(0, 1 - len(self._calls))
        room = min(AT_ONCE - len(self._calls), self._ahead - len(self._queued))
        return room if room >= self._ahead / 2 else 0

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), BUSY if self.exit.recent.chats() else IDLE)
        except TimeoutError:
            return
        self._news.clear()

    async def _escape(self) -> None:
        """Nothing could be sent for long: what is due here goes to the same people's other messengers."""
        now = self.around.clock()
        if not self.health.is_silent(now) or (self._escaped is not None and now - self._escaped < LOOK_AGAIN):
            return
        living = [name for name in self.around.living() if name != self.messenger.name]
        if not living:
            return
        moved = await self.db.write(moving.escape, self.messenger.name, living, self.now())
        if moved:
            log.warning("%s has been silent for long, %s deliveries go elsewhere", self.messenger.name, moved)
            self.around.wake()
        if moved < moving.AT_ONCE:
            self._escaped = now

    def _start(self, call: Call, may_have_left: bool) -> None:
        task = asyncio.create_task(self._send(call, may_have_left))
        self._calls[task] = call
        self._queued.add(task)
        task.add_done_callback(self._ended)

    def _leaves(self) -> None:
        """A call has its turn: another one may be taken up behind it."""
        task = asyncio.current_task()
        if task in self._queued and not self.messenger.drops_repeats:
            self._queued.discard(task)
            self._news.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._calls.pop(task, None)
        self._queued.discard(task)
        self._news.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery stumbled", exc_info=error)

    async def _send(self, call: Call, may_have_left: bool) -> None:
        after_replies.set(True)
        on_turn.set(self._leaves)
        if self.messenger.bulk is not None and is_stale(call[0], self.around.clock()):
            await reconciled(self, call)
        elif len(call) > 1:
            await send_to_many(self, call, may_have_left)
        else:
            await self._send_one(call[0])

    async def _send_one(self, job: Job) -> None:
        try:
            message = await self._call(job)
        except TelegramAPIError as error:  # every outcome of a call is an entry in the ledger
            self.health.hear(error, self.around.clock(), is_ambiguous(error) and not self.messenger.drops_repeats)
            result = ended(job, error, self.around.clock(), self.messenger.drops_repeats)
        except DatabaseUnavailableError:  # the browser chat lives in it
            result = self.entry(job, DeliveryState.WAITING, "DatabaseUnavailableError")._replace(due=self.now() + PAUSE)
        except Exception as error:
            log.exception("delivery %s could not be sent", job.id)
            result = self.entry(job, DeliveryState.FAILED, type(error).__name__)
        else:
            self.health.hear(None, self.around.clock())
            result = self.entry(job, DeliveryState.SENT, message=message)
        self.db.post(ledger.record, result)
        await self.follow_up([job], [result])

    async def follow_up(self, jobs: Sequence[Job], results: Sequence[Ended]) -> None:
        """What a refusal or a failure has for a consequence; `results` are on their way into the ledger."""
        refused = [moving.Refusal(result.id, result.account_id) for result in results if result.outcome == REFUSED]
        if refused:  # nothing may be claimed between the entries and this
            now, is_kept = self.around.clock(), self.messenger.keeps_mail
            await self.db.write(undelivered.move_on, refused, now, is_kept, self.around.house)
            self.around.wake()
        again = [result.id for result in results if result.state is DeliveryState.WAITING and result.outcome != REFUSED]
        if again:
            await self.db.write(moving.catch_up, again)
        failed = [result.id for result in results if result.state is DeliveryState.FAILED]
        if failed:
            await self.db.write(undelivered.tell, failed, self.around.house)
            self.around.wake()
        for job, result in zip(jobs, results, strict=True):
            if result.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
                await self._consider(job.mailing_id)

    async def _consider(self, mailing_id: int) -> None:
        self._failures[mailing_id] += 1
        if (self._failures[mailing_id] - FIRST_LOOK) % THEN:
            return
        if await self.db.write(pause_failing, mailing_id, self.around.house):
            log.warning("mailing %s is paused: too much of it fails", mailing_id)
            self.around.wake()

    async def _call(self, job: Job) -> int | None:
        return await self.exit.deliver(job.chat, screen_of(job), job.once, job.file_id)

    def entry(self, job: Job, state: DeliveryState, outcome: str = "", message: int | None = None) -> Ended:
        return Ended(job.id, job.account_id, state, outcome, self.now(), job.tries, message)

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.around.clock().timestamp())
