"""What a week's summary costs: its numbers, its files, a Monday of many municipalities, among much and among little.

    python -m bench.summary [--teachers 100000] [--answers 2000000] [--years 3] [--due 33] [--folder DIR] [--json FILE]

The plain scan is one pass over all answers of the week, of all municipalities. Times are computing times of the one who
does it, medians of several municipalities; what taps wait is taken by the clock.
"""

import argparse
import asyncio
import gc
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select

from bench import made_up
from bench.roster import Memory, p99, tapping
from bench.updates import whole
from bench.weeks import MONDAY, Size, build
from bot.documenting.making import Making
from bot.rostering.calling import Calling
from bot.services.summaries import chart, counting, weeks
from bot.services.summaries.counting import Week, counted, release, week_of
from bot.services.summaries.snapshot import Snapshot
from bot.summarizing.files import SUMMARIES, SummaryFiles, WeekPictures, recipe
from bot.summarizing.screens import note
from bot.summarizing.taps import OpenWeek
from bot.texts import load_texts
from bot.ticks import run_all
from bot.ticks.summaries import summaries
from bot.turn import House
from storage.database import Database, Transaction
from storage.models import Municipality, RoleGrant, Scope, WeeklySummary
from storage.repository import Repository
from storage.warm import warm

FEW, ROUNDS = 20, 7
SMALL = 10
"""The small country has so many times fewer people and answers, and one year."""


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Computing time of this thread, in ms."""
    begun = time.thread_time()
    yield
    into.append((time.thread_time() - begun) * 1e3)


def some(tx: Transaction) -> list[tuple[Repository, Municipality, Week]]:
    """Municipalities far from one another, each with a repository of its own."""
    numbers = list(tx.connection.execute(select(Municipality.id)).scalars())
    repo = Repository(tx)
    found = [repo.places.municipality(one) for one in numbers[:: max(1, len(numbers) // FEW)][:FEW]]
    return [(repo, one, week(one)) for one in found if one is not None]


def week(place: Municipality) -> Week:
    zone = week_of(place, MONDAY.date(), MONDAY).zone
    return week_of(place, weeks.newest(MONDAY, zone), MONDAY)


def scan(tx: Transaction, size: Size) -> float:
    """ms of one pass over the week's answers of everybody."""
    query = "SELECT count(*), sum(value = '\"support\"') FROM survey_answer WHERE run_id BETWEEN ? AND ?"
    took: list[float] = []
    for _ in range(ROUNDS):
        with timed(took):
            tx.connection.exec_driver_sql(query, (size.week.start, size.week.stop - 1)).fetchall()
    return min(took)


def releasing(tx: Transaction) -> dict[str, float]:
    """Each of some municipalities tells what it may; the longest step is what others may have to wait for."""
    whole_, steps = [], []
    for repo, place, when in some(tx):
        mine: list[float] = []
        is_more = True
        while is_more:
            with timed(mine):
                is_more = release(repo, place, when)
                tx.flush()
        whole_.append(sum(mine))
        steps += mine
    return {"release_ms": statistics.median(whole_), "longest_step_ms": max(steps)}


PARTS: dict[str, Callable[[Repository, Municipality, Week], Any]] = {
    "people": lambda repo, place, when: repo.weekly.people(place.id, when.begin, when.end, when.today),
    "young": lambda repo, place, when: repo.weekly.young(place.id, 2026, when.today),
    "silent": lambda repo, place, when: repo.weekly.silent_pairs(place.id, when.now - counting.SILENCE, when.today),
    "letters": counting._letters,
    "sent": counting._sent,
    "events": counting._events,
}


def numbers(tx: Transaction) -> dict[str, float]:
    """ms of one municipality's data: all of them, and its parts."""
    took: dict[str, list[float]] = {}
    for round_ in range(ROUNDS):
        for repo, place, when in some(tx):
            tx.session.expunge_all()
            if round_:
                with timed(took.setdefault("data_ms", [])):
                    counted(repo, place, when)
            for name, part in PARTS.items():
                tx.session.expunge_all()
                with timed(took.setdefault(f"  {name}_ms", [])):
                    part(repo, place, when)
    return {name: statistics.median(one) for name, one in took.items()}


async def pack(db: Database, place_id: int) -> float:
    """ms from nothing to the text and all files, beside the writer."""
    texts, took = load_texts(), []

    def read(tx: Transaction) -> Snapshot:
        repo = Repository(tx)
        place = repo.places.municipality(place_id)
        assert place is not None
        return counted(repo, place, week(place))

    kept = await db.read(lambda tx: tx.session.scalars(select(WeeklySummary).limit(1)).one())
    week_ = OpenWeek(scope=Scope.MUNICIPALITY, place=kept.municipality_id, week=kept.week.toordinal())
    files = SummaryFiles(db, texts, Making(Calling(db, "Europe/Moscow")))
    drawn = chart.recipe(week_.scope, week_.place, week_.week)
    for _ in range(3):
        begun = time.perf_counter()
        found = await db.read(read)
        note(texts)(Municipality(id=1, name="M"), found)
        await WeekPictures(db, texts).make(drawn)
        for kind in SUMMARIES:
            await files.make(recipe(week_, kind))
        took.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(took)


def only_due(tx: Transaction, due: int) -> None:
    """Methodists of so many municipalities only, so that no others are due."""
    tx.connection.execute(delete(RoleGrant).where(RoleGrant.scope_id > due))


async def monday(db: Database, due: int, quiet: float) -> dict[str, float]:
    """All that are due, while others tap."""
    house = House(load_texts(), lambda: MONDAY, "Europe/Moscow")
    feed = whole(db, 0)
    gc.collect()
    gc.freeze()
    found: dict[str, float] = {}
    async with tapping(feed, Memory()) as took:
        await asyncio.sleep(quiet)
        found["quiet_p99_ms"] = p99(took)
    begun = time.perf_counter()
    async with tapping(feed, Memory()) as took:
        while await db.read(made) < due:
            await run_all(db, summaries, house, lambda: None)
        found["monday_s"] = time.perf_counter() - begun
        found["taps"] = len(took)
        found["p99_ms"], found["longest_ms"] = p99(took), max(took, default=0.0)
    assert await db.read(made) == due
    return found


def made(tx: Transaction) -> int:
    return tx.session.scalars(select(func.count()).select_from(WeeklySummary)).one()


async def measured(size: Size, folder: Path) -> tuple[Database, dict[str, float]]:
    begun = time.perf_counter()
    db = await build(folder / f"week-{size.teachers}-{size.years}.sqlite3", size)
    found = {"making_s": time.perf_counter() - begun}
    warm(db.engine.dialect)
    found["scan_ms"] = await db.write(scan, size)
    return db, found


async def run(size: Size, due: int, folder: Path, quiet: float = 5) -> dict[str, float]:
    little = Size(size.teachers // SMALL, size.answers // SMALL, 1)
    db, small = await measured(little, folder)
    await db.write(releasing)
    small |= await db.write(numbers)
    await db.close()
    db, found = await measured(size, folder)
    await db.write(only_due, due)
    found |= await monday(db, due, quiet)
    found |= await db.write(releasing)
    found |= await db.write(numbers)
    found["pack_ms"] = await pack(db, 1)
    found["data_by_scan"] = found["data_ms"] / found["scan_ms"]
    found["all_data_by_scan"] = found["data_by_scan"] * size.municipalities
    found["much_by_little"] = found["data_ms"] / small["data_ms"]
    await db.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teachers", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=2_000_000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--due", type=int, default=33)
    parser.add_argument("--folder", type=made_up.kept_in, help="make the databases here, anew")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(0.0005)
    made_up.NOW = MONDAY
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        found = asyncio.run(run(Size(asked.teachers, asked.answers, asked.years), asked.due, Path(folder)))
    print("| what | figure |\n| --- | --- |")
    for key, value in found.items():
        print(f"| {key} | {round(value, 2)} |")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
