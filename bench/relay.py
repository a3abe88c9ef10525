"""What a letter costs between two platforms: from Telegram's raw event to the call that gives it to VK, our own time.

Two hundred threads, a letter in each: one after another at the pace VK allows (20 a second), then all in one moment.
There is no network in it and no pacing: what a platform takes for itself is not ours.

    python -m bench.relay [--threads 200] [--rounds 2] [--json FILE]
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
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from sqlalchemy import update

from bench.made_up import NOW, build
from bench.updates import TOKEN, OwnEncoding, message
from bot.answering import Answering, Numbers
from bot.incoming import incoming
from bot.messengers.pacer import Pacer, Recent
from bot.messengers.vk import VkMessenger
from bot.outgoing import Exit
from bot.receiver.handling import Handling
from bot.screen import public
from bot.sender import Around, Sender
from bot.stopping import end
from bot.texts import CONTENT, Texts, load_texts
from bot.turn import House
from bot.uploads import Uploads
from bot.words import Words
from handlers import all_features
from storage.conversations import Conversations
from storage.database import Database, Transaction
from storage.models import Account, Conversation
from storage.repository import Repository
from storage.warm import warm

TEACHERS = 1_000
UNPACED = 1_000_000
EVERY = 1 / 20
"""Seconds between two letters at VK's pace."""


class Listening:
    """Stands for VK: hears every call at the moment in which it would leave."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}
        self._number = 0

    async def __call__(self, name: str, **params: Any) -> Any:
        self._number += 1
        self.heard[params["message"].rsplit(" ", 1)[-1]] = time.perf_counter()
        return [{"conversation_message_id": self._number}]

    async def close(self) -> None:
        """Nothing is open."""


def threads(tx: Transaction, count: int) -> None:
    """Person n in Telegram answers person n + count in VK."""
    repo = Repository(tx)
    others = range(count + 1, 2 * count + 1)
    tx.session.execute(update(Account).where(Account.teacher_id.in_(others)).values(messenger="vk"))
    for number in range(1, count + 1):
        repo.mailings.thread_between(number, number + count, NOW)


def opened(tx: Transaction, count: int) -> None:
    """Everybody is asked for her answer."""
    repo = Repository(tx)
    for number in range(1, count + 1):
        data = json.dumps({"thread": repo.mailings.thread_between(number, number + count, NOW).id})
        asked = update(Conversation).where(Conversation.teacher_id == number)
        tx.session.execute(asked.values(state="letters.answer", data=data))


def leaving(name: str, bot: Bot, db: Database, texts: Texts, seconds_per_chat: float = 0.0) -> Exit:
    uploads = Uploads(name, bot, db, texts.files.undelivered)
    return Exit(bot, True, lambda: public(texts.entry.stranger), uploads, Recent(seconds_per_chat))


class Relay:
    """The bot between the two."""

    def __init__(self, db: Database) -> None:
        texts, self.db, self.vk = load_texts(), db, Listening()
        house = House(texts, lambda: NOW, "Europe/Moscow")
        conversations, numbers = Conversations(db.engine.dialect), Numbers()
        answering = Answering(all_features(Words.from_file(CONTENT / "words.yml")), house, conversations, numbers)
        self.bot = Bot(TOKEN, session=OwnEncoding(Pacer(UNPACED)))
        messenger = VkMessenger("token", 1)
        messenger.bot.session.call = self.vk  # type: ignore[attr-defined]
        way_out = leaving("telegram", self.bot, db, texts)
        self.handling = Handling(db, answering, conversations, numbers, way_out, house)
        around = Around(house, lambda: None, lambda: ["telegram", "vk"])
        self.sender = Sender(messenger, db, numbers, leaving("vk", messenger.bot, db, texts), around)
        self.handling.on_mail = self.sender.wake

    async def letters(self, first: int, count: int, every: float) -> list[float]:
        """One in each thread; ms from each event to its call."""
        await self.db.write(opened, count)
        begun: dict[str, float] = {}

        async def writes(person: int) -> None:
            await asyncio.sleep(every * person)
            mark = f"№{first + person}"
            raw = message(first + person, person, f"Как прошёл урок? {mark}")
            begun[mark] = time.perf_counter()
            it = incoming("telegram", Update.model_validate(raw, context={"bot": self.bot}))
            await self.handling.reserve()
            assert it is not None
            await self.handling.handle(it)

        await asyncio.gather(*(writes(person) for person in range(1, count + 1)))
        async with asyncio.timeout(60):
            while not begun.keys() <= self.vk.heard.keys():  # noqa: ASYNC110 (the sender tells nobody)
                await asyncio.sleep(0.01)
        return [(self.vk.heard[mark] - start) * 1e3 for mark, start in begun.items()]


async def run(count: int, rounds: int, folder: Path) -> list[dict[str, Any]]:
    db = await build(folder / "relay.sqlite3", TEACHERS)
    try:
        return await measured(db, count, rounds)
    finally:
        await db.close()


async def measured(db: Database, count: int, rounds: int) -> list[dict[str, Any]]:
    await db.write(threads, count)
    warm(db.engine.dialect)
    relay = Relay(db)
    sending = asyncio.create_task(relay.sender.run())
    gc.collect()
    gc.freeze()
    rows, number = [], 0
    for name, every in (("at VK's pace", EVERY), ("in one moment", 0.0)):
        found = []
        for turn in range(rounds + 1):
            number += 1000
            took = sorted(await relay.letters(number, count, every))
            if turn:  # the first round warms up
                found.append((statistics.median(took), took[int(len(took) * 0.95)], took[-1]))
        half, most, longest = (statistics.median(column) for column in zip(*found, strict=True))
        rows.append(
            {"case": name, "threads": count, "p50_ms": round(half, 1), "p95_ms": round(most, 1),
             "longest_ms": round(longest, 1)}
        )  # fmt: skip
    await end([sending])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(run(asked.threads, asked.rounds, Path(folder)))
    print("| letters | threads | p50 ms | p95 ms | longest ms |\n| --- | --- | --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(map(str, row.values())) + " |")
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
