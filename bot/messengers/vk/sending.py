"""Translators of what is sent: VK has no captions, so text and file are one message everywhere."""

import secrets
from datetime import timedelta
from typing import Any

from aiogram.methods import SendChatAction, SendDocument, SendMessage, SendPhoto, SendVideo, SendVoice
from aiogram.types import Chat, Document, Message, PhotoSize, ReplyParameters, Video, Voice

from bot.messengers.base import degraded, once
from bot.messengers.vk.errors import VkError
from bot.messengers.vk.files import Attached, upload_document, upload_photo
from bot.messengers.vk.keyboard import vk_keyboard
from bot.messengers.vk.session import VK, VkSession, rendered, without_preview

Sending = SendMessage | SendPhoto | SendDocument | SendVoice | SendVideo

ACTIVITIES = {
    "upload_photo": "photo",
    "upload_document": "file",
    "upload_video": "video",
    "record_video": "video",
    "upload_voice": "audiomessage",
    "record_voice": "audiomessage",
}


@VK.translates(SendMessage)
async def send_message(vk: VkSession, method: SendMessage) -> Message:
    return await _send(vk, method, method.text, dont_parse_links=without_preview(method))


@VK.translates(SendPhoto)
async def send_photo(vk: VkSession, method: SendPhoto) -> Message:
    file = await upload_photo(vk.call, method, int(method.chat_id), method.photo)
    size = PhotoSize(file_id=file.file_id, file_unique_id=file.attachment, width=0, height=0)
    return await _send(vk, method, method.caption, file, photo=[size])


@VK.translates(SendDocument)
async def send_document(vk: VkSession, method: SendDocument) -> Message:
    file = await upload_document(vk.call, method, int(method.chat_id), method.document)
    document = Document(file_id=file.file_id, file_unique_id=file.attachment)
    return await _send(vk, method, method.caption, file, document=document)


@VK.translates(SendVoice)
async def send_voice(vk: VkSession, method: SendVoice) -> Message:
    file = await upload_document(vk.call, method, int(method.chat_id), method.voice, kind="audio_message")
    voice = Voice(file_id=file.file_id, file_unique_id=file.attachment, duration=_seconds(method.duration))
    return await _send(vk, method, method.caption, file, voice=voice)


@VK.translates(SendVideo)
async def send_video(vk: VkSession, method: SendVideo) -> Message:
    """A community may not upload videos into dialogues: they go as documents."""
    degraded("vk", "videos")
    file = await upload_document(vk.call, method, int(method.chat_id), method.video)
    video = Video(file_id=file.file_id, file_unique_id=file.attachment, width=0, height=0, duration=0)
    return await _send(vk, method, method.caption, file, video=video)


@VK.translates(SendChatAction)
async def send_chat_action(vk: VkSession, method: SendChatAction) -> bool:
    activity = ACTIVITIES.get(str(method.action), "typing")
    return bool(await vk.call("messages.setActivity", peer_id=int(method.chat_id), type=activity))


async def _send(
    vk: VkSession,
    method: Sending,
    text: str | None,
    file: Attached | None = None,
    dont_parse_links: bool | None = None,
    **content: Any,
) -> Message:
    """One messages.send. `peer_ids`, even with one: only then the number in the dialogue comes back."""
    peer = int(method.chat_id)
    shown = rendered(method, text)
    answer = await vk.call(
        "messages.send",
        peer_ids=[peer],
        random_id=once.get() or secrets.randbelow(2**31 - 1) + 1,
        message=shown.message or None,
        format_data=shown.format_data,
        attachment=file.attachment if file else None,
        keyboard=vk_keyboard(method.reply_markup),
        forward=_reply(peer, method.reply_parameters),
        dont_parse_links=dont_parse_links,
        disable_mentions=True,
    )
    content |= {"caption" if file else "text": shown.message or None}
    message = Message(message_id=_number(answer), date=vk.clock(), chat=Chat(id=peer, type="private"), **content)
    return message.as_(method.bot)


def _number(answer: Any) -> int:
    """The message's number in the dialogue; errors of the recipient sit inside the good answer."""
    if error := answer[0].get("error"):
        raise VkError(error.get("code", 1), str(error.get("description", "")), of_one=True)
    return int(answer[0]["conversation_message_id"])


def _reply(peer: int, reply: ReplyParameters | None) -> dict[str, Any] | None:
    if reply is None:
        return None
    return {"peer_id": peer, "conversation_message_ids": [reply.message_id], "is_reply": True}


def _seconds(duration: int | timedelta | None) -> int:
    return int(duration.total_seconds()) if isinstance(duration, timedelta) else duration or 0
