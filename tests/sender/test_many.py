"""One call of VK to many: carried out once, answered for each, repeated as it was, paused when too much of it fails."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.sender import Sender
from storage.models import Account, BulkCall, Delivery, DeliveryState, Mailing
from tests.crowd import FIRST, announce
from tests.fakes.server import Call
from tests.handlers.zarechny import entered
from tests.people import PATIENCE, until
from tests.running import Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GRACE = timedelta(seconds=31)
TEXT = "Приём заявок открыт"
VK = FIRST["vk"]


async def sent_by(town: Running, text: str = TEXT) -> int:
    """It is announced and has begun; the mailing's id."""
    town.it_is(MONDAY)
    mailing: int = await town.change(lambda repo: announce(repo, text, MONDAY))
    town.it_is(MONDAY + GRACE)
    return mailing


def calls(town: Running) -> list[Call]:
    return [call for call in town.vk.calls if call.method == "messages.send"]


def got(town: Running, number: int, messenger: str = "vk", words: str = TEXT) -> int:
    """How many times the person of that number has it."""
    fake = town.telegram if messenger == "telegram" else town.vk
    return sum(words in seen.text for seen in fake.people[FIRST[messenger] + number].messages)


async def states(town: Running, messenger: str = "vk") -> dict[int, DeliveryState]:
    """By the number of the person there."""

    def query(repo) -> dict[int, DeliveryState]:
        rows = repo.tx.session.query(Account.external_id, Delivery.state)
        mine = Account.messenger == messenger, Account.teacher_id == Delivery.teacher_id
        return {chat - FIRST[messenger]: state for chat, state in rows.filter(*mine)}

    found: dict[int, DeliveryState] = await town.ask(query)
    return found


async def until_all_are(town: Running, state: DeliveryState, people: int, messenger: str = "vk") -> None:
    async with asyncio.timeout(PATIENCE):
        while [*(await states(town, messenger)).values()].count(state) < people:  # noqa: ASYNC110 (the writer has no event)
            await asyncio.sleep(0.02)


def sender_of(town: Running, messenger: str) -> Sender:
    return next(one for one in town.app._senders if one.messenger.name == messenger)


@pytest.mark.parametrize("numbers", [{"vk": 250}])
async def test_two_hundred_and_fifty_people_get_the_same_words_in_three_calls(town, numbers):
    await sent_by(town)
    await until_all_are(town, DeliveryState.SENT, 250)
    assert sorted(len(call.params["peer_ids"].split(",")) for call in calls(town)) == [50, 100, 100]
    assert len({call.params["random_id"] for call in calls(town)}) == 3
    assert {got(town, number) for number in range(250)} == {1}
    assert await town.ask(lambda repo: repo.tx.session.query(BulkCall).count()) == 0


@pytest.mark.parametrize("code", [901, 944, 7])
async def test_who_may_not_be_written_to_gets_it_elsewhere_or_counts_as_not_connected(town, code):
    elsewhere, nowhere = town.vk.people[VK], town.vk.people[VK + 1]
    elsewhere.refuses = nowhere.refuses = code
    await town.change(lambda repo: has_telegram_too(repo))
    town.telegram.person(FIRST["telegram"]).reachable = True
    mailing = await sent_by(town)
    await until_all_are(town, DeliveryState.SENT, 5)
    assert (await states(town))[1] is DeliveryState.BLOCKED
    assert got(town, 0, "telegram") == 1
    assert [got(town, number) for number in range(6)] == [0, 0, 1, 1, 1, 1]
    assert len(calls(town)) == 1
    reachable = await town.ask(lambda repo: [it.reachable for it in in_vk(repo).order_by(Account.external_id)])
    assert reachable == [False, False, True, True, True, True]
    progress = await town.ask(lambda repo: repo.announcements.progress(mailing))
    assert progress[DeliveryState.BLOCKED].people == 1


def in_vk(repo):
    return repo.tx.session.query(Account).filter_by(messenger="vk")


def has_telegram_too(repo) -> None:
    """The first of them, who used VK last."""
    vk = repo.tx.session.query(Account).filter_by(external_id=VK).one()
    own = {"teacher_id": vk.teacher_id, "conversation_id": vk.conversation_id, "created_at": vk.created_at}
    vk.external_id = 1
    repo.tx.flush()
    repo.tx.session.add(Account(messenger="vk", external_id=VK, **own))
    vk.messenger, vk.external_id = "telegram", FIRST["telegram"]


async def test_a_refusal_of_the_whole_call_switches_nobody_off(town):
    town.vk.fail_next("901", "messages.send")
    await sent_by(town)
    await until_all_are(town, DeliveryState.FAILED, 6)
    query = lambda repo: repo.tx.session.query(Account).filter_by(messenger="vk", reachable=True).count()  # noqa: E731
    assert await town.ask(query) == 6


@pytest.mark.parametrize("code", ["14", "15"])
async def test_what_vk_refuses_because_of_our_community_or_key_waits(town, code, caplog, monkeypatch):
    monkeypatch.setattr("bot.messengers.vk.errors._told", {})
    town.vk.fail_next(code, "messages.send")
    await sent_by(town)
    sender = sender_of(town, "vk")
    await until(lambda: sender.health.is_resting)
    sender.health._resting = 0.0
    town.it_is(MONDAY + timedelta(minutes=2))
    await until_all_are(town, DeliveryState.SENT, 6)
    assert {got(town, number) for number in range(6)} == {1}
    assert f"vk refuses us (error {code})" in caplog.text


async def test_a_call_that_cannot_even_be_made_is_not_left_open(town, monkeypatch):
    def broken(job):
        raise ValueError("unreadable")

    monkeypatch.setattr("bot.sender.many.screen_of", broken)
    await sent_by(town)
    await until_all_are(town, DeliveryState.FAILED, 6)
    assert calls(town) == []


async def test_one_whose_part_of_the_call_stumbled_gets_it_later_the_others_are_not_asked_again(town):
    town.vk.people[VK].refuses = 10
    await sent_by(town)
    await until_all_are(town, DeliveryState.SENT, 5)
    town.vk.people[VK].refuses = None
    town.it_is(MONDAY + 2 * GRACE)
    await until_all_are(town, DeliveryState.SENT, 6)
    assert [call.params["peer_ids"].count(",") for call in calls(town)] == [5, 0]
    assert {got(town, number) for number in range(6)} == {1}


async def test_when_nobody_at_all_is_answered_for_herself_the_messenger_rests(town):
    for person in town.vk.people.values():
        person.refuses = 9
    await sent_by(town)
    sender = sender_of(town, "vk")
    await until(lambda: sender.health.is_resting)
    for person in town.vk.people.values():
        person.refuses = None
    sender.health._resting = 0.0
    town.it_is(MONDAY + timedelta(minutes=2))
    await until_all_are(town, DeliveryState.SENT, 6)
    assert [call.params["peer_ids"].count(",") for call in calls(town)] == [5, 5]


@pytest.mark.parametrize("who_repeats", ["the adapter", "the sender"])
async def test_a_lost_answer_is_asked_for_again_by_the_same_call_and_nobody_gets_it_twice(
    town, who_repeats, monkeypatch
):
    times = 2
    if who_repeats == "the sender":
        monkeypatch.setattr("bot.sender.many.PAUSE", 0.05)
        town.app.connections["vk"].messenger.call.repeats = ()
        times = 5
    town.vk.fail_next("lost", "messages.send", times=times)
    mailing = await sent_by(town)
    await until(lambda: len(calls(town)) > 1)
    await town.change(lambda repo: corrected(repo, mailing))
    await until_all_are(town, DeliveryState.SENT, 6)
    assert len(calls(town)) == times + 1
    assert len({tuple(sorted(call.params.items())) for call in calls(town)}) == 1
    assert {got(town, number) for number in range(6)} == {1}


def corrected(repo, mailing: int) -> None:
    """Nobody waits for it any more; what is repeated stays as it was."""
    repo.announcements.get(mailing).parts[0].text = "Другие слова"


@pytest.mark.parametrize("how", ["lost", "drop"])
async def test_after_an_hour_without_an_answer_the_history_says_who_has_it(town, how, monkeypatch):
    monkeypatch.setattr("bot.sender.many.PAUSE", 0.05)
    town.app.connections["vk"].messenger.call.repeats = ()
    town.vk.fail_next(how, "messages.send", times=1)
    town.vk.fail_next("drop", "messages.send", times=3)
    await sent_by(town)
    await until(lambda: len(calls(town)) > 1)
    town.it_is(MONDAY + timedelta(minutes=55))
    await until_all_are(town, DeliveryState.SENT, 6)
    assert town.vk.count("messages.getHistory") == 6
    assert {got(town, number) for number in range(6)} == {1}
    assert len({call.params["random_id"] for call in calls(town)}) == (1 if how == "lost" else 2)


@pytest.mark.parametrize("numbers", [{"vk": 6, "telegram": 6}])
@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_too_many_requests_pause_that_account_for_the_stated_time_and_no_other(town, numbers, messenger):
    fake, method = (town.telegram, "sendMessage") if messenger == "telegram" else (town.vk, "messages.send")
    other = "vk" if messenger == "telegram" else "telegram"
    fake.fail_next("flood", method)
    await sent_by(town)
    await until(lambda: sender_of(town, messenger).health.is_resting)
    begun, before = time.monotonic(), fake.count(method)
    await until(lambda: all(got(town, number, other) for number in range(6)))
    assert fake.count(method) == before
    town.it_is(MONDAY + 2 * GRACE)
    await until(lambda: fake.count(method) > before)
    assert time.monotonic() - begun > 0.8
    await until(lambda: all(got(town, number, messenger) for number in range(6)))
    assert {got(town, number, name) for number in range(6) for name in ("telegram", "vk")} == {1}


@pytest.mark.parametrize("numbers", [{"vk": 62}])
async def test_a_mailing_of_which_too_much_fails_is_paused_and_goes_on_at_its_authors_word(town, numbers):
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    for number in range(13, 20):
        town.vk.people[VK + number].refuses = 100
    await author.says("/announce")
    await author.taps("Новость")
    marks = [{"type": "bold", "offset": 0, "length": 5}]
    await author.does(lambda: author.person.sends({"text": "{имя}, " + TEXT, "entities": marks}))
    await author.taps("Готово")
    await author.taps("Отправить сейчас")
    await author.taps("Да, отправить")
    town.it_is(MONDAY + GRACE)
    note = await author.gets("Ваше объявление приостановлено\n{имя}, ")
    assert "Не доставлено: 7 из 2" in note.text
    await until(lambda: sender_of(town, "vk")._calls == {})
    waiting = [*(await states(town)).values()].count(DeliveryState.WAITING)
    assert waiting > 0
    town.it_is(MONDAY + 2 * GRACE)
    await author.taps("Открыть карточку")
    assert author.sees(f"Ждут: {waiting}"), author.last.text
    await author.taps("Продолжить")
    town.it_is(MONDAY + timedelta(minutes=10))
    await until_all_are(town, DeliveryState.SENT, 55)
    assert {got(town, number) for number in range(62) if number not in range(13, 20)} == {1}
    assert sum("приостановлено" in seen.text for seen in author.messages) == 1
    assert await town.ask(lambda repo: repo.tx.session.query(Mailing).filter_by(note="failing").count()) == 0
