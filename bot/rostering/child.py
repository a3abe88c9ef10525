"""The child process: tasks from its input, answers in frames to its output; bounded in time and memory.

Started as `python -m bot.rostering.child`. The first frame of the answer is JSON, what follows is bytes.
"""

import gc
import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, NullPool, create_engine, event

from storage.database import Transaction
from storage.repositories.roster_imports import RosterImports

from ..documenting import tasks as documents
from ..services.roster.catalogue import load_catalogue, with_gone
from ..services.roster.lists import load_list_words
from ..services.roster.words import load_words
from ..surveying import sheet_tasks
from . import tasks
from .tasks import Content, Work

MEMORY = 768 << 20
"""Bytes of address space: a file that needs more is refused, and nobody else notices."""
SECONDS = 90
"""Of computing."""
HEAVY = 1.5
"""Seconds of computing after which a process is not used again."""
END = b"\xff\xff\xff\xff"
"""Follows the last frame of an answer."""
LAST = b"\xff\xff\xff\xfe"
"""The same, and the process ends."""


def bound() -> None:
    """Where the system knows such bounds."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    os.nice(5)


@contextmanager
def reading(url: str) -> Iterator[Transaction]:
    """One unchanging view of the database, which cannot be written to."""
    with _engine(url).begin() as connection:
        yield Transaction(connection)


@cache
def _engine(url: str) -> Engine:
    """Keeps no connection, only compiled statements."""
    is_sqlite = url.startswith("sqlite")
    options: dict[str, Any] = {} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, **options)
    if is_sqlite:

        def prepare(connection: Any, _: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA query_only=ON")
            connection.execute("PRAGMA busy_timeout=5000")

        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def answer(asked: dict[str, Any]) -> Iterator[bytes]:
    """The frames of the answer."""
    if asked["task"] in documents.TASKS:
        yield from documents.answer(asked)
        return
    raw = asked["content"]
    if asked["task"] == "survey":
        with reading(asked["url"]) as tx:
            yield json.dumps(sheet_tasks.read(tx, raw, asked["sheet"]), ensure_ascii=False).encode()
        return
    if asked["task"] == "survey_form":
        with reading(asked["url"]) as tx:
            yield b"{}"
            yield sheet_tasks.form(tx, raw, asked["sheet"], asked["basis"])
        return
    content = Content(
        load_words(raw["words"]),
        load_list_words(raw["lists"]),
        load_catalogue(raw["subjects"], raw["positions"]),
        hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest(),
    )
    with reading(asked["url"]) as tx:
        content = content._replace(catalogue=with_gone(tx, content.catalogue))
        if asked["task"] == "template":
            yield b"{}"
            yield tasks.template(tx, content, asked["region"], asked["municipality"], asked["filled"])
            return
        if asked["task"] == "tables":
            yield json.dumps(tasks.small_tables(tx, content, asked["file"])).encode()
            return
        yield from _about_import(tx, content, asked)


def _about_import(tx: Transaction, content: Content, asked: dict[str, Any]) -> Iterator[bytes]:
    imports = RosterImports(tx)
    it = imports.get(asked["import"])
    if it is None:
        raise LookupError("the import is gone")
    municipality = imports.municipality(it)
    now = datetime.fromisoformat(asked["now"])
    zone = ZoneInfo(municipality.time_zone if municipality else asked["home"])
    work = Work(tx, content, it, now, now.astimezone(zone).date())
    if asked["task"] == "check":
        yield json.dumps({"seen": tasks.check(work)}).encode()
        return
    if asked["task"] == "mark":
        yield b"{}"
        yield tasks.mark(work)
        return
    outcome = tasks.compare(work)
    yield json.dumps(outcome._replace(steps=iter(()))._asdict() | {"steps": 0}, ensure_ascii=False).encode()
    yield from outcome.steps


def main() -> None:
    """Task after task, until a heavy one: what it took is given back by ending. Errors are told by kind and place
    alone, for what they quote may be about people.
    """
    bound()
    gc.disable()  # it ends before it could need a collection, and there is much to look through
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while len(length := source.read(4)) == len(END):
        asked = json.loads(source.read(int.from_bytes(length, "big")))
        begun = time.process_time()
        try:
            for frame in answer(asked):
                out.write(len(frame).to_bytes(4, "big") + frame)
        except MemoryError:
            _fail(out, "MemoryError")
            return
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            _fail(out, f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}")
            return
        is_last = time.process_time() - begun > HEAVY
        out.write(LAST if is_last else END)
        out.flush()
        if is_last:
            return


def _fail(out: Any, what: str) -> None:
    """An empty frame, then what went wrong."""
    told = what.encode()
    out.write((0).to_bytes(4, "big") + len(told).to_bytes(4, "big") + told)
    out.flush()


if __name__ == "__main__":
    main()
