"""The district on every database, and the bot before it; scenarios run once per messenger."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.rostering import calling
from storage.database import Transaction, engine_urls
from tests.databases import Shared
from tests.handlers.zarechny import build
from tests.made import POSTGRES, Made, sqlite_engine
from tests.running import MESSENGERS, Running, running
from tests.starter import forked


@pytest.fixture(scope="session")
def district_sqlite(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """The district, to copy."""
    path = tmp_path_factory.mktemp("district") / "district.sqlite3"
    shutil.copy(empty_sqlite, path)
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        build(Made(Transaction(connection)))
    engine.dispose()
    return path


@pytest.fixture
def district_url(tmp_path: Path, district_sqlite: Path) -> str:
    """The address of a district of one's own."""
    return f"sqlite:///{shutil.copy(district_sqlite, tmp_path / 'bot.sqlite3')}"


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def any_district_url(
    request: pytest.FixtureRequest, tmp_path: Path, district_sqlite: Path, shared_postgres: Shared
) -> str:
    """The same on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(district_sqlite, tmp_path / 'bot.sqlite3')}"
    url = shared_postgres.empty()
    engine = create_engine(engine_urls(url)[0])
    with engine.begin() as connection:
        build(Made(Transaction(connection)))
    engine.dispose()
    return url


@pytest.fixture(autouse=True)
def _at_the_speed_of_a_test(quick_messengers: None, quick_children: None) -> None:
    """Dialogues would mostly wait for turns."""


@pytest.fixture
def quick_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children that need not import anything; the tests of their work start real ones."""
    monkeypatch.setattr(calling, "_started", forked)


@pytest.fixture
async def town(district_url: str) -> AsyncIterator[Running]:
    """The bot, running in the district."""
    async with running(district_url) as found:
        yield found


@pytest.fixture(params=MESSENGERS)
def messenger(request: pytest.FixtureRequest) -> str:
    return str(request.param)
