"""The Telegram adapter over HTTP against a strict fake."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from bot.messengers.base import Broken, Profile
from bot.messengers.errors import (
    BLOCKED,
    CHAT_NOT_FOUND,
    EDIT_NOT_FOUND,
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    NeverSentError,
    says,
)
from bot.messengers.telegram import TelegramMessenger
from tests.fakes.person import JPEG
from tests.fakes.server import RefusedError
from tests.fakes.telegram import TOKEN, FakeTelegram

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    fake = FakeTelegram()
    await fake.start()
    yield fake
    await fake.stop()
    assert fake.violations == []


@pytest.fixture
async def telegram(fake: FakeTelegram) -> AsyncIterator[TelegramMessenger]:
    messenger = TelegramMessenger(TOKEN, fake.url, commands={"menu": "Меню"})
    messenger.long_poll = 0
    yield messenger
    await messenger.close()


def card(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=it, callback_data=f"d:{it}")] for it in labels]
    )


async def one(telegram: TelegramMessenger) -> Update:
    fetched = await telegram.fetch(None)
    [update] = fetched.updates
    assert isinstance(update, Update)
    return update


async def test_connecting_ends_a_webhook_keeps_what_waits_and_sets_the_menu(fake, telegram):
    fake.webhook = "https://old.example/hook"
    fake.person(1).says("первое")
    profile = await telegram.connect()
    assert profile == Profile(1000001, "Методист", "methodist_test_bot")
    assert fake.commands == [{"command": "menu", "description": "Меню"}]
    assert (await one(telegram)).message.text == "первое"


async def test_what_a_person_says_arrives_with_her_name_and_a_way_to_answer(fake, telegram):
    fake.person(7, "Ольга").says("Здравствуйте")
    message = (await one(telegram)).message
    assert (message.from_user.first_name, message.chat.id, message.chat.type) == ("Ольга", 7, "private")
    await message.answer("<b>Добрый</b> день")
    [seen] = fake.person(7).messages
    assert (seen.text, [it.kind for it in seen.entities]) == ("Добрый день", ["bold"])


async def test_a_deep_link_comes_as_a_start_command(fake, telegram):
    assert telegram.link(Profile(1, "", "some_bot"), "inv_1") == "https://t.me/some_bot?start=inv_1"
    fake.person(1).starts("inv_1")
    assert (await one(telegram)).message.text == "/start inv_1"


async def test_an_update_is_redelivered_until_the_cursor_confirms_it(fake, telegram):
    fake.person(1).says("раз")
    first = await telegram.fetch(None)
    again = await telegram.fetch(None)
    assert [it.update_id for it in first.updates] == [it.update_id for it in again.updates]
    assert first.cursor == str(first.updates[0].update_id + 1)
    after = await telegram.fetch(first.cursor)
    assert (after.updates, after.cursor) == ([], first.cursor)


async def test_at_most_a_hundred_updates_come_at_once(fake, telegram):
    for number in range(130):
        fake.person(1).says(str(number))
    first = await telegram.fetch(None)
    second = await telegram.fetch(first.cursor)
    assert (len(first.updates), len(second.updates)) == (100, 30)


async def test_an_update_nobody_can_read_is_set_apart_without_its_words_in_the_error(fake, telegram):
    fake.person(1).says("до")
    fake.push("message", {"message_id": "нет", "text": "тайна"})
    fake.person(1).says("после")
    fetched = await telegram.fetch(None)
    before, broken, after = fetched.updates
    assert (before.message.text, after.message.text) == ("до", "после")
    assert isinstance(broken, Broken)
    assert "message_id" in broken.error
    assert "нет" not in broken.error
    assert json.loads(broken.body)["message"]["text"] == "тайна"
    assert (await telegram.fetch(fetched.cursor)).updates == []


async def test_fields_nobody_knows_yet_are_tolerated(fake, telegram):
    fake.person(1).sends({"text": "привет", "hologram": {"depth": 3}})
    assert (await one(telegram)).message.text == "привет"


async def test_a_tap_comes_with_an_editable_card_and_is_answered_with_a_toast(fake, telegram):
    person = fake.person(1)
    person.starts()
    cursor = (await telegram.fetch(None)).cursor
    await telegram.bot.send_message(1, "Выберите", reply_markup=card("Математика", "Физика"))
    person.taps("Физика")
    query = (await telegram.fetch(cursor)).updates[0].callback_query
    assert query.data == "d:Физика"
    await query.message.edit_text("Готово", reply_markup=card("Меню"))
    await query.answer("Записано")
    [seen] = person.messages
    assert (seen.text, seen.edited, seen.buttons[0][0].label) == ("Готово", True, "Меню")
    assert person.toasts == ["Записано"]


async def test_errors_carry_the_phrases_that_decide(fake, telegram):
    person = fake.person(1)
    person.starts()
    sent = await telegram.bot.send_message(1, "одно")
    cases = [
        (telegram.bot.edit_message_text("одно", chat_id=1, message_id=sent.message_id), NOT_MODIFIED),
        (telegram.bot.edit_message_text("два", chat_id=1, message_id=999), EDIT_NOT_FOUND),
        (telegram.bot.answer_callback_query("123"), QUERY_TOO_OLD),
        (telegram.bot.send_message(404, "кому"), CHAT_NOT_FOUND),
        (telegram.bot.send_message(1, "<b>не закрыто"), "Bad Request: can't parse entities"),
        (telegram.bot.send_message(1, " "), "Bad Request: message text is empty"),
        (telegram.bot.send_message(1, "я" * 4097), "Bad Request: message is too long"),
        (telegram.bot.send_message(1, "я", reply_markup=_payload("я" * 33)), "Bad Request: BUTTON_DATA_INVALID"),
    ]
    for call, phrase in cases:
        with pytest.raises(TelegramBadRequest) as caught:
            await call
        assert says(caught.value, phrase), phrase


def _payload(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="кнопка", callback_data=data)]])


async def test_who_has_not_started_or_has_blocked_us_cannot_be_written_to(fake, telegram):
    fake.person(1)
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await telegram.bot.send_message(1, "тук-тук")
    fake.person(2).starts()
    fake.person(2).blocks()
    with pytest.raises(TelegramForbiddenError) as caught:
        await telegram.bot.send_message(2, "вернитесь")
    assert says(caught.value, BLOCKED)
    statuses = [it.my_chat_member.new_chat_member.status for it in (await telegram.fetch(None)).updates[1:]]
    assert statuses == ["kicked"]


async def test_keyboards_under_the_input_come_and_go(fake, telegram):
    person = fake.person(1)
    person.starts()
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]], resize_keyboard=True, is_persistent=True)
    await telegram.bot.send_message(1, "вот", reply_markup=menu)
    assert person.keyboard == [["Меню"]]
    person.taps("Меню")
    assert (await telegram.fetch(None)).updates[1].message.text == "Меню"
    await telegram.bot.send_message(1, "нет", reply_markup=ReplyKeyboardRemove())
    assert person.keyboard is None


async def test_files_go_out_come_in_and_are_sent_again_by_their_id(fake, telegram):
    person = fake.person(1)
    person.sends_document("план.docx", b"plan")
    document = (await one(telegram)).message.document
    assert (document.file_name, (await telegram.bot.download(document.file_id)).read()) == ("план.docx", b"plan")
    sent = await telegram.bot.send_photo(1, BufferedInputFile(PNG, "чарт.png"), caption="<i>график</i>")
    await telegram.bot.send_photo(1, sent.photo[-1].file_id)
    await telegram.bot.send_document(1, BufferedInputFile(b"x", "таблица.xlsx"))
    await telegram.bot.send_voice(1, BufferedInputFile(b"OggS", "voice.ogg"))
    kinds = [(file.kind, file.data) for seen in person.messages for file in seen.files]
    assert kinds == [("photo", PNG), ("photo", PNG), ("document", b"x"), ("voice", b"OggS")]
    assert person.messages[2].files[0].name == "таблица.xlsx"
    assert person.messages[0].text == "график"


async def test_a_file_over_the_limit_is_refused_whatever_size_was_declared(fake, telegram):
    fake.person(1).sends_document("фильм.mkv", b"\0" * ((20 << 20) + 1))
    document = (await one(telegram)).message.document
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await telegram.bot.download(document.file_id)
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await telegram.bot.download_file(document.file_id)


@pytest.mark.parametrize(
    ("status", "kind"), [("404", TelegramBadRequest), ("429", TelegramServerError), ("502", TelegramServerError)]
)
async def test_a_page_instead_of_a_file_means_the_file_or_the_server(fake, telegram, status, kind):
    fake.person(1).sends_document("план.docx", b"plan")
    document = (await one(telegram)).message.document
    fake.fail_next(f"html{status}", "file")
    with pytest.raises(kind):
        await telegram.bot.download(document)


async def test_a_file_that_stops_coming_is_not_waited_for(fake, telegram, monkeypatch):
    monkeypatch.setattr("bot.messengers.download.STALLED", 0.1)
    fake.person(1).sends_document("план.docx", b"plan")
    document = (await one(telegram)).message.document
    fake.fail_next("hang", "file")
    with pytest.raises(TelegramNetworkError):
        await asyncio.wait_for(telegram.bot.download(document), 5)
    assert (await telegram.bot.download(document)).read() == b"plan"


async def test_a_gateways_html_page_is_a_server_error_and_not_a_surprise(fake, telegram):
    fake.fail_next("html")
    with pytest.raises(TelegramServerError):
        await telegram.fetch(None)
    fake.fail_next("server")
    with pytest.raises(TelegramServerError):
        await telegram.fetch(None)


async def test_flood_control_tells_how_long_to_wait(fake, telegram):
    fake.person(1).starts()
    fake.rate = 2
    await asyncio.gather(*(telegram.bot.send_message(1, str(number)) for number in range(2)))
    with pytest.raises(TelegramRetryAfter) as caught:
        await telegram.bot.send_message(1, "третье")
    assert caught.value.retry_after == 1


@pytest.mark.parametrize(
    ("status", "kind"), [("429", TelegramRetryAfter), ("418", TelegramServerError), ("405", TelegramServerError)]
)
async def test_a_refusal_that_says_no_more_than_its_status_blames_nobody(fake, telegram, status, kind):
    fake.person(1).starts()
    fake.fail_next(status, "sendMessage")
    with pytest.raises(kind):
        await telegram.bot.send_message(1, "важно")


async def test_the_menu_is_set_once_however_often_the_messenger_comes_back(fake, telegram):
    fake.fail_next("400", "setMyCommands")
    for _ in range(3):
        await telegram.connect()
    assert (fake.count("setMyCommands"), len(fake.commands)) == (2, 1)


async def test_a_menu_that_is_not_taken_keeps_nobody_waiting(fake, telegram, monkeypatch):
    def too_many(params):
        raise RefusedError(429, "Too Many Requests: retry after 490", parameters={"retry_after": 490})

    monkeypatch.setattr(fake, "_set_my_commands", too_many)
    fake.person(1).starts()
    async with asyncio.timeout(5):
        assert (await telegram.connect()).address == "methodist_test_bot"
        await telegram.bot.send_message(1, "важно")


async def test_a_refused_connection_is_known_not_to_have_sent_anything_a_lost_answer_is_not(fake, telegram):
    fake.person(1).starts()
    fake.fail_next("lost", "sendMessage")
    with pytest.raises(TelegramNetworkError) as lost:
        await telegram.bot.send_message(1, "может быть")
    assert not isinstance(lost.value, NeverSentError)
    assert len(fake.person(1).messages) == 1
    await fake.down()
    with pytest.raises(NeverSentError):
        await telegram.bot.send_message(1, "нет")
    await fake.up()
    await telegram.bot.send_message(1, "снова")
    assert fake.person(1).messages[-1].text == "снова"


async def test_who_drops_our_first_packet_is_known_not_to_have_got_anything(monkeypatch):
    monkeypatch.setattr("bot.messengers.telegram.CONNECTING", 0.1)
    full = socket.create_server(("127.0.0.1", 0), backlog=0)  # nobody accepts, so what follows the first is dropped
    with full, socket.create_connection(full.getsockname()):
        telegram = TelegramMessenger(TOKEN, f"http://127.0.0.1:{full.getsockname()[1]}")
        async with asyncio.timeout(5):
            with pytest.raises(NeverSentError):
                await telegram.bot.send_message(1, "не ушло")
        await telegram.close()


@pytest.mark.parametrize("method", ["send_document", "send_video"])
async def test_a_file_may_take_longer_than_an_answer(fake, telegram, monkeypatch, method):
    monkeypatch.setattr(telegram.bot.session, "timeout", 0.1)
    fake.person(1).starts()
    fake.latency = 0.3
    await getattr(telegram.bot, method)(1, BufferedInputFile(JPEG, "план"))
    with pytest.raises(TelegramNetworkError):
        await telegram.bot.send_message(1, "слова")


async def test_a_dead_proxy_is_a_network_error(fake):
    telegram = TelegramMessenger(TOKEN, fake.url, proxy="socks5://127.0.0.1:9")
    try:
        with pytest.raises(NeverSentError):
            await telegram.connect()
    finally:
        await telegram.close()


async def test_two_pollers_conflict_and_a_wrong_token_is_unauthorized(fake, telegram):
    telegram.long_poll = 5
    rival = TelegramMessenger(TOKEN, fake.url)
    stranger = TelegramMessenger("1:wrong", fake.url)
    waiting = asyncio.create_task(telegram.fetch(None))
    await asyncio.sleep(0.1)
    rival.long_poll = 0
    await rival.fetch(None)
    with pytest.raises(TelegramConflictError):
        await waiting
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.connect()
    await rival.close()
    await stranger.close()


async def test_the_token_and_what_people_wrote_never_reach_the_log(fake, telegram, caplog):
    caplog.set_level(logging.DEBUG)
    fake.person(1).sends_document("x", b"x")
    document = (await one(telegram)).message.document
    del fake.files[document.file_id]
    for how in ("html", "lost", "server"):
        fake.fail_next(how)
        with pytest.raises(Exception) as caught:
            await telegram.bot.send_message(1, "секрет")
        logging.getLogger("test").error("failed", exc_info=caught.value)
    with pytest.raises(TelegramBadRequest) as caught:
        await telegram.bot.download_file(document.file_id)
    logging.getLogger("test").error("failed", exc_info=caught.value)
    await fake.down()
    with pytest.raises(NeverSentError) as caught:
        await telegram.bot.send_message(1, "секрет")
    logging.getLogger("test").error("failed", exc_info=caught.value)
    assert TOKEN not in caplog.text
    assert TOKEN.split(":")[1] not in caplog.text


async def test_the_fake_knows_when_everything_was_taken(fake, telegram):
    telegram.long_poll = 25
    fake.person(1).says("раз")
    cursor = (await telegram.fetch(None)).cursor
    with pytest.raises(TimeoutError):
        await fake.settled(0.05)
    waiting = asyncio.create_task(telegram.fetch(cursor))
    await fake.settled()
    fake.person(1).says("два")
    assert [it.message.text for it in (await waiting).updates] == ["два"]
