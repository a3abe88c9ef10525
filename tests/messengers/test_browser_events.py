import asyncio

import pytest

from bot.messengers.browser import ForeignFileError
from tests.messengers.browser_events import CHAT, PNG, event, open_messenger, received


@pytest.fixture
async def messenger():
    return await open_messenger()


@pytest.fixture
def bot(messenger):
    return messenger.bot


async def test_the_code_behind_start_reaches_the_bot_but_not_the_history(messenger):
    update = await received(messenger, kind="text", text="/start abc")
    assert update.message.text == "/start abc"
    assert [body["text"] for _, body in await messenger.hub.store.history(CHAT, 9)] == ["/start"]


async def test_the_same_event_is_the_same_update_and_the_same_message_again(messenger):
    first = await received(messenger, kind="text", text="привет", reply=3)
    second = await received(messenger, kind="text", text="привет", reply=3)
    assert first.update_id == second.update_id
    assert 1 << 62 <= first.update_id < 1 << 63
    assert first.message.message_id == second.message.message_id
    assert first.message.reply_to_message.message_id == 3
    other = await received(messenger, chat=5, kind="text", text="привет")
    assert other.update_id != first.update_id


@pytest.mark.parametrize(
    ("name", "claimed", "data", "kind"),
    [
        ("a.png", "", PNG, "photo"),
        ("a.ogg", "audio/ogg; codecs=opus", b"OggS", "voice"),
        ("a.pdf", "application/pdf", b"%PDF", "document"),
        ("a.png", "image/png", b"<svg onload=x>", "document"),
        ("a.mp4", "video/mp4", b"....ftyp", "video"),
    ],
)
async def test_an_uploaded_file_arrives_as_what_its_bytes_are(messenger, name, claimed, data, kind):
    file = await messenger.hub.save(CHAT, name, claimed, data)
    message = (await received(messenger, kind="file", file=file, text="подпись")).message
    assert (message.content_type, message.caption) == (kind, "подпись")
    found = message.photo[-1] if kind == "photo" else getattr(message, kind)
    assert (await messenger.bot.download(found)).read() == data


async def test_what_is_sent_together_comes_together_before_anything_the_bot_says_to_it(messenger):
    kept = [await messenger.hub.save(CHAT, name, "", b"text") for name in ("a.txt", "b.txt")]
    parts = [{"id": f"event-{file[:9]}", "kind": "file", "file": file, "album": "album-one"} for file in kept]
    for _ in range(2):  # the page repeats what it has no answer to
        receiving = asyncio.create_task(messenger.hub.receive(CHAT, event(kind="album", parts=parts)))
        updates = (await messenger.fetch(None)).updates
        confirming = asyncio.create_task(messenger.fetch(None))
        assert await receiving
        confirming.cancel()
        assert [update.message.document.file_name for update in updates] == ["a.txt", "b.txt"]
    answer = await messenger.bot.send_message(CHAT, "Теперь текст")
    assert [update.message.message_id for update in updates] == [answer.message_id - 2, answer.message_id - 1]


async def test_a_file_of_another_chat_cannot_be_sent(messenger):
    file = await messenger.hub.save(5, "a.txt", "", b"secret")
    with pytest.raises(ForeignFileError):
        await messenger.hub.receive(CHAT, event(kind="file", file=file))


async def test_an_event_is_not_acknowledged_before_it_is_confirmed(messenger):
    assert not await messenger.hub.receive(CHAT, event(kind="text", text="один"))
    repeated = asyncio.create_task(messenger.hub.receive(CHAT, event(kind="text", text="один")))
    assert len((await messenger.fetch(None)).updates) == 1
    assert not await repeated
    repeated = asyncio.create_task(messenger.hub.receive(CHAT, event(kind="text", text="один")))
    await asyncio.sleep(0)
    confirming = asyncio.create_task(messenger.fetch(None))
    assert await repeated
    confirming.cancel()


async def test_closing_lets_the_pages_go_with_their_events_unacknowledged(messenger):
    waiting = asyncio.create_task(messenger.hub.receive(CHAT, event(kind="text", text="один")))
    await asyncio.sleep(0)
    with messenger.hub.page(CHAT) as changes:
        await messenger.close()
        assert not await waiting
        assert changes.get_nowait() is None


async def test_a_neighbour_learns_that_there_is_news_and_not_what_it_says(messenger, bot):
    with messenger.hub.page(5, [CHAT]) as changes:
        sent = await bot.send_message(CHAT, "secret")
        await bot.send_chat_action(CHAT, "typing")
    assert changes.get_nowait() == {"type": "elsewhere", "chat": str(CHAT), "id": sent.message_id}
    assert changes.empty()


async def test_a_page_that_is_too_slow_is_cut_off(messenger):
    with messenger.hub.page(CHAT) as changes:
        for _ in range(600):
            messenger.hub.publish(CHAT, {"type": "typing"})
        assert changes.qsize() == 501


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "text", "text": " \0"},
        {"kind": "text", "text": "x" * 4097},
        {"kind": "text", "text": "x", "id": "short"},
        {"kind": "text", "text": "x", "more": 1},
        {"kind": "tap", "message": 1, "data": "ы" * 33},
        {"kind": "tap", "message": -1, "data": "x"},
        {"kind": "file", "file": "../etc"},
        {"kind": "other"},
    ],
)
def test_an_event_the_page_would_not_send_is_refused(wrong):
    with pytest.raises(ValueError):
        event(**wrong)
