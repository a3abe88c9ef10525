"""A sender goes on at once after a start, however much waits in the ledger."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import App
from bot.sender.sender import AHEAD
from storage.database import Transaction
from storage.models import DeliveryState
from tests.crowd import FIRST, announce, appear, crowd
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vk import FakeVk
from tests.made import Made, sqlite_engine
from tests.people import until
from tests.running import settings_for
from tests.sender.test_many import MONDAY, sender_of, until_all_are

PEOPLE = 100
CUT_OFF = 10
WITHIN = 1.0
"""Seconds, of the quickest of a few starts: the machine may stumble."""
FILLED = (
    "INSERT INTO mailing (kind, state, is_personal, note, created_at, starts_at, audience, looked_to)"
    " SELECT 'news', 'active', false, '', :at, :at, '', 0 FROM teacher JOIN teacher AS other ON true LIMIT :mailings",
    "INSERT INTO mailing_part (mailing_id, number, text, rows, version) SELECT id, 0, 'Words', '[]', 0 FROM mailing",
    "INSERT INTO delivery (mailing_id, teacher_id, part, account_id, messenger, state, priority, due_at, tries, error)"
    " SELECT mailing.id, account.teacher_id, 0, account.id, 'telegram', 'waiting', 5, :at, 0, ''"
    " FROM mailing JOIN account ON true",
    "UPDATE delivery SET state = 'sending', call_id = id, begun_at = :at WHERE mailing_id = 1 AND account_id > 90",
)


@pytest.fixture(params=[1_000, 100_000])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Path:
    """A database in which so many deliveries wait, and those to the last ten people were cut off."""
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = sqlite_engine(path)
    with engine.begin() as connection:
        made = Made(Transaction(connection))
        crowd(made, made.school, {"telegram": PEOPLE})
        made.tx.flush()
        at = int((MONDAY - timedelta(minutes=1)).timestamp())
        for statement in FILLED:
            connection.execute(text(statement), {"at": at, "mailings": request.param // PEOPLE})
    engine.dispose()
    return path


async def resumed(path: Path) -> tuple[float, int]:
    """Seconds from the start to the first message, and to whom that was."""
    telegram, vk = FakeTelegram(), FakeVk()
    await telegram.start()
    appear(telegram, "telegram", PEOPLE)
    app = App(settings_for(f"sqlite:///{path}", telegram, vk, vk={"token": ""}), clock=lambda: MONDAY)
    begun = time.monotonic()
    try:
        await app.start()
        while not telegram.count("sendMessage"):
            await telegram.settled()
        took = time.monotonic() - begun
    finally:
        await app.stop()
        await telegram.stop()
    return took, next(call.params["chat_id"] for call in telegram.calls if call.method == "sendMessage")


OVER = (
    "INSERT INTO mailing (kind, state, is_personal, note, created_at, starts_at, audience, looked_to, key)"
    " VALUES ('reminder', 'active', false, '', :at, :at, '', 0, 'event:1:0:hours:')",
    "INSERT INTO mailing_part (mailing_id, number, text, rows, version) SELECT max(id), 0, 'W', '[]', 0 FROM mailing",
    "INSERT INTO delivery (mailing_id, teacher_id, part, account_id, messenger, state, priority, due_at, tries, error)"
    " SELECT (SELECT max(id) FROM mailing), teacher_id, 0, id, 'telegram', 'waiting', 1, :at, 0, '' FROM account",
)
"""A reminder of an event nobody knows any more, to everybody."""


@pytest.mark.parametrize("ledger", [1_000], indirect=True)
async def test_a_reminder_of_what_was_over_before_the_start_does_not_leave_with_it(ledger: Path) -> None:
    engine = sqlite_engine(ledger)
    with engine.begin() as connection:
        connection.execute(text("UPDATE delivery SET state = 'cancelled'"))
        for statement in OVER:
            connection.execute(text(statement), {"at": int(MONDAY.timestamp())})
        connection.execute(text("UPDATE delivery SET state = 'waiting' WHERE id = 1"))
    engine.dispose()
    assert (await resumed(ledger))[1] == FIRST["telegram"]
    with engine.begin() as connection:
        left = connection.execute(text("SELECT DISTINCT state FROM delivery WHERE priority = 1")).scalars().all()
    assert left == ["cancelled"]


async def test_it_goes_on_within_a_second_of_the_start_whatever_the_size(ledger: Path) -> None:
    found = [await resumed(ledger) for _ in range(3)]
    assert found[0][1] == FIRST["telegram"] + PEOPLE - CUT_OFF
    assert min(took for took, _ in found) < WITHIN


@pytest.mark.parametrize("numbers", [{"telegram": 40}])
async def test_few_are_taken_up_ahead_of_their_turn_where_a_crash_would_leave_them_in_doubt(town, numbers):
    town.app.connections["telegram"].messenger.bot.session.pacer.pause(0.5)
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, "Words", MONDAY - timedelta(minutes=1)))
    town.app.wake_senders()
    await until(lambda: len(sender_of(town, "telegram")._calls) >= AHEAD)
    assert len(sender_of(town, "telegram")._calls) == AHEAD
    await until_all_are(town, DeliveryState.SENT, 40, "telegram")
