"""Messages VK sends cropped to one attachment where they are too big for its event: the whole of them is asked for."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, Final

from bot.messengers.vk.api import VkApi
from bot.messengers.vk.errors import SHAPES, TROUBLES

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds for all of them together."""


async def make_whole(call: VkApi, events: Iterable[Any]) -> None:
    """Put in what was left out. What cannot be had stays marked as cropped: updates do not wait for it."""
    try:
        async with asyncio.timeout(PATIENCE):
            for message in filter(None, map(_cropped, events)):
                await _complete(call, message)
    except TimeoutError:
        log.warning("cropped vk messages stay so: no answer came")


async def _complete(call: VkApi, message: dict[str, Any]) -> None:
    try:
        found = await call(
            "messages.getByConversationMessageId",
            peer_id=message["peer_id"],
            conversation_message_ids=[message["conversation_message_id"]],
        )
        message.update({"is_cropped": False} | found["items"][0])
    except (*TROUBLES, *SHAPES) as error:
        log.warning("a cropped vk message stays so: %s", type(error).__name__)


def _cropped(event: Any) -> dict[str, Any] | None:
    body = event.get("object") if isinstance(event, dict) else None
    message = body.get("message") if isinstance(body, dict) else None
    return message if isinstance(message, dict) and message.get("is_cropped") else None
