"""Starts the child process, hands it a task and takes its answer; whatever becomes of it, the bot goes on."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from storage.database import Database

from ..texts import CONTENT
from ..texts.loader import read

SECONDS = 120
"""For one task, whatever it waits for."""
LARGEST = 64 << 20
"""Bytes of one frame."""
ROOT = Path(__file__).parent.parent.parent

log = logging.getLogger(__name__)


class ChildError(Exception):
    """The child gave no answer: the file was too heavy for it, or it was killed."""


class Reply(NamedTuple):
    about: dict[str, Any]
    frames: list[bytes]


def content() -> dict[str, Any]:
    """The words the child needs. Raises TextError."""
    texts, catalogues = CONTENT / "texts", CONTENT / "catalogues"
    return {
        "words": read(texts / "roster.yml"),
        "lists": read(texts / "lists.yml"),
        "subjects": read(catalogues / "subjects.yml"),
        "positions": read(catalogues / "positions.yml"),
    }


class Calling:
    """`home` is the time zone of what belongs to no municipality."""

    def __init__(self, db: Database, home: str) -> None:
        self._url = db.engine.url.render_as_string(hide_password=False)
        self._home = home
        self._one = asyncio.Semaphore(1)

    async def ask(self, task: str, **more: Any) -> Reply:
        """One child at a time, so that no number of files takes the machine. Raises ChildError."""
        asked = {"task": task, "url": self._url, "home": self._home, "content": content(), **more}
        async with self._one:
            try:
                return await asyncio.wait_for(self._talk(json.dumps(asked).encode()), SECONDS)
            except TimeoutError as error:
                raise ChildError("it took too long") from error

    async def _talk(self, asked: bytes) -> Reply:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.rostering.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it may quote people
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        try:
            return await self._answer(child, asked)
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _answer(self, child: asyncio.subprocess.Process, asked: bytes) -> Reply:
        if child.stdin is None or child.stdout is None:
            raise ChildError("no pipes")
        try:
            child.stdin.write(asked)
            await child.stdin.drain()
            child.stdin.close()
            frames = [frame async for frame in _frames(child.stdout)]
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise ChildError("it died") from error
        if await child.wait() or not frames:
            raise ChildError("it died")
        return Reply(json.loads(frames[0]), frames[1:])


async def _frames(stream: asyncio.StreamReader) -> Any:
    while length := await stream.read(4):
        size = int.from_bytes(length + await stream.readexactly(4 - len(length)), "big")
        if size > LARGEST:
            raise ChildError("a frame is too large")
        if not size:
            told = await stream.readexactly(int.from_bytes(await stream.readexactly(4), "big"))
            raise ChildError(told.decode())
        yield await stream.readexactly(size)
