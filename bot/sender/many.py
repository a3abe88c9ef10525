"""One call to many: repeated unchanged under its number until it is known what became of it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from storage import ledger
from storage.ledger import Call, Ended
from storage.models import DeliveryState

from .content import screen_of
from .outcomes import NO_ANSWER, PAUSE, ended, is_ambiguous
from .reconciling import is_stale, reconciled

if TYPE_CHECKING:
    from .sender import Sender


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
            await _record(sender, call, [error] * len(call), is_free=True)
        else:
            sender.health.hear(None, sender.around.clock())
            await _record(sender, call, results, is_free=False)
        return


async def _call(sender: "Sender", call: Call) -> list[int | TelegramAPIError]:
    if sender.messenger.bulk is None:
        raise TypeError("a call to many is for messengers that can")
    chats, number = [job.chat for job in call], call[0].once
    return await sender.exit.deliver_to_many(sender.messenger.bulk, chats, screen_of(call[0]), number)


async def _record(sender: "Sender", call: Call, results: Sequence[int | TelegramAPIError], is_free: bool) -> None:
    now, entries = sender.around.clock(), list[Ended]()
    for job, result in zip(call, results, strict=True):
        if isinstance(result, int):
            entries.append(sender.entry(job, DeliveryState.SENT, message=result))
        else:
            entries.append(ended(job, result, now, sender.messenger.drops_repeats))
    sender.db.post(ledger.record_call, call[0].once, entries, is_free)
    await sender.follow_up(call, entries)
