"""Fetches a file somebody sent before its update is applied, only if it will be taken, and never too much of it."""

import asyncio
import io
import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetFile

from storage.database import Database, patiently

from ..answering import Answering
from ..incoming import Incoming, Sent
from ..messengers.errors import FILE_TOO_BIG, FILE_WRONG, says
from ..outgoing import head
from ..services.files import Received, Refused, is_program, received

AT_ONCE = 8
"""Files fetched at the same time, each up to 20 MB in memory."""
SECONDS = 120
"""For one try."""
PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try."""

log = logging.getLogger(__name__)


class Fetching:
    def __init__(self, bot: Bot, db: Database, answering: Answering) -> None:
        self._bot, self._db, self._answering = bot, db, answering
        self._room = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, it: Incoming) -> Received | Refused | None:
        """The file of an update; None where nobody wants it, the reason where it cannot be taken."""
        if it.file is None:
            return None
        wanted = await patiently(self._db.read, self._answering.expects, it)
        if wanted is not True:
            return wanted or None
        async with self._room:
            return await self._patiently(it.file)

    async def _patiently(self, sent: Sent) -> Received | Refused:
        for pause in (*PAUSES, None):
            try:
                return await self._once(sent)
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
                if pause is None:
                    log.warning("a file could not be fetched: %s", type(error).__name__)
                    return Refused.UNAVAILABLE
                await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else pause)
            except TelegramAPIError as error:
                log.warning("a file was not handed out: %s", head(error))
                if says(error, FILE_TOO_BIG):
                    return Refused.TOO_BIG
                return Refused.NOT_GIVEN if says(error, FILE_WRONG) else Refused.UNAVAILABLE
        raise AssertionError("the last try returns")

    async def _once(self, sent: Sent) -> Received | Refused:
        found = await self._bot(GetFile(file_id=sent.file_id))
        data = io.BytesIO()
        await self._bot.download_file(found.file_path or "", data, timeout=SECONDS, seek=False)
        if not data.tell():  # an empty one would leave again as nothing but its words
            return Refused.UNAVAILABLE
        if is_program(data.getvalue()[:8]):
            return Refused.PROGRAM
        return received(sent.kind, sent.name, sent.mime, data.getvalue())
