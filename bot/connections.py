"""Keeps every messenger connected by itself: a broken one is reported and tried again, the others never notice."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramUnauthorizedError

from storage.troubles import DatabaseUnavailableError

from .messengers.base import Messenger, Profile
from .receiver import Receiver

PAUSES = (1.0, 2.0, 5.0)
"""Seconds between attempts to connect; the last one for as long as it takes."""
BAD_TOKEN_PAUSE = 60.0
CONFLICT_PAUSE = 5.0
CONFLICT = "another program takes its news"
TOLD_EVERY = 60.0
"""Seconds between two lines of the log about a database that is away."""

log = logging.getLogger(__name__)


class Connection:
    """One messenger: `profile` is None until it has answered; how it is now stands in `answering`."""

    def __init__(
        self,
        messenger: Messenger,
        on_connect: Callable[[Messenger, Profile], Awaitable[None]],
        answering: dict[str, bool],
    ) -> None:
        self.messenger, self._on_connect, self._answering = messenger, on_connect, answering
        self.profile: Profile | None = None
        self.problem, self._told = "", float("-inf")
        self.tell(False)

    def tell(self, answers: bool) -> None:
        if answers and self.problem == CONFLICT:
            self._connected()
        self._answering[self.messenger.name] = answers

    async def keep(self, receiver: Receiver) -> None:
        """Connect and receive for ever; whatever happens, try again."""
        failures = 0
        while True:
            try:
                self.profile = await self.messenger.connect()
                if self.problem != CONFLICT:  # there all is well but the news: `tell` hears of the first
                    self._connected()
                failures = 0
                await self._on_connect(self.messenger, self.profile)
                await receiver.run()
            except TelegramUnauthorizedError:
                self._failed("the token is refused")
                await asyncio.sleep(BAD_TOKEN_PAUSE)
            except TelegramConflictError:
                self._failed(CONFLICT)
                await asyncio.sleep(CONFLICT_PAUSE)
            except DatabaseUnavailableError:  # not the messenger's fault: it answers, and is not left out
                self._waits()
                await asyncio.sleep(PAUSES[0])
            except TelegramAPIError as error:
                self._failed(type(error).__name__)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
            except Exception as error:
                log.exception("%s stumbled", self.messenger.name)
                self._failed(type(error).__name__)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    def _connected(self) -> None:
        if not self._answering[self.messenger.name]:
            log.info("%s is connected", self.messenger.name)
        self.problem = ""
        self.tell(True)

    def _waits(self) -> None:
        if time.monotonic() - self._told > TOLD_EVERY:
            log.warning("%s waits for the database", self.messenger.name)
            self._told = time.monotonic()

    def _failed(self, problem: str) -> None:
        if problem != self.problem:
            log.error("%s is left out until it answers: %s", self.messenger.name, problem)
        self.problem = problem
        self.tell(False)
