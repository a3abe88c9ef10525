"""What mailings cost and how exactly they keep the pace, against a server on this machine that enforces the limits.

Pace and answers wait for real time; everything else is computing time or work of the writer, as ratios in one run.

    python -m bench.mailings [--seconds 60] [--vk 10000] [--recipients 1000 100000] [--teachers 100000] [--rounds 5]
                             [--folder FOLDER] [--json FILE]
"""

import argparse
import asyncio
import gc
import json
import logging
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from sqlalchemy import delete, func, select, text, update

from bench.made_up import CHUNK, CONNECTED, NOW, build, connect, kept_in
from bench.platform import Platform
from bench.relay import leaving
from bench.updates import TOKEN, tap
from bot.answering import Answering, Numbers
from bot.incoming import incoming
from bot.messengers.base import Messenger
from bot.messengers.limits import LIMITS, seconds_per_chat
from bot.messengers.pacer import Pacer
from bot.messengers.telegram import TelegramMessenger
from bot.messengers.vk import VkMessenger
from bot.receiver.handling import Handling
from bot.screen import inline, load_rows
from bot.sender import Around, Sender
from bot.sender.sender import AT_ONCE
from bot.services import announcements
from bot.services.access import Actor, Grant
from bot.services.announcements import Timing
from bot.stopping import end
from bot.texts import CONTENT, load_texts
from bot.turn import House
from bot.words import Words
from handlers import all_features
from storage.conversations import Conversations
from storage.database import Database, Transaction
from storage.models import (
    Account,
    BulkCall,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Mailing,
    MailingKind,
    MailingPart,
    QuietHours,
    Role,
    Scope,
)
from storage.postponing import URGENT
from storage.repositories.audiences import HOME, Audiences, Condition, Due, When
from storage.repositories.membership import member
from storage.repository import Repository
from storage.warm import warm

SAID = "Семинар для учителей математики\n\nВ четверг в 15:00, школа № 2. Приходите с примерами своих уроков. " * 3
ROWS = [[("Буду", "ev:1:1", 0, ""), ("Не смогу", "ev:1:2", 0, "")], [("Подробнее", "ev:1:3", 0, "")]]
DELAY = {"low": 0.05, "high": 0.3}
"""Seconds a messenger takes to answer."""
BEAT = 0.01
"""Seconds a timer is asked to wait, over and over: how late it is says what else the machine does."""
EVERY = 0.2
"""Seconds between two people who tap while a mailing runs."""
TAPPING = 400
"""So many people tap, one after another; they get no mailing, for then their chats would wait for a second."""
FAST = 5_000
"""Calls a second that nothing here comes near to: the same as no limit."""
Row = dict[str, Any]


def now() -> datetime:
    return datetime.now(UTC)


def written(tx: Transaction, first: int, end: int, priority: int = URGENT) -> None:
    """A mailing to the people from number `first` to before `end`, due at once whatever the hour; the earlier go."""
    for kind in (DeliveryAttempt, Delivery, BulkCall, MailingPart, Mailing):
        tx.connection.execute(delete(kind))
    repo = Repository(tx)
    made = Mailing(kind=MailingKind.NEWS, is_personal=False, created_at=now(), starts_at=now())
    mailing = repo.mailings.add(made, [(SAID, json.dumps(ROWS, ensure_ascii=False))])
    due = Due(int(now().timestamp()) - 1, False)
    dues = {HOME: due, When("Europe/Moscow", QuietHours.USUAL): due}
    Audiences(tx).freeze_those(mailing.id, member.id.between(first, end - 1), dues, priority)


def is_open(tx: Transaction) -> bool:
    """By two partial indices."""
    waiting = text("SELECT 1 FROM delivery WHERE state IN ('waiting', 'held') AND messenger = :name LIMIT 1")
    in_flight = text("SELECT 1 FROM delivery WHERE state = 'sending' AND messenger = :name LIMIT 1")
    found = (tx.connection.execute(one, {"name": name}).first() for one in (waiting, in_flight) for name in LIMITS)
    return any(row is not None for row in found)


def sent(tx: Transaction) -> int:
    return tx.connection.execute(select(func.count()).where(Delivery.state == DeliveryState.SENT)).scalar_one()


class Bench:
    """The parts of the bot that mailings pass through, over one database."""

    def __init__(self, db: Database, teachers: int) -> None:
        self.db, self.teachers, self.texts = db, teachers, load_texts()
        self.house = House(self.texts, now, "Europe/Moscow")
        self.numbers = Numbers()

    def telegram(self, platform: Platform, pacer: Pacer | None = None) -> TelegramMessenger:
        messenger = TelegramMessenger(TOKEN, platform.url)
        if pacer is not None:
            messenger.bot.session.pacer = pacer  # type: ignore[attr-defined]
        return messenger

    @asynccontextmanager
    async def sending(self, messenger: Messenger, per_chat: float) -> AsyncIterator[Sender]:
        around = Around(self.house, lambda: None, lambda: [messenger.name])
        way_out = leaving(messenger.name, messenger.bot, self.db, self.texts, per_chat)
        sender = Sender(messenger, self.db, self.numbers, way_out, around)
        task = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            await end([task])
            await sender.close()

    async def through(self) -> None:
        """Until nothing is open any more."""
        while await self.db.write(is_open):  # noqa: ASYNC110 (the sender tells nobody)
            await asyncio.sleep(0.05)

    async def pace(self, enforce: str, seconds: int) -> Row:
        """How much of 30 a second is taken in `seconds`, counted from the first one on."""
        most = LIMITS["telegram"].calls_per_second * seconds
        await self.db.write(written, 1, most + 100)
        platform = Platform(LIMITS["telegram"].calls_per_second, enforce, **DELAY)
        messenger, late = self.telegram(platform), list[float]()
        async with self.sending(messenger, seconds_per_chat("telegram")):
            for _ in range(int((seconds + 1) / BEAT)):
                late.append(time.perf_counter())
                await asyncio.sleep(BEAT)
                late[-1] = time.perf_counter() - late[-1] - BEAT
        taken, refused = platform.figures()
        await messenger.close()
        platform.close()
        share = sum(at < seconds for at in taken) / most
        disturbed = sorted(late)[int(len(late) * 0.99)] * 1e3
        said = f"Telegram, {enforce}: share of 30/s over {seconds} s; 429s, p99 ms of a timer's lateness"
        return {"measured": said, "value": round(share, 4), "more": [refused, round(disturbed, 1)],
                "goal": "0.995, 0" if enforce == "bucket" else "0.99, 0.1 %"}  # fmt: skip

    async def vk(self, count: int, enforce: str) -> Row:
        """The time against that of as many full calls at 20 a second, and of one answer."""
        limits = LIMITS["vk"]
        await self.db.write(written, self.teachers + 1, self.teachers + 1 + count)
        platform = Platform(limits.calls_per_second, enforce, **DELAY)
        messenger = VkMessenger("token", 1, platform.url + "/method/")
        async with self.sending(messenger, 0.0):
            started = time.perf_counter()
            await self.through()
            took = time.perf_counter() - started
        taken, refused = platform.figures()
        await messenger.close()
        platform.close()
        assert await self.db.write(sent) == count
        ideal = count / limits.recipients / limits.calls_per_second + sum(DELAY.values()) / 2
        return {"measured": f"VK, {enforce}: {count} recipients, time to the last row x ideal, calls, errors 6",
                "value": round(took / ideal, 3), "more": [len(taken), refused], "goal": "1.05, 0"}  # fmt: skip

    async def bare(self, platform: Platform, count: int) -> float:
        """CPU µs a message of aiogram's own bot, as many in flight as the sender has."""
        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(platform.url)))
        markup, chats = inline(load_rows(ROWS)), iter(range(1, count + 1))

        async def worker() -> None:
            for chat in chats:
                await bot.send_message(chat, SAID, parse_mode="HTML", reply_markup=markup)

        cpu = time.process_time()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        cpu = time.process_time() - cpu
        await bot.session.close()
        return cpu / count * 1e6

    async def whole(self, platform: Platform, count: int) -> tuple[float, float]:
        """(CPU µs a delivery with its rows, MiB grown meanwhile); as many chats have to wait as at 30 a second."""
        await self.db.write(written, 1, count + 1)
        gc.collect()
        messenger, before = self.telegram(platform, Pacer(FAST)), resident()
        cpu = time.process_time()
        async with self.sending(messenger, 0.02):
            await self.through()
        cpu = time.process_time() - cpu
        grown = resident() - before
        await messenger.close()
        assert await self.db.write(sent) == count
        return cpu / count * 1e6, grown

    async def cost(self, sizes: Iterable[int], rounds: int) -> list[Row]:
        """A delivery against a bare loop, and among many against among few."""
        platform, smallest = Platform(), min(sizes)
        ratios, few = [], []
        for turn in range(rounds + 1):
            base, (mine, _) = await self.bare(platform, smallest), await self.whole(platform, smallest)
            if turn:  # the first round warms up
                ratios.append(mine / base)
                few.append(mine)
        found: list[Row] = [
            {"measured": "CPU of a delivery with its rows x bare send_message", "value": statistics.median(ratios),
             "more": round(statistics.median(few)), "goal": "1.1"}
        ]  # fmt: skip
        for size in sizes:
            if size != smallest:
                (mine, grown), (again, _) = await self.whole(platform, size), await self.whole(platform, smallest)
                few.append(again)
                found.append(
                    {"measured": f"CPU of a delivery among {size} x among {smallest}, MiB grown",
                     "value": mine / statistics.median(few), "more": round(grown, 1), "goal": "1.1, 5"}
                )  # fmt: skip
        platform.close()
        return [row | {"value": round(row["value"], 3)} for row in found]

    async def freezing(self, sizes: Iterable[int], rounds: int) -> list[Row]:
        """An announcement to so many of all, from the confirmation to the commit, counting included."""
        found = []
        for size in sizes:
            took = [await self._frozen(size // 1000) for _ in range(rounds)]
            found.append(
                {"measured": f"freezing {size} of {self.teachers}, s, CPU ms per 1 000", "goal": "0.2 for 10 000",
                 "value": round(statistics.median(one[0] for one in took), 3),
                 "more": round(statistics.median(one[1] for one in took) / size * 1e6, 1)}
            )  # fmt: skip
        return found

    async def _frozen(self, municipalities: int) -> tuple[float, float]:
        await self.db.write(written, 0, 0)
        await self.db.write(lambda tx: None)
        started = time.perf_counter()
        cpu = await self.db.write(announced, municipalities)
        return time.perf_counter() - started, cpu

    async def answers(self, seconds: int) -> Row:
        """p99 of a tap's way to its answer while a mailing runs, against without one; the latency is in both."""
        platform = Platform(LIMITS["telegram"].calls_per_second, "bucket", **DELAY)
        messenger, alone, beside = self.telegram(platform), list[float](), list[float]()
        people = range(1, TAPPING + 1)
        async with self.sending(messenger, seconds_per_chat("telegram")) as sender:
            conversations = Conversations(self.db.engine.dialect)
            answering = Answering(
                all_features(Words.from_file(CONTENT / "words.yml")), self.house, conversations, self.numbers
            )
            handling = Handling(self.db, answering, conversations, self.numbers, sender.exit, self.house)
            for turn, found in enumerate((list[float](), alone, beside)):
                if turn == 2:
                    first = TAPPING + 1
                    await self.db.write(written, first, first + 30 * (seconds + 10))
                    sender.wake()
                    await asyncio.sleep(2)
                    platform.figures()
                found += await tapped(messenger, handling, people, int(seconds / EVERY) if turn else 5)
        taken, refused = platform.figures()
        await messenger.close()
        platform.close()
        assert max(at for at in taken) > seconds * 0.9
        worst = [sorted(found)[int(len(found) * 0.99)] for found in (alone, beside)]
        return {"measured": f"p99 of answers beside a mailing x without, ms alone, {refused} 429s", "goal": "1.5",
                "value": round(worst[1] / worst[0], 2), "more": round(worst[0] * 1e3)}  # fmt: skip


async def tapped(messenger: TelegramMessenger, handling: Handling, people: range, count: int) -> list[float]:
    """Seconds from each tap to its answer having been taken; somebody taps every `EVERY` seconds."""
    took: list[float] = []
    first = time.time_ns() // 1_000

    async def taps(number: int) -> None:
        it = incoming("telegram", Update.model_validate(tap(first + number, people[number % len(people)], "say:menu")))
        assert it is not None
        started = time.perf_counter()
        await handling.reserve()
        await handling.handle(it)
        took.append(time.perf_counter() - started)

    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(taps(number)))
        await asyncio.sleep(EVERY * random.uniform(0.5, 1.5))
    await asyncio.gather(*tasks)
    return took


def announced(tx: Transaction, municipalities: int) -> float:
    """The institute's announcement to everybody of so many municipalities; seconds of computing."""
    started = time.thread_time()
    actor = Actor(None, 1, 1, load=lambda: (Grant(Role.INSTITUTE, Scope.REGION, 1),))
    timing = Timing(None, None, ZoneInfo("Europe/Moscow"))
    choices = {Condition.MUNICIPALITY: range(1, municipalities + 1)}
    words = announcements.Words(MailingKind.NEWS, SAID, ROWS)
    announcements.send(Repository(tx), actor, words, choices, timing, 10**9, NOW, NOW.date())
    return time.thread_time() - started


def resident() -> float:
    """MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


async def made(folder: Path, teachers: int, vk: int) -> Database:
    """So many people with an account in Telegram, and behind them those with one in VK."""
    path = folder / f"mailings-{teachers}-{vk}.sqlite3"
    is_there = path.exists()
    db = await build(path, teachers + vk, "FULL")
    if not is_there:
        await db.write(moved, range(teachers + 1, teachers + vk + 1))
        for first in range(CONNECTED + 1, teachers + vk + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, teachers + vk + 1))
            await db.write(connect, [n for n in numbers if n <= teachers])
            await db.write(connect, [n for n in numbers if n > teachers], "vk")
    return db


def moved(tx: Transaction, numbers: range) -> None:
    """Whoever of them has an account already has it in VK now."""
    theirs = Account.teacher_id.between(numbers.start, numbers.stop - 1)
    tx.session.execute(update(Account).where(theirs).values(messenger="vk"))


async def run(asked: argparse.Namespace, folder: Path) -> list[Row]:
    db = await made(folder, asked.teachers, asked.vk)
    warm(db.engine.dialect)
    bench, rows = Bench(db, asked.teachers), list[Row]()
    gc.collect()
    gc.freeze()
    try:
        rows += await bench.freezing(asked.freeze, asked.rounds)
        rows += await bench.cost(asked.recipients, asked.rounds)
        for enforce in ("bucket", "window"):
            rows.append(await bench.vk(asked.vk, enforce))
            rows.append(await bench.pace(enforce, asked.seconds))
        rows.append(await bench.answers(asked.seconds))
    finally:
        await db.close()
    return rows


def asked(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--vk", type=int, default=10_000, help="recipients in VK, by hundreds")
    parser.add_argument("--recipients", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--freeze", type=int, nargs="+", default=[1_000, 10_000, 20_000], help="by thousands")
    parser.add_argument("--teachers", type=int, default=100_000, help="with an account in Telegram")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=kept_in, help="keep the made-up database here")
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)


def main() -> None:
    wanted = asked()
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as temporary:
        rows = asyncio.run(run(wanted, wanted.folder or Path(temporary)))
    print("| measured | value | more | goal |\n| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row['measured']} | {row['value']} | {row['more']} | {row['goal']} |")
    if wanted.json:
        wanted.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
