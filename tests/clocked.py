"""The program by another clock, run with -m: it began at TEST_BEGINS, looks often for what is due, answers quickly."""

import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import bot.schedule
from bot.__main__ import main
from bot.app import App
from bot.commands import demo, run
from bot.messengers.limits import LIMITS

BEGINS = datetime.fromisoformat(os.environ["TEST_BEGINS"])
STARTED = time.monotonic()
LOOKS_EVERY = 1
"""Seconds between two ticks."""


def clock() -> datetime:
    return BEGINS + timedelta(seconds=time.monotonic() - STARTED)


if __name__ == "__main__":
    bot.schedule.EVERY = LOOKS_EVERY
    for name in ("telegram", "vk"):
        LIMITS[name] = replace(LIMITS[name], calls_per_second=1000, chat_sends_per_second=50)  # type: ignore[index]
    demo.App = run.App = partial(App, clock=clock)  # type: ignore[assignment, misc]
    sys.exit(main())
