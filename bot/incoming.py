"""What arrived, in the words of the bot: made from an aiogram Update of any messenger."""

import json
import re
from enum import StrEnum
from typing import NamedTuple

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import Message, Update

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Kind(StrEnum):
    TEXT = "text"
    TAP = "tap"
    OTHER = "other"  # a photo, a voice message, a sticker, blanks …: nothing this place understands
    LEFT = "left"  # blocked or denied us
    RETURNED = "returned"


class Incoming(NamedTuple):
    """One thing a person did; `card` is the message whose button was tapped, `callback` the id to answer it by.

    `reply_to` is the message the person answered by the messenger's own reply.
    """

    messenger: str
    chat: int
    update: int
    kind: Kind
    text: str = ""
    callback: str | None = None
    card: int | None = None
    reply_to: int | None = None

    def dump(self) -> str:
        return json.dumps(self, ensure_ascii=False)

    @staticmethod
    def load(raw: str) -> "Incoming":
        messenger, chat, update, kind, *rest = json.loads(raw)
        return Incoming(messenger, chat, update, Kind(kind), *rest)


def clean(text: str) -> str:
    """Without what databases and JSON cannot carry: NUL and halves of characters."""
    return LONE_SURROGATE.sub("\ufffd", text.replace("\0", ""))


def incoming(messenger: str, update: Update) -> Incoming | None:
    """None for what is not ours to answer: groups, channels, edited messages, kinds the bot does not know."""
    if (query := update.callback_query) is not None:
        if query.message is None or query.message.chat.type != ChatType.PRIVATE:
            return None
        return Incoming(
            messenger,
            query.message.chat.id,
            update.update_id,
            Kind.TAP,
            clean(query.data or ""),
            query.id,
            query.message.message_id,
        )
    if update.message is not None:
        return _message(messenger, update.update_id, update.message)
    if (member := update.my_chat_member) is not None and member.chat.type == ChatType.PRIVATE:
        left = member.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
        return Incoming(messenger, member.chat.id, update.update_id, Kind.LEFT if left else Kind.RETURNED)
    return None


def _message(messenger: str, update: int, message: Message) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    text = clean(message.text or "")
    if not text.strip():
        return Incoming(messenger, message.chat.id, update, Kind.OTHER)
    answered = message.reply_to_message
    reply_to = answered.message_id if answered else None
    return Incoming(messenger, message.chat.id, update, Kind.TEXT, text, reply_to=reply_to)
