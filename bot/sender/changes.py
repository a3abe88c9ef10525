"""Brings delivered messages to their new text at the pace of the messenger; what cannot be edited is said anew."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from storage import changes
from storage.changes import Change
from storage.database import Database, Transaction
from storage.repository import Repository
from storage.troubles import DatabaseUnavailableError

from ..messengers.base import Messenger
from ..messengers.errors import NO_ANSWER
from ..messengers.pacer import after_replies
from ..outgoing import Exit
from ..services.notes import PRIORITY
from ..services.quiet import due_for
from .content import screen_of

IDLE = 1.0
"""Seconds between two looks."""
AT_ONCE = 8
"""Edits in flight at most: an edit may be repeated, so a crash costs nothing."""
log = logging.getLogger(__name__)


class Changes:
    """`run` until cancelled; `on_mail` follows a commit that put something into the ledger."""

    def __init__(
        self,
        messenger: Messenger,
        db: Database,
        way_out: Exit,
        clock: Callable[[], datetime],
        home: str,
        on_mail: Callable[[], None],
    ) -> None:
        self._messenger, self._db, self._exit, self._clock = messenger, db, way_out, clock
        self._home, self._on_mail = home, on_mail

    async def run(self) -> None:
        """Round and round: what could not be done now is passed by, and met again in the next round."""
        after_replies.set(True)
        while True:
            with suppress(DatabaseUnavailableError):
                await self._round()
            await asyncio.sleep(IDLE)

    async def _round(self) -> None:
        """Once through all of them; what one raised is raised behind the last, for it must not keep the others."""
        after, failures = 0, list[Exception]()
        while found := await self._db.read(changes.due, self._messenger.name, after, AT_ONCE):
            results = await asyncio.gather(*(self._change(one) for one in found), return_exceptions=True)
            failures += [result for result in results if isinstance(result, Exception)]
            after = found[-1].id
        if failures:
            raise failures[0]

    async def _change(self, change: Change) -> None:
        try:
            stands = await self._edited(change)
        except TelegramRetryAfter as error:  # a later round asks again
            await asyncio.sleep(error.retry_after)
            return
        except NO_ANSWER:
            await asyncio.sleep(IDLE)
            return
        except TelegramAPIError as error:
            log.info("%s: a message could not be changed: %s", self._messenger.name, type(error).__name__)
            stands = False
        except DatabaseUnavailableError:  # the browser chat lives in it
            raise
        except Exception:
            log.exception("%s: a message could not be changed", self._messenger.name)
            stands = False
        if stands:
            await self._db.write(changes.done, change)
        elif await self._db.write(self._say_instead, change):
            self._on_mail()

    async def _edited(self, change: Change) -> bool:
        """False, too, where it is her screen by now: nothing is taken from under her hands."""
        if change.message_id is None or change.is_screen:
            return False
        has_file = change.file_id is not None
        return await self._exit.change(change.chat, change.message_id, screen_of(change), has_file)

    def _say_instead(self, tx: Transaction, change: Change) -> bool:
        """The message stays as it is; one correction goes to the person, wherever she is reached now."""
        repo, now = Repository(tx), self._clock()
        mailing = repo.announcements.by_key(changes.key_of(change.mailing_id, change.version))
        if not changes.done(tx, change) or mailing is None:
            return False
        teacher = repo.teachers.get(change.teacher_id)
        if teacher is None or teacher.opted_out_at is not None:
            return False
        repo.mailings.deliver(mailing, teacher.id, 0, due_for(teacher, now, ZoneInfo(self._home)), PRIORITY)
        return True
