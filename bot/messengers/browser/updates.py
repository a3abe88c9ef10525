"""The page's events as the updates Telegram would send, numbered so that a repeated event is the same update."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from .events import Part, Said, Sent, Tapped
from .store import Body

FILM = {"width": 0, "height": 0, "duration": 0}  # Telegram's video names them, nobody reads them


def update_number(chat: int, event_id: str) -> int:
    """63 bits, never under 2^62, so that it cannot meet the int32 numbers of our own messages (`once`)."""
    return int.from_bytes(blake2b(f"{chat}:{event_id}".encode(), digest_size=8).digest()) >> 2 | 1 << 62


def callback_number(chat: int, event_id: str) -> str:
    """Carries all an answer needs, so nothing is lost when the process restarts before it."""
    return f"{chat}:{event_id}"


def stored(event: Part, file: dict[str, Any] | None, now: datetime) -> Body:
    """What the person sees of her own message; the code behind /start is nobody's to read later."""
    text = "" if isinstance(event, Tapped) else event.text
    body: Body = {"from": "person", "time": int(now.timestamp()), "event": event.id, "text": _shown(text)}
    if file:
        body["file"] = file
    if not isinstance(event, Tapped) and event.reply:
        body["reply"] = event.reply
    return body


def _shown(text: str) -> str:
    return "/start" if text.startswith("/start ") else text


def update(chat: int, event: Part, message_id: int, file: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """The update in Telegram's JSON."""
    number = update_number(chat, event.id)
    person = {"id": chat, "is_bot": False, "first_name": ""}
    message: dict[str, Any] = {"date": int(now.timestamp()), "chat": {"id": chat, "type": "private", "first_name": ""}}
    if isinstance(event, Tapped):
        bot = {"id": 1, "is_bot": True, "first_name": ""}
        card = message | {"message_id": event.message, "from": bot, "text": ""}
        query = {"id": callback_number(chat, event.id), "from": person, "chat_instance": str(chat), "data": event.data}
        return {"update_id": number, "callback_query": query | {"message": card}}
    message |= {"message_id": message_id, "from": person}
    if event.reply:
        message["reply_to_message"] = {"message_id": event.reply, "date": message["date"], "chat": message["chat"]}
    if isinstance(event, Sent) and event.album:
        message["media_group_id"] = event.album
    said = {"text": event.text} if isinstance(event, Said) else attached(file or {}) | {"caption": event.text or None}
    return {"update_id": number, "message": message | said}


def attached(file: dict[str, Any]) -> dict[str, Any]:
    common = {"file_id": file["id"], "file_unique_id": file["id"], "file_size": file["size"]}
    if file["kind"] == "photo":
        return {"photo": [common | {"width": file["width"], "height": file["height"]}]}
    if file["kind"] == "voice":
        return {"voice": common | {"duration": 0, "mime_type": file["mime"]}}
    if file["kind"] == "video":
        return {"video": common | FILM | {"file_name": file["name"], "mime_type": file["mime"]}}
    return {"document": common | {"file_name": file["name"], "mime_type": file["mime"]}}
