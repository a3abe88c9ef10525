"""Nobody waits for somebody else: hanging messengers, broken updates, faulty handlers, people who leave."""

import asyncio
import logging

import pytest

from storage.receiving import saved_cursor
from tests.people import until
from tests.receiver.echo import SECRET, account, aside, fake_of, heard, in_inbox, says_and_keeps, speaks, texts
from tests.running import Running, running

OUTER = pytest.mark.parametrize("messenger", ["telegram", "vk"])
EVERYWHERE = pytest.mark.parametrize("messenger", ["telegram", "vk", "browser"])
SENDING = {"telegram": "sendMessage", "vk": "messages.send"}


@OUTER
async def test_a_person_whose_messenger_hangs_delays_nobody(bot: Running, messenger: str) -> None:
    anna, boris = bot.somebody(messenger, 501), bot.somebody(messenger, 502)
    await anna.says("hello")
    await boris.says("hello")
    fake = fake_of(bot, anna)
    fake.fail_next("hang", SENDING[messenger])
    speaks(anna, "slow")
    await until(lambda: fake.count(SENDING[messenger]) == 3)
    begun = asyncio.get_running_loop().time()
    assert (await boris.says("quick")).text == "quick"
    assert asyncio.get_running_loop().time() - begun < 2
    await until(lambda: _inbox_holds(bot, 1))
    if messenger == "vk":
        await until(lambda: _cursor_is(bot, str(len(fake.events))))
    else:
        await until(lambda: fake.updates == [])
    speaks(anna, "after")
    await fake.settled()
    assert texts(anna) == ["hello"]
    fake._cut_connections()  # the hanging call breaks
    await until(lambda: texts(anna) == ["hello", "slow", "after"], 15)
    await until(lambda: _inbox_holds(bot, 0))
    assert await heard(bot, anna) == ["hello", "slow", "after"]


async def _inbox_holds(bot: Running, count: int) -> bool:
    return await in_inbox(bot) == count


async def _cursor_is(bot: Running, value: str) -> bool:
    return await bot.app.db.read(saved_cursor, "vk") == value


BROKEN = {"telegram": ("message", {"message_id": "one", "secret": "Иванова"}), "vk": ("message_new", {"message": 5})}


@OUTER
async def test_an_update_nobody_can_read_is_set_aside_once_and_the_rest_goes_on(
    bot: Running, messenger: str, caplog: pytest.LogCaptureFixture
) -> None:
    anna = bot.somebody(messenger)
    fake = fake_of(bot, anna)
    fake.push(*BROKEN[messenger])
    broken = (fake.updates if messenger == "telegram" else fake.events)[-1]
    speaks(anna, "hello")
    await until(lambda: texts(anna) == ["hello"])
    await fake.settled()
    (fake.updates if messenger == "telegram" else fake.events).append(broken)
    fake.idle.clear()
    fake._news.set()
    await fake.settled()
    kept = await aside(bot)
    assert [(it.messenger, bool(it.error)) for it in kept] == [(messenger, True)]
    assert ("secret" if messenger == "telegram" else '"message": 5') in kept[0].body
    assert "could not be read and was set aside" in caplog.text
    assert "Иванова" not in caplog.text


@EVERYWHERE
async def test_a_mistake_of_ours_is_told_once_and_the_conversation_goes_on(bot: Running, messenger: str) -> None:
    anna, boris = bot.somebody(messenger, 501), bot.somebody(messenger, 502)
    await boris.says("hello")
    sorry = (await anna.says("boom")).text
    assert sorry not in ("boom", "")
    assert (await anna.says("hello")).text == "hello"
    assert texts(anna) == [sorry, "hello"]
    assert (await boris.says("hello")).text == "hello"
    kept = await aside(bot)
    assert [(it.messenger, "RuntimeError" in it.error, "boom" in it.body) for it in kept] == [(messenger, True, True)]
    assert await heard(bot, anna) == ["hello"]


@OUTER
async def test_a_repeated_update_that_was_set_aside_stays_one(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    again = says_and_keeps(bot, anna, "boom")
    await until(lambda: len(texts(anna)) == 1)
    for _ in range(2):
        await fake_of(bot, anna).settled()
        again()
    await fake_of(bot, anna).settled()
    assert len(texts(anna)) == 1
    assert len(await aside(bot)) == 1


async def test_an_update_that_cannot_even_be_apologised_for_is_kept(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    anna = bot.somebody("telegram")
    await anna.says("hello")
    monkeypatch.setattr(bot.app.answering, "_keep", fail)
    speaks(anna, "lost?")
    await until(lambda: _is_aside(bot))
    assert "lost?" in (await aside(bot))[0].body
    monkeypatch.undo()


async def _is_aside(bot: Running) -> bool:
    return bool(await aside(bot))


@OUTER
async def test_kinds_nobody_asked_for_are_passed_over(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    fake = fake_of(bot, anna)
    if messenger == "telegram":
        chat = {"id": -5, "type": "group", "title": "Teachers"}
        fake.push("edited_message", {"message_id": 1, "date": 1, "chat": {"id": 501, "type": "private"}, "text": "x"})
        fake.push("message", {"message_id": 2, "date": 1, "chat": chat, "text": "hello, all"})
    else:
        fake.push("wall_post_new", {"id": 1, "text": "a post"})
    assert (await anna.says("hello")).text == "hello"
    assert await aside(bot) == []
    assert texts(anna) == ["hello"]


@OUTER
async def test_who_blocks_us_is_unreachable_until_she_returns(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    await anna.says("hello")
    anna.person.blocks()  # type: ignore[attr-defined]
    await until(lambda: _is_reachable(bot, anna, False))
    anna.person.unblocks()  # type: ignore[attr-defined]
    await until(lambda: _is_reachable(bot, anna, True))
    assert (await anna.says("again")).text == "again"
    assert texts(anna) == ["hello", "again"]


async def _is_reachable(bot: Running, person: object, wanted: bool) -> bool:
    return (await account(bot, person)).reachable is wanted  # type: ignore[arg-type]


@OUTER
async def test_who_blocks_us_before_the_answer_is_found_out_by_the_refusal(bot: Running, messenger: str) -> None:
    anna = bot.somebody(messenger)
    await anna.says("hello")
    speaks(anna, "and gone")
    anna.person.blocked = True  # type: ignore[attr-defined]
    await until(lambda: _is_reachable(bot, anna, False))
    kept = await account(bot, anna)
    assert kept.shown == kept.parts


async def test_a_screen_the_messenger_refuses_becomes_an_apology(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    anna = bot.somebody("telegram")
    await anna.says("hello")
    seen = await anna.says("<u>Иванова")  # no HTML
    assert seen.text
    assert "Иванова" not in seen.text
    assert "Иванова" not in caplog.text
    assert (await anna.says("hello")).text == "hello"


@OUTER
async def test_a_screen_does_not_wait_for_its_taps_answer_to_hang(
    bot: Running, monkeypatch: pytest.MonkeyPatch, messenger: str
) -> None:
    monkeypatch.setattr("bot.outgoing.TAP_PATIENCE", 0.1)
    anna = bot.somebody(messenger)
    await anna.says("hello")
    method = {"telegram": "answerCallbackQuery", "vk": "messages.sendMessageEventAnswer"}[messenger]
    fake_of(bot, anna).fail_next("hang", method)
    async with asyncio.timeout(5):
        assert (await anna.forges("tapped")).text == "tapped"


@OUTER
async def test_a_rest_longer_than_our_patience_costs_no_answer(
    bot: Running, monkeypatch: pytest.MonkeyPatch, messenger: str
) -> None:
    monkeypatch.setattr("bot.receiver.handling.PATIENCE", 0.5)
    anna = bot.somebody(messenger)
    await anna.says("hello")
    fake_of(bot, anna).fail_next("flood", SENDING[messenger])
    assert (await anna.says("bye")).text == "bye"


@pytest.mark.parametrize("code", ["7", "15", "14", "912"])
async def test_what_vk_refuses_because_of_our_key_or_community_is_no_refusal_of_hers(bot: Running, code: str) -> None:
    anna = bot.somebody("vk")
    await anna.says("hello")
    bot.vk.fail_next(code, "messages.send", times=2)
    assert (await anna.says("bye")).text == "bye"
    assert texts(anna) == ["hello", "bye"]
    assert (await account(bot, anna)).reachable


@pytest.mark.parametrize("status", ["401", "404", "429"])
async def test_an_answer_waits_while_our_token_or_pace_is_refused(
    bot: Running, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("bot.messengers.telegram.UNTOLD", 0)
    anna = bot.somebody("telegram")
    await anna.says("hello")
    bot.telegram.fail_next(status, "sendMessage", times=2)
    assert (await anna.says("bye")).text == "bye"
    assert texts(anna) == ["hello", "bye"]


async def test_a_tap_is_answered_though_vk_does_not_say_on_which_message(bot: Running) -> None:
    anna = bot.somebody("vk")
    await anna.says("hello")
    bot.vk.asked["event"] = anna.person, bot.vk.now()  # type: ignore[attr-defined]
    tap = {"user_id": anna.id, "peer_id": anna.id, "event_id": "event", "payload": {"d": "tapped"}}
    assert (await anna.does(lambda: bot.vk.push("message_event", tap))).text == "tapped"
    assert bot.vk.asked == {}
    assert texts(anna) == ["hello", "tapped"]


async def test_while_every_answer_gets_lost_on_the_way_a_screen_does_not_come_each_time(bot: Running) -> None:
    anna = bot.somebody("telegram")
    await anna.says("hello")
    bot.telegram.fail_next("lost", times=5)
    speaks(anna, "bye")
    await until(lambda: all(not fault.left for fault in bot.telegram._faults) and not anna.is_waiting())
    assert texts(anna) == ["hello", "bye", "bye"]


async def test_what_is_personal_does_not_leave_where_it_may_not(echoing: None, sqlite_url: str) -> None:
    async with running(sqlite_url, browser={"enabled": True, "personal_data": False}) as bot:
        anna = bot.somebody("browser")
        assert (await anna.says("hello")).text == "hello"
        instead = await anna.says(SECRET)
        assert SECRET not in instead.text
        assert bot.app.house.addresses["telegram"] in instead.text
        assert bot.app.house.addresses["browser"] not in instead.text
        boris = bot.somebody("telegram", 502)
        assert (await boris.says(SECRET)).text == SECRET


async def test_typing_is_shown_while_an_answer_takes_long(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = bot.somebody("telegram")
    await anna.says("hello")
    write = bot.app.db.write

    async def slowly(work, *args, **kwargs):
        if getattr(work, "__name__", "") == "apply":
            await asyncio.sleep(1.0)
        return await write(work, *args, **kwargs)

    monkeypatch.setattr(bot.app.db, "write", slowly)
    await anna.says("and now?")
    assert anna.person.activity == ["typing"]  # type: ignore[attr-defined]


async def test_the_log_names_no_person_when_a_job_fails(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    anna = bot.somebody("telegram", first_name="Марфа")
    await anna.says("a word nobody else says")
    assert "a word nobody else says" not in caplog.text
    assert "Марфа" not in caplog.text
    assert str(anna.id) not in caplog.text
