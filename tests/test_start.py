"""The real program: its first start, and a log that names nobody."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bot.texts import CONTENT
from bot.texts.cli import CliTexts
from bot.texts.loader import load
from tests.fakes.telegram import TOKEN as TELEGRAM_TOKEN
from tests.fakes.vk import TOKEN as VK_TOKEN
from tests.journeys import AtPage, InFake, invited, travel
from tests.people import until
from tests.processes import Program, environment, free_port, health, polled, started
from tests.test_commands import Desk, desk

__all__ = ["desk"]
WORDS = load(CliTexts, CONTENT / "texts" / "cli.yml")
CODE = re.compile(r"[A-Za-z0-9_-]{32}")


def test_the_command_line_waits_for_no_messenger_before_it_knows_its_command() -> None:
    """A backup needs none, and `program` must be the first to import aiogram: the collector rests meanwhile."""
    asked = "import sys, bot.__main__; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=CONTENT.parent, check=False).returncode == 0


BUILT = """
import bot.__main__
from bot.aiogram_types import build_used
from aiogram import methods, types
kinds = types.Update, types.Location, methods.SendPoll, methods.SendMessage
print([one.__pydantic_complete__ for one in kinds])
build_used()
print([one.__pydantic_complete__ for one in kinds])
print(types.Location(latitude=1, longitude=2).latitude)
print(methods.SendPoll(chat_id=1, question="q", options=["a"]).question)
"""


def test_aiogram_s_types_are_built_when_they_are_used_and_those_of_every_tap_at_the_start() -> None:
    done = subprocess.run([sys.executable, "-c", BUILT], cwd=CONTENT.parent, check=True, capture_output=True, text=True)
    wired, started, *used = done.stdout.splitlines()
    assert (wired, started) == (str([False] * 4), str([True, False, False, True]))
    assert used == ["1.0", "q"]


async def test_without_any_messenger_the_program_says_what_to_set(tmp_path: Path) -> None:
    program = Program({"BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}"}, tmp_path, "run")
    await program.start()
    assert await program.ended() == 1
    assert WORDS.no_messenger in program.log


async def test_the_first_start_prints_links_that_make_an_owner_and_then_never_again(desk: Desk, tmp_path: Path) -> None:
    port = free_port()
    more = {"BOT_BROWSER__ENABLED": "true", "BOT_HTTP__PORT": str(port)}
    program = Program(environment(f"sqlite:///{desk.path}", desk.telegram, desk.vk, **more), tmp_path, "run")
    async with started(program):
        await until(lambda: all(f"  {name}: " in program.log for name in ("Telegram", "ВКонтакте", "браузер")), 20)
        assert program.log.count(WORDS.owner_links) == 1
        codes = set(CODE.findall(program.log))
        assert len(codes) == 1
        await polled(desk.telegram, desk.vk)
        person = desk.telegram.person(501)
        person.starts(codes.pop())
        await until(lambda: person.messages and person.messages[-1].button("Стать администратором"), 10)
        person.taps("Стать администратором")
        await until(lambda: "Вы администратор" in person.messages[-1].text, 10)
        await desk.vk.down()
        await desk.vk.up()
        await polled(desk.vk, within=15)
        before = program.log
        await program.stop()
        await program.start()
        await polled(desk.telegram, desk.vk)
        await health(port)
        assert WORDS.owner_links not in program.log[len(before) :]
        assert not CODE.findall(program.log[len(before) :])


async def test_the_log_of_a_whole_day_names_nobody_and_quotes_nothing(desk: Desk, tmp_path: Path) -> None:
    path, port = tmp_path / "people.sqlite3", free_port()
    codes = invited(path, 3)
    more = {"BOT_BROWSER__ENABLED": "true", "BOT_HTTP__PORT": str(port), "BOT_OWNERS": "telegram:7"}
    program = Program(environment(f"sqlite:///{path}", desk.telegram, desk.vk, **more), tmp_path, "run")
    secret = "СловоКоторогоНетНигде"
    async with started(program):
        await polled(desk.telegram, desk.vk)
        travellers = [
            InFake("telegram", desk.telegram.person(880055501, "Марфа")),
            InFake("vk", desk.vk.person(880055502, "Марфа")),
            AtPage(port),
        ]
        for who, code in zip(travellers, codes, strict=True):
            await travel(who, code)
            await who.does("says", secret)
        desk.telegram.push("message", {"message_id": "one", "text": secret, "from": {"first_name": "Марфа"}})
        desk.vk.push("message_new", {"message": {"text": secret, "from_id": "880055502"}})
        desk.telegram.fail_next("html")
        desk.vk.fail_next("server", "messages.send", times=2)
        travellers[0].person.blocked = True  # type: ignore[attr-defined]
        for who in travellers[1:]:
            await who.does("says", secret)
        await until(lambda: program.log.count("could not be read") == 2, 15)
        await desk.telegram.down()
        await until(lambda: "telegram does not answer" in program.log, 15)
        await desk.telegram.up()
        await polled(desk.telegram, desk.vk, within=15)
        await program.stop()
    found = program.log
    assert "telegram is connected" in found
    words = ["Петрова", "Анна", "Марфа", secret, "880055501", "880055502", TELEGRAM_TOKEN, VK_TOKEN, *codes]
    assert [word for word in words if word in found] == []
    assert "/bot1000001" not in found
    assert "Traceback" not in found


async def test_an_error_is_logged_by_kind_and_place_without_its_words(
    tmp_path: Path, empty_sqlite: Path, desk: Desk
) -> None:
    program = Program(
        environment(f"sqlite:///{desk.path}", desk.telegram, None), tmp_path, module="tests.receiver.deadly"
    )
    async with started(program):
        await polled(desk.telegram)
        person = desk.telegram.person(501)
        person.says("boom")
        await until(lambda: person.messages, 10)
        assert "RuntimeError" in program.log
        assert "echo.py" in program.log
        assert "BOOM" not in program.log
    with closing(sqlite3.connect(desk.path)) as found:
        assert "BOOM" in found.execute("SELECT error FROM set_aside").fetchone()[0]
