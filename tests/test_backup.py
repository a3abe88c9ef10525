"""Copies taken from a working bot and put back into a working bot."""

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.__main__ import main
from bot.commands import restore as restoring
from bot.commands.backup import backup
from bot.commands.copies import BackupError
from bot.commands.restore import restore
from bot.instance import only_one
from bot.settings import Settings
from bot.texts import CONTENT
from bot.texts.cli import CliTexts
from bot.texts.loader import load
from storage.browser import append
from storage.database import Transaction
from storage.migrations import HEAD
from storage.receiving import reserve, save_cursor, saved_cursor
from storage.restored import LEAP
from tests.receiver.conftest import echoing
from tests.receiver.echo import heard, in_inbox, texts
from tests.running import NOW, Running, running

__all__ = ["echoing"]
WORDS = load(CliTexts, CONTENT / "texts" / "cli.yml")


class Operator:
    """Gives the two commands while the bot works; `said` is what they printed."""

    def __init__(self, url: str, folder: Path) -> None:
        self.settings = Settings(_env_file=None, database_url=url)
        self.folder, self.said = folder, list[str]()

    async def backs_up(self, name: str = "copy") -> tuple[int, Path]:
        path = self.folder / name
        return await asyncio.to_thread(backup, self.settings, WORDS, self.said.append, str(path), NOW), path

    async def restores(self, path: Path, ask: Callable[[str], str] | None = None) -> int:
        return await asyncio.to_thread(restore, self.settings, WORDS, self.said.append, str(path), ask)


@pytest.fixture
def operator(database_url: str, tmp_path: Path) -> Operator:
    if database_url.startswith("postgresql") and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    return Operator(database_url, tmp_path)


@pytest.fixture
async def bot(echoing: None, database_url: str) -> AsyncIterator[Running]:
    async with running(database_url) as it:
        yield it


def test_without_a_yes_nothing_is_put_back_and_it_is_said(tmp_path: Path, empty_sqlite: Path) -> None:
    def away(question: str) -> str:
        raise EOFError

    target, said = tmp_path / "bot.sqlite3", list[str]()
    settings = Settings(_env_file=None, database_url=f"sqlite:///{target}")
    for ask in (away, lambda _: "нет", lambda _: ""):
        assert restore(settings, WORDS, said.append, str(empty_sqlite), ask) == 1
    assert said == [WORDS.restore_kept] * 3
    assert not target.exists()


def left_over(folder: Path) -> list[str]:
    return sorted(it.name for it in folder.iterdir() if it.name.endswith((".part", ".restore", "copy-wal", "copy-shm")))


async def test_a_restored_bot_goes_on_where_the_copy_was_taken(operator: Operator, bot: Running) -> None:
    people = [bot.somebody(messenger) for messenger in ("telegram", "vk", "browser")]
    for person in people:
        await person.says("before")
    code, path = await operator.backs_up()
    assert code == 0
    for person in people:
        await person.says("lost")
        assert await heard(bot, person) == ["before", "lost"]
    assert await operator.restores(path) == 0
    for person in people:
        assert await heard(bot, person) == ["before"]
        assert (await person.says("after")).text == "after"
        assert await heard(bot, person) == ["before", "after"]
    assert await in_inbox(bot) == 0
    assert left_over(operator.folder) == []


async def test_a_copy_taken_while_people_write_is_of_one_moment(operator: Operator, bot: Running) -> None:
    def pair(tx: Transaction, number: int) -> None:
        for name in ("left", "right"):
            save_cursor(tx, name, str(number))

    written, done = 0, False

    async def write_on() -> None:
        nonlocal written
        while not done:
            await bot.app.db.write(pair, written + 1)
            written += 1

    writing = asyncio.create_task(write_on())
    copies = []
    while len(copies) < 3 or written < 10:  # a slow disk writes less often than a copy is taken
        copies.append(await operator.backs_up(f"copy{len(copies)}"))
    done = True
    await writing
    assert {code for code, _ in copies} == {0}
    for _, path in copies[-3:]:
        assert await operator.restores(path) == 0
        left, right = [await bot.app.db.read(saved_cursor, name) for name in ("left", "right")]
        assert left == right


async def test_numbers_never_come_again_after_a_restore(operator: Operator, bot: Running) -> None:
    await bot.app.db.write(reserve, "message", 1000)
    _, path = await operator.backs_up()
    used = {await bot.app.db.write(reserve, "message", 1000) for _ in range(3)}
    ids = {await bot.app.db.write(append, 7, {"text": str(n)}, None) for n in range(5)}
    for _ in range(2):  # the same copy twice
        assert await operator.restores(path) == 0
        number, message = (
            await bot.app.db.write(reserve, "message", 1000),
            await bot.app.db.write(append, 7, {"text": "new"}, None),
        )
        assert number > max(used) + 1000
        assert message > max(ids)
        used.add(number)
        ids.add(message)
    assert max(used) < 3 * LEAP


async def test_what_the_process_remembers_does_not_contradict_the_restored_database(
    operator: Operator, bot: Running
) -> None:
    anna, page = bot.somebody("vk"), bot.somebody("browser")
    await anna.says("before")
    await page.says("before")
    _, path = await operator.backs_up()
    for word in ("one", "two"):
        await anna.says(word)
        await page.says(word)
    assert await operator.restores(path) == 0
    for n in range(3):
        assert (await anna.says(f"after {n}")).text == f"after {n}"
        assert (await page.says(f"after {n}")).text == f"after {n}"
    used = [int(call.params["random_id"]) for call in bot.vk.calls if call.method == "messages.send"]
    assert len(set(used)) == len(used)
    assert texts(anna) == ["before", "one", "two", "after 0", "after 1", "after 2"]


async def test_people_may_write_during_the_restore(operator: Operator, bot: Running) -> None:
    people = [bot.somebody("telegram", 500 + n) for n in range(3)]
    for person in people:
        await person.says("before")
    _, path = await operator.backs_up()
    working = asyncio.ensure_future(operator.restores(path))
    answers = [await person.says("meanwhile") for person in people for _ in range(3)]
    assert {seen.text for seen in answers} == {"meanwhile"}
    assert await working == 0
    assert (await people[0].says("after")).text == "after"


async def test_nothing_happens_without_a_clear_yes(operator: Operator, bot: Running) -> None:
    anna = bot.somebody("telegram")
    _, path = await operator.backs_up()
    await anna.says("kept")
    for answer in ("", "нет", "y", "да?"):
        assert await operator.restores(path, lambda _, answer=answer: answer) == 1
    assert await heard(bot, anna) == ["kept"]
    assert await operator.restores(path, lambda _: " Да ") == 0


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(100, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE shopping (what)")
        other.commit()


def of_another_program(path: Path) -> None:
    foreign(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE alembic_version (version_num)")
        other.execute("INSERT INTO alembic_version VALUES ('abcdef012345')")
        other.commit()


def a_letter(path: Path) -> None:
    path.write_text("Dear colleagues, this is no copy.\n" * 300)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [damage, cut_short, foreign, of_another_program, a_letter, empty, missing])
async def test_what_is_no_whole_copy_is_refused_and_changes_nothing(
    operator: Operator, bot: Running, spoil: Callable[[Path], Any]
) -> None:
    anna = bot.somebody("telegram")
    _, path = await operator.backs_up()
    await anna.says("kept")
    spoil(path)
    operator.said.clear()
    assert await operator.restores(path) == 1
    assert len(operator.said) == 1
    assert str(path) in operator.said[0]
    assert await heard(bot, anna) == ["kept"]
    assert (await anna.says("on")).text == "on"
    assert left_over(operator.folder) == []


async def test_a_copy_that_could_not_be_finished_leaves_the_older_one_alone(
    operator: Operator, bot: Running, tmp_path: Path
) -> None:
    _, path = await operator.backs_up()
    whole = path.read_bytes()
    (tmp_path / "copy.part").write_bytes(b"left by a power cut")
    wrong = "sqlite:////nowhere/bot.sqlite3"
    broken = Operator(wrong, tmp_path)
    code, _ = await broken.backs_up()
    assert code == 1
    assert "nowhere" in broken.said[0]
    assert path.read_bytes() == whole
    assert left_over(tmp_path) == []


def test_a_copy_never_takes_the_place_of_the_database(tmp_path: Path, empty_sqlite: Path) -> None:
    """A working bot would go on writing into the file that is gone."""
    path = tmp_path / "bot.sqlite3"
    shutil.copy(empty_sqlite, path)
    before, said = path.stat().st_ino, list[str]()
    (tmp_path / "copy").symlink_to(path)
    for target in (path, tmp_path / "copy"):
        assert (
            backup(Settings(_env_file=None, database_url=f"sqlite:///{path}"), WORDS, said.append, str(target), NOW)
            == 1
        )
        assert "это сама база" in said[-1]
    assert path.stat().st_ino == before
    assert left_over(tmp_path) == []


async def test_a_copy_is_for_the_operators_eyes_only_and_one_plain_file(operator: Operator, bot: Running) -> None:
    _, path = await operator.backs_up()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if path.read_bytes().startswith(b"SQLite format 3"):
        assert path.read_bytes()[18:20] == b"\x01\x01"  # no write-ahead log
    path.chmod(0o400)
    assert await operator.restores(path) == 0


async def test_a_copy_makes_a_database_where_there_is_none(tmp_path: Path, empty_sqlite: Path, echoing: None) -> None:
    old, new = tmp_path / "old.sqlite3", tmp_path / "folder" / "new.sqlite3"
    old.write_bytes(empty_sqlite.read_bytes())
    async with running(f"sqlite:///{old}") as bot:
        anna = bot.somebody("telegram")
        await anna.says("before")
        _, path = await Operator(f"sqlite:///{old}", tmp_path).backs_up()
    assert await Operator(f"sqlite:///{new}", tmp_path).restores(path) == 0
    async with running(f"sqlite:///{new}") as bot:
        anna = bot.somebody("telegram")
        bot.telegram._number += 1000  # the same Telegram goes on counting
        assert await heard(bot, anna) == ["before"]
        assert (await anna.says("after")).text == "after"


async def test_a_broken_database_can_be_replaced_by_a_copy(tmp_path: Path, empty_sqlite: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    operator = Operator(f"sqlite:///{path}", tmp_path)
    _, copy = await operator.backs_up()
    path.unlink()
    assert await operator.restores(copy) == 0
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("spoil", [cut_short, a_letter])
def test_a_file_that_is_no_database_any_more_makes_way_for_the_copy(
    spoil: Callable[[Path], Any], tmp_path: Path, empty_sqlite: Path
) -> None:
    """A power cut has left half of it: nothing can be copied into that, and the whole copy was called none."""
    path, copy, said = tmp_path / "bot.sqlite3", tmp_path / "copy", list[str]()
    url = f"sqlite:///{path}"
    for file in (path, copy):
        shutil.copy(empty_sqlite, file)
    spoil(path)
    broken = path.read_bytes()
    with only_one(url):
        assert restore(Settings(_env_file=None, database_url=url), WORDS, said.append, str(copy), None) == 1
    assert WORDS.stop_first in said[-1]
    assert path.read_bytes() == broken
    assert restore(Settings(_env_file=None, database_url=url), WORDS, said.append, str(copy), None) == 0
    assert "bot.sqlite3.broken" in said[-1]
    assert (tmp_path / "bot.sqlite3.broken").read_bytes() == broken
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    assert left_over(tmp_path) == []


def test_a_whole_copy_is_not_blamed_for_what_keeps_it_from_its_place(
    tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BackupError("database or disk is full")

    said = list[str]()
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    monkeypatch.setattr(restoring, "copy", full)
    assert restore(settings, WORDS, said.append, str(empty_sqlite), None) == 1
    assert said[0].startswith("База из копии не возвращена")
    assert "на диске нет места" in said[0]


def test_a_nightly_copy_that_fails_is_heard_though_the_rest_is_thrown_away(
    tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{tmp_path / 'gone.sqlite3'}")
    assert main(["backup"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "gone.sqlite3" in output.err
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{empty_sqlite}")
    assert main(["backup"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert f"{datetime.now().astimezone():%Y-%m-%d-%H}" in output.out


def test_what_a_newer_program_has_made_is_called_that(
    tmp_path: Path, empty_sqlite: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, said = tmp_path / "copy.sqlite3", list[str]()
    shutil.copy(empty_sqlite, copy)
    with closing(sqlite3.connect(copy)) as there:
        there.execute("UPDATE alembic_version SET version_num = '9999'")
        there.commit()
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    assert restore(settings, WORDS, said.append, str(copy), None) == 1
    assert WORDS.newer in said[0]
    monkeypatch.setenv("BOT_DATABASE_URL", f"sqlite:///{copy}")
    assert main(["summary"]) == 2
    assert "более новая программа" in capsys.readouterr().err


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_a_restore_that_gave_way_to_the_running_bot_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    left = [BackupError("deadlock detected")] * failures
    done = list[str]()

    def run(_: object, __: object, tool: str, *___: str) -> None:
        if left:
            raise left.pop()
        done.append(tool)

    monkeypatch.setattr(restoring, "run", run)
    monkeypatch.setattr(restoring, "_within", lambda *_: None)
    words = load(CliTexts, CONTENT / "texts" / "cli.yml")
    try:
        restoring._restore_dump(Path("copy"), words, make_url("postgresql://127.0.0.1/test"))
    except BackupError:
        done.append("refused")
    assert done == (["pg_restore"] if failures < restoring.TRIES else ["refused"])
