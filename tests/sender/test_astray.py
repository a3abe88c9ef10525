"""Somebody leaves her account, or erases herself, while a message is on its way there and does not get through."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.sender.reconciling import reconciled
from bot.sender.resting import rests_until
from bot.services import joining
from storage import cut_off, ledger
from storage.database import Transaction
from storage.ledger import Call, Limits
from storage.models import Account, Delivery, DeliveryState
from storage.repository import Repository
from tests.crowd import FIRST, announce
from tests.people import until
from tests.running import Running
from tests.sender.test_claims import sender_of
from tests.sender.test_many import GRACE, MONDAY, TEXT

OUTER = pytest.mark.parametrize(("messenger", "numbers"), [("telegram", {"telegram": 1}), ("vk", {"vk": 1})])
METHODS = {"telegram": "sendMessage", "vk": "messages.send"}


def meanwhile(town: Running, messenger: str, happens: Callable[[Repository, Account], None]) -> None:
    """It happens while the first call is on its way, which the messenger then answers with an error."""
    fake = town.telegram if messenger == "telegram" else town.vk
    original, sent = fake.broken, fake.count(METHODS[messenger])

    async def broken(request, name, work):
        if name == METHODS[messenger] and fake.count(name) == sent + 1:
            await town.change(lambda repo: happens(repo, hers(repo, messenger)))
            fake.fail_next("429" if messenger == "telegram" else "6", name)
        return await original(request, name, work)

    fake.broken = broken


def hers(repo: Repository, messenger: str) -> Account:
    return repo.tx.session.scalars(select(Account).where(Account.external_id == FIRST[messenger])).one()


def moves(repo: Repository, old: Account) -> None:
    person = old.teacher_id
    joining.unlink(repo, old)
    stranger = repo.tx.session.scalars(select(Account).where(Account.external_id == FIRST[old.messenger] + 1)).one()
    repo.accounts.join(stranger, person)
    repo.mailings.follow(person, stranger)


async def until_they_are(town: Running, is_so: Callable[[set[tuple[DeliveryState, int | None]]], bool]) -> None:
    """Wait until the deliveries are like that: their states, and to whom."""

    def query(repo: Repository) -> set[tuple[DeliveryState, int | None]]:
        rows = select(Delivery.state, Account.external_id).outerjoin(Account, Account.id == Delivery.account_id)
        return {tuple(row) for row in repo.tx.session.execute(rows)}

    async def are_so() -> bool:
        return is_so(await town.ask(query))

    await until(are_so)


@OUTER
async def test_it_follows_her_to_the_account_she_has_moved_to(town, messenger, numbers):
    new = town.somebody(messenger, FIRST[messenger] + 1)
    await new.says("/start")
    seen = len(new.messages)
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    meanwhile(town, messenger, moves)
    town.it_is(MONDAY + GRACE)
    await until_they_are(
        town, lambda found: found == {(DeliveryState.WAITING, new.id), (DeliveryState.UNREACHABLE, None)}
    )
    town.it_is(MONDAY + 2 * GRACE)
    await until(lambda: len(new.messages) > seen)
    assert TEXT in new.last.text


def parts(repo: Repository, old: Account) -> None:
    person = old.teacher_id
    joining.unlink(repo, old)
    repo.mailings.reroute(person, MONDAY)


@OUTER
async def test_without_an_account_it_does_not_wait_for_ever(town, messenger, numbers):
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    meanwhile(town, messenger, parts)
    town.it_is(MONDAY + GRACE)

    await until_they_are(town, lambda found: found == {(DeliveryState.UNREACHABLE, None)})


@pytest.mark.parametrize("numbers", [{"vk": 1}])
@pytest.mark.parametrize("ends", ["given back", "reconciled"])
async def test_what_never_left_does_not_wait_at_an_account_she_has_left(town, ends, numbers):
    town.it_is(MONDAY)
    await town.change(lambda repo: announce(repo, TEXT, MONDAY))
    sender = sender_of(town, "vk")

    def claimed(tx: Transaction) -> list[Call]:
        return ledger.claim(tx, "vk", int((MONDAY + GRACE).timestamp()), Limits(1), lambda _: 4711, rests_until)

    (call,) = await town.app.db.write(claimed)
    await town.change(lambda repo: parts(repo, hers(repo, "vk")))
    if ends == "reconciled":
        await reconciled(sender, call)
    else:
        await town.app.db.write(cut_off.give_back, [call])
    await until_they_are(town, lambda found: found == {(DeliveryState.UNREACHABLE, None)})
