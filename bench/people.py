"""How long it takes to find one of 100 000 people by a name typed with a mistake: `python -m bench.people`."""

import argparse
import asyncio
import gc
import random
import statistics
import time
from pathlib import Path
from tempfile import gettempdir

from sqlalchemy import select, update

from bench.made_up import build
from bot.services import people
from bot.services.access import COMMAND_LINE, Actor, Grant
from storage.database import Transaction
from storage.models import Role, Scope, Teacher
from storage.models.names import name
from storage.repository import Repository
from tests.made import TODAY

GOAL = 20.0
"""Milliseconds."""
BEGINNINGS = [
    "Ива",
    "Пет",
    "Сид",
    "Куз",
    "Смир",
    "Вол",
    "Мор",
    "Лебе",
    "Козл",
    "Нови",
    "Мака",
    "Ники",
    "Заха",
    "Зай",
    "Соло",
    "Бор",
    "Яков",
    "Григ",
    "Ром",
    "Воро",
    "Фёдо",
    "Михай",
    "Белов",
    "Тара",
    "Беля",
    "Комар",
    "Орл",
    "Кисел",
    "Андр",
    "Степ",
    "Гусе",
    "Кова",
    "Ильи",
    "Мель",
    "Щерба",
    "Кудр",
    "Быст",
    "Хаса",
    "Гали",
    "Шари",
    "Миро",
    "Кот",
    "Зуе",
    "Сом",
    "Самой",
    "Тимо",
]
MIDDLES = [
    "н",
    "р",
    "л",
    "к",
    "с",
    "т",
    "д",
    "м",
    "в",
    "ш",
    "ён",
    "ар",
    "ор",
    "ин",
    "ан",
    "ер",
    "ел",
    "ов",
    "ев",
    "уш",
    "иц",
]
ENDINGS = ("ова", "ева", "ина", "ская", "ко", "енко", "ян", "их")
CONSONANTS, VOWELS = "бвгдзклмнпрстхчш", "аеиоуя"
FIRST = [
    "Анна",
    "Ольга",
    "Мария",
    "Елена",
    "Наталья",
    "Ирина",
    "Пётр",
    "Олег",
    "Сергей",
    "Гульнара",
    "Дарья",
    "Татьяна",
]
MIDDLE = ["Сергеевна", "Викторовна", "Ивановна", "Андреевна", "Ильич", "Петрович", "Ринатовна", "Юрьевна"]


def rename(tx: Transaction, first: int, end: int, choose: random.Random) -> None:
    """Surnames that are spread as ours are: a few frequent ones, many rare ones."""
    rows = []
    for number in range(first, end):
        frequent = choose.random() < 0.4
        start = BEGINNINGS[min(int(choose.expovariate(0.06)), len(BEGINNINGS) - 1)] if frequent else rare(choose)
        last = start + choose.choice(MIDDLES) + choose.choice(ENDINGS)
        rows.append(
            {
                "id": number, "last_name": last, "first_name": choose.choice(FIRST),
                "middle_name": choose.choice(MIDDLE),
            }
        )  # fmt: skip
    tx.session.execute(update(Teacher), rows)
    name(tx.connection, [(int(str(row["id"])), str(row["last_name"])) for row in rows])


def rare(choose: random.Random) -> str:
    letters = [choose.choice(CONSONANTS), choose.choice(VOWELS), choose.choice(CONSONANTS), choose.choice(VOWELS)]
    return "".join(letters[choose.randrange(2) :]).capitalize() + choose.choice(CONSONANTS)


def spoilt(word: str, choose: random.Random) -> str:
    """One letter too many, too few, another, or two swapped."""
    place = choose.randrange(len(word) - 1)
    other = choose.choice("аеиоукнв")
    return choose.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + other + word[place:],
            word[:place] + other + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )


def asked(rows: list[tuple[str, str, str]], choose: random.Random) -> list[tuple[str, str]]:
    """(what is typed, whose surname is meant)."""
    found = []
    for last, first, middle in rows:
        found += [
            (last, last),
            (last[:3].lower(), last),
            (spoilt(last, choose), last),
            (f"{spoilt(last, choose)} {first[0]}.{middle[0]}.", last),
            (f"{first} {last.upper()}", last),
        ]
    return found


async def main(count: int, rounds: int) -> None:
    db = await build(Path(gettempdir()) / f"bench-people-{count}.sqlite3", count)
    choose = random.Random(1)
    for start in range(1, count + 1, 20_000):
        await db.write(rename, start, min(start + 20_000, count + 1), choose)

    def some(tx: Transaction) -> list[tuple[str, str, str]]:
        ids = [choose.randint(1, count) for _ in range(rounds)]
        query = select(Teacher.last_name, Teacher.first_name, Teacher.middle_name).where(Teacher.id.in_(ids))
        return [(last, first, middle) for last, first, middle in tx.session.execute(query)]

    wanted = asked(await db.read(some), choose)
    actors = {
        "everybody": COMMAND_LINE,
        "a region": Actor(teacher_id=1, load=lambda: (Grant(Role.INSTITUTE, Scope.REGION, 1),)),
        "a municipality": Actor(teacher_id=1, load=lambda: (Grant(Role.METHODIST, Scope.MUNICIPALITY, 1),)),
        "a school": Actor(teacher_id=1, load=lambda: (Grant(Role.DEPUTY, Scope.ORGANIZATION, 1),)),
    }
    gc.collect()
    gc.freeze()  # as the program does after its start
    for whom, actor in actors.items():
        took, hits = await db.write(measure, actor, wanted)
        took.sort()
        median, worst = statistics.median(took), took[int(len(took) * 0.99)]
        verdict = "ok" if worst <= GOAL else "MISSED"
        share = f", found {hits / len(wanted):.0%}" if whom in ("everybody", "a region") else ""
        print(f"{whom:15} median {median:5.1f} ms  p99 {worst:5.1f} ms  worst {took[-1]:5.1f} ms  {verdict}{share}")
    await db.close()


def measure(tx: Transaction, actor: Actor, wanted: list[tuple[str, str]]) -> tuple[list[float], int]:
    """(milliseconds each search computed, how often the one who was meant was found)."""
    repo, took, hits = Repository(tx), [], 0
    for typed, meant in wanted:
        started = time.thread_time()
        found = people.search(repo, actor, typed, TODAY)
        took.append((time.thread_time() - started) * 1000)
        hits += any(one.last_name == meant for one in found)
    return took, hits


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    given = parser.parse_args()
    asyncio.run(main(given.people, given.rounds))
