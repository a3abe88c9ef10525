"""Databases for the tests: a migrated SQLite file to copy, a PostgreSQL schema of one's own where a server is named.

The process that only hands the tests out imports this file as well: what brings in the whole bot is imported where it
is used, for that takes seconds.
"""

import functools
import gc
import itertools
import os
import shutil
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from bot.aiogram_types import build_when_used
from bot.messengers.limits import LIMITS
from tests import quick
from tests.databases import Shared
from tests.made import POSTGRES, migrate, sqlite_engine
from tests.starter import open_starter

gc.disable()  # nothing that is imported goes away again
ssl.create_default_context = functools.cache(ssl.create_default_context)
"""Reading the certificates takes a fiftieth of a second, and every test starts a bot of its own."""
TESTS = itertools.count(1)
LONG = {"test_kills", "test_mailing_kills", "test_storm", "test_start", "test_outages", "test_deadly", "test_content"}
LONG |= {"test_deficits"}
"""Modules with tests of many seconds, most of them waiting for processes."""
quick.share_statements()
quick.wait_for_no_disk()
build_when_used()
settings.register_profile("test", max_examples=30, deadline=None)
settings.register_profile("soak", max_examples=10_000, deadline=None)
settings.load_profile("test")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever hands the tests out makes the one process that starts programs for all workers."""
    if not hasattr(config, "workerinput") and config.getoption("dist", "no") != "no":
        open_starter()


def pytest_collection_finish() -> None:
    """As the program does after its start: else full collections pause tests that measure how long works take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 1_000_000)  # full collections come between the tests
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-messengers", action="store_true", help="run edge cases once per messenger, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """An edge case runs in one messenger, told by its name; the main ways through run in each."""
    if not config.getoption("--all-messengers"):
        items[:] = [item for item in items if item.get_closest_marker("edge") is None or _is_its_turn(item)]
    items[:] = _spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _spread(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Each worker begins with its share of the long ones: begun last, one of them would keep the others waiting."""
    long = [item for item in items if item.path.stem in LONG]
    rest = [item for item in items if item.path.stem not in LONG]
    share, ordered = len(items) // workers, list[pytest.Item]()
    for worker in range(workers):
        own = long[worker::workers]
        room = max(0, share - len(own))
        ordered += own + rest[:room]
        del rest[:room]
    return ordered + rest


def _is_its_turn(item: pytest.Item) -> bool:
    from tests.running import MESSENGERS

    function = item.getparent(pytest.Function) or item
    chosen = MESSENGERS[crc32(function.originalname.encode()) % len(MESSENGERS)]
    return function.callspec.params["messenger"] == chosen


def pytest_runtest_logfinish() -> None:
    """A full collection must not lie in what a test measures; what outlives a test is not looked at again."""
    if next(TESTS) % 25 == 0:
        gc.collect()
        gc.freeze()


def pytest_report_header() -> str:
    if POSTGRES:
        return "databases: SQLite and PostgreSQL"
    return "databases: SQLite only, ALL POSTGRESQL TESTS ARE SKIPPED (set TEST_POSTGRES_URL to run them)"


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database nobody writes to."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    engine = sqlite_engine(path)
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def shared_postgres() -> Iterator[Shared]:
    with ExitStack() as stack:
        yield Shared(POSTGRES, stack)


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path, shared_postgres: Shared) -> str:
    """The address of a database nobody else uses meanwhile, migrated and empty."""
    if request.param == "postgresql":
        return shared_postgres.empty()
    return f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'bot.sqlite3')}"


@pytest.fixture
def quick_messengers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messengers that allow more calls a second; the real rates are held by the tests of the pacer and the sender."""
    for name in ("telegram", "vk"):
        quick = replace(LIMITS[name], calls_per_second=1000, chat_sends_per_second=50)
        monkeypatch.setitem(LIMITS, name, quick)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
