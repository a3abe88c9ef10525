"""The real program in a process of its own, between fakes that live in the test's."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import ClientError, ClientSession, web

from tests.fakes.server import Call, FakeServer
from tests.fakes.telegram import TOKEN as TELEGRAM_TOKEN
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import GROUP, FakeVk
from tests.fakes.vk import TOKEN as VK_TOKEN
from tests.starter import start_program

STARTS_WITHIN = 30.0
"""Seconds; a busy machine needs several for the imports alone."""


def environment(url: str, telegram: FakeTelegram | None, vk: FakeVk | None, **more: str) -> dict[str, str]:
    """Settings that point to the fakes; None leaves a messenger out, `more` overrides."""
    found = {"BOT_DATABASE_URL": url, "BOT_BROWSER__ENABLED": "false", "BOT_HTTP__PORT": "0"}
    if telegram:
        found |= {"BOT_TELEGRAM__TOKEN": TELEGRAM_TOKEN, "BOT_TELEGRAM__API_URL": telegram.url}
    if vk:
        found |= {"BOT_VK__TOKEN": VK_TOKEN, "BOT_VK__GROUP_ID": str(GROUP), "BOT_VK__API_URL": vk.api_url}
    return found | more


class Program:
    """The program with these settings, started and ended as often as wanted; `log` holds all it ever wrote."""

    def __init__(self, settings: dict[str, str], folder: Path, *arguments: str, module: str = "bot") -> None:
        self.settings, self.folder, self.module, self.arguments = settings, folder, module, list(arguments)
        self.number = 0

    @property
    def log(self) -> str:
        path = self.folder / "program.log"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def code(self) -> int | None:
        """What it ended with; None while it runs, minus the signal's number when it was killed."""
        path = self.folder / f"{self.number}.exit"
        return int(path.read_text()) if path.exists() else None

    async def start(self) -> None:
        self.number = await asyncio.to_thread(
            start_program,
            module=self.module, arguments=self.arguments, settings=self.settings, folder=str(self.folder),
        )  # fmt: skip

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is closed."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        return await self._end(signal.SIGTERM)

    async def ended(self, within: float = STARTS_WITHIN) -> int:
        """Wait for its own end; returns the exit code."""
        async with asyncio.timeout(within):
            while (code := self.code) is None:  # noqa: ASYNC110 (another process's child)
                await asyncio.sleep(0.01)
        return code

    async def _end(self, number: int) -> int:
        if self.code is None:
            os.kill(self.number, number)
        return await self.ended()


@asynccontextmanager
async def started(program: Program) -> AsyncIterator[Program]:
    await program.start()
    try:
        yield program
    finally:
        await program.kill()


async def run_once(settings: dict[str, str], folder: Path, *arguments: str) -> tuple[int, str]:
    """A command of the program to its end: (exit code, all it wrote)."""
    program = Program(settings, folder, *arguments)
    before = len(program.log)
    await program.start()
    return await program.ended(), program.log[before:]


async def polled(*fakes: FakeServer, within: float = STARTS_WITHIN) -> None:
    """Wait until the program has taken all there is and asks for more."""
    for fake in fakes:
        await fake.settled(within)


async def health(port: int, within: float = STARTS_WITHIN) -> dict[str, Any]:
    """What the program says of itself, as soon as it does."""
    end = time.monotonic() + within
    async with ClientSession() as http:
        while True:
            try:
                async with http.get(f"http://127.0.0.1:{port}/health") as answer:
                    return dict(await answer.json())
            except ClientError:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


class Flight(NamedTuple):
    """One call on its way, by the monotonic clock; cut off ones end when the connection does."""

    call: Call
    begun: float
    ended: float


class Watched:
    """Mixed into a fake: notes which calls were open when, and lets each travel `way` seconds there and back."""

    way = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.travelled: list[Flight] = []

    async def broken(self, request: web.Request, method: str, work: Any) -> web.StreamResponse:
        begun, call = time.monotonic(), self.calls[-1]  # type: ignore[attr-defined]  # the fake has just noted it
        try:
            await asyncio.sleep(self.way)
            response = await super().broken(request, method, work)  # type: ignore[misc]
            await asyncio.sleep(self.way)
            return response
        finally:
            self.travelled.append(Flight(call, begun, time.monotonic()))


class WatchedTelegram(Watched, FakeTelegram):
    pass


class WatchedVk(Watched, FakeVk):
    pass
