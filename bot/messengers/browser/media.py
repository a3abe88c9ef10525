"""Files the bot sends: new ones are kept for the chat, known ones are given to it by their id."""

from typing import Any

from aiogram.methods import SendDocument, SendPhoto, SendVideo, SendVoice
from aiogram.types import InputFile, Message

from ..errors import FILE_TOO_BIG, FILE_WRONG, refusal
from ..limits import LIMITS
from .body import captioned
from .files import Kind, described, safe_name, safe_type
from .keyboard import put_keyboard
from .session import BROWSER, BrowserSession, open_chat, reply_to
from .store import Kept

LIMIT = LIMITS["browser"]


@BROWSER.translates(SendPhoto)
async def send_photo(session: BrowserSession, method: SendPhoto) -> Message:
    return await _send(session, method, method.photo, "photo", LIMIT.photo_out)


@BROWSER.translates(SendDocument)
async def send_document(session: BrowserSession, method: SendDocument) -> Message:
    return await _send(session, method, method.document, "document", LIMIT.file_out)


@BROWSER.translates(SendVoice)
async def send_voice(session: BrowserSession, method: SendVoice) -> Message:
    return await _send(session, method, method.voice, "voice", LIMIT.file_out)


@BROWSER.translates(SendVideo)
async def send_video(session: BrowserSession, method: SendVideo) -> Message:
    return await _send(session, method, method.video, "video", LIMIT.file_out)


async def _send(session: BrowserSession, method: Any, file: InputFile | str, kind: Kind, most: int) -> Message:
    chat = await open_chat(session, method, method.chat_id)
    replied = await reply_to(session, method, chat)
    file_id, kept = await _given(session, method, chat, file, most)
    if kind == "photo" and not kept.mime.startswith("image/"):
        raise refusal("Bad Request: IMAGE_PROCESS_FAILED", method)
    body = captioned(method, session.hub.clock(), {})
    put_keyboard(method, body, method.reply_markup)
    if replied:
        body["reply"] = replied
    body["file"] = described(file_id, kept, kind)
    return await session.send(method, chat, body)


async def _given(session: BrowserSession, method: Any, chat: int, file: InputFile | str, most: int) -> tuple[str, Kept]:
    """The file to send, as this chat's own: files are never shared between chats. Raises TelegramBadRequest."""
    if isinstance(file, str):
        known = await session.store.file(file)
        if known is None:
            raise refusal(FILE_WRONG, method)
        return (file, known) if known.chat == chat else await _keep(session, known._replace(chat=chat))
    data = b"".join([chunk async for chunk in file.read(method.bot)])
    if not data or len(data) > most:
        raise refusal(FILE_TOO_BIG if data else "Bad Request: file must be non-empty", method)
    name = safe_name(file.filename or "file")
    claimed = "audio/ogg" if isinstance(method, SendVoice) else "video/mp4" if isinstance(method, SendVideo) else ""
    return await _keep(session, Kept(chat, name, safe_type(name, data, claimed), data))


async def _keep(session: BrowserSession, kept: Kept) -> tuple[str, Kept]:
    return await session.store.save_file(*kept), kept
