"""Attachments of a VK message as the fields of a Bot API Message."""

import mimetypes
from collections.abc import Callable
from typing import Any, Final

from bot.messengers.base import degraded
from bot.messengers.vk.files import attached
from bot.messengers.vk.text import clean

Content = dict[str, Any]
CAPTIONED: Final = {"photo", "document", "voice", "video", "audio"}


def contents(message: dict[str, Any]) -> list[Content]:
    """One entry per file, sticker or place; kinds we do not know or cannot read are named in the log and left out."""
    found = [it for it in map(_content, message.get("attachments") or []) if it]
    place = _place(message.get("geo"))
    return [*found, place] if place else found


def loses(message: dict[str, Any]) -> bool:
    """Whether something in it cannot be passed on: a post, a poll, forwarded messages, what VK has cropped.

    A link's preview is nothing of its own: the address stands in the text.
    """
    attached = [it for it in message.get("attachments") or [] if not _is_preview(it)]
    lacks = message.get("fwd_messages") or message.get("is_cropped")
    return bool(lacks) or any(_content(it) is None for it in attached)


def _is_preview(attachment: Any) -> bool:
    return isinstance(attachment, dict) and attachment.get("type") == "link"


def takes_caption(content: Content) -> bool:
    """Whether text can stand in the same Message."""
    return not CAPTIONED.isdisjoint(content)


def _content(attachment: Any) -> Content | None:
    kind = attachment.get("type") if isinstance(attachment, dict) else None
    reader = READERS.get(kind) if isinstance(kind, str) else None
    body = attachment.get(kind) if reader else None
    try:
        if reader and isinstance(body, dict):
            return reader(body)
    except (LookupError, TypeError, ValueError, OverflowError):
        degraded("vk", f"an unreadable {kind}")
        return None
    degraded("vk", f"an attachment of kind {kind if isinstance(kind, str) and kind.isidentifier() else 'unknown'}")
    return None


def _photo(body: dict[str, Any]) -> Content | None:
    sizes = [it for it in body.get("sizes") or [] if isinstance(it, dict) and isinstance(it.get("url"), str)]
    if isinstance(body.get("orig_photo"), dict):
        sizes.append(body["orig_photo"])
    photos = []
    for it in sorted(sizes, key=lambda it: int(it.get("width", 0)) * int(it.get("height", 0))):
        file = attached("photo", body, it["url"])
        side = {"width": int(it.get("width", 0)), "height": int(it.get("height", 0))}
        photos.append({"file_id": file.file_id, "file_unique_id": f"{file.attachment}_{side['width']}", **side})
    return {"photo": photos} if photos else None


def _document(body: dict[str, Any]) -> Content:
    name = clean(str(body.get("title") or "file"))
    extension = str(body.get("ext") or "")
    if extension and not name.lower().endswith(f".{extension.lower()}"):
        name = f"{name}.{clean(extension)}"
    kind = mimetypes.guess_type(name)[0]
    return {"document": _file("doc", body) | {"file_name": name, "mime_type": kind, "file_size": body.get("size")}}


def _voice(body: dict[str, Any]) -> Content:
    address = body.get("link_ogg") or body.get("link_mp3")
    file = _file("audio_message", body, address)
    return {"voice": file | {"duration": int(body.get("duration", 0)), "mime_type": "audio/ogg"}}


def _video(body: dict[str, Any]) -> Content:
    numbers = {key: int(body.get(key) or 0) for key in ("width", "height", "duration")}
    return {"video": _file("video", body) | numbers}


def _audio(body: dict[str, Any]) -> Content:
    return {"audio": _file("audio", body) | {"duration": int(body.get("duration") or 0)}}


def _sticker(body: dict[str, Any]) -> Content:
    name = f"sticker{int(body['sticker_id'])}"
    head = {"file_id": name, "file_unique_id": name, "type": "regular", "width": 512, "height": 512}
    return {"sticker": head | {"is_animated": False, "is_video": False}}


def _graffiti(body: dict[str, Any]) -> Content:
    return {"document": _file("doc", body) | {"file_name": "graffiti.png", "mime_type": "image/png"}}


def _place(geo: Any) -> Content | None:
    coordinates = geo.get("coordinates") if isinstance(geo, dict) else None
    if not isinstance(coordinates, dict):
        return None
    return {"location": {key: coordinates.get(key) for key in ("latitude", "longitude")}}


def _file(kind: str, body: dict[str, Any], url: str | None = None) -> dict[str, Any]:
    file = attached(kind, body, url)
    return {"file_id": file.file_id, "file_unique_id": file.attachment}


READERS: Final[dict[str, Callable[[dict[str, Any]], Content | None]]] = {
    "photo": _photo,
    "doc": _document,
    "audio_message": _voice,
    "video": _video,
    "audio": _audio,
    "sticker": _sticker,
    "graffiti": _graffiti,
}
