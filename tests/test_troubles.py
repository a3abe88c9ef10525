"""What an administrator is told when the machine does not give what the bot needs: a sentence, never a traceback."""

import asyncio
import io
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import GetMe

from bot.__main__ import main
from bot.commands.backup import backup
from bot.commands.check import check
from bot.commands.run import unserved
from bot.connections import Connection
from bot.env_file import EnvFileError, look_over
from bot.health import Health
from bot.messengers.base import Profile
from bot.settings import Settings
from storage.database import Database, Transaction
from storage.models import Cursor
from storage.troubles import DatabaseUnavailableError
from tests.processes import environment, free_port, run_once
from tests.running import NOW
from tests.test_commands import WORDS, Desk, desk

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where no .env lies; `wall` is a file where a folder ought to be."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wall").write_text("no folder")
    return tmp_path


@pytest.mark.parametrize("command", ["run", "check", "demo", "summary", "invite", "import-roster", "restore", "backup"])
def test_a_folder_that_cannot_be_made_is_told_by_every_command(
    command: str,
    elsewhere: Path,
    empty_sqlite: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{elsewhere}/wall/inside/bot.sqlite3")
    monkeypatch.setenv("BOT_BROWSER__ENABLED", "true")
    more = {"invite": ["Anna"], "import-roster": ["wall"], "restore": ["--sure", str(empty_sqlite)]}
    assert main([command, *more.get(command, [])]) in (1, 2)
    output = capsys.readouterr()
    said = output.out + output.err
    assert "на месте папки лежит файл" in said or "BOT_DATABASE_URL" in said or "не сохранена" in said
    assert "DatabaseUnavailableError" not in said
    assert "Traceback" not in said


async def test_check_goes_on_to_the_tokens_where_the_database_does_not_open(desk: Desk, elsewhere: Path) -> None:
    desk.path = elsewhere / "wall" / "inside" / "bot.sqlite3"
    code, said = await desk.runs(check)
    assert code == 1
    assert "! База: на месте папки лежит файл" in said
    assert "BOT_DATABASE_URL" in said
    assert "+ Telegram: Методист" in said


async def test_check_says_why_a_database_does_not_open(desk: Desk, elsewhere: Path) -> None:
    desk.path = elsewhere / "letter.sqlite3"
    desk.path.write_text("no database" * 200)
    assert "этот файл не база бота" in (await desk.runs(check))[1]
    nowhere = f"postgresql://bot:very-secret@127.0.0.1:{free_port()}/bot"
    _, said = await desk.runs(check, database_url=nowhere)
    assert "по этому адресу сервер базы не отвечает" in said
    assert "very-secret" not in said


def test_a_file_of_settings_in_another_encoding_is_told_as_that(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / ".env").write_bytes("# Настройки\nBOT_TIMEZONE=Europe/Moscow\n".encode("cp1251"))
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert WORDS.bad_env in said
    assert "BOT_DATABASE_URL" not in said


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "BOT_TELEGRAM_PERSONAL_DATA=false",
            "настройки BOT_TELEGRAM_PERSONAL_DATA нет, есть BOT_TELEGRAM__PERSONAL_DATA",
        ),
        ("BOT_XYZ=very-secret", "настройки BOT_XYZ нет"),
        ("BOT_TELEGRAM__TOKEN: very-secret", "ИМЯ=значение"),
        ("BOT_TELEGRAM__TOKEN", "ИМЯ=значение"),
        ('BOT_TELEGRAM__TOKEN="very-secret', "ИМЯ=значение"),
    ],
)
def test_a_line_of_settings_that_means_nothing_is_named_instead_of_being_left_out(
    written: str, told: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / ".env").write_bytes(f"\ufeffBOT_BROWSER__ENABLED=true\r\n\r\nOTHERS=1\r\n{written}\r\n".encode())
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert f".env, строка 4: {told}" in " ".join(said.split()).replace("не понять, нужно ", "")
    assert "very-secret" not in said


def test_a_file_of_settings_that_is_closed_to_others_is_told_as_that(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (elsewhere / ".env").touch()
    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(EnvFileError, match="sudo -u methodist"):
        look_over(elsewhere / ".env", WORDS)


@pytest.mark.parametrize("target", ["wall/inside/copy", "wall/copy", "."])
def test_a_copy_that_cannot_be_written_is_told_and_leaves_nothing(
    target: str, elsewhere: Path, empty_sqlite: Path
) -> None:
    settings, said = Settings(_env_file=None, database_url=f"sqlite:///{empty_sqlite}"), list[str]()
    before = sorted(elsewhere.parent.iterdir())
    assert backup(settings, WORDS, said.append, str(elsewhere / target), NOW) == 1
    assert "Копия не сохранена" in said[0]
    assert sorted(elsewhere.parent.iterdir()) == before


def test_a_template_that_cannot_be_written_is_told(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roster-template", str(elsewhere / "wall" / "list.xlsx")]) == 1
    assert "Файл не сохранён" in capsys.readouterr().out


async def test_a_wrong_proxy_is_not_called_a_wrong_token_and_its_password_is_kept(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    code, said = await desk.runs(check, telegram={"proxy": "socks9://anna:very-secret@127.0.0.1:1"})
    assert code == 1
    assert "BOT_TELEGRAM__PROXY" in said
    assert "токен не принят" not in said
    assert "very-secret" not in said + caplog.text
    _, said = await desk.runs(check, telegram={"token": "no token"})
    assert "! Telegram: токен не принят" in said


def test_what_is_set_and_has_no_effect_is_said_at_the_start() -> None:
    given = Settings(
        _env_file=None, vk={"token": "b", "receive": "webhook"}, max={"token": "c"}, telegram={"receive": "webhook"}
    )
    said = "\n".join(unserved(given, WORDS))
    assert "BOT_VK__GROUP_ID" in said
    assert WORDS.max_unsupported in said
    assert said.count(WORDS.webhook_unsupported) == 2
    assert unserved(Settings(_env_file=None), WORDS) == []


async def test_a_bot_whose_page_cannot_open_does_not_say_that_it_works(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        more = {"BOT_BROWSER__ENABLED": "true", "BOT_HTTP__PORT": place.partition(":")[2]}
        found = environment(f"sqlite:///{tmp_path / 'bot.sqlite3'}", None, None, **more)
        code, said = await run_once(found, tmp_path, "run")
    assert code == 1
    assert f"страница не открывается на {place}" in said
    assert "адрес занят другой программой" in said
    assert "Бот работает" not in said


async def test_health_is_not_ok_while_the_database_takes_nothing(
    elsewhere: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.health.PATIENCE", 0.3)
    monkeypatch.setattr("bot.health.FRESH", -1.0)
    path = elsewhere / "held.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    db = Database(f"sqlite:///{path}")
    health = Health(db, {"vk": True})
    try:
        assert await health() == {"status": "ok", "database": True, "messengers": {"vk": True}}
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            assert (await health())["status"] == "database"
        assert (await health())["status"] == "ok"
        await db.write(fill_up)
        assert (await health())["status"] == "database"
        await db.write(make_room)
        assert (await health())["status"] == "ok"
    finally:
        await db.close()


def fill_up(tx: Transaction) -> None:
    """As on a full disk: reading goes on, and so does a transaction that writes nothing."""
    tx.connection.exec_driver_sql(
        f"CREATE TRIGGER full BEFORE INSERT ON {Cursor.__tablename__} "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )


def make_room(tx: Transaction) -> None:
    tx.connection.exec_driver_sql("DROP TRIGGER full")


async def test_a_look_at_the_health_is_good_for_some_seconds(elsewhere: Path, empty_sqlite: Path) -> None:
    path = elsewhere / "own.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    db = Database(f"sqlite:///{path}")
    health, told = Health(db, {}), list[object]()
    try:
        told.append((await health())["status"])
        await db.write(fill_up)
        told.append((await health())["status"])
    finally:
        await db.close()
    assert told == ["ok", "ok"]


async def test_a_database_that_is_away_is_not_blamed_on_the_messengers(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("bot.connections.PAUSES", (0.0,))
    answering: dict[str, bool] = {}
    told: list[bool] = []
    connection = Connection(Answers(), nobody_listens, answering)  # type: ignore[arg-type]
    with pytest.raises(asyncio.CancelledError):
        await connection.keep(Waits(told, answering))  # type: ignore[arg-type]
    assert told == [True, True, True]
    assert "left out" not in caplog.text
    assert caplog.text.count("vk is connected") == 1
    assert caplog.text.count("vk waits for the database") == 1


class Answers:
    name = "vk"

    async def connect(self) -> Profile:
        return Profile(1, "Bot", "bot")


async def nobody_listens(messenger: object, profile: Profile) -> None:
    """Who hears of a connection has nothing to do here."""


class Waits:
    """A receiver that finds no database twice, and is stopped the third time; notes how its messenger stands."""

    def __init__(self, told: list[bool], answering: dict[str, bool]) -> None:
        self.told, self.answering = told, answering

    async def run(self) -> None:
        self.told.append(self.answering["vk"])
        if len(self.told) == 3:
            raise asyncio.CancelledError
        raise DatabaseUnavailableError("locked")


async def test_another_program_with_the_same_token_is_told_of_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("bot.connections.CONFLICT_PAUSE", 0.0)
    answering: dict[str, bool] = {}
    connection = Connection(Answers(), nobody_listens, answering)  # type: ignore[arg-type]
    told: list[bool] = []

    class Conflicts:
        async def run(self) -> None:
            told.append(answering["vk"])
            if len(told) < 4:
                raise TelegramConflictError(GetMe(), "Conflict")
            connection.tell(True)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await connection.keep(Conflicts())  # type: ignore[arg-type]
    assert told == [True, False, False, False]
    assert answering["vk"]
    assert not connection.problem
    assert caplog.text.count("left out") == 1
    assert caplog.text.count("vk is connected") == 2


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "ascii"])
def test_a_terminal_that_does_not_know_all_our_letters_gets_the_links(
    encoding: str, elsewhere: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, written = elsewhere / "own.sqlite3", io.BytesIO()
    path.write_bytes(empty_sqlite.read_bytes())
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("BOT_BROWSER__ENABLED", "true")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding))
    assert main(["invite", "--owner"]) == 0
    assert b"/enter/" in written.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="files are locked otherwise there")
def test_a_database_somebody_else_holds_is_told(
    elsewhere: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = elsewhere / "held.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert main(["summary"]) == 2
    assert "файл держит другая программа" in capsys.readouterr().err
