"""Telegram's updates, read leniently: what the bot looks at decides, not what Telegram has thought of since."""

import json
from functools import lru_cache
from typing import Any, Final

from aiogram import Bot
from aiogram.types import Message, Update
from pydantic import ValidationError

from bot.messengers.base import Broken
from bot.messengers.stable import cause, stable_id

KEPT_BELOW: Final = 2**63
"""An update's number that is not could not be written down, and would come again for ever."""
PLACE: Final = ("message_id", "date", "chat")
LOOKED_AT: Final = (
    *PLACE, "from", "text", "entities", "caption", "caption_entities", "media_group_id",
    "photo", "voice", "video", "video_note", "document", "audio",
)  # fmt: skip
"""Of a message."""
OTHERS: Final = ("reply_to_message", "pinned_message")
"""Messages it speaks of: only which they are is looked at."""


def read(bot: Bot, item: Any) -> Update | Broken:
    """One update as it arrived; what cannot be read is set apart. Never raises."""
    try:
        try:
            update = _validated(bot, _needed(bot, item))
        except ValidationError:
            update = _validated(bot, _bare(item))
        if not 0 <= update.update_id < KEPT_BELOW:
            raise OverflowError
    except (ValidationError, OverflowError) as error:
        body, number = json.dumps(item), number_of(item)
        fits = number is not None and 0 <= number < KEPT_BELOW
        return Broken(number if number is not None and fits else stable_id(body), cause(error), body)
    return update


def number_of(item: Any) -> int | None:
    """An update's number, if it has one."""
    number = item.get("update_id") if isinstance(item, dict) else None
    return number if type(number) is int else None


def _validated(bot: Bot, item: Any) -> Update:
    return Update.model_validate(item, context={"bot": bot})


def _bare(item: Any) -> Any:
    """A message with nothing but what is looked at: where it was forwarded from, say, may be of a new kind."""
    match item:
        case {"message": dict(message)}:
            bare = _only(message, LOOKED_AT)
            for name in OTHERS:
                if isinstance(other := message.get(name), dict):
                    bare[name] = _only(other, PLACE)
            return {**item, "message": bare}
    return item


def _only(message: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: message[name] for name in fields if name in message}


def _needed(bot: Bot, item: Any) -> Any:
    """An update without what stands in the message a tap belongs to: that is our own card, and dear to validate."""
    match item:
        case {
            "callback_query": {
                "message": {"message_id": int(number), "date": int(date), "chat": {"id": int(chat), "type": str(kind)}}
            } as query
        } if date:  # without one the message is too old to be seen
            return {**item, "callback_query": {**query, "message": _card(bot, chat, kind, number, date)}}
    return item


@lru_cache(maxsize=1024)  # 6 KB each
def _card(bot: Bot, chat: int, kind: str, number: int, date: int) -> Message:
    """A message of ours, kept because the same one is tapped again and again. Raises ValidationError."""
    place = {"message_id": number, "date": date, "chat": {"id": chat, "type": kind}}
    return Message.model_validate(place, context={"bot": bot})
