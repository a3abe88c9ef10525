"""Events of a VK community as aiogram's Updates."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.messengers.base import Broken
from bot.messengers.stable import cause, stable_id
from bot.messengers.vk.attachments import Content, contents, loses, takes_caption
from bot.messengers.vk.text import FORMATS, clean

log = logging.getLogger(__name__)

FIRST_CHAT: Final = 2_000_000_000
REF: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
ENTITIES: Final = {name: kind for kind, name in FORMATS.items()}
Body = dict[str, Any]
Made = list[tuple[str, Body]]


class Reading(NamedTuple):
    """What an event alone does not say: our bot, people's names, the time."""

    bot: Bot
    name: Callable[[int], tuple[str, str]]
    now: datetime


def read(reading: Reading, event: Any) -> list[Update | Broken]:
    """One event becomes no, one or several updates, or is Broken as a whole. Never raises.

    An update's number is a 63-bit hash of the event's id and the update's place in it: the same at redelivery.
    """
    body = json.dumps(event)
    name = event.get("event_id") if isinstance(event, dict) else None
    identity = name if isinstance(name, str) and name else body
    try:
        kind = event["type"]
        reader = READERS.get(kind)
        if reader is None:
            log.info("vk events of kind %s are not ours", kind if str(kind).isidentifier() else "unknown")
            return []
        made = reader(reading, event["object"])
        context = {"bot": reading.bot}
        return [
            Update.model_validate({"update_id": stable_id(identity, place), field: content}, context=context)
            for place, (field, content) in enumerate(made)
        ]
    except (LookupError, TypeError, ValueError, AttributeError, ValidationError, OverflowError) as error:
        return [Broken(stable_id(identity, 0), cause(error), body)]


def authors(events: Iterable[Any]) -> set[int]:
    """Numbers of the people behind the events, as far as they can be read."""
    found = set()
    for event in events:
        body = event.get("object") if isinstance(event, dict) else None
        if isinstance(body, dict):
            message = body.get("message")
            number = message.get("from_id") if isinstance(message, dict) else body.get("user_id")
            if type(number) is int and 0 < number < FIRST_CHAT:
                found.add(number)
    return found


def _message_new(reading: Reading, event: Body) -> Made:
    message = event["message"]
    if message.get("out") == 1 or message["from_id"] <= 0:
        return []  # communities, ours among them, are nobody's teacher
    if message.get("action"):
        return []  # VK itself tells that something was pinned, another look chosen …: she has asked us nothing
    head = {
        "message_id": message["conversation_message_id"],
        "date": message["date"],
        "chat": _chat(message["peer_id"]),
        "from": _user(reading, message["from_id"]),
    }
    if reply := _reply(reading, message):
        head["reply_to_message"] = reply
    return [("message", head | part) for part in _parts(message)]


def _parts(message: Body) -> list[Content]:
    """What was said, one Message's worth each, an empty one for what cannot be read.

    A deep link's `ref` says /start before the words it came with.
    """
    text, ref = clean(message.get("text") or ""), message.get("ref")
    start = f"/start {ref}" if isinstance(ref, str) and REF.fullmatch(ref) else None
    if _pressed_start(message.get("payload")) or (start and text.strip() == "/start"):
        return [{"text": start or "/start"}]
    files = contents(message)
    parts: list[Content] = [{}] if loses(message) else []  # before the words, so that both are answered
    parts += [{"text": start}] if start else []
    if text and not (files and takes_caption(files[0])):
        parts.append({"text": text, "entities": _entities(message)})
        text = ""
    if len(files) > 1:
        files = [file | {"media_group_id": f"vk{message['conversation_message_id']}"} for file in files]
    if text:
        files[0] = files[0] | {"caption": text, "caption_entities": _entities(message)}
    return [*parts, *files] or [{}]


def _message_event(reading: Reading, event: Body) -> Made:
    """A tap. Its message carries no words (VK sends none) but a date, without which it could not be edited.

    Where VK does not say which message it was, it is one that cannot be seen, numbered 0.
    """
    user, peer, number = event["user_id"], event["peer_id"], event.get("conversation_message_id")
    payload = _json(event.get("payload"))
    data = payload.get("d") if isinstance(payload, dict) else None
    query: Body = {
        "id": f"{event['event_id']}:{user}:{peer}",
        "from": _user(reading, user),
        "chat_instance": str(peer),
        "data": data if isinstance(data, str) else None,
        "message": {"message_id": number or 0, "date": reading.now if number else 0, "chat": _chat(peer)},
    }
    return [("callback_query", query)]


def _message_allow(reading: Reading, event: Body) -> Made:
    return [_membership(reading, event["user_id"], "kicked", "member")]


def _message_deny(reading: Reading, event: Body) -> Made:
    return [_membership(reading, event["user_id"], "member", "kicked")]


def _membership(reading: Reading, user: int, old: str, new: str) -> tuple[str, Body]:
    us = {"id": reading.bot.id, "is_bot": True, "first_name": ""}
    return "my_chat_member", {
        "chat": _chat(user),
        "from": _user(reading, user),
        "date": reading.now,
        "old_chat_member": {"user": us, "status": old, "until_date": 0},
        "new_chat_member": {"user": us, "status": new, "until_date": 0},
    }


def _chat(peer: int) -> Body:
    return {"id": peer, "type": "group" if peer > FIRST_CHAT else "private"}


def _user(reading: Reading, number: int) -> Body:
    first, last = reading.name(number) if number > 0 else ("", "")
    return {"id": abs(number), "is_bot": number < 0, "first_name": first, "last_name": last or None}


def _reply(reading: Reading, message: Body) -> Body | None:
    reply = message.get("reply_message")
    if not isinstance(reply, dict) or type(reply.get("conversation_message_id")) is not int:
        return None
    return {
        "message_id": reply["conversation_message_id"],
        "date": reply.get("date") or message["date"],
        "chat": _chat(message["peer_id"]),
        "from": _user(reading, reply.get("from_id") or message["from_id"]),
        "text": clean(reply.get("text") or "") or None,
    }


def _pressed_start(payload: Any) -> bool:
    """The one payload of a text button that counts: it grants nothing, so forging it is harmless."""
    parsed = _json(payload)
    return isinstance(parsed, dict) and parsed.get("command") == "start"


def _entities(message: Body) -> list[Body] | None:
    data = message.get("format_data")
    items = data.get("items") if isinstance(data, dict) else None
    known = [it for it in items or [] if isinstance(it, dict) and it.get("type") in ENTITIES]
    return [
        {"type": ENTITIES[it["type"]], "offset": it["offset"], "length": it["length"], "url": it.get("url")}
        for it in known
    ] or None


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


READERS: Final[dict[str, Callable[[Reading, Body], Made]]] = {
    "message_new": _message_new,
    "message_event": _message_event,
    "message_allow": _message_allow,
    "message_deny": _message_deny,
}
