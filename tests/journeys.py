"""Registration step by step in a process that may die at any moment, and what of it must be there afterwards."""

import asyncio
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import Engine

from bot.services import invitations
from bot.services.access import COMMAND_LINE
from storage.database import Transaction
from tests.fakes.person import Person
from tests.made import Made, migrate, sqlite_engine

STEPS = (
    ("starts", ""),
    ("taps", "Согласна, начать"),
    ("taps", "Всё верно"),
    ("says", "меню"),
    ("says", "моё МО"),
    ("says", "наставник"),
    ("says", "меню"),
)
PATIENCE = 60.0


def invited(path: Path, count: int, now: datetime | None = None) -> list[str]:
    """A new database with so many teachers of one name, and a code for each, given out `now`."""
    now = now or datetime.now(UTC)
    engine: Engine = sqlite_engine(path)
    migrate(engine)
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        names = {"last_name": "Петрова", "first_name": "Анна", "middle_name": "Ивановна"}
        people = [made.teacher(**names) for _ in range(count)]
        codes = [invitations.issue_personal(made.repo, COMMAND_LINE, made.whole(person), now) for person in people]
        Transaction(connection).flush()
    engine.dispose()
    return codes


class Traveller:
    """Somebody who goes through the steps; `seen` are the texts before her eyes, oldest first."""

    messenger: str

    async def does(self, verb: str, what: str) -> None:
        raise TypeError

    async def seen(self) -> list[str]:
        raise TypeError


class InFake(Traveller):
    def __init__(self, messenger: str, person: Person) -> None:
        self.messenger, self.person = messenger, person

    async def does(self, verb: str, what: str) -> None:
        getattr(self.person, verb)(what)

    async def seen(self) -> list[str]:
        return [seen.text for seen in self.person.messages]


class AtPage(Traveller):
    """By the page's own rule: an event keeps its id and is repeated until the answer is 200."""

    messenger = "browser"

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.cookie = ""

    def _http(self) -> ClientSession:
        headers = {"Origin": self.url} | ({"Cookie": self.cookie} if self.cookie else {})
        return ClientSession(headers=headers, timeout=ClientTimeout(total=15))

    async def does(self, verb: str, what: str) -> None:
        if verb == "starts":
            await self._enter(what)
            await self._sends({"kind": "text", "text": f"/start {what}"})
        elif verb == "says":
            await self._sends({"kind": "text", "text": what})
        else:
            await self._taps(what)

    async def _enter(self, code: str) -> None:
        while not self.cookie:
            try:
                async with self._http() as http:
                    answer = await http.post(f"{self.url}/enter/{code}", data={"own": "yes"}, allow_redirects=False)
                    if answer.status == 303:
                        self.cookie = f"session={answer.cookies['session'].value}"
            except (ClientError, TimeoutError, OSError):
                await asyncio.sleep(0.1)

    async def _sends(self, event: dict[str, Any]) -> None:
        event = {"id": secrets.token_urlsafe(9), **event}
        while True:
            try:
                async with self._http() as http, http.post(f"{self.url}/chat/events", json=event) as answer:
                    if answer.status == 200:
                        return
                    assert answer.status in (500, 503), answer.status
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.1)

    async def _taps(self, label: str) -> None:
        for message in reversed(await self._messages()):
            for button in (button for row in message["body"].get("rows", []) for button in row):
                if button["label"] == label:
                    await self._sends({"kind": "tap", "message": message["id"], "data": button["data"]})
                    return
        raise LookupError(label)

    async def seen(self) -> list[str]:
        return [message["body"]["text"] for message in await self._messages()]

    async def _messages(self) -> list[dict[str, Any]]:
        while True:
            try:
                async with self._http() as http, http.get(f"{self.url}/chat/stream") as stream:
                    async for line in stream.content:
                        if line.startswith(b"data: "):
                            messages = json.loads(line[6:])["messages"]
                            return [it for it in messages if it["body"]["from"] == "bot"]
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.1)


async def travel(who: Traveller, code: str, reference: list[list[str]] | None = None) -> list[list[str]]:
    """Go through all steps; what was seen after each. With a `reference` each step waits for what is seen there."""
    found = []
    for number, (verb, what) in enumerate(STEPS):
        await who.does(verb, what or code)
        async with asyncio.timeout(PATIENCE):
            if reference is None:
                found.append(await _quiet(who, found[-1] if found else []))
            else:
                while not _holds(seen := await who.seen(), reference[number]):  # noqa: ASYNC110 (another process)
                    await asyncio.sleep(0.02)
                found.append(seen)
    return found


async def _quiet(who: Traveller, before: list[str]) -> list[str]:
    while (seen := await who.seen()) == before:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.6)
    return await who.seen() or seen


def _holds(seen: list[str], wanted: list[str]) -> bool:
    """Whether all that is wanted is there in its order, the last of it last."""
    if not seen or seen[-1] != wanted[-1]:
        return False
    rest = iter(seen)
    return all(text in rest for text in wanted)
