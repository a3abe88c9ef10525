"""What the fake VK refuses, asked directly: tests are only as good as it is strict."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.messengers.pacer import Pacer
from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import VkError
from tests.fakes.vk import GROUP, TOKEN, FakeVk


class Unhurried(Pacer):
    """Asks again at once, to meet the refusal a second time."""

    def pause(self, seconds: float) -> None:
        """Not at all."""


@pytest.fixture
async def fake() -> AsyncIterator[FakeVk]:
    fake = FakeVk()
    await fake.start()
    fake.person(1).reachable = True
    fake.settings["bots_capabilities"] = True
    yield fake
    await fake.stop()


@pytest.fixture
async def call(fake: FakeVk) -> AsyncIterator[VkApi]:
    call = VkApi(TOKEN, fake.api_url, Unhurried(1000))
    call.repeats = ()
    yield call
    await call.close()


def button(**action: Any) -> dict[str, Any]:
    return {"action": {"type": "callback", "label": "да", "payload": "{}"} | action}


def inline(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"inline": True, "buttons": list(rows)} | more


SEND = {"peer_ids": [1], "random_id": 5}


@pytest.mark.parametrize(
    ("code", "method", "params"),
    [
        (3, "messages.fly", {}),
        (15, "groups.getById", {"group_id": 1}),
        (100, "messages.send", SEND | {"message": " "}),
        (100, "messages.send", {"peer_ids": [1], "message": "без random_id"}),
        (100, "messages.send", SEND | {"message": "x", "random_id": 1 << 31}),
        (100, "messages.send", SEND | {"message": "x", "peer_ids": list(range(101))}),
        (100, "messages.send", SEND | {"message": "x", "caption": "x"}),
        (100, "messages.send", SEND | {"attachment": "photo1_2"}),
        (100, "messages.send", SEND | {"message": "да", "format_data": {"version": "1", "items": [{"type": "bold"}]}}),
        (100, "messages.send", SEND | {"message": "x", "peer_id": 1}),
        (901, "messages.send", {"peer_id": 2, "random_id": 1, "message": "x"}),
        (914, "messages.send", SEND | {"message": "я" * 4097}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline()}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button()], one_time=True)}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button()] * 6)}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline(*[[button()]] * 7)}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline(*[[button()] * 4] * 3)}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button(label="я" * 41)])}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button(payload="x" * 256)])}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button(type="open_link")])}),
        (911, "messages.send", SEND | {"message": "x", "keyboard": inline([button() | {"color": "default"}])}),
        (100, "messages.edit", {"peer_id": 1, "cmid": 9, "message": "x"}),
        (100, "messages.sendMessageEventAnswer", {"event_id": "x", "user_id": 1, "peer_id": 1}),
        (100, "groups.getLongPollServer", {"group_id": GROUP}),
        (901, "photos.getMessagesUploadServer", {"peer_id": 2}),
        (936, "messages.setActivity", {"peer_id": 2, "type": "typing"}),
        (129, "photos.saveMessagesPhoto", {"photo": "чужое", "server": 1, "hash": "x"}),
    ],
)
async def test_it_refuses(call, code, method, params):
    with pytest.raises(VkError) as caught:
        await call(method, **params)
    assert caught.value.code == code


async def test_one_call_to_many_says_of_each_what_became_of_it(fake, call):
    answer = await call("messages.send", peer_ids=[1, 2], random_id=7, message="всем")
    assert [it.get("error", {}).get("code") for it in answer] == [None, 901]
    again = await call("messages.send", peer_ids=[1, 2], random_id=7, message="всем")
    assert again[0] == answer[0]
    assert len(fake.person(1).messages) == 1


async def test_a_recipient_is_refused_with_her_own_code(fake, call):
    fake.person(2).reachable, fake.person(2).refuses = True, 902
    answer = await call("messages.send", peer_ids=[1, 2], random_id=7, message="всем")
    assert [it.get("error", {}).get("code") for it in answer] == [None, 902]


async def test_a_number_is_forgotten_after_an_hour(fake, call):
    for minutes in (0, 59, 61):
        fake.now = lambda at=1e9 + 60 * minutes: at
        await call("messages.send", peer_ids=[1], random_id=7, message="один раз")
    assert len(fake.person(1).messages) == 2


async def test_more_than_twenty_calls_a_second_are_too_many(fake, call):
    fake.stopwatch = lambda: 1e6
    first = await asyncio.gather(*(_harmless(call) for _ in range(30)))
    fake.stopwatch = lambda: 1e6 + 0.25
    second = await asyncio.gather(*(_harmless(call) for _ in range(30)))
    assert (first.count(6), second.count(6)) == (10, 25)


async def _harmless(call: VkApi) -> int:
    try:
        await call("messages.isMessagesFromGroupAllowed", group_id=GROUP, user_id=1)
    except VkError as error:
        return error.code
    return 0


async def test_a_wrong_parameter_is_a_violation_where_the_description_is_at_hand(fake, call):
    with pytest.raises(VkError):
        await call("messages.send", **SEND, message="x", parse_mode="HTML")
    assert any("parse_mode" in it for it in fake.violations)


async def test_a_number_that_protects_from_nothing_is_a_violation(fake, call):
    await call("messages.send", peer_ids=[1], random_id=0, message="x")
    assert any("protects" in it for it in fake.violations)


async def test_a_file_is_given_to_whoever_has_its_key(fake, call):
    file = fake.store("doc", 1, "план", b"x")
    name = f"doc1_{file['id']}"
    with pytest.raises(VkError, match=r"^100 "):
        await call("messages.send", **SEND, attachment=name)
    await call("messages.send", **SEND, attachment=f"{name}_{file['access_key']}")
    assert [it.name for it in fake.person(1).messages[-1].files] == ["план"]


async def test_history_tells_the_numbers_of_what_was_sent(fake, call):
    await call("messages.send", peer_ids=[1], random_id=77, message="сверка")
    [item] = (await call("messages.getHistory", peer_id=1, count=10))["items"]
    assert (item["random_id"], item["text"]) == (77, "сверка")


async def test_the_token_is_wanted_in_the_header(fake):
    stranger = VkApi("другой", fake.api_url, Pacer(1000))
    stranger._authorization = {}
    with pytest.raises(VkError, match=r"^5 "):
        await stranger("groups.getById", group_id=GROUP)
    await stranger.close()
    assert json.dumps(fake.calls).count(TOKEN) == 0
