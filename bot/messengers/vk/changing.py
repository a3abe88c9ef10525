"""Translators of what changes or answers something already there, and of fetching a file."""

from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
)
from aiogram.types import Chat, File, Message

from bot.messengers.errors import EDIT_NOT_FOUND, FILE_WRONG, refusal
from bot.messengers.limits import LIMITS, shortened
from bot.messengers.vk.errors import VkError
from bot.messengers.vk.files import address_of, attached
from bot.messengers.vk.keyboard import vk_keyboard
from bot.messengers.vk.session import VK, VkSession, rendered, without_preview

KEPT = ("photo", "doc", "audio_message", "video", "audio")


@VK.translates(EditMessageText)
async def edit_message_text(vk: VkSession, method: EditMessageText) -> Message | bool:
    shown = rendered(method, method.text)
    return await _edit(
        vk,
        method,
        message=shown.message,
        format_data=shown.format_data,
        dont_parse_links=without_preview(method),
    )


@VK.translates(EditMessageReplyMarkup)
async def edit_message_reply_markup(vk: VkSession, method: EditMessageReplyMarkup) -> Message | bool:
    item = await _standing(vk, method)
    text, format_data = item.get("text") or None, item.get("format_data") or None
    return await _edit(vk, method, message=text, format_data=format_data, attachment=_files(item))


@VK.translates(EditMessageCaption)
async def edit_message_caption(vk: VkSession, method: EditMessageCaption) -> Message | bool:
    """VK has no captions, only texts of messages whose files have to be named again."""
    item, shown = await _standing(vk, method), rendered(method, method.caption)
    text = shown.message or None
    return await _edit(vk, method, message=text, format_data=shown.format_data, attachment=_files(item))


async def _standing(vk: VkSession, method: EditMessageReplyMarkup | EditMessageCaption) -> dict[str, Any]:
    """VK edits whole messages only: what stays has to be read first and sent again. Raises TelegramBadRequest."""
    found = await vk.call(
        "messages.getByConversationMessageId",
        peer_id=int(method.chat_id or 0),
        conversation_message_ids=[method.message_id],
    )
    if not found.get("items"):
        raise refusal(EDIT_NOT_FOUND, method)
    item: dict[str, Any] = found["items"][0]
    return item


def _files(item: dict[str, Any]) -> list[str] | None:
    """What the message carries, as VK wants it named."""
    found = (it for it in item.get("attachments", []) if it["type"] in KEPT)
    return [attached(it["type"], it[it["type"]]).attachment for it in found] or None


async def _edit(
    vk: VkSession, method: EditMessageText | EditMessageReplyMarkup | EditMessageCaption, **content: Any
) -> Message | bool:
    """One messages.edit; leaving the keyboard out takes the buttons away."""
    peer, number = int(method.chat_id or 0), method.message_id or 0
    await vk.call(
        "messages.edit",
        peer_id=peer,
        cmid=number,
        keyboard=vk_keyboard(method.reply_markup),
        disable_mentions=True,
        keep_forward_messages=True,
        **content,
    )
    chat = Chat(id=peer, type="private")
    message = Message(message_id=number, date=vk.clock(), chat=chat, text=content["message"])
    return message.as_(method.bot)


@VK.translates(DeleteMessage)
async def delete_message(vk: VkSession, method: DeleteMessage) -> bool:
    peer = int(method.chat_id)
    answer = await vk.call("messages.delete", peer_id=peer, cmids=[method.message_id], delete_for_all=True)
    for item in answer if isinstance(answer, list) else []:
        if error := item.get("error"):
            raise VkError(error.get("code", 1), str(error.get("description", "")))
    return True


@VK.translates(AnswerCallbackQuery)
async def answer_callback_query(vk: VkSession, method: AnswerCallbackQuery) -> bool:
    """The id is event:user:peer (see updates); VK forgets the event after a minute."""
    event_id, user_id, peer_id = method.callback_query_id.rsplit(":", 2)
    data: dict[str, Any] | None = None
    if method.text:
        data = {"type": "show_snackbar", "text": shortened(method.text, LIMITS["vk"].toast)}
    elif method.url:
        data = {"type": "open_link", "link": method.url}
    await vk.call(
        "messages.sendMessageEventAnswer", event_id=event_id, user_id=user_id, peer_id=peer_id, event_data=data
    )
    return True


@VK.translates(GetFile)
async def get_file(vk: VkSession, method: GetFile) -> File:
    """Nothing to ask: the id carries the address it came with."""
    address = address_of(method.file_id)
    if address is None:
        raise refusal(FILE_WRONG, method)
    return File(file_id=method.file_id, file_unique_id=method.file_id.partition("|")[0], file_path=address)
