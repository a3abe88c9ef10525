"""One bot per database."""

import time
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from bot import instance
from bot.instance import AlreadyRunningError, only_one
from storage.database import engine_urls
from tests.processes import Program, environment, free_port, health, run_once, started


def test_a_second_bot_on_the_same_database_is_refused_while_the_first_works(database_url: str) -> None:
    with only_one(database_url):
        with pytest.raises(AlreadyRunningError), only_one(database_url):
            pass
        with pytest.raises(AlreadyRunningError), only_one(database_url):
            pass
    with only_one(database_url):
        pass


def test_bots_on_other_databases_do_not_mind(database_url: str, tmp_path: Path) -> None:
    with only_one(database_url), only_one(f"sqlite:///{tmp_path / 'other.sqlite3'}"):
        pass


def test_the_refusal_tells_no_password(database_url: str) -> None:
    if make_url(database_url).get_backend_name() == "sqlite":
        pytest.skip("a file has no password")
    secret = make_url(database_url).set(password="secret").render_as_string(hide_password=False)
    with only_one(secret), pytest.raises(AlreadyRunningError) as caught, only_one(secret):
        pass
    assert "secret" not in str(caught.value)


def forget(url: str) -> None:
    """What a restart of the server does to whoever holds the lock of this schema."""
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE classid = :key AND objid = :id"
    with create_engine(engine_urls(url)[0], poolclass=NullPool).connect() as connection:
        held = connection.execute(text("SELECT hashtext(current_database() || current_schema())::bigint")).scalar_one()
        assert connection.execute(text(ended), {"key": instance.KEY, "id": held % 2**32}).all() == [(True,)]


@pytest.fixture
def server_url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    if make_url(database_url).get_backend_name() == "sqlite":
        pytest.skip("a file's lock goes with the process alone")
    monkeypatch.setattr(instance, "EVERY", 0.05)
    return database_url


def test_a_server_that_restarts_lets_no_second_bot_in(server_url: str) -> None:
    with only_one(server_url):
        for _ in range(2):
            forget(server_url)
            time.sleep(0.5)
            with pytest.raises(AlreadyRunningError), only_one(server_url):
                pass
    with only_one(server_url):
        pass


def test_where_another_was_quicker_after_a_restart_the_first_ends(server_url: str) -> None:
    with pytest.raises(AlreadyRunningError), only_one(server_url):  # noqa: PT012
        instance.EVERY = 1.0
        time.sleep(0.1)
        forget(server_url)
        with only_one(server_url):
            instance.EVERY = 0.05
            time.sleep(5)


async def test_the_second_process_says_so_and_ends_and_may_come_when_the_first_is_killed(
    tmp_path: Path, database_url: str
) -> None:
    ports = [free_port(), free_port()]
    first, second = (
        environment(database_url, None, None, BOT_BROWSER__ENABLED="true", BOT_HTTP__PORT=str(port)) for port in ports
    )
    program = Program(first, tmp_path, "run")
    async with started(program):
        await health(ports[0])
        (tmp_path / "second").mkdir()
        code, said = await run_once(second, tmp_path / "second", "run")
        assert code == 1
        assert "уже запущен" in said
        assert "Traceback" not in said
        assert (await health(ports[0]))["status"] == "ok"
    async with started(Program(second, tmp_path / "second", "run")):
        assert (await health(ports[1]))["status"] == "ok"
