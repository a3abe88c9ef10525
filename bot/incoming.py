"""What arrived, in the words of the bot: made from an aiogram Update of any messenger."""

import json
import re
from enum import StrEnum
from typing import Any, NamedTuple

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import Message, Update

from .rich import rich

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
MOST = 10_000
"""Characters looked at of what a person says: no messenger lets her say more, and three thousand are too long."""
UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
"""Neither XML, and so no Word file, nor PostgreSQL takes all of them."""
BREAK = re.compile("[\v\f]")
"""How Word copies a new line within a paragraph, and a new page."""
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of writing, and of everything behind it where our sentence quotes it or a list names it."""
SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)
"""What Telegram itself says in a dialogue about something a person did with it: she has asked us nothing."""
VISIBLE = re.compile("[^\\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")


class Kind(StrEnum):
    TEXT = "text"
    TAP = "tap"
    FILE = "file"  # a photo, a document, a voice message, a video, with its caption as the text
    OTHER = "other"  # a sticker, a place, a poll, blanks …: nothing anybody understands
    LEFT = "left"  # blocked or denied us
    RETURNED = "returned"


class Sent(NamedTuple):
    """A file as its messenger describes it, not fetched yet: `kind` is photo, document, voice or video.

    `size` in bytes, 0 where the messenger does not say; files sent together share an `album`.
    """

    kind: str
    file_id: str
    name: str
    mime: str
    size: int
    album: str | None


class Incoming(NamedTuple):
    """One thing a person did; `card` is the message whose button was tapped, `callback` the id to answer it by.

    `reply_to` is the message the person answered by the messenger's own reply. `html` is the text with its formatting
    where it has any.
    """

    messenger: str
    chat: int
    update: int
    kind: Kind
    text: str = ""
    callback: str | None = None
    card: int | None = None
    reply_to: int | None = None
    file: Sent | None = None
    html: str = ""

    def dump(self) -> str:
        return json.dumps(self, ensure_ascii=False)

    @staticmethod
    def load(raw: str) -> "Incoming":
        messenger, chat, update, kind, *rest = json.loads(raw)
        it = Incoming(messenger, chat, update, Kind(kind), *rest)
        return it if it.file is None else it._replace(file=Sent(*it.file))


def clean(text: str) -> str:
    """Without what databases, JSON and XML cannot carry (NUL, halves of characters …), and what turns the writing."""
    return LONE_SURROGATE.sub("\ufffd", BREAK.sub("\n", UNFIT.sub("", TURNING.sub("", text))))


def incoming(messenger: str, update: Update) -> Incoming | None:
    """None for what is not ours to answer: groups, channels, edited and service messages, kinds we do not know."""
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
            query.message.message_id or None,
        )
    if update.message is not None:
        return _message(messenger, update.update_id, update.message)
    if (member := update.my_chat_member) is not None and member.chat.type == ChatType.PRIVATE:
        left = member.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
        return Incoming(messenger, member.chat.id, update.update_id, Kind.LEFT if left else Kind.RETURNED)
    return None


def _message(messenger: str, update: int, message: Message) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE or any(getattr(message, kind) is not None for kind in SERVICE):
        return None
    file = _file(message)
    said, entities = (message.caption, message.caption_entities) if file else (message.text, message.entities)
    if said and len(said) > MOST:
        said, entities = said[:MOST], None
    text = clean(said or "")
    if file is None and VISIBLE.search(text) is None:
        return Incoming(messenger, message.chat.id, update, Kind.OTHER)
    answered = message.reply_to_message
    return Incoming(
        messenger,
        message.chat.id,
        update,
        Kind.FILE if file else Kind.TEXT,
        text,
        reply_to=answered.message_id if answered else None,
        file=file,
        html=clean(rich(said or "", entities)) if entities else "",
    )


def _file(message: Message) -> Sent | None:
    """The file of a message; Telegram's round videos are videos, songs and animations documents."""
    album = message.media_group_id
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Sent("photo", largest.file_id, "photo.jpg", "image/jpeg", largest.file_size or 0, album)
    for kind, found, name, mime in (
        ("voice", message.voice, "voice.ogg", "audio/ogg"),
        ("video", message.video or message.video_note, "video.mp4", "video/mp4"),
        ("document", message.document, "file", "application/octet-stream"),
        ("document", message.audio, "audio.mp3", "audio/mpeg"),
    ):
        if found is not None:
            about: Any = found  # not every kind has a name or a type
            name = clean(getattr(about, "file_name", None) or name)
            mime = clean(getattr(about, "mime_type", None) or mime)
            return Sent(kind, about.file_id, name, mime, about.file_size or 0, album)
    return None
