import asyncio
import json
from contextlib import suppress
from io import BytesIO

import aiohttp
import pytest
from aiogram.exceptions import TelegramForbiddenError

from tests.fakes.store import MemoryStore
from tests.web.page import Clock, site, small_bot

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"rest"
HELLO = {"id": "event-0001", "kind": "text", "text": "привет"}


class Visitor:
    """A browser that came in by the one-time link."""

    def __init__(self, own, http) -> None:
        self.own, self.http = own, http

    async def enters(self):
        headers = {"Origin": self.own.url}
        async with self.http.post(f"{self.own.url}/enter/good-code", headers=headers, allow_redirects=False) as answer:
            assert answer.status == 303
        self.chat = list(self.own.store.sessions.values())[-1][0]
        return self

    async def posts(self, path, headers=(), **options):
        given = {"Origin": self.own.url, "X-Chat": str(self.chat), **dict(headers)}
        async with self.http.post(self.own.url + path, headers=given, **options) as answer:
            return answer.status, await answer.read()

    async def does(self, **event):
        return (await self.posts("/chat/events", data=json.dumps(event)))[0]

    async def gets(self, path, **headers):
        async with self.http.get(self.own.url + path, headers=headers) as answer:
            return answer.status, answer.headers, await answer.read()

    async def changes(self, count):
        """The first `count` changes of the stream."""
        found = []
        async with asyncio.timeout(3), self.http.get(f"{self.own.url}/chat/stream?chat={self.chat}") as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            async for line in answer.content:
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                    if len(found) == count:
                        return found
        return found


@pytest.fixture
async def visitor():
    async with site() as own, browser(own) as made:
        yield await made.enters()


class browser:  # noqa: N801 -- reads as a word
    def __init__(self, own) -> None:
        self.own = own

    async def __aenter__(self):
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        return Visitor(self.own, self.http)

    async def __aexit__(self, *_):
        await self.http.close()


async def nothing(bot, update) -> None:
    """A bot that keeps what it gets and is silent."""


async def test_an_event_is_acknowledged_once_the_bot_has_it(visitor):
    visitor.own.receive(nothing)
    assert await visitor.does(**HELLO) == 200
    [update] = visitor.own.updates
    assert (update.message.text, update.message.chat.id) == ("привет", visitor.chat)


async def test_an_event_the_bot_has_not_confirmed_is_to_be_repeated_and_stays_one(visitor):
    assert await visitor.does(**HELLO) == 503
    assert await visitor.does(**HELLO) == 503
    blocked = asyncio.Event()

    async def slow(bot, update):
        await blocked.wait()

    visitor.own.receive(slow)
    assert await visitor.does(**HELLO) == 503
    repeated = asyncio.create_task(visitor.does(**HELLO))
    await asyncio.sleep(0.1)
    blocked.set()
    assert await repeated == 200
    assert len(visitor.own.updates) == 1
    assert await visitor.does(**HELLO) == 200  # its answer was lost: the receiver knows the update by its number
    assert len({update.update_id for update in visitor.own.updates}) == 1
    assert len(await visitor.own.store.history(visitor.chat, 9)) == 1


async def test_history_and_session_outlive_a_restart_and_the_repeated_event_is_the_same():
    store, clock = MemoryStore(), Clock()
    async with site(store, clock) as own, browser(own) as person:
        await person.enters()
        posting = asyncio.create_task(person.does(**HELLO))
        await asyncio.sleep(0.1)
        await own.stop()
        assert await posting == 503
        async with site(store, clock, port=own.server.port) as again:
            again.receive(small_bot)
            person.own = again
            assert await person.does(**HELLO) == 200
            [snapshot] = await person.changes(1)
            said = [message["body"]["text"] for message in snapshot["messages"]]
            assert said == ["привет", "Записано: «привет»"]


async def test_the_stream_brings_the_last_hundred_messages_then_every_change(visitor):
    own = visitor.own
    for number in range(105):
        await own.bot.send_message(visitor.chat, str(number))
    watching = asyncio.create_task(visitor.changes(3))
    await asyncio.sleep(0.2)
    await own.bot.send_chat_action(visitor.chat, "typing")
    await own.bot.send_message(visitor.chat, "новое")
    snapshot, typing, message = await watching
    assert [len(snapshot["messages"]), snapshot["messages"][0]["body"]["text"]] == [100, "5"]
    assert [snapshot["more"], (await visitor.gets("/chat/history?before=x"))[0]] == [True, 400]
    earlier = json.loads((await visitor.gets(f"/chat/history?before={snapshot['messages'][0]['id']}"))[2])
    assert [it["body"]["text"] for it in earlier["messages"]] == ["0", "1", "2", "3", "4"]
    assert not earlier["more"]
    assert typing == {"type": "typing"}
    assert message["body"]["text"] == "новое"


async def test_the_stream_ends_with_the_session(visitor):
    watching = asyncio.create_task(visitor.changes(9))
    await asyncio.sleep(0.2)
    await visitor.posts("/chat/leave", allow_redirects=False)
    assert {"type": "over"} in await asyncio.wait_for(_until_over(visitor, watching), 3)


async def _until_over(visitor, watching):
    watching.cancel()
    return await visitor.changes(1)


async def test_who_has_no_session_may_nothing(visitor):
    async with browser(visitor.own) as stranger:
        stranger.chat = visitor.chat
        assert await stranger.does(**HELLO) == 401
        assert (await stranger.posts("/chat/files?name=a", data=b"x"))[0] == 401
        assert (await stranger.gets("/chat/files/x"))[0] == 401
        assert (await stranger.gets("/chat/history?before=9"))[0] == 401
        assert await stranger.changes(1) == [{"type": "over"}]


async def test_a_page_left_open_from_another_chat_does_not_speak_for_this_one(visitor):
    assert (await visitor.posts("/chat/events", {"X-Chat": "5"}, data=json.dumps(HELLO)))[0] == 409
    assert visitor.own.store.messages == {}


async def test_a_page_left_open_from_another_chat_is_not_shown_what_this_one_says(visitor):
    async with visitor.http.get(f"{visitor.own.url}/chat/stream", params={"chat": visitor.chat + 1}) as answer:
        assert await answer.text() == 'data: {"type": "over"}\n\n'
    assert [change["type"] for change in await visitor.changes(1)] == ["snapshot"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"id": "event-0001"}',
        b'"\xff"',
        b'{"id":"event-0001","kind":"text","text":"\\ud800"}',
        b'{"id":"event-0001","kind":"text","text":"a","reply":9223372036854775808}',
        b'{"id":"event-0001","kind":"tap","message":9223372036854775808,"data":"mo"}',
    ],
)
async def test_what_the_page_would_not_send_is_refused(visitor, body):
    assert (await visitor.posts("/chat/events", data=body))[0] == 400


async def test_an_event_is_small(visitor):
    assert (await visitor.posts("/chat/events", data=b" " * (65 << 10)))[0] == 413


async def test_an_upload_becomes_a_message_with_the_file(visitor):
    visitor.own.receive(nothing)
    status, body = await visitor.posts("/chat/files?name=схема.png", {"Content-Type": "image/png"}, data=PNG)
    assert status == 200
    file = json.loads(body)["file"]
    assert await visitor.does(id="event-0002", kind="file", file=file, text="Вот") == 200
    message = visitor.own.updates[0].message
    assert (message.caption, message.photo[0].width) == ("Вот", 640)
    assert visitor.own.store.unnamed == set()
    assert (await visitor.own.bot.download(message.photo[0])).read() == PNG


@pytest.mark.parametrize(("size", "status"), [(0, 400), (20 << 20, 200), ((20 << 20) + 1, 413)])
async def test_an_upload_is_at_most_20_mb(visitor, size, status):
    assert (await visitor.posts("/chat/files?name=a.bin", data=BytesIO(b"x" * size)))[0] == status


async def test_an_upload_that_hides_its_size_is_cut_at_20_mb(visitor):
    async def chunks():
        for _ in range(21):
            yield b"x" * (1 << 20)

    with suppress(aiohttp.ClientConnectionError):  # the server may hang up before it has all
        assert (await visitor.posts("/chat/files?name=a.bin", data=chunks()))[0] == 413
    assert visitor.own.store.files == {}


async def test_uploads_are_not_endless(visitor):
    results = [(await visitor.posts("/chat/files?name=a", data=b"x"))[0] for _ in range(61)]
    assert results == [200] * 60 + [429]


async def test_a_chat_fills_no_disk(visitor):
    data = b"x" * (20 << 20)
    results = [(await visitor.posts("/chat/files?name=a", data=BytesIO(data)))[0] for _ in range(11)]
    assert results == [200] * 10 + [429]
    visitor.own.clock.passes(hours=1)
    assert (await visitor.posts("/chat/files?name=a", data=b"x"))[0] == 200


async def test_a_file_is_served_to_its_own_chat_only(visitor):
    file = await visitor.own.hub.save(visitor.chat, "a.txt", "", b"text")
    foreign = await visitor.own.hub.save(5, "b.txt", "", b"secret")
    assert (await visitor.gets(f"/chat/files/{file}"))[::2] == (200, b"text")
    assert (await visitor.gets(f"/chat/files/{foreign}"))[0] == 404
    assert await visitor.does(id="event-0003", kind="file", file=foreign) == 403
    assert visitor.own.store.unnamed == {file, foreign}, "nobody keeps a file by naming another chat's"


@pytest.mark.parametrize(
    ("name", "claimed", "data", "kind", "served"),
    [
        ("схема.png", "", PNG, "image/png", "inline"),
        ("a.ogg", "audio/ogg", b"OggS", "audio/ogg", "inline"),
        ("x.png", "image/png", b"<script>", "application/octet-stream", "attachment"),
        ("x.svg", "image/svg+xml", b"<svg/>", "application/octet-stream", "attachment"),
        ("x.html", "text/html", b"<html>", "application/octet-stream", "attachment"),
        ("Приказ № 86.pdf", "application/pdf", b"%PDF", "application/pdf", "attachment"),
    ],
)
async def test_only_safe_kinds_of_files_open_in_the_page(visitor, name, claimed, data, kind, served):
    file = await visitor.own.hub.save(visitor.chat, name, claimed, data)
    _, headers, _ = await visitor.gets(f"/chat/files/{file}")
    assert headers["Content-Type"] == kind
    assert headers["Content-Disposition"].startswith(f"{served}; filename*=UTF-8''")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=20-", 416, None),
        ("x", 416, None),
    ],
)
async def test_sound_can_be_asked_for_in_parts(visitor, asked, status, body):
    file = await visitor.own.hub.save(visitor.chat, "a.ogg", "audio/ogg", b"0123456789")
    got = await visitor.gets(f"/chat/files/{file}", Range=asked)
    assert got[0] == status
    assert body is None or got[2] == body


async def test_health_tells_how_it_is(visitor):
    status, _, body = await visitor.gets("/health")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    visitor.own.status = "database"
    status, _, body = await visitor.gets("/health")
    assert (status, json.loads(body)["status"]) == (503, "database")


async def test_the_same_is_told_as_numbers(visitor):
    status, headers, body = await visitor.gets("/metrics")
    assert (status, headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert body.decode().splitlines() == [
        "# TYPE methodist_up gauge",
        "methodist_up 1",
        "# TYPE methodist_messenger_up gauge",
        'methodist_messenger_up{messenger="vk"} 1',
        'methodist_messenger_up{messenger="telegram"} 0',
    ]


async def test_a_page_whose_person_was_erased_is_closed_by_the_answer_that_cannot_reach_it(visitor):
    async def erases(bot, update):
        visitor.own.store.sessions.clear()
        with suppress(TelegramForbiddenError):
            await update.message.answer("Готово: вы удалены")

    visitor.own.receive(erases)
    watching = asyncio.create_task(visitor.changes(3))
    await asyncio.sleep(0.05)
    await visitor.does(**HELLO)
    snapshot, _, last = await watching  # long before the stream would look by itself
    assert (snapshot["type"], last) == ("snapshot", {"type": "over"})
