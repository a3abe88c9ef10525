"""The VK adapter over HTTP against a strict fake."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from bot.messengers.base import Profile, UnsupportedMethodError, once
from bot.messengers.errors import (
    BLOCKED,
    DELETE_REFUSED,
    EDIT_NOT_FOUND,
    EDIT_REFUSED,
    QUERY_TOO_OLD,
    TEXT_TOO_LONG,
    NeverSentError,
    says,
)
from bot.messengers.vk import VkMessenger
from tests.fakes.vk import GROUP, TOKEN, FakeVk

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
async def fake() -> AsyncIterator[FakeVk]:
    fake = FakeVk()
    await fake.start()
    yield fake
    await fake.stop()
    assert fake.violations == []


@pytest.fixture
async def vk(fake: FakeVk) -> AsyncIterator[VkMessenger]:
    messenger = VkMessenger(TOKEN, GROUP, fake.api_url)
    messenger.long_poll = 0
    messenger.call.repeats = (0.01, 0.01)
    await messenger.connect()
    yield messenger
    await messenger.close()


def card(*labels: str) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=it, callback_data=f"d:{it}")] for it in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def news(vk: VkMessenger) -> list[Update]:
    return [it for it in (await vk.fetch("0")).updates if isinstance(it, Update)]


async def words(vk: VkMessenger) -> list[str | None]:
    return [it.message.text for it in await news(vk) if it.message]


async def last(vk: VkMessenger) -> Update:
    return (await news(vk))[-1]


# -- connecting


async def test_connecting_switches_on_what_we_need_and_learns_our_name(fake, vk):
    assert await vk.connect() == Profile(GROUP, "Методическая служба", "methodist_test")
    assert fake.settings == {"messages": True, "bots_capabilities": True, "bots_start_button": True}
    assert fake.events_on["message_event"]
    assert vk.link(Profile(GROUP, "", "methodist_test"), "inv_1") == "https://vk.me/methodist_test?ref=inv_1"


async def test_a_key_that_may_not_manage_is_warned_about_and_used(fake, vk, caplog):
    fake.manage = False
    await vk.connect()
    assert "groups.setLongPollSettings" in caplog.text
    assert "message_event" in caplog.text
    told = len(caplog.records)
    await vk.connect()
    assert len(caplog.records) == told


async def test_a_queue_that_is_switched_off_and_may_not_be_switched_on_is_no_connection(fake, vk):
    fake.manage, fake.events_on["enabled"] = False, False
    with pytest.raises(TelegramBadRequest, match="not enabled"):
        await vk.connect()


async def test_a_wrong_key_is_unauthorized_and_an_address_without_its_last_slash_works(fake):
    stranger = VkMessenger("vk1.a.other", GROUP, fake.api_url.rstrip("/"))
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.connect()
    await stranger.close()


# -- receiving


async def test_the_first_look_only_learns_the_place_and_does_not_wait(fake, vk):
    vk.long_poll = 25
    fake.person(1).says("раньше")
    await vk.connect()
    async with asyncio.timeout(2):
        fetched = await vk.fetch(None)
    assert (fetched.updates, fetched.cursor) == ([], "2")
    assert fake.count("a_check") == 0


async def test_what_a_person_says_arrives_with_her_name_and_a_way_to_answer(fake, vk):
    fake.person(7, "Ольга").says("Здравствуйте 😀")
    message = (await last(vk)).message
    assert (message.text, message.from_user.full_name) == ("Здравствуйте 😀", "Ольга Петрова")
    assert (message.chat.id, message.chat.type, message.message_id) == (7, "private", 1)
    await message.answer("<b>Добрый</b> день")
    [seen] = fake.person(7).messages
    assert (seen.text, seen.entities[0].kind, seen.message_id) == ("Добрый день", "bold", 2)


async def test_the_same_events_have_the_same_numbers_when_they_come_again(fake, vk):
    fake.person(1).comes_by_link_and_says("school5", "добрый день")
    first, again = await news(vk), await news(vk)
    assert [it.update_id for it in first] == [it.update_id for it in again]
    assert len({it.update_id for it in first}) == len(first) == 3
    assert all(0 < it.update_id < 1 << 63 for it in first)


async def test_names_are_asked_for_once_and_their_absence_stops_nobody(fake, vk):
    fake.fail_next("server", "users.get", times=3)
    fake.person(1).says("раз")
    assert (await last(vk)).message.from_user.first_name == ""
    fake.person(2, "Вера").says("два")
    names = [it.message.from_user.first_name for it in await news(vk) if it.message]
    assert names == ["Анна", "Вера"]
    before = fake.count("users.get")
    await news(vk)
    assert fake.count("users.get") == before


async def test_the_start_button_and_a_link_lead_to_a_start_command(fake, vk):
    fake.person(1).starts()
    fake.person(2).starts("inv_1")
    fake.person(3).comes_by_link_and_says("inv_2", "здравствуйте")
    assert await words(vk) == ["/start", "/start inv_1", "/start inv_2", "здравствуйте"]


async def test_the_payload_of_a_text_button_counts_for_nothing(fake, vk):
    fake.person(1).sends({"text": "Меню", "payload": json.dumps({"d": "delete:everything", "command": "grant"})})
    fake.person(1).sends({"text": "Меню", "payload": "не JSON", "ref": "два слова"})
    assert await words(vk) == ["Меню", "Меню"]


async def test_blocking_and_allowing_come_as_membership(fake, vk):
    fake.person(1).says("привет")
    fake.person(1).blocks()
    fake.person(1).unblocks()
    changes = [it.my_chat_member for it in await news(vk) if it.my_chat_member]
    assert [it.new_chat_member.status for it in changes] == ["member", "kicked", "member"]
    assert changes[1].chat.id == 1


async def test_an_answer_to_a_message_says_to_which(fake, vk):
    person = fake.person(1)
    person.says("вопрос")
    reply = {"conversation_message_id": 1, "date": 5, "from_id": -GROUP, "text": "карточка"}
    person.sends({"text": "ответ", "reply_message": reply})
    message = (await last(vk)).message
    assert (message.reply_to_message.message_id, message.reply_to_message.text) == (1, "карточка")
    await message.reply("понятно")
    assert person.messages[-1].reply_to == 2


async def test_a_group_chat_is_marked_as_one_and_communities_are_passed_over(fake, vk):
    fake.person(1).sends({"text": "всем", "peer_id": 2_000_000_005})
    fake.person(1).sends({"text": "от сообщества", "from_id": -5})
    [update] = [it for it in await news(vk) if it.message]
    assert update.message.chat.type == "group"


async def test_events_nobody_asked_for_are_dropped_by_name(fake, vk, caplog):
    caplog.set_level(logging.INFO)
    fake.push("wall_post_new", {"text": "секрет"})
    assert await news(vk) == []
    assert "wall_post_new" in caplog.text
    assert "секрет" not in caplog.text


async def test_a_lost_key_a_forgotten_history_and_a_lost_place_are_overcome(fake, vk):
    fake.person(1).says("раз")
    cursor = (await vk.fetch("0")).cursor
    fake.expire_key()
    fake.person(1).says("два")
    expired = await vk.fetch(cursor)
    assert (expired.updates, expired.cursor) == ([], cursor)
    assert [it.message.text for it in (await vk.fetch(cursor)).updates] == ["два"]
    fake.forget_events()
    outdated = await vk.fetch("0")
    assert (outdated.updates, outdated.cursor) == ([], "3")
    lost = await vk.fetch("999")
    assert (lost.updates, lost.cursor) == ([], "3")


async def test_the_server_of_events_is_renewed_from_time_to_time(fake, vk, monkeypatch):
    cursor = (await vk.fetch(None)).cursor
    await vk.fetch(cursor)
    asked = fake.count("groups.getLongPollServer")
    monkeypatch.setattr("bot.messengers.vk.messenger.RENEWED", -1.0)
    fake.person(501).says("Здравствуйте")
    assert (await vk.fetch(cursor)).updates
    assert fake.count("groups.getLongPollServer") == asked + 1


async def test_a_broken_long_poll_raises_and_the_next_call_starts_anew(fake, vk):
    fake.person(1).says("раз")
    for how, error in (("html", TelegramServerError), ("drop", TelegramNetworkError)):
        fake.fail_next(how, "a_check", times=2 if how == "drop" else 1)  # aiohttp asks once more by itself
        with pytest.raises(error):
            await vk.fetch("0")
    assert await words(vk) == ["раз"]
    await fake.down()
    with pytest.raises(NeverSentError):
        await vk.fetch("0")
    await fake.up()
    assert await words(vk) == ["раз"]


# -- sending


async def test_formatting_counts_in_utf16_and_what_vk_lacks_becomes_plain(fake, vk):
    fake.person(1).says("привет")
    text = '  <b>😀 <i>да</i></b> <code>код</code> <s>нет</s> <a href="https://example.org/">тут</a> &lt;3'
    await vk.bot.send_message(1, text, link_preview_options=LinkPreviewOptions(is_disabled=True))
    [seen] = fake.person(1).messages
    assert seen.text == "😀 да код нет тут <3"
    assert [(it.kind, it.offset, it.length) for it in seen.entities] == [
        ("bold", 0, 5),
        ("italic", 3, 2),
        ("text_link", 14, 3),
    ]
    assert seen.raw["dont_parse_links"] == "1"


@pytest.mark.parametrize(
    "typed",
    [
        "[id1|Павел]",
        "[club1|клуб] и [[public2|x]]",
        "@id1 (Павел)",
        "*id1 (Павел)",
        "@all собрание",
        "@все",
        "слово@id1 (x)",
        "(@durov)",
        "[<b>id1|жирный</b>]",
    ],
)
async def test_no_typed_text_becomes_a_mention(fake, vk, typed):
    fake.person(1).says("привет")
    await vk.bot.send_message(1, f"Анна пишет: {typed} <b>конец</b>")
    [seen] = fake.person(1).messages
    assert seen.mentions == []
    [bold] = [it for it in seen.entities if it.offset + it.length == len(seen.text)]
    assert seen.text[bold.offset :] == "конец"
    assert fake.last("messages.send")["disable_mentions"] == "1"


@pytest.mark.parametrize("address", ["ivanova@school5.ru", "https://t.me/@school", "2*3=6", "a [1] b | c"])
async def test_addresses_stay_as_they_can_be_copied(fake, vk, address):
    fake.person(1).says("привет")
    await vk.bot.send_message(1, address)
    assert fake.last("messages.send")["message"] == address


async def test_a_card_is_tapped_edited_and_answered(fake, vk):
    person = fake.person(1)
    person.starts()
    sent = await vk.bot.send_message(1, "Выберите", reply_markup=card("Математика", "Физика"))
    person.taps("Физика")
    query = (await last(vk)).callback_query
    assert (query.data, query.message.message_id, query.from_user.first_name) == ("d:Физика", sent.message_id, "Анна")
    await query.message.edit_text("Готово", reply_markup=card("Меню"))
    await query.answer("слово " * 30)
    [seen] = person.messages
    assert (seen.text, seen.edited, seen.buttons[0][0].data) == ("Готово", True, "d:Меню")
    [toast] = person.toasts
    assert len(toast) <= 90
    assert toast.endswith("слово…")


async def test_an_edit_without_buttons_takes_them_away(fake, vk):
    fake.person(1).starts()
    sent = await vk.bot.send_message(1, "<b>Выберите</b>", reply_markup=card("да"))
    await sent.edit_text("Готово", reply_markup=InlineKeyboardMarkup(inline_keyboard=[]))
    assert fake.person(1).messages[0].buttons == []
    assert "keyboard" not in fake.last("messages.edit")


async def test_changing_only_the_buttons_keeps_words_formatting_and_files(fake, vk):
    fake.person(1).starts()
    sent = await vk.bot.send_photo(1, BufferedInputFile(PNG, "a.png"), caption="<b>график</b>", reply_markup=card("да"))
    await vk.bot.edit_message_reply_markup(chat_id=1, message_id=sent.message_id, reply_markup=card("нет"))
    await vk.bot.edit_message_reply_markup(chat_id=1, message_id=sent.message_id)
    [seen] = fake.person(1).messages
    assert (seen.text, seen.entities[0].kind, seen.buttons) == ("график", "bold", [])
    assert [it.kind for it in seen.files] == ["photo"]


async def test_changing_a_caption_keeps_the_file(fake, vk):
    fake.person(1).starts()
    sent = await vk.bot.send_photo(1, BufferedInputFile(PNG, "a.png"), caption="до пятницы", reply_markup=card("да"))
    new = {"caption": "до <b>четверга</b>", "parse_mode": "HTML", "reply_markup": card("нет")}
    await vk.bot.edit_message_caption(chat_id=1, message_id=sent.message_id, **new)
    [seen] = fake.person(1).messages
    assert (seen.text, seen.entities[0].kind, seen.button("нет") is not None) == ("до четверга", "bold", True)
    assert [it.kind for it in seen.files] == ["photo"]


async def test_keyboards_keep_to_vks_limits(fake, vk):
    fake.person(1).starts()
    style = {"success": "positive", "danger": "negative", "primary": "primary"}
    rows = [[InlineKeyboardButton(text=name, callback_data="d", style=name)] for name in style]
    rows += [[InlineKeyboardButton(text="Очень длинная надпись на кнопке, которую режут", url="https://example.org")]]
    rows += [[InlineKeyboardButton(text=str(number), callback_data="d") for number in range(6)]]
    await vk.bot.send_message(1, "кнопки", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    [seen] = fake.person(1).messages
    assert [len(row) for row in seen.buttons] == [1, 1, 1, 1, 5, 1]
    assert seen.buttons[3][0].label == "Очень длинная надпись на кнопке…"
    sent = json.loads(fake.last("messages.send")["keyboard"])
    assert [row[0].get("color") for row in sent["buttons"][:4]] == [*style.values(), None]
    await vk.bot.send_message(1, "десять в ряд по одной", reply_markup=card(*"абвгдежзик"))
    assert [len(row) for row in fake.person(1).messages[1].buttons] == [2] * 5
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await vk.bot.send_message(1, "одиннадцать", reply_markup=card(*"абвгдежзикл"))


async def test_the_keyboard_under_the_input_comes_is_tapped_and_goes(fake, vk):
    person = fake.person(1)
    person.starts()
    menu = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню"), KeyboardButton(text="Помощь")]])
    await vk.bot.send_message(1, "вот", reply_markup=menu)
    person.taps("Меню")
    assert await words(vk) == ["/start", "Меню"]
    await vk.bot.send_message(1, "нет", reply_markup=ReplyKeyboardRemove())
    assert person.keyboard is None


async def test_files_go_out_and_are_sent_again_by_their_id(fake, vk):
    person = fake.person(1)
    person.starts()
    photo = await vk.bot.send_photo(1, BufferedInputFile(PNG, "чарт.png"), caption="<i>график</i>")
    await vk.bot.send_photo(1, photo.photo[-1].file_id)
    document = await vk.bot.send_document(1, BufferedInputFile(b"x", "таблица.xlsx"))
    await vk.bot.send_document(1, document.document.file_id.partition("|")[0])
    await vk.bot.send_voice(1, BufferedInputFile(b"OggS", "voice.ogg"))
    await vk.bot.send_video(1, BufferedInputFile(b"mp4", "урок.mp4"))
    files = [(file.kind, file.name, file.data) for seen in person.messages for file in seen.files]
    assert files == [
        *[("photo", "чарт.png", PNG)] * 2,
        *[("document", "таблица.xlsx", b"x")] * 2,
        ("voice", "voice.ogg", b"OggS"),
        ("document", "урок.mp4", b"mp4"),
    ]
    assert person.messages[0].text == "график"
    assert (await vk.bot.download(photo.photo[-1].file_id)).read() == PNG
    with pytest.raises(TelegramBadRequest):
        await vk.bot.send_photo(1, "что попало")
    with pytest.raises(TelegramBadRequest):
        await vk.bot.send_photo(1, BufferedInputFile(b"no picture", "a.png"))
    with pytest.raises(TelegramBadRequest):
        await vk.bot.send_document(1, BufferedInputFile(b"", "пусто.txt"))


@pytest.mark.parametrize(
    ("status", "kind"), [("413", TelegramBadRequest), ("404", TelegramBadRequest), ("429", TelegramServerError)]
)
async def test_a_page_of_the_upload_server_means_the_file_or_the_server(fake, vk, status, kind):
    fake.person(1).starts()
    fake.fail_next(f"html{status}", "upload")
    with pytest.raises(kind):
        await vk.bot.send_document(1, BufferedInputFile(b"x", "a.txt"))


async def test_files_come_in_and_can_be_fetched(fake, vk):
    person = fake.person(1)
    person.sends_photo(b"\xff\xd8\xff", "подпись")
    person.sends_document("план.docx", b"plan")
    person.sends_voice(b"OggS")
    person.sends_video()
    person.sends_sticker()
    photo, document, voice, video, sticker = [it.message for it in await news(vk) if it.message]
    assert (photo.caption, photo.photo[-1].width) == ("подпись", 604)
    assert (await vk.bot.download(photo.photo[-1])).read() == b"\xff\xd8\xff"
    assert (document.document.file_name, (await vk.bot.download(document.document)).read()) == ("план.docx", b"plan")
    assert (await vk.bot.download(voice.voice)).read() == b"OggS"
    assert sticker.sticker.type == "regular"
    with pytest.raises(TelegramBadRequest):
        await vk.bot.download(video.video)


async def test_a_file_over_the_limit_is_refused(fake, vk):
    fake.person(1).sends_document("фильм.mkv", b"\0" * ((20 << 20) + 1))
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await vk.bot.download((await last(vk)).message.document)


async def test_a_message_vk_has_cropped_is_asked_for_whole(fake, vk):
    fake.person(1).sends_album("с линейки", pictures=10)
    found = [it.message for it in await news(vk) if it.message]
    assert [(it.caption, len(it.photo)) for it in found] == [("с линейки", 1), *[(None, 1)] * 9]
    assert len({it.media_group_id for it in found}) == 1
    assert fake.count("messages.getByConversationMessageId") == 1


@pytest.mark.parametrize("how", ["15", "html", "hang"])
async def test_what_stays_cropped_is_told_and_stops_nobody(fake, vk, monkeypatch, how):
    monkeypatch.setattr("bot.messengers.vk.cropped.PATIENCE", 0.2)
    fake.fail_next(how, "messages.getByConversationMessageId", times=3)
    fake.person(1).sends_album("с линейки", pictures=10)
    fake.person(2).says("добрый день")
    lost, picture, other = [it.message for it in await news(vk) if it.message]
    assert (lost.text, lost.photo) == (None, None)
    assert (picture.caption, other.text) == ("с линейки", "добрый день")


@pytest.mark.parametrize(
    ("status", "kind"), [("404", TelegramBadRequest), ("429", TelegramServerError), ("502", TelegramServerError)]
)
async def test_a_page_instead_of_a_file_means_the_file_or_the_server(fake, vk, status, kind):
    fake.person(1).sends_document("план.docx", b"plan")
    document = (await last(vk)).message.document
    fake.fail_next(f"html{status}", "file")
    with pytest.raises(kind):
        await vk.bot.download(document)


async def test_a_file_that_stops_coming_is_not_waited_for(fake, vk, monkeypatch):
    monkeypatch.setattr("bot.messengers.download.STALLED", 0.1)
    fake.person(1).sends_document("план.docx", b"plan")
    document = (await last(vk)).message.document
    fake.fail_next("hang", "file")
    with pytest.raises(TelegramNetworkError):
        await asyncio.wait_for(vk.bot.download(document), 5)
    assert (await vk.bot.download(document)).read() == b"plan"


async def test_typing_is_shown_and_own_messages_are_deleted(fake, vk):
    fake.person(1).starts()
    assert await vk.bot.send_chat_action(1, "upload_document")
    assert fake.person(1).activity == ["file"]
    sent = await vk.bot.send_message(1, "лишнее")
    assert await sent.delete()
    assert fake.person(1).messages == []


# -- refusals


async def test_refusals_carry_telegrams_phrases(fake, vk):
    fake.person(1).starts()
    sent = await vk.bot.send_message(1, "одно")
    fake.person(1).messages[0].raw["at"] -= 25 * 3600
    fake.person(2)
    cases = [
        (vk.bot.send_message(2, "тук-тук"), TelegramForbiddenError, BLOCKED),
        (vk.bot.send_document(2, BufferedInputFile(b"x", "a.txt")), TelegramForbiddenError, BLOCKED),
        (vk.bot.edit_message_text("два", chat_id=1, message_id=99), TelegramBadRequest, EDIT_NOT_FOUND),
        (vk.bot.edit_message_text("два", chat_id=1, message_id=sent.message_id), TelegramBadRequest, EDIT_REFUSED),
        (vk.bot.delete_message(1, 99), TelegramBadRequest, DELETE_REFUSED),
        (vk.bot.answer_callback_query("abc:1:1", "поздно"), TelegramBadRequest, QUERY_TOO_OLD),
        (vk.bot.send_message(1, "я" * 4097), TelegramBadRequest, TEXT_TOO_LONG),
        (vk.bot.send_message(1, "  "), TelegramBadRequest, "Bad Request"),
        (vk.bot(SendDice(chat_id=1)), UnsupportedMethodError, "SendDice"),
    ]
    for call, kind, phrase in cases:
        with pytest.raises(kind) as caught:
            await call
        assert says(caught.value, phrase) or phrase in caught.value.message, phrase


PEER = {"peer_id": 1, "message_id": 5}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("_messages_send", 5),
        ("_messages_send", []),
        ("_messages_send", [PEER]),
        ("_messages_send", [PEER | {"conversation_message_id": None}]),
        ("_messages_send", [PEER | {"error": 901}]),
        ("_docs_get_messages_upload_server", None),
        ("_docs_save", [{"owner_id": 1, "id": 2}]),
        ("_messages_get_by_conversation_message_id", 1),
        ("_messages_get_by_conversation_message_id", {"items": [{"attachments": None}]}),
        ("_messages_get_by_conversation_message_id", {"items": [{"attachments": [{"type": "doc", "doc": None}]}]}),
    ],
)
async def test_an_answer_of_an_unknown_shape_is_the_servers_fault(fake, vk, monkeypatch, name, answer):
    fake.person(1).starts()
    sent = await vk.bot.send_document(1, BufferedInputFile(b"x", "a.txt"))
    monkeypatch.setattr(fake, name, lambda params: answer)
    if name == "_messages_get_by_conversation_message_id":
        call = vk.bot.edit_message_caption(chat_id=1, message_id=sent.message_id, caption="нет")
    else:
        call = vk.bot.send_document(1, BufferedInputFile(b"y", "b.txt"))
    with pytest.raises(TelegramServerError):
        await call


async def test_a_tap_is_forgotten_after_a_minute(fake, vk):
    fake.person(1).starts()
    await vk.bot.send_message(1, "да?", reply_markup=card("да"))
    fake.person(1).taps("да")
    query = (await last(vk)).callback_query
    now = fake.now()
    fake.now = lambda: now + 61
    with pytest.raises(TelegramBadRequest) as caught:
        await query.answer()
    assert says(caught.value, QUERY_TOO_OLD)


async def test_buttons_are_refused_while_the_communitys_bot_features_are_off(fake, vk):
    fake.person(1).starts()
    fake.settings["bots_capabilities"] = False
    with pytest.raises(TelegramUnauthorizedError, match="912"):
        await vk.bot.send_message(1, "да?", reply_markup=card("да"))


# -- exactly once


@pytest.mark.parametrize("how", ["lost", "html", "server", "drop", "36", "43"])
async def test_a_send_without_an_answer_is_repeated_with_its_number_and_arrives_once(fake, vk, how):
    fake.person(1).starts()
    fake.fail_next(how, "messages.send", times=2)
    await vk.bot.send_message(1, "важно")
    assert [it.text for it in fake.person(1).messages] == ["важно"]
    numbers = {call.params["random_id"] for call in fake.calls if call.method == "messages.send"}
    assert len(numbers) == 1
    assert fake.count("messages.send") == 3


async def test_the_number_of_a_message_is_the_one_given_and_drops_its_second(fake, vk):
    fake.person(1).starts()
    token = once.set(4242)
    first = await vk.bot.send_message(1, "важно")
    again = await vk.bot.send_message(1, "важно")
    once.reset(token)
    assert first.message_id == again.message_id
    assert len(fake.person(1).messages) == 1
    assert fake.last("messages.send")["random_id"] == "4242"
    await vk.bot.send_message(1, "важно")
    assert len(fake.person(1).messages) == 2


@pytest.mark.parametrize(
    ("how", "kind"), [("lost", TelegramNetworkError), ("html", TelegramServerError), ("server", TelegramServerError)]
)
async def test_three_failures_end_in_an_error_of_their_kind(fake, vk, how, kind):
    fake.person(1).starts()
    fake.fail_next(how, "messages.send", times=3)
    with pytest.raises(kind) as caught:
        await vk.bot.send_message(1, "важно")
    assert not isinstance(caught.value, NeverSentError)
    assert fake.count("messages.send") == 3


async def test_nothing_was_sent_when_nobody_listens(fake, vk):
    fake.person(1).starts()
    await fake.down()
    with pytest.raises(NeverSentError):
        await vk.bot.send_message(1, "важно")


async def test_a_burst_keeps_under_twenty_calls_a_second(fake, vk):
    fake.person(1).starts()
    await asyncio.gather(*(vk.bot.send_message(1, str(number)) for number in range(30)))
    assert len(fake.person(1).messages) == 30
    fake.fail_next("flood", "messages.send")
    with pytest.raises(TelegramRetryAfter) as caught:
        await vk.bot.send_message(1, "ещё")
    assert caught.value.retry_after == 1


async def test_the_key_and_what_people_wrote_never_reach_the_log_or_an_error(fake, vk, caplog):
    caplog.set_level(logging.DEBUG)
    fake.person(1).says("секрет")
    fake.push_raw({"type": "message_new", "object": {"message": "секрет"}, "event_id": "1"})
    for how in ("drop", "html", "server"):
        fake.fail_next(how, "messages.send", times=3)
        with pytest.raises(TelegramAPIError) as caught:
            await vk.bot.send_message(1, "секрет")
        logging.getLogger("test").error("failed", exc_info=caught.value)
    await vk.fetch("0")
    text = caplog.text.replace('await vk.bot.send_message(1, "секрет")', "")
    assert TOKEN not in text
    assert fake._key not in text
    assert "секрет" not in text


async def test_the_bots_token_is_none_and_its_number_is_the_community(vk):
    assert (vk.bot.token, vk.bot.id) == (f"{GROUP}:vk", GROUP)


async def test_the_fake_knows_when_everything_was_taken(fake, vk):
    vk.long_poll = 25
    fake.person(1).says("раз")
    cursor = (await vk.fetch("0")).cursor
    with pytest.raises(TimeoutError):
        await fake.settled(0.05)
    waiting = asyncio.create_task(vk.fetch(cursor))
    await fake.settled()
    fake.person(1).says("два")
    assert [it.message.text for it in (await waiting).updates] == ["два"]


async def test_what_is_neither_html_nor_plain_is_refused(fake, vk):
    fake.person(1).starts()
    with pytest.raises(UnsupportedMethodError):
        await vk.bot.send_message(1, "*звёздочки*", parse_mode="MarkdownV2")
    await vk.bot.send_message(1, "2 < 3 & <b>", parse_mode=None)
    assert fake.person(1).messages[0].text == "2 < 3 & <b>"
