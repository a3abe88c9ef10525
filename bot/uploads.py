"""Kept files as they leave through one messenger: uploaded once, sent by the messenger's own id from then on."""

import asyncio
import io
import logging
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import NamedTuple
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import SendDocument, SendMessage, SendPhoto, SendVideo, SendVoice
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, Message

from storage.database import Database
from storage.file_copies import Stored, copy, save_copy, stored
from storage.troubles import DatabaseUnavailableError

from .messengers.errors import CHAT_NOT_FOUND, says
from .messengers.limits import EVERY_SCREEN, LIMITS
from .screen import Html

TRIES = 3
"""For a file whose text has left already."""
SIMPLER = {"photo": ("photo", "document"), "video": ("video", "document"), "voice": ("voice", "document")}
"""As what a file is offered to a messenger that refuses it."""

log = logging.getLogger(__name__)


class Copy(NamedTuple):
    """What a messenger took a file as, and its id there."""

    kind: str
    foreign_id: str


async def unknown(recipe: str) -> bytes:
    raise LookupError(recipe)


class Uploads:
    """`instead` is what stands for a file of this name that the messenger refuses in every form.

    `make` follows the recipe of a file that is made when it first leaves.
    """

    def __init__(
        self,
        messenger: str,
        bot: Bot,
        db: Database,
        instead: Callable[[str], Html],
        make: Callable[[str], Awaitable[bytes]] = unknown,
    ) -> None:
        self._messenger, self._bot, self._db, self._instead, self._make = messenger, bot, db, instead, make
        limit = LIMITS[messenger].media_text
        self._caption = EVERY_SCREEN.media_text if limit < EVERY_SCREEN.text else EVERY_SCREEN.text
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def send(self, chat: int, file_id: int, text: Html, markup: InlineKeyboardMarkup | None) -> Message:
        """The file with the text under it, or after it where the messenger has no room; raises aiogram's errors.

        The buttons stand under the file.
        """
        if len(text) <= self._caption:
            return await self._send(chat, file_id, text, markup)
        await self._bot(SendMessage(chat_id=chat, text=text, parse_mode="HTML"))
        for _ in range(TRIES - 1):
            try:
                return await self._send(chat, file_id, Html(""), markup)
            except TelegramRetryAfter as error:  # the whole again would double the text
                await asyncio.sleep(error.retry_after)
        return await self._send(chat, file_id, Html(""), markup)

    async def known(self, file_id: int) -> Copy | None:
        """The copy this messenger has got, if any.

        It goes with the file, and is not remembered elsewhere: another file may be given the number of an erased one.
        """
        kept = await self._db.read(copy, file_id, self._messenger)
        if kept is None:
            return None
        kind, _, foreign_id = kept.partition(":")
        return Copy(kind, foreign_id)

    async def _send(self, chat: int, file_id: int, text: Html, markup: InlineKeyboardMarkup | None) -> Message:
        old = await self.known(file_id)
        if old is None or (message := await self._by_id(chat, old, text, markup)) is None:
            lock = self._locks.get(file_id)
            if lock is None:
                lock = self._locks[file_id] = asyncio.Lock()
            async with lock:  # the others of the same mailing wait for the first one's id
                new = await self.known(file_id)
                message = await self._by_id(chat, new, text, markup) if new and new != old else None
                message = message or await self._upload(chat, file_id, text, markup)
        return message

    async def _by_id(self, chat: int, known: Copy, text: Html, markup: InlineKeyboardMarkup | None) -> Message | None:
        """None: the messenger does not take its id any more."""
        try:
            return await self._bot(_method(known.kind, chat, known.foreign_id, text, markup))
        except TelegramBadRequest as error:
            if says(error, CHAT_NOT_FOUND):
                raise
            log.info("%s wants a file again", self._messenger)
            return None

    async def _upload(self, chat: int, file_id: int, text: Html, markup: InlineKeyboardMarkup | None) -> Message:
        file = await self._made(await self._db.read(stored, file_id))
        if file is not None and not file.data and text:  # what it should show is said in words, too
            return await self._bot(SendMessage(chat_id=chat, text=text, parse_mode="HTML", reply_markup=markup))
        for kind, name, data in _forms(file) if file else ():
            upload = BufferedInputFile(data, name)
            try:
                message = await self._bot(_method(kind, chat, upload, text, markup))
            except TelegramBadRequest as error:
                if says(error, CHAT_NOT_FOUND):
                    raise
                log.warning("%s refused a %s", self._messenger, kind)
                continue
            await self._remember(file_id, kind, message)
            return message
        note = self._instead(file.name if file else "")
        whole = f"{text}\n\n{note}" if text else note
        return await self._bot(SendMessage(chat_id=chat, text=whole, parse_mode="HTML", reply_markup=markup))

    async def _made(self, file: Stored | None) -> Stored | None:
        """With its bytes; without any where they cannot be made, so that the text leaves all the same."""
        if file is None or not file.is_recipe:
            return file
        try:
            return file._replace(data=await self._make(file.data.decode()))
        except (LookupError, ValueError, OSError):
            log.exception("a picture could not be made")
            return file._replace(data=b"")

    async def _remember(self, file_id: int, kind: str, message: Message) -> None:
        """For the next one; the message has left, so it is no failure if this one cannot be kept."""
        found = message.photo[-1] if message.photo else message.document or message.voice or message.video
        if found is None:
            return
        with suppress(DatabaseUnavailableError):
            await self._db.write(save_copy, file_id, self._messenger, f"{kind}:{found.file_id}")


def _forms(file: Stored) -> Iterator[tuple[str, str, bytes]]:
    """The file as it is, in a simpler way, at last packed: VK takes no mp3, but every zip."""
    for kind in SIMPLER.get(file.kind, ("document",)):
        yield kind, file.name, file.data
    if not file.name.lower().endswith(".zip"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(file.name, file.data)
        yield "document", f"{file.name}.zip", packed.getvalue()


def _method(
    kind: str, chat: int, file: BufferedInputFile | str, text: Html, markup: InlineKeyboardMarkup | None
) -> SendPhoto | SendVoice | SendVideo | SendDocument:
    caption = text or None
    match kind:
        case "photo":
            return SendPhoto(chat_id=chat, photo=file, caption=caption, parse_mode="HTML", reply_markup=markup)
        case "voice":
            return SendVoice(chat_id=chat, voice=file, caption=caption, parse_mode="HTML", reply_markup=markup)
        case "video":
            return SendVideo(chat_id=chat, video=file, caption=caption, parse_mode="HTML", reply_markup=markup)
    return SendDocument(
        chat_id=chat,
        document=file,
        caption=caption,
        parse_mode="HTML",
        reply_markup=markup,
        disable_content_type_detection=True,  # what Telegram takes for a song or an animation gets another kind of id
    )
