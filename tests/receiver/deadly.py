"""The bot that repeats what it hears, in a process that dies of one word; run with -m."""

import asyncio
import os

from bot.app import App
from bot.feature_table import Features
from bot.logs import begin_log
from bot.screen import Screen
from bot.settings import Settings
from bot.turn import Turn
from tests.receiver.echo import echo

WORD = "die"
CODE = 86
"""What the process ends with."""


def handle(features: Features, turn: Turn) -> Screen:
    if turn.text == WORD:
        os._exit(CODE)
    return echo(features, turn)


if __name__ == "__main__":
    begin_log()
    Features.handle = handle  # type: ignore[method-assign]
    asyncio.run(App(Settings()).run())
