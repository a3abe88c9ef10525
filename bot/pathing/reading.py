"""Has tables of rules read by the child process, one after another; after a crash they are read again."""

import asyncio
from typing import NamedTuple

from storage.database import Transaction
from storage.models import PathRules, RulesState
from storage.repository import Repository

from ..rostering.working import Working, note
from ..screen import Screen
from ..services.learning_paths import own_rules
from ..turn import House
from .rules_table import read, ready_screen, refused_screen


class Job(NamedTuple):
    id: int
    file_id: int | None


class RulesReading(Working[Job]):
    @staticmethod
    def next_job(tx: Transaction) -> Job | None:
        found = Repository(tx).path_rules.next_to_read()
        return None if found is None else Job(found.id, found.file_id)

    async def go_on(self, job: Job) -> None:
        about = (await self._calling.ask("tables", file=job.file_id or 0)).about
        if "refused" in about:
            body, complaints = "", [about["refused"]]
        else:
            body, complaints = await asyncio.to_thread(read, self._house, about["sheets"])
        await self.tell(_tell, job.id, body, complaints)

    async def give_up(self, job: Job) -> None:
        await self.tell(_tell, job.id, "", [self._house.texts.path_rules.too_heavy])


def _tell(tx: Transaction, house: House, version_id: int, body: str, complaints: list[str]) -> bool:
    repo = Repository(tx)
    found = repo.path_rules.get(version_id)
    if found is None or found.state is not RulesState.READING:
        return False
    own_rules.understood(repo, found, body, complaints)
    return note(repo, house, found, _screen(repo, house, found))


def _screen(repo: Repository, house: House, found: PathRules) -> Screen:
    if found.state is RulesState.REFUSED:
        return refused_screen(house.texts, found)
    return ready_screen(house.texts, found, own_rules.compared(repo, found, house.paths))
