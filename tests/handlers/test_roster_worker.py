"""An import goes on where it stopped, by whoever stopped it; a file too heavy for the child hurts nobody else."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.rostering import calling, steps
from bot.rostering.calling import Calling, ChildError
from bot.rostering.worker import Rosters
from bot.services import roster_imports
from bot.services.access import actor_of
from bot.services.notes import Note
from bot.texts import load_texts
from bot.turn import House
from storage.database import Database
from storage.models import Delivery, ImportState, Mailing, MailingPart, RosterStep, StoredFile, Teacher
from storage.repository import Repository
from tests.handlers import offices
from tests.handlers.zarechny import find
from tests.made import NOW

PATIENCE = 90
ROWS = [(f"Новикова{chr(1072 + n)} Инна Павловна", "Школа 2", "учитель", "химия") for n in range(5)]


@pytest.fixture
def quick_children():
    """None: each child here is started as the program does."""


@asynccontextmanager
async def opened(url):
    """The database, and how to start what goes on with imports."""
    db = Database(url)
    callings = []

    def start():
        made = Calling(db, "Europe/Moscow")
        callings.append(made)
        return Rosters(db, House(load_texts(), lambda: NOW, "Europe/Moscow"), made, lambda: None)

    yield db, start
    for each in callings:
        await each.close()
    await db.close()


@pytest.fixture
async def place(district_url):
    async with opened(district_url) as found:
        yield found


@pytest.fixture
async def any_place(any_district_url):
    async with opened(any_district_url) as found:
        yield found


def natalya(repo):
    return actor_of(repo, find(repo, "Орлова"), NOW.date())


def send(tx, data):
    repo = Repository(tx)
    tx.session.execute(update(Teacher).values(from_file=True))
    she = find(repo, "Орлова")
    facts = {"kind": "document", "name": "a", "mime": "", "size": 1, "teacher_id": she.id, "added_at": NOW}
    file = repo.files.add(StoredFile(data=data, **facts))
    actor = natalya(repo)
    return roster_imports.begin(repo, actor, file, NOW).id


def state(tx, number):
    return Repository(tx).roster_imports.get(number).state


async def until(db, rosters, number, *wanted):
    task = asyncio.create_task(rosters.run())
    async with asyncio.timeout(PATIENCE):
        while await db.read(state, number) not in wanted:  # noqa: ASYNC110 (the child tells nobody else)
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def approve(tx, number):
    repo = Repository(tx)
    answer = roster_imports.approve(repo, natalya(repo), number, True)
    assert answer is roster_imports.Answer.GOES_ON


def names(tx):
    return sorted(tx.session.scalars(select(Teacher.last_name).where(Teacher.last_name.startswith("Новикова"))))


async def test_an_import_that_was_cut_off_goes_on_after_a_start(any_place, monkeypatch):
    monkeypatch.setattr("bot.services.roster.plan.SLICE", 2)
    db, start = any_place
    number = await db.write(send, offices.people(ROWS))
    await until(db, start(), number, ImportState.READY)
    count = await db.read(lambda tx: tx.session.query(RosterStep).count())
    await db.write(approve, number)
    await until(db, start(), number, ImportState.APPLYING, ImportState.DONE)
    await until(db, start(), number, ImportState.DONE)
    assert await db.read(names) == [row[0].split()[0] for row in ROWS]
    assert await db.read(lambda tx: tx.session.query(RosterStep).filter(RosterStep.done.is_not(None)).count()) == count
    notes = await db.read(lambda tx: tx.session.query(Mailing).count())
    assert notes == 2


async def test_what_was_skipped_before_a_crash_is_told_after_it(place):
    db, start = place
    number = await db.write(send, offices.people(ROWS))
    await until(db, start(), number, ImportState.READY)
    await db.write(approve, number)
    await db.write(steps.begin, number)

    def crosses(tx):
        """By hand, while it is being written; then all but the last words about it are there, and a crash comes."""
        tx.session.execute(update(Teacher).where(Teacher.from_file).values(left_on=NOW.date()))
        ids = {}
        for step in range(Repository(tx).roster_imports.count_steps(number)):
            ids |= steps.write(tx, number, step, ids)

    await db.write(crosses)
    await until(db, start(), number, ImportState.DONE)
    told = await db.read(lambda tx: tx.session.scalars(select(MailingPart.text).order_by(MailingPart.mailing_id)).all())
    assert "в ту же минуту" in told[-1]
    assert await db.read(lambda tx: Repository(tx).roster_imports.get(number).seen) == ""


async def test_undo_that_was_cut_off_goes_on_and_leaves_who_uses_the_bot(place):
    db, start = place
    number = await db.write(send, offices.people(ROWS))
    await until(db, start(), number, ImportState.READY)
    await db.write(approve, number)
    await until(db, start(), number, ImportState.DONE)

    def undo(tx):
        repo = Repository(tx)
        someone = find(repo, "Новиковаа")
        repo.consents.give(someone.id, 1, NOW)
        assert roster_imports.undo(repo, natalya(repo), number, Note("", []), NOW)
        assert not roster_imports.undo(repo, natalya(repo), number, Note("", []), NOW)

    await db.write(undo)
    await until(db, start(), number, ImportState.UNDOING, ImportState.UNDONE)
    await until(db, start(), number, ImportState.UNDONE)
    assert await db.read(names) == ["Новиковаа"]
    last = await db.read(lambda tx: tx.session.query(Mailing).order_by(Mailing.id.desc()).first().parts[0].text)
    assert "Остался 1 человек" in last


async def test_a_file_too_heavy_is_refused_and_the_next_one_is_read(place, monkeypatch):
    db, start = place
    rosters = start()

    async def too_heavy(task, **more):
        raise ChildError("MemoryError")

    ask = rosters._calling.ask
    monkeypatch.setattr(rosters._calling, "ask", too_heavy)
    first = await db.write(send, offices.people(ROWS))
    await until(db, rosters, first, ImportState.DECLINED)
    assert await db.read(lambda tx: tx.session.query(StoredFile).count()) == 0
    monkeypatch.setattr(rosters._calling, "ask", ask)
    second = await db.write(send, offices.people(ROWS))
    await until(db, rosters, second, ImportState.READY)


async def test_a_child_that_takes_too_long_or_fails_says_so_and_is_replaced(place, monkeypatch):
    _, start = place
    made = start()._calling
    with pytest.raises(ChildError, match=r"LookupError in child\.py"):
        await made.ask("compare", **{"import": 999, "now": NOW.isoformat()})
    monkeypatch.setattr(calling, "SECONDS", 0.001)
    with pytest.raises(ChildError, match="too long"):
        await made.ask("compare", **{"import": 999, "now": NOW.isoformat()})


async def test_files_nobody_decided_on_and_old_steps_go(place):
    db, start = place
    number = await db.write(send, offices.people(ROWS))
    await until(db, start(), number, ImportState.READY)
    await db.write(lambda tx: roster_imports.forget(Repository(tx), NOW + timedelta(days=6)))
    assert await db.read(state, number) is ImportState.READY
    await db.write(lambda tx: roster_imports.forget(Repository(tx), NOW + timedelta(days=8)))
    assert await db.read(state, number) is ImportState.DECLINED
    left = await db.read(lambda tx: (tx.session.query(StoredFile).count(), tx.session.query(RosterStep).count()))
    assert left == (0, 0)


async def test_who_moves_is_told_that_her_role_ended_with_the_place(place):
    """A revocation by hand tells, so this one does."""
    db, start = place

    def born(tx):
        find(Repository(tx), "Хасанова").birth_year = 1982

    await db.write(born)
    rows = [("Хасанова Гульнара Ринатовна", "Школа 2", "учитель", "1982"), ("Миронова Ольга", "Школа 3", "учитель", "")]
    number = await db.write(send, offices.people(rows, ("ФИО", "Школа", "Должность", "Год рождения")))
    await until(db, start(), number, ImportState.READY)
    await db.write(approve, number)
    await until(db, start(), number, ImportState.DONE)

    def told(tx):
        repo = Repository(tx)
        moved = find(repo, "Хасанова")
        query = select(Mailing).join(Delivery).where(Delivery.teacher_id == moved.id)
        return moved.organization.name, [one.parts[0].text for one in tx.session.scalars(query)]

    where, said = await db.read(told)
    assert where == "Школа № 2"
    assert [text.partition(". ")[0] for text in said] == ["Роль снята: заместитель директора, Школа № 3"]
