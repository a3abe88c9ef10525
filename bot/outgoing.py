"""The one exit of screens: parts in order, the card edited after a tap, personal ones only where they may go."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageCaption,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
)
from aiogram.types import BufferedInputFile, LinkPreviewOptions

from .answering import Outcome
from .messengers.base import Bulk, once
from .messengers.pacer import Recent
from .screen import File, Part, Screen, inline, under_input
from .uploads import Uploads

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TAP_PATIENCE = 5.0
"""Seconds for stopping a button's waiting sign: the screen it brings does not wait longer for that."""
CHANGED_NOTHING = "not modified"
CARD_GONE = (
    "message to edit not found",
    "can't be edited",
    "message identifier is not specified",
    "MESSAGE_ID_INVALID",  # deleted a moment ago, and Telegram's own server has not heard of it
    "no text in the message to edit",  # it holds a file
    "no caption in the message to edit",  # it should hold one, but the messenger refused it
)

log = logging.getLogger(__name__)


def head(error: TelegramAPIError) -> str:
    """A refusal's words before the second colon: what follows may quote what was to be shown."""
    return ":".join(error.message.split(":")[:2])


@dataclass(frozen=True, slots=True)
class Exit:
    """What may leave through one messenger; `instead` is the public screen shown in place of a personal one."""

    bot: Bot
    personal_data: bool
    instead: Callable[[], Screen]
    uploads: Uploads
    recent: Recent = field(default_factory=Recent)
    """The chats a message has just been put into."""

    def permitted(self, screen: Screen) -> Screen:
        if self.personal_data or not screen.is_personal:
            return screen
        return self.instead()

    async def answer_tap(self, callback: str, screen: Screen | None) -> None:
        """Stop the button's waiting sign; an answer that comes too late is no error. Raises aiogram's errors."""
        toast = self.permitted(screen).toast if screen else ""
        try:
            async with asyncio.timeout(TAP_PATIENCE):
                await self.bot(AnswerCallbackQuery(callback_query_id=callback, text=toast or None))
        except TelegramBadRequest as error:
            log.info("a tap was not answered: %s", head(error))
        except TimeoutError:
            log.info("a tap was not answered: no answer came")

    async def show(self, chat: int, outcome: Outcome, shown: Callable[[int, int | None], None]) -> None:
        """Send what is missing of the outcome's screen; `shown(count, message id)` follows every part that has left.

        Raises aiogram's errors; what had left by then has been reported.
        """
        if outcome.screen is None:
            return
        screen = self.permitted(outcome.screen)
        parts = screen.parts
        for number in range(min(outcome.shown, len(parts)), len(parts)):
            part = parts[number]
            last = number == len(parts) - 1
            token = once.set(outcome.once + number)
            try:
                message = await self._put(chat, part, outcome.card if len(parts) == 1 else None)
            finally:
                once.reset(token)
            shown(outcome.parts if last else number + 1, message if last else None)

    async def deliver(self, chat: int, screen: Screen, number: int, file_id: int | None = None) -> int | None:
        """Send a screen that answers nothing as a new message under this number, perhaps with a kept file; its id.

        Raises aiogram's errors.
        """
        permitted = self.permitted(screen)
        part = replace(_whole(permitted), file_id=file_id if permitted is screen else None)
        token = once.set(number)
        try:
            return await self._put(chat, part, None)
        finally:
            once.reset(token)

    async def change(self, chat: int, message: int, screen: Screen, has_file: bool = False) -> bool:
        """Bring a message that was sent before to this screen; False: it is gone or may not be edited any more.

        Raises aiogram's errors.
        """
        part = self.permitted(screen).parts[-1]
        if not has_file:
            return await self._edited(chat, part, message)
        rows = inline(part.rows)
        method = EditMessageCaption(
            chat_id=chat, message_id=message, caption=part.text, parse_mode="HTML", reply_markup=rows
        )
        return await self._made(method)

    async def deliver_to_many(
        self, bulk: Bulk, chats: Sequence[int], screen: Screen, number: int
    ) -> list[int | TelegramAPIError]:
        """The same to several in one call; for each the message's id or its error. Raises aiogram's errors."""
        part = _whole(self.permitted(screen))
        token = once.set(number)
        try:
            return await bulk.send(chats, _message(chats[0], part))
        finally:
            once.reset(token)

    async def _put(self, chat: int, part: Part, card: int | None) -> int | None:
        """Edit the card where there is one, else send; returns the id of the message that holds the part now."""
        if part.file_id is not None:
            message = await self.uploads.send(chat, part.file_id, part.text, inline(part.rows))
            self.recent.note(chat)
            return message.message_id
        if card is not None and part.file is None and await self._edited(chat, part, card):
            return card
        if part.file is not None:
            method: SendDocument | SendPhoto | SendMessage = _file(chat, part, part.file)
        else:
            method = _message(chat, part)
        message = await self.bot(method)
        self.recent.note(chat)
        return message.message_id

    async def _edited(self, chat: int, part: Part, card: int) -> bool:
        rows = inline(part.rows)
        method = EditMessageText(
            chat_id=chat,
            message_id=card,
            text=part.text,
            parse_mode="HTML",
            reply_markup=rows,
            link_preview_options=NO_PREVIEW,
        )
        return await self._made(method)

    async def _made(self, edit: EditMessageText | EditMessageCaption) -> bool:
        """Whether the message is as it should be now."""
        try:
            await self.bot(edit)
        except TelegramBadRequest as error:
            if CHANGED_NOTHING in error.message:
                return True
            if any(phrase in error.message for phrase in CARD_GONE):
                return False
            raise
        return True


def _whole(screen: Screen) -> Part:
    """A delivery is one message under one number: what is too long is refused and told of, not cut to its end."""
    return Part(screen.text, screen.rows, screen.file)


def _file(chat: int, part: Part, file: File) -> SendDocument | SendPhoto:
    """A picture is seen at once, everything else is opened."""
    made, rows = BufferedInputFile(file.data, file.name), inline(part.rows)
    if file.name.endswith(".png"):
        return SendPhoto(chat_id=chat, photo=made, caption=part.text, parse_mode="HTML", reply_markup=rows)
    return SendDocument(chat_id=chat, document=made, caption=part.text, parse_mode="HTML", reply_markup=rows)


def _message(chat: int, part: Part) -> SendMessage:
    markup = under_input(part.under_input) if part.under_input else inline(part.rows)
    return SendMessage(
        chat_id=chat, text=part.text, parse_mode="HTML", reply_markup=markup, link_preview_options=NO_PREVIEW
    )
