"""Goes on with imports: has them read, writes them slice by slice, takes them back; after a crash where it stopped."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from storage.database import Transaction
from storage.models import ImportState, RosterImport
from storage.repository import Repository

from ..role_words import follow
from ..services import audit
from ..services.access import Actor
from ..services.audit import Deed
from ..services.roster.rights import Rights
from ..services.roster_imports import removes_many
from ..turn import House
from . import screens, steps
from .calling import ChildError, Reply
from .working import Working, note

STORED = 20
"""Steps kept by one transaction."""


class Job(NamedTuple):
    id: int
    state: ImportState
    digest: str
    seen: str
    sure: bool


class Rosters(Working[Job]):
    @staticmethod
    def next_job(tx: Transaction) -> Job | None:
        it = Repository(tx).roster_imports.next_at_work()
        return None if it is None else Job(it.id, it.state, it.digest, it.seen, it.sure)

    async def give_up(self, job: Job) -> None:
        await self.tell(_give_up, job.id)

    async def go_on(self, job: Job) -> None:
        if job.state is ImportState.READING:
            await self._show(job, await self._ask("compare", job), False)
        elif job.state is ImportState.APPROVED:
            await self._plan(job)
        elif job.state is ImportState.APPLYING:
            await self._write(job)
        else:
            await self._take_back(job)

    async def _ask(self, task: str, job: Job) -> Reply:
        return await self._calling.ask(task, **{"import": job.id, "now": self._house.clock().isoformat()})

    async def _plan(self, job: Job) -> None:
        """What she agreed to is what is written; where the database has changed she is shown what it is now."""
        checked = await self._ask("check", job)
        if checked.about["seen"] != job.seen:
            reply = await self._ask("compare", job)
            if reply.about["digest"] != job.digest or (removes_many(reply.about["preview"]) and not job.sure):
                await self._show(job, reply, True)
                return
            await self._store(job, reply)
        await self._db.write(steps.begin, job.id)

    async def _show(self, job: Job, reply: Reply, again: bool) -> None:
        await self._store(job, reply)
        await self.tell(_previewed, job.id, reply, again)

    async def _store(self, job: Job, reply: Reply) -> None:
        """The steps beside the import, a few at a time."""
        for first in range(0, max(len(reply.frames), 1), STORED):
            await self._db.write(steps.store, job.id, first, reply.frames[first : first + STORED])

    async def _write(self, job: Job) -> None:
        ids, done = await self._ids(job.id)
        count = await self._db.read(_count, job.id)
        for number in range(len(done), count):
            ids |= await self._db.write(steps.write, job.id, number, ids)
        skipped = await self._db.read(steps.skipped, job.id)
        rights = await self._rights(steps.rights_of, job.id, count)
        await self.tell(_applied, job.id, skipped, await self._seen(job), rights)

    async def _rights(self, of: Callable[[Transaction, int, int], Rights], import_id: int, count: int) -> Rights:
        found = Rights()
        for number in range(count):
            found = found.and_of(await self._db.read(of, import_id, number))
        return found

    async def _seen(self, job: Job) -> str:
        """What stands there now that it is through; without it the same file is only read once more."""
        try:
            return str((await self._ask("check", job)).about["seen"])
        except ChildError:
            return ""

    async def _take_back(self, job: Job) -> None:
        ids, numbers = await self._ids(job.id)
        kept: set[int] = set()
        for number in numbers:
            kept |= await self._db.read(steps.still_needed, job.id, number, ids)
        people = other = 0
        for number in reversed(numbers):
            stays = await self._db.write(steps.take_back, job.id, number, ids, frozenset(kept))
            people, other = people + stays.people, other + stays.other
        rights = await self._rights(steps.regained_by, job.id, await self._db.read(_count, job.id))
        await self.tell(_undone, job.id, people, other, rights)

    async def _ids(self, import_id: int) -> tuple[dict[int, int], list[int]]:
        """What the steps that are done have made, and their numbers."""
        ids: dict[int, int] = {}
        last = await self._db.read(_last_step, import_id)
        numbers = [] if last is None else list(range(last + 1))
        for number in numbers:
            ids |= await self._db.read(steps.ids_of, import_id, number)
        return ids, numbers


def _count(tx: Transaction, import_id: int) -> int:
    return Repository(tx).roster_imports.count_steps(import_id)


def _last_step(tx: Transaction, import_id: int) -> int | None:
    return Repository(tx).roster_imports.last_step(import_id)


# What follows runs in the writer; each says whether there is mail.


def _previewed(tx: Transaction, house: House, import_id: int, reply: Reply, again: bool) -> bool:
    repo = Repository(tx)
    it = repo.roster_imports.get(import_id)
    if it is None or it.state not in (ImportState.READING, ImportState.APPROVED):
        return False
    shown = reply.about["preview"]
    it.preview, it.sure = json.dumps(shown, ensure_ascii=False), False
    it.digest, it.seen, it.file_digest = (reply.about[key] for key in ("digest", "seen", "file_digest"))
    if shown["can"]:
        it.state = ImportState.READY
        return note(repo, house, it, screens.preview_screen(house.texts, it, again))
    if shown["is_list"] and not shown["all_complaints"]:
        it.state, it.preview = ImportState.SAME, ""
        repo.files.let_go_of(it)
        return note(repo, house, it, screens.same_screen(house.texts, shown["corrected"]))
    it.state = ImportState.REFUSED
    return note(repo, house, it, screens.refused_screen(house.texts, it, _place(repo, it)))


def _applied(tx: Transaction, house: House, import_id: int, skipped: int, seen: str, rights: Rights) -> bool:
    """From now on it can be taken back, and what could be before of this place cannot any more."""
    repo = Repository(tx)
    it = repo.roster_imports.get(import_id)
    if it is None or it.state is not ImportState.APPLYING:
        return False
    for older in repo.roster_imports.older_with_steps(it):
        repo.roster_imports.clear_steps(older)
    repo.files.let_go_of(it)
    it.state, it.applied_at = ImportState.DONE, house.clock()
    shown = json.loads(it.preview)
    is_clean = not (shown["all_complaints"] or shown["warnings"] or shown["untouched"] or skipped)
    it.preview, it.seen = json.dumps({"counts": shown["counts"]}), seen if is_clean else ""
    _record(repo, it, house.clock())
    follow(repo, house.texts, rights, _actor(it), house.clock())
    return note(repo, house, it, screens.done_screen(house.texts, it, _place(repo, it), skipped))


def _record(repo: Repository, it: RosterImport, now: datetime) -> None:
    counts = json.loads(it.preview)["counts"]
    details = " ".join([f"import={it.id}", *(f"{kind}={count}" for kind, count in counts.items() if count)])
    audit.record(repo, _actor(it), Deed.IMPORTED, now, details=details)


def _actor(it: RosterImport) -> Actor:
    return Actor(teacher_id=it.author_id, municipality_id=it.municipality_id)


def _undone(tx: Transaction, house: House, import_id: int, people: int, other: int, rights: Rights) -> bool:
    repo = Repository(tx)
    it = repo.roster_imports.get(import_id)
    if it is None or it.state is not ImportState.UNDOING:
        return False
    repo.roster_imports.clear_steps(import_id)
    it.state = ImportState.UNDONE
    follow(repo, house.texts, rights, _actor(it), house.clock())
    return note(repo, house, it, screens.undone_screen(house.texts, _place(repo, it), people, other))


def _give_up(tx: Transaction, house: House, import_id: int) -> bool:
    """What was only read is dropped; what was begun to be written stays and can be taken back."""
    repo = Repository(tx)
    it = repo.roster_imports.get(import_id)
    if it is None:
        return False
    if it.state in (ImportState.READING, ImportState.APPROVED):
        repo.files.let_go_of(it)
        repo.roster_imports.clear_steps(import_id)
        it.state, it.preview = ImportState.DECLINED, ""
        return note(repo, house, it, screens.too_heavy_screen(house.texts))
    it.state, it.applied_at = ImportState.DONE, it.applied_at or house.clock()
    return note(repo, house, it, screens.broken_screen(house.texts, it))


def _place(repo: Repository, it: RosterImport) -> str:
    municipality = repo.roster_imports.municipality(it)
    return municipality.name if municipality else repo.roster_imports.region(it).name
