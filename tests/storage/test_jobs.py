"""What one turn of the loop collects reaches the writer whole, in order and never twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from storage.database import Database, Transaction
from storage.jobs import Job, Jobs
from storage.receiving import save_cursor, saved_cursor


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


def nothing(*_: Any) -> None:
    """A work that is only counted."""


async def test_all_of_one_turn_share_a_commit_though_the_writer_is_idle(db: Database) -> None:
    commits = []
    await db.write(nothing)
    event.listen(db.engine, "commit", commits.append)
    await asyncio.gather(*(db.write(save_cursor, f"messenger{number}", "1") for number in range(50)))
    assert len(commits) == 1


async def test_what_is_posted_together_is_one_work_with_all_items_of_the_turn(db: Database) -> None:
    taken = []

    def take(tx: Transaction, items: list[int]) -> None:
        taken.append(list(items))

    def take_others(tx: Transaction, items: list[int]) -> None:
        taken.append([-number for number in items])

    for number in (1, 2):
        db.post_together(take, number)
        db.post_together(take_others, number)
    await db.write(nothing)
    db.post_together(take, 3)
    await db.write(nothing)
    assert taken == [[1, 2], [-1, -2], [3]]


async def test_what_was_posted_before_a_write_is_there_when_it_runs(db: Database) -> None:
    db.post(save_cursor, "telegram", "17")
    assert await db.write(saved_cursor, "telegram") == "17"


def test_a_loop_that_ended_before_its_turn_did_leaves_its_jobs_to_the_next_one() -> None:
    jobs, loop = Jobs(), asyncio.new_event_loop()
    loop.call_soon(jobs.put, Job(nothing, ("first",), {}))
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()

    async def go_on() -> None:
        jobs.put(Job(nothing, ("second",), {}))

    asyncio.run(go_on())
    assert [job.args for job in jobs.group(5)] == [("first",), ("second",)]


@given(st.lists(st.integers(0, 7)), st.integers(1, 5), st.data())
def test_groups_are_as_large_as_may_be_and_keep_the_order(turns: list[int], most: int, data: st.DataObject) -> None:
    async def put(numbers: list[int]) -> None:
        for number in numbers:
            jobs.put(Job(nothing, (number,), {}))

    jobs, end, taken, groups = Jobs(), 0, list[int](), list[list[int]]()
    for size in turns:
        asyncio.run(put(list(range(end, end + size))))
        end += size
        while len(taken) < end and data.draw(st.booleans()):
            groups.append([job.args[0] for job in jobs.group(most)])
            taken += groups[-1]
            assert len(groups[-1]) == min(most, end - len(taken) + len(groups[-1]))
    jobs.end()
    while group := jobs.group(most):
        taken += [job.args[0] for job in group]
    assert taken == list(range(end))
    assert jobs.group(most) == []
