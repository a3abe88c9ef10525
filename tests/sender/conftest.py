"""The bot in the district, with as many further people as a test wants."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Transaction
from tests.crowd import appear, crowd
from tests.handlers.zarechny import build, organization
from tests.made import Made, sqlite_engine
from tests.running import Running, running


@pytest.fixture
def numbers() -> dict[str, int]:
    """Messenger -> how many people; a test that wants others says so."""
    return {"vk": 6}


@pytest.fixture
async def town(tmp_path: Path, empty_sqlite: Path, numbers: dict[str, int]) -> AsyncIterator[Running]:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        build(made)
        crowd(made, organization(made.repo, "Школа № 3"), numbers)
        made.tx.flush()
    engine.dispose()
    async with running(f"sqlite:///{path}") as found:
        for messenger, fake in (("telegram", found.telegram), ("vk", found.vk)):
            appear(fake, messenger, numbers.get(messenger, 0))
        yield found
