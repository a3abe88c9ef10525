"""A list of 25 000 people through the chat's own path: read, compared, applied, sent again; other people tap meanwhile.

The list is one municipality's, in the form offices keep it; its schools are known, its people are not. Taps go through
the bot's whole path at a steady pace. Memory is the bot's own growth together with the child process, at its largest.

    python -m bench.roster [--rows 25000] [--json FILE]
"""

import argparse
import asyncio
import gc
import io
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import insert, select

from bench.made_up import NOW, build
from bench.updates import Cases, Feed, whole
from bot.app import catalogue
from bot.rostering.calling import Calling
from bot.rostering.worker import Rosters
from bot.services.roster import sync_catalogues
from bot.texts import load_texts
from bot.turn import House
from storage.database import Database, Transaction
from storage.models import (
    ImportState,
    Municipality,
    Organization,
    OrganizationKind,
    RosterImport,
    StoredFile,
    Teacher,
)
from storage.repository import Repository
from storage.warm import warm

OTHERS = 5_000
"""People of other municipalities, some of whom tap."""
PER_SCHOOL = 50
EVERY = 0.02
"""Seconds between two taps."""
PAGE = os.sysconf("SC_PAGE_SIZE")
HEADER = ("№", "Школа", "ФИО", "Должность", "Предмет", "Год рождения", "Стаж", "Телефон")
SUBJECTS = ("математика", "русский язык и литература", "физика", "англ. яз.", "история и обществознание", "химия")
SYLLABLES = ("ба", "ве", "го", "ду", "жи", "за", "ки", "ло", "му", "не", "по", "ра", "си", "то", "фе", "ша")


def name(number: int) -> str:
    """A surname of its own for every number."""
    found = ""
    for _ in range(4):
        number, part = divmod(number, len(SYLLABLES))
        found += SYLLABLES[part]
    return found.capitalize() + "ва"


def table(rows: int) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Список педагогов",))
        sheet.write_row(2, 0, HEADER)
        for number in range(rows):
            school = f"МБОУ СОШ №{1 + number // PER_SCHOOL}"
            who = f"{name(number)} Анна Сергеевна"
            row = (number + 1, school, who, "учитель", SUBJECTS[number % 6], 1965 + number % 35, number % 9, "8-900")
            sheet.write_row(3 + number, 0, row)
    return target.getvalue()


def prepare(tx: Transaction, rows: int) -> int:
    """The municipality with its schools and one person who sends the list; her id."""
    sync_catalogues(tx, catalogue())
    district = Municipality(region_id=1, name="Большой район", time_zone="Europe/Moscow")
    tx.session.add(district)
    tx.session.flush()
    facts = {"region_id": 1, "municipality_id": district.id, "kind": OrganizationKind.SCHOOL}
    schools = [{**facts, "name": f"Школа № {1 + number}"} for number in range(-(-rows // PER_SCHOOL))]
    tx.session.execute(insert(Organization), schools)
    school = tx.session.scalars(select(Organization.id).where(Organization.municipality_id == district.id)).first()
    she = Teacher(region_id=1, municipality_id=district.id, organization_id=school, last_name="Она", first_name="Сама")
    tx.session.add(she)
    tx.session.flush()
    return she.id


def send(tx: Transaction, author: int, data: bytes) -> int:
    repo = Repository(tx)
    file = repo.files.add(
        StoredFile(kind="document", name="a.xlsx", mime="", size=len(data), data=data, teacher_id=author, added_at=NOW)
    )
    she = tx.session.get_one(Teacher, author)
    made = RosterImport(
        region_id=1, municipality_id=she.municipality_id, author_id=author, file_id=file.id,
        state=ImportState.READING, created_at=NOW,
    )  # fmt: skip
    return repo.roster_imports.add(made).id


def state(tx: Transaction, import_id: int) -> ImportState:
    found = Repository(tx).roster_imports.get(import_id)
    assert found is not None
    return found.state


def approve(tx: Transaction, import_id: int) -> None:
    repo = Repository(tx)
    found = repo.roster_imports.get(import_id)
    assert found is not None
    repo.roster_imports.set_state(found, ImportState.APPROVED)


class Memory:
    """Of this process and its children, in bytes."""

    def __init__(self) -> None:
        gc.collect()
        self.idle = self.most = resident()

    def look(self) -> None:
        self.most = max(self.most, resident() + sum(map(resident, children())))

    @property
    def above(self) -> float:
        return (self.most - self.idle) / 2**20


def resident(process: int | str = "self") -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def children() -> Iterator[int]:
    me = os.getpid()
    for thread in Path(f"/proc/{me}/task").iterdir():
        try:
            yield from map(int, (thread / "children").read_text().split())
        except OSError:
            continue


@asynccontextmanager
async def tapping(feed: Feed, memory: Memory) -> Any:
    """Others tap at a steady pace; yields the list of what each of their taps took, in ms."""
    took: list[float] = []
    cases = Cases(OTHERS, [])

    async def one(update: dict[str, Any]) -> None:
        begun = time.perf_counter()
        await feed(update)
        took.append((time.perf_counter() - begun) * 1e3)

    async def all_the_time() -> None:
        tasks = set()
        number = 0
        while True:
            number += 1
            task = asyncio.create_task(one(cases.make("menu" if number % 2 else "mo", 1)[0]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            memory.look()
            await asyncio.sleep(EVERY)

    running = asyncio.create_task(all_the_time())
    try:
        yield took
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(db: Database, import_id: int, wanted: ImportState) -> float:
    begun = time.perf_counter()
    while (now := await db.read(state, import_id)) is not wanted:
        assert now is not ImportState.DECLINED, "it was given up"
        await asyncio.sleep(0.05)
    return time.perf_counter() - begun


def p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)] if took else 0.0


async def run(rows: int, folder: Path) -> dict[str, Any]:
    db = await build(folder / "roster.sqlite3", OTHERS, "FULL")
    author, data = await db.write(prepare, rows), table(rows)
    warm(db.engine.dialect)
    texts = load_texts()
    house = House(texts, lambda: NOW, "Europe/Moscow")
    calling = Calling(db, "Europe/Moscow")
    rosters = Rosters(db, house, calling, lambda: None)
    working = asyncio.create_task(rosters.run())
    feed = whole(db, 0)
    gc.collect()
    gc.freeze()
    found: dict[str, Any] = {"rows": rows, "file_mb": round(len(data) / 2**20, 1)}
    async with tapping(feed, Memory()) as took:
        await asyncio.sleep(5)
        found["quiet_p99_ms"] = round(p99(took), 1)
    memory = Memory()
    async with tapping(feed, memory) as took:
        first = await db.write(send, author, data)
        rosters.wake()
        found["read_s"] = round(await until(db, first, ImportState.READY), 2)
        await db.write(approve, first)
        rosters.wake()
        found["apply_s"] = round(await until(db, first, ImportState.DONE), 2)
        found["p99_ms"], found["longest_ms"] = round(p99(took), 1), round(max(took), 1)
    found["first_s"] = round(found["read_s"] + found["apply_s"], 2)
    found["memory_mb"] = round(memory.above)
    second = await db.write(send, author, data)
    rosters.wake()
    found["second_s"] = round(await until(db, second, ImportState.SAME), 2)
    found["second_to_first"] = round(found["second_s"] / found["first_s"], 2)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await calling.close()
    await db.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(asked.rows, Path(folder)))
    print("| what | figure |\n| --- | --- |")
    for key, value in found.items():
        print(f"| {key} | {value} |")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
