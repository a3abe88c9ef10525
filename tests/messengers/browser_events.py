"""The browser chat without a page: events are handed to its hub, updates taken from it."""

import asyncio
import json
from datetime import UTC, datetime

from aiogram.types import Update

from bot.messengers.browser import BrowserMessenger, Hub, read_event
from tests.fakes.store import MemoryStore

CHAT = 7 << 59
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"rest"


async def open_messenger() -> BrowserMessenger:
    store = MemoryStore()
    await store.open_session("own", CHAT, datetime(2026, 12, 1, tzinfo=UTC))
    return BrowserMessenger(Hub(store, lambda: NOW, patience=0.2), "https://bot.example/", "Bot")


def event(**parts):
    return read_event(json.dumps({"id": "event-0001", **parts}).encode())


async def received(messenger, chat=CHAT, **parts) -> Update:
    """Hand an event in, take its update, confirm it."""
    receiving = asyncio.create_task(messenger.hub.receive(chat, event(**parts)))
    async with asyncio.timeout(1):
        updates = (await messenger.fetch(None)).updates
        confirming = asyncio.create_task(messenger.fetch(None))
        assert await receiving
    confirming.cancel()
    [update] = updates
    return update
