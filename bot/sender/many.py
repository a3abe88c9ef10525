"""One call to many: repeated unchanged under its number until it is known what became of it."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter

from storage import ledger
from storage.ledger import Call, Ended
from storage.models import DeliveryState

from ..messengers.errors import NO_ANSWER, is_ambiguous
from ..outgoing import head
from .content import screen_of
from .outcomes import PAUSE, ended
from .reconciling import is_stale, reconciled

if TYPE_CHECKING:
    from .sender import Sender

log = logging.getLogger(__name__)


async def send_to_many(sender: "Sender", call: Call, may_have_left: bool) -> None:
    """Send, repeat, record for each.

    A call that surely was not carried out gives its members back, to be claimed anew; one that perhaps was
    (`may_have_left`, or an answer that never came) is repeated as it is, even if the mailing was stopped meanwhile:
    only so does anybody learn who got it.
    """
    while True:
        try:
            results = await _call(sender, call)
        except TelegramAPIError as error:
            sender.health.hear(error, sender.around.clock())
            may_have_left = may_have_left or is_ambiguous(error)
            if may_have_left and isinstance(error, (*NO_ANSWER, TelegramRetryAfter)):
                await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else PAUSE)
                if is_stale(call[0], sender.around.clock()):
                    await reconciled(sender, call)
                    return
                continue
            log.warning("a call to %s people was not carried out: %s", len(call), head(error))
            await _record(sender, call, [_of_all(error)] * len(call))
        except Exception as error:
            log.exception("a call to %s people could not be made", len(call))
            await _record(sender, call, [error] * len(call))
        else:
            sender.health.hear(_trouble(results), sender.around.clock())
            await _record(sender, call, results)
        return


def _of_all(error: TelegramAPIError) -> TelegramAPIError:
    """The call as a whole was refused: no account of anybody is to blame, whatever the refusal says."""
    is_refusal = isinstance(error, TelegramForbiddenError | TelegramBadRequest)
    return TelegramBadRequest(error.method, "Bad Request: the whole call was refused") if is_refusal else error


def _trouble(results: Sequence[int | TelegramAPIError]) -> TelegramAPIError | None:
    """What a good answer says of the messenger: trouble only if nobody at all was answered for herself."""
    troubles = [one for one in results if isinstance(one, (*NO_ANSWER, TelegramRetryAfter))]
    return troubles[0] if len(troubles) == len(results) else None


async def _call(sender: "Sender", call: Call) -> list[int | TelegramAPIError]:
    if sender.messenger.bulk is None:
        raise TypeError("a call to many is for messengers that can")
    chats, number = [job.chat for job in call], call[0].once
    return await sender.exit.deliver_to_many(sender.messenger.bulk, chats, screen_of(call[0]), number)


async def _record(sender: "Sender", call: Call, results: Sequence[int | Exception]) -> None:
    """Whoever surely did not get it is free to get it by another call."""
    free = [job.id for job, result in zip(call, results, strict=True) if not _may_have_arrived(result)]
    now, entries = sender.around.clock(), list[Ended]()
    for job, result in zip(call, results, strict=True):
        if isinstance(result, int):
            entries.append(sender.entry(job, DeliveryState.SENT, message=result))
        else:
            entries.append(ended(job, result, now, sender.messenger.drops_repeats))
    sender.db.post(ledger.record_call, call[0].once, entries, free)
    await sender.follow_up(call, entries)


def _may_have_arrived(result: int | Exception) -> bool:
    return not isinstance(result, Exception) or is_ambiguous(result)
