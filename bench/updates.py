"""What one update costs, whole: decode, dedupe, person, rights, routing, handler, commit, encoded reply.

Every figure is divided by a bare aiogram echo handler that is measured right before it and right after it, for the
speed of a shared machine changes within seconds; the echo's reply is encoded by aiogram's own session.

    python -m bench.updates [--teachers 1000 100000] [--rounds 7] [--handlers 0 500] [--full] [--json FILE]
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
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message, Update
from aiohttp import FormData

from bench.answering import Survey, surveyed
from bench.made_up import CONNECTED, NOW, build, invite, kept_in
from bot.answering import Answering, Numbers
from bot.features import Feature
from bot.incoming import incoming
from bot.messengers.pacer import Pacer
from bot.messengers.telegram import TelegramMessenger, TelegramSession
from bot.outgoing import Exit
from bot.receiver.handling import Handling
from bot.screen import Screen, public
from bot.services.invitations import hash_of
from bot.texts import CONTENT, load_texts
from bot.turn import House, Turn
from bot.uploads import Uploads
from bot.words import Words
from handlers import all_features
from storage.conversations import Conversations
from storage.warm import warm

TOKEN = "42:" + "A" * 35
IN_FLIGHT = 64
ECHOES = 1000
"""So many updates of the unit stand between two cases."""
DONE = Message.model_validate({"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}})
BOT = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
Feed = Callable[[dict[str, Any]], Awaitable[object]]


class Encoding(AiohttpSession):
    """Makes of every call the bytes that would leave, then answers from memory: no network."""

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        body = self.build_form_data(bot, method)
        if isinstance(body, FormData):
            body()
        return DONE if method.__api_method__.startswith(("send", "edit")) else True


class OwnEncoding(Encoding, TelegramSession):
    """The same with the bodies our own session makes."""


def message(number: int, person: int, text: str) -> dict[str, Any]:
    who = {"id": person, "is_bot": False, "first_name": "Anna", "language_code": "ru"}
    chat = {"id": person, "type": "private", "first_name": "Anna"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1764000000, "chat": chat, "from": who, "text": text},
    }


CARD = 1
"""The message the last answer stands in."""
BUTTONS = [
    [{"text": f"Кнопка {row}.{place}", "callback_data": f"say:{row}{place}"} for place in (1, 2)] for row in range(4)
]


def tap(number: int, person: int, data: str) -> dict[str, Any]:
    """On the card, which comes along as Telegram sends it: with its text and its buttons."""
    said = message(number, person, "Здравствуйте, Анна Сергеевна! Что вам показать?")["message"]
    card = said | {"message_id": CARD, "from": BOT, "reply_markup": {"inline_keyboard": BUTTONS}}
    query = {"id": str(number), "from": said["from"], "chat_instance": "1", "data": data, "message": card}
    return {"update_id": number, "callback_query": query}


def echo() -> Feed:
    bot, dispatcher = Bot(TOKEN, session=Encoding()), Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(message.text or "")

    async def feed(update: dict[str, Any]) -> object:
        return await dispatcher.feed_raw_update(bot, update)

    return feed


def further(count: int) -> list[Feature]:
    """Features with `count` made-up handlers more."""
    found = []
    for number in range(count):
        feature = Feature()
        kind = type(f"Extra{number}", (CallbackData,), {"__annotations__": {"id": int}}, prefix=f"x{number}")

        def show(turn: Turn, choice: Any) -> Screen:
            return public(turn.texts.fallback.wordless)

        feature.taps(kind)(show)
        found.append(feature)
    return found


def whole(db: Any, extra: int) -> Feed:
    """The bot's own path, from the raw update to the encoded call."""
    texts = load_texts()
    house = House(texts, lambda: NOW, "Europe/Moscow")
    features = all_features(Words.from_file(CONTENT / "words.yml"))
    for feature in further(extra):
        features.tapped.update(feature.tapped)
    conversations, numbers = Conversations(db.engine.dialect), Numbers()
    answering = Answering(features, house, conversations, numbers)
    telegram = TelegramMessenger(TOKEN)
    telegram.bot.session = OwnEncoding(Pacer(30))
    bot = telegram.bot
    uploads = Uploads("telegram", bot, db, texts.files.undelivered)
    way_out = Exit(bot, True, lambda: public(texts.entry.stranger), uploads)
    handling = Handling(db, answering, conversations, numbers, way_out, house)

    async def feed(update: dict[str, Any]) -> object:
        read = telegram.read(update)
        assert isinstance(read, Update)
        it = incoming("telegram", read)
        await handling.reserve()
        assert it is not None
        await handling.handle(it)
        return None

    return feed


class Figures(NamedTuple):
    """`computed` is the p99 of what the process computed from an update's arrival to its answer.

    One interpreter computes one thing at a time, so on a machine of its own nobody would wait longer, the disk apart.
    """

    cpu_us: float
    p99_ms: float
    longest_ms: float
    computed_ms: float


async def measure(feed: Feed, updates: list[dict[str, Any]], in_flight: int) -> Figures:
    took: list[float] = []
    computed: list[float] = []
    pending = iter(updates)

    async def worker() -> None:
        for update in pending:
            started, begun = time.perf_counter(), time.process_time()
            await feed(update)
            took.append(time.perf_counter() - started)
            computed.append(time.process_time() - begun)

    gc.collect()
    cpu = time.process_time()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    cpu = time.process_time() - cpu
    took.sort()
    worst = int(len(took) * 0.99)
    return Figures(cpu / len(updates) * 1e6, took[worst] * 1e3, took[-1] * 1e3, sorted(computed)[worst] * 1e3)


class Cases:
    """Fresh updates for every round: no update id comes twice."""

    def __init__(self, teachers: int, codes: list[str], survey: Survey | None = None) -> None:
        self._survey = survey
        self._number = time.time_ns() // 1_000  # a database that is kept has seen the ids of earlier runs
        self._people, self._codes, self._stranger = min(teachers, CONNECTED), codes, self._number

    def make(self, name: str, count: int) -> list[dict[str, Any]]:
        found = []
        if name == "answer" and self._survey is not None:
            taps = self._survey.taps(count)
            found = [tap(self._number + n, person, data) for n, (person, data) in enumerate(taps, 1)]
            self._number += count
            return found
        for n in range(count):
            self._number += 1
            person = 1 + self._number % self._people
            if name == "echo":
                found.append(message(self._number, person, "hello"))
            elif name == "registration":
                self._stranger += 1
                found.append(message(self._number, self._stranger, f"/start {self._codes[n % len(self._codes)]}"))
            else:
                found.append(tap(self._number, person, {"menu": "say:menu", "mo": "say:mo"}[name]))
        return found


async def run(teachers: int, extra: int, synchronous: str, rounds: int, folder: Path) -> list[dict[str, Any]]:
    db = await build(folder / f"{teachers}.sqlite3", teachers, synchronous)
    warm(db.engine.dialect)
    codes = await db.write(invite, 200, hash_of)
    survey = await db.write(surveyed, min(teachers, CONNECTED))
    cases, ours, base = Cases(teachers, codes, survey), whole(db, extra), echo()
    rows = []
    gc.freeze()
    for in_flight in (1, IN_FLIGHT):
        found: dict[str, list[Figures]] = {}
        ratios: dict[str, list[float]] = {"echo": [1.0]}
        for turn in range(rounds + 1):
            before = await measure(base, cases.make("echo", ECHOES), in_flight)
            for name, count in (("menu", 1500), ("registration", 600), ("mo", 400), ("answer", 1500)):
                answers = await db.write(survey.begin_anew) if name == "answer" else 0
                figures = await measure(ours, cases.make(name, count), in_flight)
                assert name != "answer" or await db.read(survey.answers) == answers + count, "an answer was not taken"
                after = await measure(base, cases.make("echo", ECHOES), in_flight)
                if turn:  # the first round warms up
                    found.setdefault("echo", []).append(after)
                    found.setdefault(name, []).append(figures)
                    ratios.setdefault(name, []).append(2 * figures.cpu_us / (before.cpu_us + after.cpu_us))
                before = after
        for name, taken in found.items():
            rows.append(
                {
                    "case": name,
                    "teachers": teachers,
                    "in_flight": in_flight,
                    "further_handlers": extra,
                    "synchronous": synchronous,
                    "cpu_us": round(statistics.median(one.cpu_us for one in taken), 1),
                    "ratio": round(statistics.median(ratios[name]), 2),
                    "p99_ms": round(statistics.median(one.p99_ms for one in taken), 2),
                    "computed_ms": round(statistics.median(one.computed_ms for one in taken), 2),
                    "longest_ms": round(max(one.longest_ms for one in taken), 1),
                }
            )
    await db.close()
    return rows


COLUMNS = {
    "case": "case", "teachers": "teachers", "in_flight": "in flight", "further_handlers": "further handlers",
    "synchronous": "synchronous", "cpu_us": "CPU µs", "ratio": "× echo", "p99_ms": "p99 ms",
    "computed_ms": "p99 ms computed", "longest_ms": "longest ms",
}  # fmt: skip


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown."""
    lines = [list(COLUMNS.values()), ["---"] * len(COLUMNS), *([str(row[key]) for key in COLUMNS] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teachers", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--handlers", type=int, nargs="+", default=[0, 500])
    parser.add_argument("--full", action="store_true", help="synchronous=FULL as well")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=kept_in, help="keep the made-up databases here")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the making of large databases holds the writer
    sys.setswitchinterval(0.0005)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        for teachers in asked.teachers:
            for extra in asked.handlers:
                for synchronous in ("NORMAL", "FULL") if asked.full and extra == 0 else ("NORMAL",):
                    rows += asyncio.run(run(teachers, extra, synchronous, asked.rounds, folder))
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
