from datetime import UTC, datetime

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import GetMe
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.messengers.base import UnsupportedMethodError, once
from tests.messengers.browser_events import CHAT, NOW, PNG, open_messenger, received

OK = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes", style="success")]])


@pytest.fixture
async def messenger():
    return await open_messenger()


@pytest.fixture
def bot(messenger):
    return messenger.bot


async def test_formatted_text_is_kept_as_plain_text_with_spans_in_utf_16_units(messenger, bot):
    sent = await bot.send_message(CHAT, '🎓 <b>МО</b> &lt;3 <a href="https://x.ru">тут</a>', reply_markup=OK)
    [(key, body)] = await messenger.hub.store.history(CHAT, 9)
    assert (key, sent.text) == (sent.message_id, "🎓 МО <3 тут")
    assert body["spans"] == [
        {"offset": 3, "length": 2, "kind": "bold"},
        {"offset": 9, "length": 3, "kind": "text_link", "url": "https://x.ru"},
    ]
    assert body["rows"] == [[{"label": "Да", "data": "yes", "style": "success"}]]


@pytest.mark.parametrize(
    ("text", "phrase"), [("", "text is empty"), ("<b> </b>", "text is empty"), ("ы" * 4097, "is too long")]
)
async def test_a_text_telegram_would_refuse_is_refused(bot, text, phrase):
    with pytest.raises(TelegramBadRequest, match=phrase):
        await bot.send_message(CHAT, text)


@pytest.mark.parametrize(
    "button",
    [{"callback_data": "ы" * 33}, {"callback_data": ""}, {"url": "javascript:alert(1)"}, {}, {"url": "tg://x"}],
)
async def test_a_button_telegram_would_refuse_is_refused(bot, button):
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", **button)]])
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(CHAT, "text", reply_markup=markup)


async def test_too_many_buttons_are_refused(bot):
    rows = [[InlineKeyboardButton(text="x", callback_data="x")] for _ in range(101)]
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(CHAT, "text", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def test_nothing_is_sent_where_every_session_has_ended(messenger, bot):
    await messenger.hub.store.close_session("own")
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(CHAT, "text")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message("@name", "text")


async def test_a_method_outside_the_closed_list_is_refused_aloud(bot):
    with pytest.raises(UnsupportedMethodError, match="browser has no GetMe"):
        await bot(GetMe())


async def test_a_message_sent_twice_under_one_number_is_one_message(messenger, bot):
    once.set(5)
    first, second = await bot.send_message(CHAT, "one"), await bot.send_message(CHAT, "one")
    assert first.message_id == second.message_id
    assert len(await messenger.hub.store.history(CHAT, 9)) == 1


async def test_an_edit_replaces_text_and_buttons_in_place(messenger, bot):
    sent = await bot.send_message(CHAT, "one", reply_markup=OK)
    with messenger.hub.page(CHAT) as changes:
        edited = await sent.edit_text("<i>two</i>")
    change = changes.get_nowait()
    assert (change["id"], change["body"]["text"], change["body"]["rows"]) == (sent.message_id, "two", [])
    assert change["body"]["edited"] == int(NOW.timestamp())
    assert edited.message_id == sent.message_id
    await sent.edit_reply_markup(reply_markup=OK)
    assert (await messenger.hub.store.message(CHAT, sent.message_id))["rows"][0][0]["data"] == "yes"


async def test_a_caption_is_edited_under_its_file_and_only_there(messenger, bot):
    sent = await bot.send_photo(CHAT, BufferedInputFile(PNG, "chart.png"), caption="<b>10</b>")
    await sent.edit_caption(caption="<i>11</i>", reply_markup=OK)
    body = await messenger.hub.store.message(CHAT, sent.message_id)
    assert (body["text"], body["spans"][0]["kind"], body["file"]["width"]) == ("11", "italic", 640)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_caption(caption="<i>11</i>", reply_markup=OK)
    plain = await bot.send_message(CHAT, "one")
    with pytest.raises(TelegramBadRequest, match="no caption in the message"):
        await plain.edit_caption(caption="two")


async def test_an_edit_that_changes_nothing_says_so_in_telegrams_words(bot):
    sent = await bot.send_message(CHAT, "one", reply_markup=OK)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("one", reply_markup=OK)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_reply_markup(reply_markup=OK)


async def test_only_a_known_message_of_ours_can_be_edited_or_deleted(messenger, bot):
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=99)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(CHAT, 99)
    said = (await received(messenger, kind="text", text="привет")).message
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=said.message_id)
    photo = await bot.send_photo(CHAT, BufferedInputFile(PNG, "chart.png"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=CHAT, message_id=photo.message_id)


async def test_a_deleted_message_leaves_the_page_and_the_history(messenger, bot):
    sent = await bot.send_message(CHAT, "one")
    with messenger.hub.page(CHAT) as changes:
        await sent.delete()
    assert changes.get_nowait() == {"type": "gone", "id": sent.message_id}
    assert await messenger.hub.store.history(CHAT, 9) == []


async def test_a_reply_must_answer_a_message_of_this_chat(messenger, bot):
    sent = await bot.send_message(CHAT, "one")
    await sent.reply("two")
    assert (await messenger.hub.store.history(CHAT, 9))[-1][1]["reply"] == sent.message_id
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(CHAT, "x", reply_parameters=ReplyParameters(message_id=99))
    lenient = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    assert await bot.send_message(CHAT, "x", reply_parameters=lenient)


async def test_the_keyboard_under_the_input_is_set_and_taken_away(messenger, bot):
    await bot.send_message(CHAT, "x", reply_markup=ReplyKeyboardMarkup(keyboard=[[{"text": "Меню"}]]))
    await bot.send_message(CHAT, "y", reply_markup=ReplyKeyboardRemove())
    assert [body["keyboard"] for _, body in await messenger.hub.store.history(CHAT, 9)] == [[["Меню"]], []]


async def test_a_picture_carries_its_size_and_can_be_sent_again_by_its_id(messenger, bot):
    sent = await bot.send_photo(CHAT, BufferedInputFile(PNG, "chart.png"), caption="<b>10</b>")
    body = await messenger.hub.store.message(CHAT, sent.message_id)
    assert (body["file"]["width"], body["file"]["height"], body["text"]) == (640, 480, "10")
    again = await bot.send_photo(CHAT, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(CHAT, BufferedInputFile(b"<svg/>", "chart.svg"))
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_document(CHAT, "https://x.ru/a.png")


async def test_a_file_sent_on_to_another_chat_becomes_that_chats_own(messenger, bot):
    await messenger.hub.store.open_session("other", 5, datetime(2026, 12, 1, tzinfo=UTC))
    first = await bot.send_document(CHAT, BufferedInputFile(b"%PDF", "Приказ № 86.pdf"))
    second = await bot.send_document(5, first.document.file_id)
    assert second.document.file_id != first.document.file_id
    assert await messenger.hub.file(5, first.document.file_id) is None
    assert (await messenger.hub.file(5, second.document.file_id)).data == b"%PDF"


@pytest.mark.parametrize("method", ["send_voice", "send_video"])
async def test_voice_and_video_are_sent_as_what_they_are(messenger, bot, method):
    sent = await getattr(bot, method)(CHAT, BufferedInputFile(b"OggS", "a.ogg"))
    assert (await messenger.hub.store.message(CHAT, sent.message_id))["file"]["kind"] == method[5:]


async def test_an_empty_file_and_a_long_caption_are_refused(bot):
    with pytest.raises(TelegramBadRequest, match="non-empty"):
        await bot.send_document(CHAT, BufferedInputFile(b"", "a.txt"))
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_document(CHAT, BufferedInputFile(b"x", "a.txt"), caption="x" * 4097)


async def test_an_answer_to_a_tap_reaches_the_page_that_tapped(messenger, bot):
    card = await bot.send_message(CHAT, "one", reply_markup=OK)
    update = await received(messenger, kind="tap", message=card.message_id, data="yes")
    query = update.callback_query
    assert (query.data, query.message.message_id, query.message.chat.id) == ("yes", card.message_id, CHAT)
    with messenger.hub.page(CHAT) as changes:
        await query.answer("Готово")
        await query.message.edit_text("two")
    toast = {"type": "answer", "event": "event-0001", "text": "Готово", "alert": False}
    assert changes.get_nowait() == toast
    assert changes.get_nowait()["body"]["text"] == "two"


async def test_an_answer_to_nothing_or_too_long_an_answer_is_refused(bot):
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("nonsense")
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query("1:event-0001", "x" * 201)


async def test_typing_is_shown(messenger, bot):
    with messenger.hub.page(CHAT) as changes:
        await bot.send_chat_action(CHAT, "typing")
    assert changes.get_nowait() == {"type": "typing"}


async def test_who_we_are_and_our_links(messenger):
    profile = await messenger.connect()
    assert messenger.link(profile, "abc_1") == "https://bot.example/enter/abc_1"
    assert messenger.bot.id == 1
