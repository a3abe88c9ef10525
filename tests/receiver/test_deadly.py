"""An update that takes the process down is recognised and set aside; who came with it is answered once."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk
from tests.people import FakePerson, until
from tests.processes import Program, environment, polled, started
from tests.receiver.deadly import CODE, WORD
from tests.receiver.echo import texts


@pytest.fixture
async def fakes() -> AsyncIterator[tuple[FakeTelegram, FakeVk]]:
    telegram, vk = FakeTelegram(), FakeVk()
    await telegram.start()
    await vk.start()
    yield telegram, vk
    await telegram.stop()
    await vk.stop()


@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_after_three_deaths_the_update_is_set_aside_and_all_others_are_answered_once(
    fakes: tuple[FakeTelegram, FakeVk], tmp_path: Path, empty_sqlite: Path, messenger: str
) -> None:
    telegram, vk = fakes
    fake = telegram if messenger == "telegram" else vk
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    only = (telegram, None) if messenger == "telegram" else (None, vk)
    program = Program(environment(f"sqlite:///{path}", *only), tmp_path, module="tests.receiver.deadly")
    people = [FakePerson(messenger, fake.person(500 + n)) for n in range(5)]
    victim, others = people[2], [*people[:2], *people[3:]]

    async with started(program):
        await polled(fake)
        for person in people:
            person.person.says("hello")
            await until(lambda person=person: texts(person) == ["hello"], 20)
        await polled(fake)
        await until(lambda: _count(path, "account WHERE shown < parts") == 0)

    for person in people:
        person.person.says(WORD if person is victim else "one")
    victim.person.says("and then")
    others[0].person.says("two")

    deaths = 0
    while True:
        await program.start()
        finished = await _answered_or_dead(program, others)
        if finished:
            break
        deaths += 1
        assert program.code == CODE
        assert deaths <= 3
    try:
        await until(lambda: len(texts(victim)) == 3, 20)
        await polled(fake)
        assert deaths == 3
        assert [texts(person) for person in others] == [["hello", "one", "two"], *[["hello", "one"]] * 3]
        first, sorry, then = texts(victim)
        assert (first, then) == ("hello", "and then")
        assert WORD not in sorry
        await until(lambda: _count(path, "attempt") == _count(path, "inbox") == 0)
    finally:
        await program.kill()
    with closing(sqlite3.connect(path)) as found:
        rows = found.execute("SELECT messenger, error FROM set_aside").fetchall()
        assert [row[0] for row in rows] == [messenger]
        assert "three times" in rows[0][1]


def _count(path: Path, rows: str) -> int:
    with closing(sqlite3.connect(path)) as found:
        return int(found.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])  # noqa: S608 (our own words)


async def _answered_or_dead(program: Program, people: list[FakePerson]) -> bool:
    """True when all these have got their answers, False when the process died before."""
    await until(lambda: program.code is not None or all("one" in texts(person) for person in people), 40)
    await until(lambda: program.code is not None or "two" in texts(people[0]), 40)
    return program.code is None
