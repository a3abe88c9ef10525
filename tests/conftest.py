"""Databases for the tests: a migrated SQLite file to copy, a PostgreSQL schema of one's own where a server is named."""

import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine

from storage.database import engine_urls
from tests.databases import postgres_url
from tests.made import POSTGRES, migrate, sqlite_engine

TESTS = itertools.count(1)
settings.register_profile("test", max_examples=30, deadline=None)
settings.register_profile("soak", max_examples=10_000, deadline=None)
settings.load_profile("test")


def pytest_collection_finish() -> None:
    """As the program does after its start: else full collections pause tests that measure how long works take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 1_000_000)  # full collections come between the tests


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A full collection takes a fifth of a second: it must not lie in what a test measures, nor follow every test."""
    if next(TESTS) % 25 == 0:
        gc.collect()


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


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Iterator[str]:
    """The address of a database of one's own, migrated and empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'bot.sqlite3')}"
    else:
        with postgres_url(POSTGRES) as url:
            engine = create_engine(engine_urls(url)[0])
            migrate(engine)
            engine.dispose()
            yield url


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)
