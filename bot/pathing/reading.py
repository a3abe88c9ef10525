"""Has tables of rules read by the child process, one after another; after a crash they are read again."""

import asyncio
import logging
from collections.abc import Callable
from typing import NamedTuple

from storage.database import Database, DatabaseUnavailableError, Transaction
from storage.models import PathRules, RulesState
from storage.repository import Repository

from ..rostering.calling import Calling, ChildError
from ..rostering.telling import tell_sender
from ..screen import Screen
from ..services.learning_paths import own_rules
from ..turn import House
from .rules_table import read, ready_screen, refused_screen

EVERY = 5.0
"""Seconds between two looks when nobody has called."""

log = logging.getLogger(__name__)


class Job(NamedTuple):
    id: int
    file_id: int | None


class RulesReading:
    """`run` until cancelled; `wake` when a table was sent. `on_mail` follows a note to its sender."""

    def __init__(self, db: Database, house: House, calling: Calling, on_mail: Callable[[], None]) -> None:
        self._db, self._house, self._calling, self._on_mail = db, house, calling, on_mail
        self._called = asyncio.Event()

    def wake(self) -> None:
        self._called.set()

    async def run(self) -> None:
        while True:
            self._called.clear()
            try:
                while (job := await self._db.read(_next)) is not None:
                    if await self._db.write(_tell, self._house, job.id, *await self._understood(job)):
                        self._on_mail()
            except DatabaseUnavailableError:
                log.warning("the database does not answer, tables of rules wait")
            except Exception:  # it must not take the bot down
                log.exception("tables of rules wait")
            try:
                await asyncio.wait_for(self._called.wait(), EVERY)
            except TimeoutError:
                continue

    async def _understood(self, job: Job) -> tuple[str, list[str]]:
        """(the rules as they are stored, complaints); what nobody can read is refused, not tried again."""
        try:
            about = (await self._calling.ask("tables", file=job.file_id or 0)).about
            if "refused" in about:
                return "", [about["refused"]]
            return await asyncio.to_thread(read, self._house, about["sheets"])
        except DatabaseUnavailableError:
            raise
        except ChildError as error:
            log.warning("a table of rules was too heavy: %s", error)
        except Exception:
            log.exception("a table of rules was not understood")
        return "", [self._house.texts.path_rules.too_heavy]


def _next(tx: Transaction) -> Job | None:
    found = Repository(tx).path_rules.next_to_read()
    return None if found is None else Job(found.id, found.file_id)


def _tell(tx: Transaction, house: House, version_id: int, body: str, complaints: list[str]) -> bool:
    repo = Repository(tx)
    found = repo.path_rules.get(version_id)
    if found is None or found.state is not RulesState.READING:
        return False
    own_rules.understood(repo, found, body, complaints)
    return tell_sender(repo, found, _screen(repo, house, found), house.clock())


def _screen(repo: Repository, house: House, found: PathRules) -> Screen:
    if found.state is RulesState.REFUSED:
        return refused_screen(house.texts, found)
    return ready_screen(house.texts, found, own_rules.compared(repo, found, house.paths))
