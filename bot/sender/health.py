"""How a messenger takes what is sent: whether to rest, and since when nothing gets through."""

import time
from datetime import datetime, timedelta

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from ..messengers.errors import NO_ANSWER, OUR_OWN
from .outcomes import PAUSE

ILL_AFTER = 5
"""Calls without an answer in a row after which only one is tried at a time."""
BAD_TOKEN_PAUSE = 60.0
"""Seconds for which nothing is tried with a token that was refused."""
LONGEST = 60.0
"""Seconds between two tries at most, where each costs somebody one of her two."""
SILENCE = timedelta(minutes=10)
"""Nothing could be sent for so long: people's next messengers are tried."""


class Health:
    def __init__(self) -> None:
        self._failures = self._spent = 0
        self._resting = 0.0
        self._silent_since: datetime | None = None

    @property
    def is_shaken(self) -> bool:
        """The last call got no answer."""
        return self._failures > 0

    @property
    def is_ill(self) -> bool:
        return self._failures >= ILL_AFTER

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self._resting

    def is_silent(self, now: datetime) -> bool:
        return self._silent_since is not None and now - self._silent_since >= SILENCE

    def hear(self, error: Exception | None, now: datetime, is_spent: bool = False) -> None:
        """How a call ended; every answer about one person alone is a good one.

        `is_spent`: it may not be repeated as often as it takes. So what is tried while the messenger is ill is tried
        less and less often: else a mailing to twenty would be unknown within two minutes.
        """
        match error:
            case TelegramRetryAfter():
                self._rest(error.retry_after)
            case TelegramAPIError() if isinstance(error, NO_ANSWER):
                self._failures += 1
                if isinstance(error, OUR_OWN):
                    self._rest(BAD_TOKEN_PAUSE)
                elif self.is_ill:
                    self._spent += is_spent and not self.is_resting
                    self._rest(min(PAUSE * 2 ** max(0, self._spent - 1), LONGEST) if is_spent else PAUSE)
            case _:
                self._failures, self._spent, self._silent_since = 0, 0, None
                return
        self._silent_since = self._silent_since or now

    def _rest(self, seconds: float) -> None:
        self._resting = max(self._resting, time.monotonic() + seconds)
