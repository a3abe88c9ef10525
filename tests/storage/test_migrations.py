"""Every migration goes up, down and up again, and ends where the models are."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, func, insert, inspect, select

from bot.services.surveys.folding import counted
from bot.surveying.library import load_library
from storage.database import Transaction, engine_urls
from storage.migrations import HEAD, config, current, upgrade
from storage.models import Base
from tests.made import POSTGRES, migrate, postgres_engine, sqlite_engine

EMPTY, NUMBERS = "", ("BIGINT", "INTEGER", "SMALLINT")
WORDS = "regulation_words"
"""The index of words is no table of the ORM: SQLite keeps it in several of its own."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        engine = sqlite_engine(tmp_path / "bot.sqlite3")
        yield engine
        engine.dispose()
    elif POSTGRES:
        with postgres_engine(POSTGRES) as engine:
            yield engine
    else:
        pytest.skip("TEST_POSTGRES_URL is not set")


@pytest.fixture
def newest(database_url: str) -> Iterator[Engine]:
    """A migrated database without a row."""
    path = database_url.removeprefix("sqlite:///")
    engine = create_engine(engine_urls(database_url)[0]) if path == database_url else sqlite_engine(Path(path))
    yield engine
    engine.dispose()


def revisions(connection: Connection) -> list[str]:
    """Oldest first."""
    script = ScriptDirectory.from_config(config(connection))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_every_revision_goes_up_down_and_up_again(empty: Engine) -> None:
    with empty.connect() as connection:
        steps = revisions(connection)
    for before, revision in zip([None, *steps], steps, strict=False):
        for go, target in (
            (command.upgrade, revision),
            (command.downgrade, before or "base"),
            (command.upgrade, revision),
        ):
            with empty.begin() as connection:
                go(config(connection), target)
                assert current(connection) == (None if target == "base" else target)


def test_going_all_the_way_down_leaves_nothing_behind(newest: Engine) -> None:
    with newest.begin() as connection:
        command.downgrade(config(connection), "base")
        left = inspect(connection).get_table_names()
        assert [name for name in left if not name.startswith("sqlite_")] == ["alembic_version"]


def test_the_migrations_end_where_the_models_are(newest: Engine) -> None:
    with newest.begin() as connection:
        opts = {"compare_type": True, "include_name": lambda name, *_: not (name or "").startswith(WORDS)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_revision_is_the_one_the_program_wants_and_upgrading_again_does_nothing(empty: Engine) -> None:
    with empty.begin() as connection:
        assert revisions(connection)[-1] == HEAD
        assert current(connection) is None
    for _ in range(2):
        with empty.begin() as connection:
            upgrade(Transaction(connection))
            assert current(connection) == HEAD


CATALOGUE = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = current_schema() ORDER BY 1, 2",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2",
    "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
    " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY 1, 2",
    "SELECT version_num FROM alembic_version",
)


def described(engine: Engine) -> str:
    """All that a schema of PostgreSQL holds, without its name."""
    with engine.begin() as connection:
        name = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        return str([connection.exec_driver_sql(query).all() for query in CATALOGUE]).replace(f"{name}.", "")


@pytest.mark.skipif(not POSTGRES, reason="TEST_POSTGRES_URL is not set")
def test_what_tests_repeat_is_what_the_migrations_make() -> None:
    with postgres_engine(POSTGRES) as migrated, postgres_engine(POSTGRES) as first, postgres_engine(POSTGRES) as second:
        with migrated.begin() as connection:
            upgrade(Transaction(connection))
        for engine in (first, second):
            migrate(engine)
            assert described(engine) == described(migrated)
        assert "fk_" in described(second)


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Engine) -> None:
    with empty.connect() as connection:
        transaction = connection.begin()
        upgrade(Transaction(connection))
        transaction.rollback()
    with empty.begin() as connection:
        assert inspect(connection).get_table_names() == []


def test_ids_that_are_known_elsewhere_never_come_again_on_sqlite(tmp_path: Path, empty_sqlite: Path) -> None:
    engine = sqlite_engine(shutil.copy(empty_sqlite, tmp_path / "bot.sqlite3"))
    with engine.begin() as connection:
        made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        found = set(connection.exec_driver_sql(made).scalars())
    engine.dispose()
    tables = Base.metadata.tables.values()
    assert found == {table.name for table in tables if table.dialect_options["sqlite"]["autoincrement"]}
    assert {"browser_message", "mailing", "organization"} < found


def test_an_upgrade_loses_no_rows_that_refer_to_a_table_written_anew(empty: Engine) -> None:
    rows = {
        "region": "(id, name) VALUES (1, 'R')",
        "organization": "(id, region_id, name, full_name, kind, closed) VALUES (1, 1, 'O', '', 'school', false)",
        "teacher": "(id, region_id, organization_id, last_name, first_name, middle_name, qualification,"
        " mentor_capacity, from_file) VALUES (1, 1, 1, 'A', 'B', '', 'none', 0, false)",
        "consent": "(id, teacher_id, version, given_at) VALUES (1, 1, 1, 0)",
        "pseudonym": "(teacher_id, name) VALUES (1, 'p')",
        "audit": "(id, at, actor, action, person, details) VALUES (1, 0, 'schedule', 'invited', 'p', '')",
    }
    with empty.begin() as connection:
        command.upgrade(config(connection), "0007")
    with empty.begin() as connection:
        for table, values in rows.items():
            connection.exec_driver_sql(f"INSERT INTO {table} {values}")
    with empty.begin() as connection:
        upgrade(Transaction(connection))
    with empty.begin() as connection:
        left = [connection.execute(select(func.count()).select_from(Base.metadata.tables[name])) for name in rows]
        assert {count.scalar_one() for count in left} == {1}
        assert connection.exec_driver_sql("SELECT organization_id FROM audit").scalar_one() == 1
        if empty.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_an_upgrade_of_a_filled_database_that_fails_leaves_it_as_it_was(empty: Engine, monkeypatch) -> None:
    with empty.begin() as connection:
        command.upgrade(config(connection), "0009")
        connection.exec_driver_sql("INSERT INTO region (id, name) VALUES (1, 'R')")

    def breaks(*given: object, upgrades=command.upgrade) -> None:
        upgrades(*given)
        raise OSError("the disk is full")

    monkeypatch.setattr(command, "upgrade", breaks)
    with empty.connect() as connection, pytest.raises(OSError, match="full"), connection.begin():
        upgrade(Transaction(connection))
    with empty.begin() as connection:
        assert current(connection) == "0009"
        assert connection.exec_driver_sql("SELECT count(*) FROM region").scalar_one() == 1
        if empty.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_database_of_a_newer_program_is_refused_and_left_alone(newest: Engine) -> None:
    with newest.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with newest.begin() as connection, pytest.raises(ValueError, match="9999"):
        upgrade(Transaction(connection))
    with newest.begin() as connection:
        assert current(connection) == "9999"


def test_runs_that_were_finished_before_are_folded_and_those_told_of_stay_told(empty: Engine) -> None:
    edition = load_library()["diagnostic"]
    codes = [one.code for one in edition.survey.questions if one.group]
    with empty.begin() as connection:
        command.upgrade(config(connection), "0016")
        found = MetaData()
        found.reflect(connection)

        def put(table: str, **values: object) -> None:
            row = {one.name: EMPTY for one in found.tables[table].c if not one.nullable and one.name != "id"}
            row |= {name: 0 for name in row if str(found.tables[table].c[name].type) in NUMBERS}
            connection.execute(insert(found.tables[table]), row | values)

        put("region", id=1)
        put("municipality", id=1, region_id=1)
        put("organization", id=1, region_id=1, municipality_id=1, kind="school", closed=False)
        put("mailing", id=1, is_personal=False)
        put("survey_version", id=1, key="diagnostic", digest=edition.digest, body=edition.body)
        put("survey_round", id=1, version_id=1, mailing_id=1, region_id=1)
        for number in (1, 2, 3):
            facts = {"region_id": 1, "municipality_id": 1, "organization_id": 1, "career_since": 1960 + number}
            put("teacher", id=number, from_file=False, hears_urgent=True, **facts)
            put("survey_run", id=number, round_id=1, teacher_id=number, finished_at=0 if number < 3 else None)
        put("survey_released", run_id=1, municipality_id=1, number=1)
        for number, answered in ((1, codes), (2, codes[1:]), (3, codes)):
            for code in answered:
                put("survey_answer", run_id=number, code=code, value='"support"')
    with empty.begin() as connection:
        upgrade(Transaction(connection))
        rows = connection.exec_driver_sql("SELECT run_id, stage, counts, release FROM survey_folded ORDER BY run_id")
        counts = [
            ",".join(map(str, counted(edition.survey, dict.fromkeys(one, "support")))) for one in (codes, codes[1:])
        ]
        assert [tuple(row) for row in rows] == [(1, "middle", counts[0], 1), (2, "middle", counts[1], None)]
