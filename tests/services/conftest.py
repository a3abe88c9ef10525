"""A database per kind, made once; every test works in a transaction that is rolled back."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import Transaction
from storage.repository import Repository
from tests.made import POSTGRES, Made, migrate, postgres_engine, sqlite_engine


@pytest.fixture(scope="session", params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def engine(request: pytest.FixtureRequest, empty_sqlite: Path) -> Iterator[Engine]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            engine = sqlite_engine(shutil.copy(empty_sqlite, empty_sqlite.with_name("rules.sqlite3")))
            stack.callback(engine.dispose)
        else:
            engine = stack.enter_context(postgres_engine(POSTGRES))
            migrate(engine)
        yield engine


@pytest.fixture
def tx(engine: Engine) -> Iterator[Transaction]:
    with engine.connect() as connection, connection.begin() as transaction:
        opened = Transaction(connection)
        yield opened
        opened.session.close()
        transaction.rollback()


@pytest.fixture
def made(tx: Transaction) -> Made:
    return Made(tx)


@pytest.fixture
def repo(made: Made) -> Repository:
    return made.repo
