"""The Bot API's closed list of methods, answered by the store and the open pages."""

from collections.abc import AsyncGenerator
from typing import Any, ClassVar

from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNotFound
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    SendChatAction,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import Chat, File, Message, User

from ..base import TranslatingSession, Translators, once
from ..errors import (
    BLOCKED,
    CHAT_NOT_FOUND,
    DELETE_NOT_FOUND,
    EDIT_NOT_FOUND,
    EDIT_REFUSED,
    FILE_WRONG,
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    REPLY_NOT_FOUND,
    refusal,
)
from ..limits import LIMITS
from .api import Hub
from .body import EDITED, captioned, said
from .keyboard import inline_rows, put_keyboard
from .store import Body
from .updates import attached

BROWSER = Translators()


class BrowserSession(TranslatingSession):
    messenger: ClassVar[str] = "browser"
    translators: ClassVar[Translators] = BROWSER

    def __init__(self, hub: Hub) -> None:
        super().__init__(api=TelegramAPIServer(base="", file="{path}"))
        self.hub, self.store = hub, hub.store

    async def send(self, method: TelegramMethod[Any], chat: int, body: Body) -> Message:
        """Keep a message (once, if it carries a number) and draw it; it waits there until somebody opens the page."""
        message_id = await self.store.append(chat, body, once.get())
        self.hub.show(chat, message_id, body)
        return as_message(method, chat, message_id, body)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of a file: its address is its id."""
        kept = await self.store.file(url)
        if kept is None:
            raise TelegramNotFound(GetFile(file_id=url), "Not Found: file not found")
        for start in range(0, len(kept.data), chunk_size):
            yield kept.data[start : start + chunk_size]

    async def close(self) -> None:
        """Nothing is open here: the pages belong to the server."""


def as_message(method: TelegramMethod[Any], chat: int, message_id: int, body: Body) -> Message:
    """What Telegram would return for it, bound to the bot."""
    raw = {
        "message_id": message_id,
        "date": body["time"],
        "chat": Chat(id=chat, type="private"),
        "from": User(id=1, is_bot=True, first_name="bot"),
        **(attached(body["file"]) | {"caption": body["text"] or None} if "file" in body else {"text": body["text"]}),
    }
    return Message.model_validate(raw, context={"bot": method.bot})


async def open_chat(session: BrowserSession, method: TelegramMethod[Any], chat: int | str | None) -> int:
    """The chat to write to. Raises TelegramForbiddenError where every session has ended: nobody will read it.

    Pages still open there learn it at once: she may have erased herself and must not go on seeing what was.
    """
    if not isinstance(chat, int) or chat <= 0:
        raise refusal(CHAT_NOT_FOUND, method)
    if not await session.store.reachable(chat, session.hub.clock()):
        session.hub.publish(chat, {"type": "recheck"})
        raise refusal(BLOCKED, method)
    return chat


async def reply_to(session: BrowserSession, method: Any, chat: int) -> int | None:
    """The message answered. Raises TelegramBadRequest where there is none."""
    wanted = method.reply_parameters
    if wanted is None or await session.store.message(chat, wanted.message_id):
        return wanted.message_id if wanted else None
    if wanted.allow_sending_without_reply is True:
        return None
    raise refusal(REPLY_NOT_FOUND, method)


async def card(
    session: BrowserSession, method: EditMessageText | EditMessageReplyMarkup | EditMessageCaption
) -> tuple[int, int, Body]:
    """The message of ours that an edit means. Raises TelegramBadRequest."""
    chat = await open_chat(session, method, method.chat_id)
    body = await session.store.message(chat, method.message_id or 0)
    if body is None or not method.message_id:
        raise refusal(EDIT_NOT_FOUND, method)
    if body["from"] != "bot":
        raise refusal(EDIT_REFUSED, method)
    return chat, method.message_id, body


async def redraw(
    session: BrowserSession, method: TelegramMethod[Any], chat: int, message_id: int, old: Body, new: Body
) -> Message:
    """Put the changed message in the place of the old one. Raises TelegramBadRequest where nothing changed."""
    if {key: old.get(key) for key in EDITED} == {key: new.get(key) for key in EDITED}:
        raise refusal(NOT_MODIFIED, method)
    if not await session.store.edit(chat, message_id, new):
        raise refusal(EDIT_NOT_FOUND, method)
    session.hub.show(chat, message_id, new)
    return as_message(method, chat, message_id, new)


@BROWSER.translates(SendMessage)
async def send_message(session: BrowserSession, method: SendMessage) -> Message:
    chat = await open_chat(session, method, method.chat_id)
    body = said(method, session.hub.clock())
    put_keyboard(method, body, method.reply_markup)
    if replied := await reply_to(session, method, chat):
        body["reply"] = replied
    return await session.send(method, chat, body)


@BROWSER.translates(EditMessageText)
async def edit_text(session: BrowserSession, method: EditMessageText) -> Message | bool:
    chat, message_id, old = await card(session, method)
    if "file" in old:
        raise refusal("Bad Request: there is no text in the message to edit", method)
    now = session.hub.clock()
    body = {**old, **said(method, now), "time": old["time"], "edited": int(now.timestamp())}
    body["rows"] = inline_rows(method, method.reply_markup)
    return await redraw(session, method, chat, message_id, old, body)


@BROWSER.translates(EditMessageCaption)
async def edit_caption(session: BrowserSession, method: EditMessageCaption) -> Message | bool:
    chat, message_id, old = await card(session, method)
    if "file" not in old:
        raise refusal("Bad Request: there is no caption in the message to edit", method)
    now = session.hub.clock()
    body = {**old, **captioned(method, now, old["file"]), "time": old["time"], "edited": int(now.timestamp())}
    body["rows"] = inline_rows(method, method.reply_markup)
    return await redraw(session, method, chat, message_id, old, body)


@BROWSER.translates(EditMessageReplyMarkup)
async def edit_markup(session: BrowserSession, method: EditMessageReplyMarkup) -> Message | bool:
    chat, message_id, old = await card(session, method)
    return await redraw(
        session, method, chat, message_id, old, {**old, "rows": inline_rows(method, method.reply_markup)}
    )


@BROWSER.translates(DeleteMessage)
async def delete_message(session: BrowserSession, method: DeleteMessage) -> bool:
    chat = await open_chat(session, method, method.chat_id)
    if not await session.store.delete(chat, method.message_id):
        raise refusal(DELETE_NOT_FOUND, method)
    session.hub.publish(chat, {"type": "gone", "id": method.message_id})
    return True


@BROWSER.translates(AnswerCallbackQuery)
async def answer(session: BrowserSession, method: AnswerCallbackQuery) -> bool:
    """A toast, or an alert that wants an OK; without a text it only frees the button."""
    chat, _, event = method.callback_query_id.partition(":")
    if not chat.isdecimal() or not event:
        raise refusal(QUERY_TOO_OLD, method)
    if len(method.text or "") > LIMITS["browser"].toast:
        raise refusal("Bad Request: MESSAGE_TOO_LONG", method)
    toast = {"text": method.text or "", "alert": bool(method.show_alert)}
    session.hub.publish(int(chat), {"type": "answer", "event": event, **toast})
    return True


@BROWSER.translates(SendChatAction)
async def typing(session: BrowserSession, method: SendChatAction) -> bool:
    chat = await open_chat(session, method, method.chat_id)
    session.hub.publish(chat, {"type": "typing"})
    return True


@BROWSER.translates(GetFile)
async def get_file(session: BrowserSession, method: GetFile) -> File:
    kept = await session.store.file(method.file_id)
    if kept is None:
        raise refusal(FILE_WRONG, method)
    unique = method.file_id
    return File(file_id=unique, file_unique_id=unique, file_size=len(kept.data), file_path=unique)
