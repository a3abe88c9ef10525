"""What goes on with files beside the conversations: a job after another, found in the database, after a crash too."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from storage.database import Database, Transaction
from storage.models import Account
from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError

from ..screen import Screen, below
from ..services.notes import Note, written
from ..turn import House
from .calling import Calling, ChildError

EVERY = 5.0
"""Seconds between two looks when nobody has called."""
TRIES = 3
"""For one job, before it is given up."""

log = logging.getLogger(__name__)


class Numbered(Protocol):
    @property
    def id(self) -> int: ...


J = TypeVar("J", bound=Numbered)


class Working(ABC, Generic[J]):
    """`run` until cancelled; `wake` when something was asked for. `on_mail` follows a note to somebody."""

    def __init__(self, db: Database, house: House, calling: Calling, on_mail: Callable[[], None]) -> None:
        self._db, self._house, self._calling, self._on_mail = db, house, calling, on_mail
        self._called = asyncio.Event()
        self._failures: dict[int, int] = {}

    @staticmethod
    @abstractmethod
    def next_job(tx: Transaction) -> J | None: ...

    @abstractmethod
    async def go_on(self, job: J) -> None: ...

    @abstractmethod
    async def give_up(self, job: J) -> None: ...

    def wake(self) -> None:
        self._called.set()

    async def run(self) -> None:
        while True:
            self._called.clear()
            try:
                while (job := await self._db.read(self.next_job)) is not None:
                    await self._carefully(job)
            except DatabaseUnavailableError:
                log.warning("the database does not answer, files wait")
            except Exception as error:  # it must not take the bot down, and what it quotes may be about people
                log.error("files wait: %s", type(error).__name__)
            try:
                await asyncio.wait_for(self._called.wait(), EVERY)
            except TimeoutError:
                continue

    async def _carefully(self, job: J) -> None:
        """A file that fails again and again is given up, and the others go on."""
        try:
            await self.go_on(job)
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            self._failures[job.id] = count = self._failures.get(job.id, 0) + 1
            log.warning("a file failed: %s", error if isinstance(error, ChildError) else type(error).__name__)
            if not isinstance(error, ChildError):
                log.debug("it was", exc_info=True)
            if count >= TRIES or isinstance(error, ChildError):
                await self.give_up(job)

    async def tell(self, work: Callable[..., bool], *args: Any) -> None:
        """Run a work that may leave a note."""
        if await self._db.write(work, self._house, *args):
            self._on_mail()


class Sent(Protocol):
    """What somebody has sent to be worked off."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def municipality_id(self) -> int | None: ...
    @property
    def account(self) -> Account | None: ...


def note(repo: Repository, house: House, it: Sent, screen: Screen) -> bool:
    """To the account from which she sent the file, while it can be reached; by the ledger, so no crash loses it."""
    if it.author_id is None:
        return False
    now = house.clock()
    mailing = written(repo, Note(screen.text, below(*screen.rows)), now, municipality_id=it.municipality_id)
    delivery = repo.mailings.deliver(mailing, it.author_id, 0, now, 0)
    if it.account is not None and it.account.reachable and it.account.teacher_id == it.author_id:
        delivery.account_id, delivery.messenger = it.account.id, it.account.messenger
    return True
