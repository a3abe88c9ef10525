"""One update from its arrival to the screen: applied in a transaction, shown after the commit, whatever that takes."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods import SendChatAction

from storage.conversations import Conversations, Shown
from storage.database import Database, patiently
from storage.troubles import DatabaseUnavailableError

from ..answering import Answering, NoNumbersError, Numbers, Outcome
from ..incoming import Incoming, Kind
from ..messengers.errors import NO_ANSWER, OUR_OWN, is_ambiguous
from ..outgoing import Exit, head
from ..screen import public
from ..services.files import Received, Refused
from ..turn import House
from .fetching import Fetching
from .flood import Flood, Floods

TYPING_AFTER = 0.7
"""Seconds after which a person sees that an answer is being prepared."""
PATIENCE = 600.0
"""Seconds for which a screen is offered to a messenger that does not answer; then it waits until that one is back."""
OUR_PAUSE = 60.0
"""Seconds between two tries at most while what is wrong is ours."""
WAITS = (*NO_ANSWER, TelegramRetryAfter, DatabaseUnavailableError)
"""Nothing of it is the screen's fault: a token may be renewed, the browser chat lives in the database."""

log = logging.getLogger(__name__)


class NotMadeError(Exception):
    """A file that has only a recipe cannot be made: she is told so, instead of waiting for it."""


async def nothing(recipe: str) -> bytes:
    return b""


async def unseen(kind: str, data: bytes) -> tuple[str, bytes]:
    return "", data


class _Patience:
    """How often a screen is offered to a messenger that does not take it; one that answers uses none of it up."""

    def __init__(self) -> None:
        self._pause, self._now = 0.1, asyncio.get_running_loop().time
        self._end = self._now() + PATIENCE
        self.is_in_doubt = False
        """Whether something may have arrived although no answer came."""

    @property
    def is_over(self) -> bool:
        return self._now() >= self._end

    async def rest(self, error: Exception) -> None:
        is_ours = isinstance(error, OUR_OWN)
        self.is_in_doubt = self.is_in_doubt or is_ambiguous(error)
        await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else self._pause)
        self._pause = min(self._pause * 2, OUR_PAUSE if is_ours else 5.0)
        if is_ours or isinstance(error, TelegramRetryAfter):
            self._end = max(self._end, self._now() + PATIENCE)


class Handling:
    def __init__(
        self,
        db: Database,
        answering: Answering,
        conversations: Conversations,
        numbers: Numbers,
        way_out: Exit,
        house: House,
    ) -> None:
        self._db, self._answering, self._conversations, self._numbers = db, answering, conversations, numbers
        self._exit, self._sorry = way_out, answering.sorry
        self._fetching = Fetching(way_out.bot, db, answering)
        self._floods = Floods(time.monotonic)
        self._too_fast = public(house.texts.fallback.too_fast)
        self.now = house.clock
        self.on_mail: Callable[[], None] = lambda: None
        self.on_files: Callable[[], None] = lambda: None
        self.make: Callable[[str], Awaitable[bytes]] = nothing
        self.look: Callable[[str, bytes], Awaitable[tuple[str, bytes]]] = unseen

    async def handle(self, it: Incoming, hopeless: bool = False) -> None:
        if it.kind not in (Kind.LEFT, Kind.RETURNED) and (flood := self._floods.meets(it.chat)) is not Flood.NO:
            await self._pass_over(it, flood)
            return
        typing = asyncio.get_running_loop().call_later(TYPING_AFTER, self._typing, it.chat)
        try:
            outcome = await self._apply(it, hopeless, await self._looked(it, await self._fetching.fetch(it)))
        finally:
            typing.cancel()
        if outcome.has_mail:
            self.on_mail()
        if outcome.has_files:
            self.on_files()
        await self.show(it.chat, outcome, it.callback)

    async def _pass_over(self, it: Incoming, flood: Flood) -> None:
        """Nothing of it is applied; she is told at the first one, and every tap's waiting sign ends."""
        try:
            if it.callback is not None:
                await self._exit.answer_tap(it.callback, None)
            if flood is Flood.BEGINS:
                log.warning("%s: an account sends without end and is passed over for a while", it.messenger)
                await self.reserve()
                await self._exit.deliver(it.chat, self._too_fast, self._numbers.take(1))
        except (TelegramAPIError, DatabaseUnavailableError, NoNumbersError) as error:
            log.info("a person who sends too fast could not be told: %s", type(error).__name__)

    async def reserve(self) -> None:
        """Have enough message numbers at hand."""
        if self._numbers.are_low:
            await self._numbers.reserve(self._db)

    async def _apply(self, it: Incoming, hopeless: bool, file: Received | Refused | None) -> Outcome:
        """Apply it, else apologise, else only keep it: it is in the database afterwards, whatever happens."""
        error = "it took the program down three times"
        if not hopeless:
            try:
                return await self._lasting(self._answering.apply, it, file)
            except Exception as failure:
                log.exception("update %s of %s could not be handled and was set aside", it.update, it.messenger)
                error = "".join(traceback.format_exception(failure))
        try:
            return await self._lasting(self._answering.apologise, it, error)
        except Exception:
            log.exception("nobody can be told about update %s of %s", it.update, it.messenger)
            return await self._lasting(self._answering.give_up, it, error)

    async def _lasting(self, work: Callable[..., Outcome], *args: object) -> Outcome:
        """Try again while the database does not answer."""
        without_numbers = False
        while True:
            try:
                if without_numbers:
                    await self.reserve()
                return await self._db.write(work, *args)
            except DatabaseUnavailableError:
                log.warning("the database does not answer, an update waits")
                await asyncio.sleep(1)
            except NoNumbersError:
                without_numbers = True

    async def _looked(self, it: Incoming, file: Received | Refused | None) -> Received | Refused | None:
        """The file with what was found in it, where the open question wants it looked through."""
        if not isinstance(file, Received):
            return file
        kind = await patiently(self._db.read, self._answering.look, it)
        if not kind:
            return file
        found, data = await self.look(kind, file.data)
        return file._replace(found=found, data=data)

    def _typing(self, chat: int) -> None:
        task = asyncio.ensure_future(self._exit.bot(SendChatAction(chat_id=chat, action=ChatAction.TYPING)))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def show(self, chat: int, outcome: Outcome, callback: str | None = None) -> None:
        """Show what is missing of the outcome's screen, again and again while the messenger does not answer."""
        if callback is not None:
            await self._answer_tap(callback, outcome)
        left = outcome

        def shown(count: int, message: int | None) -> None:
            nonlocal left
            left = left._replace(shown=count)
            self._db.post_together(
                self._conversations.mark_shown, Shown(outcome.account_id, outcome.number, count, message)
            )

        patience = _Patience()
        while not patience.is_over:
            try:
                left = await self._whole(left)
                if patience.is_in_doubt:
                    await self._hear(chat)
                await self._exit.show(chat, left, shown)
                return
            except TelegramForbiddenError:
                self._db.post(self._conversations.save_reachable, outcome.account_id, False)
                shown(outcome.parts, None)
                return
            except WAITS as error:
                await patience.rest(error)
            except NotMadeError as error:
                log.error("a file was not made: %s", error)
                left = left._replace(screen=self._sorry, shown=0, card=None, once=left.once + left.shown)
            except TelegramAPIError as error:
                log.error("a screen was refused: %s", head(error))
                if left.screen is self._sorry:
                    shown(outcome.parts, None)
                    return
                left = left._replace(screen=self._sorry, shown=0, card=None, once=left.once + left.shown)
        log.error("a screen could not be shown for %.0f s; it waits", PATIENCE)

    async def _hear(self, chat: int) -> None:
        """Ask what may be asked again and again: while its answers get lost a screen would arrive every time."""
        try:
            await self._exit.bot(SendChatAction(chat_id=chat, action=ChatAction.TYPING))
        except WAITS:
            raise
        except TelegramAPIError as error:
            log.info("typing is not shown: %s", type(error).__name__)

    async def _whole(self, outcome: Outcome) -> Outcome:
        """With the file that had only a recipe."""
        screen = outcome.screen
        if screen is None or screen.file is None or not screen.file.recipe:
            return outcome
        made = replace(screen.file, data=await self.make(screen.file.recipe), recipe="")
        return outcome._replace(screen=replace(screen, file=made))

    async def _answer_tap(self, callback: str, outcome: Outcome) -> None:
        try:
            await self._exit.answer_tap(callback, outcome.screen)
        except TelegramAPIError as error:
            log.info("a tap was not answered: %s", type(error).__name__)
