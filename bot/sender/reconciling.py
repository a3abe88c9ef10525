"""What was begun so long ago that its number protects no more: the messenger's history says whether it arrived."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from storage import ledger
from storage.ledger import Call, Ended, Job
from storage.models import DeliveryState

from ..messengers.errors import NO_ANSWER
from .outcomes import PAUSE

if TYPE_CHECKING:
    from .sender import Sender

PROTECTED = 50 * 60
"""Seconds for which a repeated number surely makes no second message; VK promises an hour."""


def is_stale(job: Job, now: datetime) -> bool:
    return job.begun_at is not None and now.timestamp() - job.begun_at > PROTECTED


async def reconciled(sender: "Sender", call: Call) -> None:
    """Ask for each whether it arrived: sent, or due again under a new number, or unknown where nobody can say."""
    entries = [await _asked(sender, job) for job in call]
    sender.db.post(ledger.record_call, call[0].once, entries, [job.id for job in call])
    await sender.follow_up(call, entries)


async def _asked(sender: "Sender", job: Job) -> Ended:
    bulk = sender.messenger.bulk
    while bulk is not None:
        try:
            message = await bulk.found(job.chat, job.once)
        except (*NO_ANSWER, TelegramRetryAfter) as error:
            sender.health.hear(error, sender.around.clock())
            await asyncio.sleep(error.retry_after if isinstance(error, TelegramRetryAfter) else PAUSE)
            continue
        except TelegramAPIError:
            break
        if message is None:
            return sender.entry(job, DeliveryState.WAITING, "not found")._replace(due=sender.now(), tries=0)
        return sender.entry(job, DeliveryState.SENT, "found", message)
    return sender.entry(job, DeliveryState.UNKNOWN, "no history")
