"""Starts the child process, hands it a task and takes its answer; whatever becomes of it, the bot goes on."""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import Process
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from storage.database import Database

from ..texts import CONTENT
from ..texts.loader import read

SECONDS = 120
"""For one task, whatever it waits for."""
IDLE = 60
"""Seconds for which a child waits for the next task: whoever has sent a file soon says «Применить»."""
END, LAST = b"\xff\xff\xff\xff", b"\xff\xff\xff\xfe"
"""Follows the last frame of an answer; LAST: and the child ends."""
LARGEST = 64 << 20
"""Bytes of one frame."""
ROOT = Path(__file__).parent.parent.parent


class ChildError(Exception):
    """The child gave no answer: the file was too heavy for it, or it was killed."""


class Reply(NamedTuple):
    about: dict[str, Any]
    frames: list[bytes]


def _with_content(asked: dict[str, Any]) -> bytes:
    return f'{json.dumps(asked)[:-1]}, "content": {_content_json()}}}'.encode()


@cache
def _content_json() -> str:
    """Once: it is as long as a small book."""
    return json.dumps(content())


def content() -> dict[str, Any]:
    """The words the child needs. Raises TextError."""
    texts, catalogues = CONTENT / "texts", CONTENT / "catalogues"
    return {
        "words": read(texts / "roster.yml"),
        "lists": read(texts / "lists.yml"),
        "subjects": read(catalogues / "subjects.yml"),
        "positions": read(catalogues / "positions.yml"),
        "surveys": read(texts / "survey_sheets.yml"),
    }


class Calling:
    """`home` is the time zone of what belongs to no municipality."""

    def __init__(self, db: Database, home: str) -> None:
        self._url = db.engine.url.render_as_string(hide_password=False)
        self._home = home
        self._one = asyncio.Semaphore(1)
        self._child: Process | None = None
        self._resting: asyncio.TimerHandle | None = None

    async def ask(self, task: str, **more: Any) -> Reply:
        """One task at a time, so that no number of files takes the machine. Raises ChildError."""
        asked = {"task": task, "url": self._url, "home": self._home, **more}
        async with self._one:
            self._let_rest()
            try:
                return await asyncio.wait_for(self._talk(_with_content(asked)), SECONDS)
            except BaseException as error:
                await self.close()
                if isinstance(error, TimeoutError):
                    raise ChildError("it took too long") from error
                raise
            finally:
                self._resting = asyncio.get_running_loop().call_later(IDLE, self._end)

    async def close(self) -> None:
        """Nobody is kept for the next task any more."""
        self._let_rest()
        if (child := self._end()) is not None:
            await child.wait()

    def _let_rest(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _end(self) -> Process | None:
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        return child

    async def _talk(self, asked: bytes) -> Reply:
        child = self._child
        if child is None or child.returncode is not None or child.stdout is None or child.stdout.at_eof():
            child = self._child = await _started()
        if child.stdin is None or child.stdout is None:
            raise ChildError("no pipes")
        try:
            child.stdin.write(len(asked).to_bytes(4, "big") + asked)
            await child.stdin.drain()
            frames, is_last = await _frames(child.stdout)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise ChildError("it died") from error
        if is_last:
            self._child = None
            await child.wait()
        if not frames:
            raise ChildError("it said nothing")
        return Reply(json.loads(frames[0]), frames[1:])


async def _started() -> Process:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.rostering.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # it may quote people
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


async def _frames(stream: asyncio.StreamReader) -> tuple[list[bytes], bool]:
    """(the frames of an answer, whether the child ends)."""
    frames: list[bytes] = []
    while (length := await stream.readexactly(4)) not in (END, LAST):
        size = int.from_bytes(length, "big")
        if size > LARGEST:
            raise ChildError("a frame is too large")
        if not size:
            told = await stream.readexactly(int.from_bytes(await stream.readexactly(4), "big"))
            raise ChildError(told.decode())
        frames.append(await stream.readexactly(size))
    return frames, length == LAST
