"""What a sender has claimed without ever hearing so is given back, and leaves once like everything else."""

import asyncio
import sqlite3
from typing import Any

import pytest

from bot.stopping import end
from storage import cut_off, ledger
from storage.database import Transaction
from storage.models import BulkCall, DeliveryAttempt, DeliveryState, Mailing, MailingState
from tests.crowd import announce
from tests.people import until
from tests.running import Running
from tests.sender.test_many import GRACE, MONDAY, TEXT, got, sender_of, states, until_all_are

OUTER = pytest.mark.parametrize(("messenger", "numbers"), [("telegram", {"telegram": 6}), ("vk", {"vk": 6})])


def lose_an_answer(town: Running, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first claim that finds something is committed and its answer gets lost; how many each has claimed."""
    claimed, lost = list[int](), list[bool]()
    claim, dialect = ledger.claim, town.app.db.engine.dialect
    commit = dialect.do_commit

    def counted(*args: Any) -> list[ledger.Call]:
        calls = claim(*args)
        claimed.extend(len(call) for call in calls)
        return calls

    def committed(connection: Any) -> None:
        commit(connection)
        if claimed and not lost:
            lost.append(True)
            raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(ledger, "claim", counted)
    monkeypatch.setattr(dialect, "do_commit", committed)
    return claimed


@OUTER
async def test_a_claim_whose_answer_got_lost_is_given_back(town, messenger, monkeypatch):
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    claimed = lose_an_answer(town, monkeypatch)
    town.it_is(MONDAY + GRACE)
    await until_all_are(town, DeliveryState.SENT, 6, messenger)
    assert {got(town, number, messenger) for number in range(6)} == {1}
    assert sum(claimed) == 12
    assert await town.ask(lambda repo: repo.tx.session.query(BulkCall).count()) == 0


@OUTER
async def test_what_was_stopped_meanwhile_does_not_wait_for_ever(town, messenger, monkeypatch):
    town.it_is(MONDAY)
    mailing = await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    lose_an_answer(town, monkeypatch)
    give_back = cut_off.give_back

    def stopped_first(tx: Transaction, calls: list[ledger.Call]) -> None:
        tx.session.get_one(Mailing, mailing).state = MailingState.CANCELLED
        tx.flush()
        give_back(tx, calls)

    monkeypatch.setattr(cut_off, "give_back", stopped_first)
    town.it_is(MONDAY + GRACE)
    await until_all_are(town, DeliveryState.CANCELLED, 6, messenger)
    assert {got(town, number, messenger) for number in range(6)} == {0}


@pytest.mark.parametrize("numbers", [{"telegram": 40}])
async def test_a_polite_stop_leaves_nothing_in_doubt_that_has_not_had_its_turn(town):
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    sender = sender_of(town, "telegram")
    sender.messenger.bot.session.pacer.pause(60)
    town.it_is(MONDAY + GRACE)
    await until(lambda: sender._calls)
    run = next(task for task in town.app._tasks if task.get_name() == "telegram sender")
    await end([run])
    await sender.close(0.1)
    assert DeliveryState.SENDING not in (await states(town, "telegram")).values()
    town.app._tasks.append(asyncio.create_task(sender.run()))
    sender.messenger.bot.session.pacer._paused = 0.0
    await until_all_are(town, DeliveryState.SENT, 40, "telegram")
    assert await town.ask(lambda repo: repo.tx.session.query(DeliveryAttempt).filter_by(outcome="crash").count()) == 0
