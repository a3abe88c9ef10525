"""In the demo a crowd answers by a hidden pattern, the program is killed meanwhile; on Monday the summary shows it."""

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.services.summaries.snapshot import Snapshot, Survey
from bot.texts import load_texts
from bot.web.sessions import hashed
from tests.deficits import GROUPS, AtFake, AtOpenPage, Eyes, Meant, answers, hidden, planned
from tests.people import until
from tests.processes import Program, WatchedTelegram, WatchedVk, environment, free_port, health, polled
from tests.recounted import K, Recount, of_table, recounted, summed, tenths

WEDNESDAY = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 4, 30, tzinfo=UTC)
"""Half past eight where one half of the demo lives, half past seven in the other."""
TWO_DAYS_LATE = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
WEEK = date(2026, 11, 23)
WORDS = "Неделя 23–29 ноября"
FIRST = {"telegram": 100_000, "vk": 200_000, "browser": 300_000}
"""A person's number in a messenger: this and her own."""
EAST, WEST = "Верхнеозёрский район", "Заречный район"
AT_ONCE = 24
"""So many answer side by side."""
FAR = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


class World(NamedTuple):
    program: Program
    telegram: WatchedTelegram
    vk: WatchedVk
    port: int
    path: Path

    def rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with closing(sqlite3.connect(self.path)) as base:
            return base.execute(query, values).fetchall()

    async def starts(self, at: datetime) -> None:
        """Ended without a word if it runs, then begun anew when it is so late."""
        await self.program.kill()
        self.program.settings["TEST_BEGINS"] = at.isoformat()
        await self.program.start()

    def eyes(self, messenger: str, teacher_id: int) -> Eyes:
        chat = FIRST[messenger] + teacher_id
        if messenger == "browser":
            return AtOpenPage(self.port, token_of(chat))
        return AtFake((self.telegram if messenger == "telegram" else self.vk).person(chat))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The demo has been filled, and nobody has come in."""
    telegram, vk, port = WatchedTelegram(), WatchedVk(), free_port()
    vk.limited = False
    for fake in (telegram, vk):
        await fake.start()
    path = tmp_path / "demo.sqlite3"
    more = {"BOT_HTTP__PORT": str(port), "TEST_BEGINS": WEDNESDAY.isoformat()}
    settings = environment(f"sqlite:///{path}", telegram, vk, **more)
    program = Program(settings, tmp_path, "demo", module="tests.clocked")
    await program.start()
    await health(port)
    await program.kill()
    yield World(program, telegram, vk, port, path)
    await program.kill()
    await telegram.stop()
    await vk.stop()


def token_of(chat: int) -> str:
    return f"token-of-{chat}"


def come_in(world: World, people: dict[int, tuple[str, ...]]) -> None:
    """Teachers and the messengers in which they have become known."""
    version, at = load_texts().entry.consent_version, int(WEDNESDAY.timestamp())
    with closing(sqlite3.connect(world.path)) as base, base:
        for teacher, messengers in people.items():
            base.execute("INSERT INTO consent (teacher_id, version, given_at) VALUES (?, ?, ?)", (teacher, version, at))
            talk = base.execute("INSERT INTO conversation (teacher_id, step, data) VALUES (?, 0, '{}')", (teacher,))
            for name in messengers:
                chat = FIRST[name] + teacher
                base.execute(
                    "INSERT INTO account (messenger, external_id, teacher_id, conversation_id, owner, reachable,"
                    " created_at, last_update, parts, shown) VALUES (?, ?, ?, ?, 0, 1, ?, 0, 0, 0)",
                    (name, chat, teacher, talk.lastrowid, at),
                )
                if name == "browser":
                    visit = (hashed(token_of(chat)), chat, FAR)
                    base.execute("INSERT INTO browser_session (token_hash, chat, until) VALUES (?, ?, ?)", visit)
                elif name == "telegram":
                    world.telegram.person(chat).reachable = True
                else:
                    world.vk.person(chat).reachable = True


def asked(world: World) -> list[tuple[int, str]]:
    """(id, kind of her organization) of everybody who was invited."""
    return world.rows(
        "SELECT person.id, place.kind FROM survey_pending JOIN teacher AS person ON person.id = teacher_id"
        " JOIN organization AS place ON place.id = person.organization_id ORDER BY person.id"
    )


def methodists(world: World) -> dict[int, tuple[str, str]]:
    """Those who get a summary: id -> (municipality, messenger)."""
    found = world.rows(
        "SELECT teacher_id, municipality.name FROM role_grant JOIN municipality ON municipality.id = scope_id"
        " WHERE role = 'methodist' AND scope = 'municipality' AND revoked_at IS NULL ORDER BY teacher_id"
    )
    return {one: (place, tuple(FIRST)[number % 3]) for number, (one, place) in enumerate(found)}


async def kill_often(world: World, seed: int, times: int) -> None:
    """Among calls, most of them while it works, some while it starts."""
    choose = random.Random(seed)
    for number in range(times):
        calls = sum(len(fake.calls) for fake in (world.telegram, world.vk))
        wanted = calls + choose.randint(50, 250) * (number % 4 != 3)
        async with asyncio.timeout(60):
            while sum(len(fake.calls) for fake in (world.telegram, world.vk)) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        await world.starts(WEDNESDAY)


async def everybody_answers(world: World, meant: list[Meant], kills: int) -> None:
    pages, room = list[AtOpenPage](), asyncio.Semaphore(AT_ONCE)

    async def opens(one: Meant, messenger: str) -> Eyes:
        eyes = world.eyes(messenger, one.teacher_id)
        if isinstance(eyes, AtOpenPage):
            pages.append(eyes)
        return eyes

    async def goes(one: Meant) -> None:
        async with room:
            await answers(one, lambda messenger: opens(one, messenger))

    killing = asyncio.create_task(kill_often(world, 1, kills))
    try:
        await asyncio.gather(*map(goes, meant))
        assert killing.done(), "too few calls to be killed among"
        await killing
    finally:
        killing.cancel()
        for page in pages:
            page.reading.cancel()


def kept(world: World, place: str) -> Snapshot | None:
    query = "SELECT body FROM weekly_summary JOIN municipality ON municipality.id = municipality_id WHERE name = ?"
    found = world.rows(f"{query} AND week = ?", place, WEEK.isoformat())
    return Snapshot.model_validate_json(found[0][0]) if found else None


def summaries_seen(world: World, staff: dict[int, tuple[str, str]], place: str) -> list[list[str]]:
    """What each methodist of the place has got of the week, as her messenger knows it.

    Telegram does not recognize a repeated call: what was on its way at a kill may stand there twice.
    """
    found = []
    for one in (number for number, (where, _) in staff.items() if where == place):
        messenger, chat = staff[one][1], FIRST[staff[one][1]] + one
        if messenger == "browser":
            query = "SELECT json_extract(body, '$.text') FROM browser_message WHERE chat = ?"
            texts = [text for (text,) in world.rows(query, chat)]
        else:
            fake = world.telegram if messenger == "telegram" else world.vk
            texts = [seen.text for seen in fake.person(chat).messages]
        got = [text for text in texts if WORDS in text]
        found.append(list(dict.fromkeys(got)) if messenger == "telegram" else got)
    return found


async def monday_comes(world: World, staff: dict[int, tuple[str, str]], seed: int) -> None:
    """In one time zone; in the other one the program lies still for two days, and is killed again as it returns."""

    def everybody_has(place: str) -> bool:
        return all(summaries_seen(world, staff, place))

    await world.starts(MONDAY)
    await until(lambda: everybody_has(EAST), 30)
    assert kept(world, WEST) is None
    choose = random.Random(seed)
    await world.starts(TWO_DAYS_LATE)
    await asyncio.sleep(choose.uniform(0.3, 1.5))
    await world.starts(TWO_DAYS_LATE)
    await until(lambda: everybody_has(WEST), 30)
    await asyncio.sleep(1.2)  # for what must not come
    query = (
        "SELECT name, week FROM weekly_summary JOIN municipality ON municipality.id = municipality_id WHERE week >= ?"
    )
    assert sorted(world.rows(query, WEEK.isoformat())) == [(EAST, WEEK.isoformat()), (WEST, WEEK.isoformat())]


def check_told(world: World, meant: list[Meant], survey: Survey, found: Recount) -> None:
    """Whom the figures are of, and that they meant what was stored."""
    means = {one.teacher_id: one for one in meant}
    assert {one.teacher for one in found.people} == {one.teacher_id for one in meant if one.finishes}
    assert {one.teacher for one in found.told} == {one.teacher_id for one in meant if one.is_told}
    for one in found.people:
        assert one.shares == means[one.teacher].shares()
    assert (survey.invited, survey.told) == (found.invited, found.finished_at_least)
    refused = sum(one.manner.startswith("refuses") for one in meant)
    assert world.rows("SELECT sum(count) FROM survey_refusal") == [(refused,)]


def check_figures(survey: Survey, found: Recount) -> None:
    """Every number of the snapshot, and that no group is of fewer than five."""
    for area in survey.areas:
        part, whole = summed(found.told, area.key)
        assert (area.share.support, area.share.answered, area.share.tenths) == (part, whole, tenths(part, whole))
    assert survey.tables.keys() >= {"subject", "kind", "stage"}
    for table, cells in survey.tables.items():
        category, named = of_table(table), {cell.group for cell in cells}
        for cell in cells:
            people = [one for one in found.told if (category(one) if category(one) in named else "") == cell.group]
            assert len(people) >= K, (table, cell.group)
            for at, area in enumerate(survey.areas):
                part, whole = summed(people, area.key)
                share = cell.shares[at]
                assert (share.support, share.answered, share.tenths) == (part, whole, tenths(part, whole))


def check_pattern(survey: Survey, seed: int) -> None:
    """In schools exactly the order that the seed hides, each share within a tenth and a half of it."""
    schools = next(cell for cell in survey.tables["kind"] if cell.group == "school")
    shown = {area.key: schools.shares[at].tenths / 10 for at, area in enumerate(survey.areas)}
    wanted = hidden(seed)["school"]
    assert sorted(GROUPS, key=lambda area: shown[area]) == sorted(GROUPS, key=lambda area: wanted[area])
    for area in GROUPS:
        assert abs(shown[area] - wanted[area]) <= 0.15, (area, shown[area], wanted[area])


async def shows(world: World, people: int, kills: int, seed: int) -> None:
    begun, staff = time.monotonic(), methodists(world)
    everybody = [one for one in asked(world) if one[0] not in staff]
    random.Random(seed).shuffle(everybody)
    meant = planned(everybody[:people], seed)
    come_in(world, {one.teacher_id: one.messengers for one in meant})
    come_in(world, {one: (messenger,) for one, (_, messenger) in staff.items()})
    await world.starts(WEDNESDAY)
    await polled(world.telegram, world.vk)
    await everybody_answers(world, meant, kills)
    answered = time.monotonic() - begun
    await monday_comes(world, staff, seed)
    print(f"\n{people} people, {kills} kills: {answered:.0f} s, Monday {time.monotonic() - begun - answered:.0f} s")  # noqa: T201
    (place,), (round_id,) = (
        world.rows("SELECT id FROM municipality WHERE name = ?", WEST)[0],
        world.rows("SELECT max(id) FROM survey_round")[0],
    )
    finished = world.rows("SELECT count(*) FROM survey_run WHERE finished_at IS NOT NULL")
    assert world.rows("SELECT count(*) FROM survey_folded") == finished  # those of the demo's past, too
    week = kept(world, WEST)
    assert week is not None
    survey = week.surveys[0]  # the demo has asked before
    with closing(sqlite3.connect(world.path)) as base:
        found = recounted(base, round_id, place, 2026)
    check_told(world, meant, survey, found)
    check_figures(survey, found)
    check_pattern(survey, seed)
    commonest = max(GROUPS, key=lambda area: tenths(*summed(found.told, area)))
    for where in (EAST, WEST):
        for (text,) in summaries_seen(world, staff, where):  # one each
            assert where in text
            assert (survey_name(survey, commonest) in text) is (where == WEST)
    assert "Traceback" not in world.program.log
    assert world.telegram.violations == world.vk.violations == []


def survey_name(survey: Survey, area: str) -> str:
    return next(one.name for one in survey.areas if one.key == area)


async def test_the_summary_shows_the_pattern_by_which_a_crowd_has_answered_between_kills(world: World) -> None:
    await shows(world, people=40, kills=3, seed=20261126)


@pytest.mark.soak
async def test_the_summary_shows_the_pattern_by_which_two_hundred_have_answered(world: World) -> None:
    await shows(world, people=200, kills=10, seed=1)
