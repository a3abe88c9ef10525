"""What a person did counts once and in its order, however often and however fast it arrives."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.messengers.browser import read_event
from bot.receiver import receiver as module
from storage.conversations import unshown
from storage.models import Consent
from tests.journeys import invited
from tests.people import until
from tests.receiver.echo import LONG, account, fake_of, heard, in_inbox, says_and_keeps, speaks, texts
from tests.running import NOW, Running, running

OUTER = pytest.mark.parametrize("messenger", ["telegram", "vk"])


@OUTER
async def test_a_repeated_update_changes_nothing_and_shows_nothing_again(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    again = says_and_keeps(bot, anna, "hello")
    await until(lambda: texts(anna) == ["hello"])
    fake = fake_of(bot, anna)
    for _ in range(3):
        await fake.settled()
        again()
    await fake.settled()
    await anna.says("bye")
    again()
    await fake.settled()
    assert texts(anna) == ["hello", "bye"]
    assert await heard(bot, anna) == ["hello", "bye"]


async def test_the_page_repeats_an_event_and_it_counts_once(bot: Running) -> None:
    anna = bot.somebody("browser")
    await anna.says("hello")
    event = read_event(b'{"kind": "text", "text": "again", "id": "same-event"}')
    for _ in range(3):
        assert await bot.app.hub.receive(anna.id, event)
    await until(lambda: texts(anna) == ["hello", "again"])
    await anna.says("bye")
    assert await heard(bot, anna) == ["hello", "again", "bye"]
    assert texts(anna) == ["hello", "again", "bye"]


@OUTER
async def test_what_a_person_says_quickly_is_answered_in_its_order(bot: Running, messenger: str) -> None:
    people = [bot.somebody(messenger, 500 + n) for n in range(5)]
    words = [str(n) for n in range(8)]
    for word in words:
        for person in people:
            speaks(person, word)
    for person in people:
        await until(lambda person=person: len(texts(person)) == len(words), 10)
        assert texts(person) == words
        assert await heard(bot, person) == words


@OUTER
async def test_an_answer_cut_off_goes_on_with_the_part_that_is_missing(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    await anna.says("hello")
    fake = fake_of(bot, anna)
    method = "sendMessage" if messenger == "telegram" else "messages.send"
    sent = fake.count(method)
    original = fake.broken

    async def break_the_second(request, name, work):
        if name == method and fake.count(method) == sent + 2:
            fake.fail_next("server" if messenger == "telegram" else "drop", method)
        return await original(request, name, work)

    fake.broken = break_the_second
    speaks(anna, LONG)
    await until(lambda: len(texts(anna)) >= 4)
    await fake.settled()
    assert texts(anna) == ["hello", f"{LONG} 1", f"{LONG} 2", LONG]

    async def is_marked() -> bool:
        kept = await account(bot, anna)
        return (kept.parts, kept.shown, kept.card) == (3, 3, anna.last.message_id)

    await until(is_marked)  # the mark follows the message with the next group


async def test_on_vk_an_answer_that_got_lost_is_no_second_message(bot: Running) -> None:
    anna = bot.somebody("vk")
    bot.vk.fail_next("lost", "messages.send", times=3)
    speaks(anna, LONG)
    await until(lambda: len(texts(anna)) >= 3, 15)
    await bot.vk.settled()
    assert texts(anna) == [f"{LONG} 1", f"{LONG} 2", LONG]
    assert bot.vk.count("messages.send") >= 4


async def test_in_the_browser_what_was_sent_once_is_never_sent_again(bot: Running) -> None:
    anna = bot.somebody("browser")
    await anna.says("hello")
    await bot.change(lambda repo: repo.tx.connection.exec_driver_sql("UPDATE account SET shown = 0"))
    receiver = next(it for it in bot.app._receivers if it._messenger.name == "browser")
    await receiver._show_waiting()
    await until(lambda: not receiver._lines.chats)
    assert texts(anna) == ["hello"]
    said, heard = await anna.hub.store.history(anna.id, 10)
    assert await anna.hub.store.history(anna.id, 10, before=heard[0]) == [said]


@pytest.mark.parametrize("messenger", ["telegram", "vk", "browser"])
async def test_a_start_shows_what_was_committed_and_never_shown(
    echoing: None, sqlite_url: str, messenger: str, tmp_path: Path
) -> None:
    async with running(sqlite_url) as bot:
        anna = bot.somebody(messenger)
        await anna.says("hello")
        await bot.change(lambda repo: repo.tx.connection.exec_driver_sql("UPDATE account SET shown = 0"))
        assert len(await bot.app.db.read(unshown, messenger)) == 1
        receiver = next(it for it in bot.app._receivers if it._messenger.name == messenger)
        await receiver._show_waiting()
        await until(lambda: not receiver._lines.chats)
        await until(lambda: _all_shown(bot, messenger))
        assert texts(anna) == (["hello", "hello"] if messenger == "telegram" else ["hello"])
        assert await heard(bot, anna) == ["hello"]


async def _all_shown(bot: Running, messenger: str) -> bool:
    return await bot.app.db.read(unshown, messenger) == []


@OUTER
async def test_an_update_may_be_finished_while_it_is_written_down(
    echoing: None, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, messenger: str
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.0)
    async with running(sqlite_url) as bot:
        people = [bot.somebody(messenger, 500 + n) for n in range(4)]
        words = [str(n) for n in range(6)]
        for word in words:
            for person in people:
                speaks(person, word)
        for person in people:
            await until(lambda person=person: len(texts(person)) == len(words), 10)
            assert texts(person) == words
        await until(lambda: _empty(bot))


async def _empty(bot: Running) -> bool:
    return await in_inbox(bot) == 0


async def test_telegram_may_number_its_updates_anew_and_lower(bot: Running) -> None:
    anna = bot.somebody("telegram")
    receiver = next(it for it in bot.app._receivers if it._messenger.name == "telegram")
    receiver._messenger.long_poll = 1  # type: ignore[attr-defined]  # a quiet week, in short
    await anna.says("hello")
    await until(lambda: "offset" in bot.telegram.last("getUpdates"))
    await until(lambda: "offset" not in bot.telegram.last("getUpdates"))
    bot.telegram._number = 1000
    assert (await anna.says("hello again")).text == "hello again"
    assert await heard(bot, anna) == ["hello", "hello again"]


@OUTER
async def test_two_quick_taps_agree_once(tmp_path: Path, messenger: str) -> None:
    path = tmp_path / "people.sqlite3"
    codes = invited(path, 1, NOW)
    async with running(f"sqlite:///{path}") as bot:
        anna = bot.somebody(messenger)
        offer = await anna.starts(codes[0])
        button = offer.button("Согласна, начать")
        assert button
        for _ in range(3):
            anna.person.tap(offer, button)  # type: ignore[attr-defined]
        await fake_of(bot, anna).settled()
        await until(lambda: _all_shown(bot, messenger))
        counts = await bot.ask(lambda repo: repo.tx.session.scalar(select(func.count()).select_from(Consent)))
        assert counts == 1
        assert len(await bot.ask(lambda repo: repo.accounts.of(1))) == 1
