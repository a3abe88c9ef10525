"""What every test would pay for again: a bot of its own means an engine of its own."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache, immutabledict

from storage import database

STATEMENTS = 5000
"""More than the program has."""
PRAGMAS = database.PRAGMAS
"""The program's own."""


def _is_alike(one: DefaultDialect, other: Any) -> bool:
    return type(one) is type(other) and one.paramstyle == other.paramstyle


def share_statements() -> None:
    """Compiling one costs more than running it. A cache keeps them by dialect: those of a kind count as one."""
    DefaultDialect.__eq__ = _is_alike  # type: ignore[method-assign, assignment]
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign]
    Engine._execution_options = immutabledict(compiled_cache=LRUCache[Any, Any](STATEMENTS))


def wait_for_no_disk() -> None:
    """No test pulls the plug; programs in processes of their own wait as ever."""
    database.PRAGMAS = tuple(pragma.format(synchronous="OFF") for pragma in PRAGMAS)
