"""A hidden pattern of deficits, and teachers of the demo who answer the diagnostic by it in any messenger."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.surveying.library import load_library
from tests.fakes.person import Person
from tests.journeys import AtPage

SURVEY = load_library()["diagnostic"].survey
CORE = [one for one in SURVEY.questions if one.group]
GROUPS = list(SURVEY.groups)
LABELS = CORE[0].options
SHARES = (0.05, 0.2, 0.4, 0.6, 0.85)
"""How often support is wanted in an area: which area has which share is what the seed hides."""
MANNERS = {"whole": 15, "moves": 3, "refuses": 1, "refuses late": 1, "stops": 2, "leaves an area out": 1}
"""How the crowd goes through it, by weight."""
FINISH = ("whole", "moves", "leaves an area out")
PATIENCE = 60.0


@dataclass(frozen=True)
class Meant:
    """What somebody is going to do. `answers`: code -> key; what she skips is left out."""

    teacher_id: int
    manner: str
    messengers: tuple[str, str]
    answers: Mapping[str, str]

    @property
    def finishes(self) -> bool:
        return self.manner in FINISH

    def shares(self) -> dict[str, tuple[int, int]]:
        """Area -> (statements with «support», answered statements)."""
        said = [(one.group, self.answers.get(one.code, "never")) for one in CORE]
        return {
            area: (said.count((area, "support")), sum(one == area and key != "never" for one, key in said))
            for area in GROUPS
        }

    @property
    def is_told(self) -> bool:
        """Whether she finishes and has said something of every area."""
        return self.finishes and all(answered for _, answered in self.shares().values())


def hidden(seed: int) -> dict[str, dict[str, float]]:
    """Whether she works in a school ("school", "else") -> area -> how often support is wanted in it."""
    choose = random.Random(seed)
    return {where: dict(zip(GROUPS, choose.sample(SHARES, len(SHARES)), strict=True)) for where in ("school", "else")}


def planned(people: list[tuple[int, str]], seed: int) -> list[Meant]:
    """What each of them (id, kind of her organization) means to answer, and how."""
    choose, shares = random.Random(seed), hidden(seed)
    manners = [*MANNERS, *choose.choices(list(MANNERS), list(MANNERS.values()), k=len(people))]
    found = []
    for (number, kind), manner in zip(people, manners, strict=False):
        wants = shares["school" if kind == "school" else "else"]
        answers = {one.code: _answer(choose, wants[one.group]) for one in CORE if choose.random() < 0.95}
        if manner == "leaves an area out":
            answers = {code: said for code, said in answers.items() if SURVEY.by_code[code].group != GROUPS[-1]}
        first, second, _ = choose.sample(("telegram", "vk", "browser"), 3)
        found.append(Meant(number, manner, (first, second), answers))
    return found


def _answer(choose: random.Random, share: float) -> str:
    return "support" if choose.random() < share else choose.choices(("sure", "mostly", "never"), (6, 6, 1))[0]


class Sight(NamedTuple):
    text: str
    labels: tuple[str, ...]


class Eyes:
    """What somebody does in one messenger, and what stands last before her eyes."""

    async def does(self, verb: str, what: str) -> None:
        raise TypeError

    @property
    def last(self) -> Sight:
        raise TypeError

    async def acts(self, verb: str, what: str, sees: str = "") -> None:
        """Do it and wait until what stands there is something else, and says so."""
        before = self.last
        await self.does(verb, what)
        end = time.monotonic() + PATIENCE
        while self.last == before or sees not in self.last.text:
            assert time.monotonic() < end, f"{verb} {what!r}: no {sees!r} in {self.last.text!r}"
            await asyncio.sleep(0.004)


class AtFake(Eyes):
    def __init__(self, person: Person) -> None:
        self.person = person

    async def does(self, verb: str, what: str) -> None:
        getattr(self.person, verb)(what)

    @property
    def last(self) -> Sight:
        if not self.person.messages:
            return Sight("", ())
        seen = self.person.messages[-1]
        return Sight(seen.text, tuple(button.label for row in seen.buttons for button in row))


class AtOpenPage(AtPage, Eyes):
    """A page whose stream stays open, and is opened again whenever it breaks, as the page's script does."""

    def __init__(self, port: int, token: str) -> None:
        super().__init__(port)
        self.cookie = f"session={token}"
        self.shown: dict[int, dict[str, Any]] = {}
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        headers = {"Origin": self.url, "Cookie": self.cookie}
        while True:
            try:
                async with (
                    ClientSession(headers=headers, timeout=ClientTimeout(total=None)) as http,
                    http.get(f"{self.url}/chat/stream") as stream,
                ):
                    async for line in stream.content:
                        if line.startswith(b"data: "):
                            self._take(json.loads(line[6:]))
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.05)

    def _take(self, change: dict[str, Any]) -> None:
        for one in change["messages"] if change["type"] == "snapshot" else [change]:
            if one.get("body", {}).get("from") == "bot":
                self.shown[one["id"]] = one

    async def _messages(self) -> list[dict[str, Any]]:
        return [self.shown[number] for number in sorted(self.shown)]

    @property
    def last(self) -> Sight:
        if not self.shown:
            return Sight("", ())
        body = self.shown[max(self.shown)]["body"]
        return Sight(body["text"], tuple(button["label"] for row in body.get("rows", []) for button in row))


async def answers(meant: Meant, opens: Callable[[str], Awaitable[Eyes]]) -> None:
    """Go through the survey as she means to; `opens` gives her eyes in a messenger."""
    choose = random.Random(meant.teacher_id)
    eyes = await opens(meant.messengers[0])
    await eyes.acts("says", "опрос", "Это не отчёт")
    if meant.manner == "refuses":
        await eyes.acts("taps", "Не хочу участвовать", "Отказ я посчитал")
        return
    await eyes.acts("taps", "Начать", "1 из 15")
    stop = 0 if meant.manner in ("whole", "leaves an area out") else choose.randrange(1, len(CORE))
    for number, question in enumerate(CORE):
        if stop and number == stop:
            if meant.manner != "moves":
                await _gives_up(eyes, meant.manner, choose)
                return
            eyes = await opens(meant.messengers[1])
            await eyes.acts("says", "опрос", f"{number + 1} из 1")
        await _answer_one(eyes, meant.answers.get(question.code), choose)
    await _deeper(eyes, choose)
    await eyes.acts("taps", "Закончить", "Ваш результат")


async def _gives_up(eyes: Eyes, manner: str, choose: random.Random) -> None:
    """With or without a word; or she takes back all she has said."""
    if manner == "refuses late" or choose.random() < 0.5:
        await eyes.acts("taps", "Прервать", "Ответы сохранены")
    if manner == "refuses late":
        await eyes.acts("taps", "Не хочу участвовать", "Отказ я посчитал")


async def _answer_one(eyes: Eyes, said: str | None, choose: random.Random) -> None:
    """Tapped, typed, skipped, or something else first and then back."""
    place = eyes.last.text.split(" из ")[0]
    if said is None:
        await eyes.acts("taps", "Пропустить")
        return
    if choose.random() < 0.1:
        await eyes.acts("taps", LABELS[choose.choice([one for one in LABELS if one != said])])
        await eyes.acts("taps", "Назад", f"{place} из ")
    if choose.random() < 0.2:
        await eyes.acts("says", LABELS[said].lower())
    else:
        await eyes.acts("taps", LABELS[said])


async def _deeper(eyes: Eyes, choose: random.Random) -> None:
    """What is asked of those who wanted support somewhere."""
    if "Уточним" in eyes.last.labels:
        await eyes.acts("taps", choose.choice(["Уточним", "Достаточно", "Пропустить"]))
    while "Можно отметить несколько" in eyes.last.text:
        if choose.random() < 0.5:
            await eyes.acts("taps", eyes.last.labels[0])
            await eyes.acts("taps", "Готово")
        else:
            await eyes.acts("taps", "Пропустить")
