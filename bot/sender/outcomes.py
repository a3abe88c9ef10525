"""How a failed call ends in the ledger: sent again, moved to another messenger, unknown, or failed."""

from datetime import datetime

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from storage.ledger import REFUSED, Ended, Job
from storage.models import DeliveryState

from ..messengers.errors import BLOCKED, CHAT_NOT_FOUND, NeverSentError

GONE = (BLOCKED, CHAT_NOT_FOUND, "deactivated", "kicked", "initiate conversation")
PAUSE = 5
"""Seconds after which a call that failed on the way is repeated."""


def ended(job: Job, error: Exception, now: datetime, repeats_are_dropped: bool) -> Ended:
    """The entry for a call that raised `error`; WAITING with a time means: again then.

    A call whose answer never came is repeated once and unknown after that, unless the messenger drops what it has
    already got (`repeats_are_dropped`): then as often as it takes.
    """
    at = int(now.timestamp())

    def entry(state: DeliveryState, outcome: str, wait: float = 0, tries: int = job.tries) -> Ended:
        return Ended(job.id, job.account_id, state, outcome, at, tries, due=at + round(wait))

    name = type(error).__name__
    match error:
        case TelegramRetryAfter():
            return entry(DeliveryState.WAITING, name, error.retry_after)
        case NeverSentError() | TelegramUnauthorizedError() | TelegramNotFound():
            return entry(DeliveryState.WAITING, name, PAUSE)
        case TelegramNetworkError() | TelegramServerError():
            if repeats_are_dropped or not job.tries:
                return entry(DeliveryState.WAITING, name, PAUSE, job.tries + 1)
            return entry(DeliveryState.UNKNOWN, name)
        case TelegramForbiddenError() | TelegramBadRequest() if any(phrase in error.message for phrase in GONE):
            return entry(DeliveryState.WAITING, REFUSED)
    return entry(DeliveryState.FAILED, name)
