"""Files of the chat: which kind the page draws, which type we dare to name when we serve them."""

import mimetypes
import re
from typing import Any, Literal

from .pictures import picture
from .store import Kept

Kind = Literal["photo", "document", "voice", "video"]
PHOTO_LIMIT = 10_000_000
"""Bytes; above it a picture travels as a document, as in Telegram (specs/limits.json, photo_upload_max_bytes)."""
VOICES = {"audio/ogg", "audio/webm", "audio/mp4", "audio/mpeg"}
VIDEOS = {"video/mp4", "video/webm"}
PLAIN = "application/octet-stream"
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""Not for a file's name on anybody's disk; the last ranges would let «gpj.exe» be read as «exe.jpg»."""


def safe_name(name: str) -> str:
    """A name any disk takes; its end, which says the type, survives the shortening."""
    return UNSAFE.sub("_", name).strip(" .")[-120:] or "file"


def safe_type(name: str, data: bytes, claimed: str = "") -> str:
    """The type to serve it with: pictures by their bytes, sound and film of known types, documents by their name."""
    if seen := picture(data):
        return seen.mime
    if claimed.partition(";")[0] in VOICES | VIDEOS:
        return claimed.partition(";")[0]
    guessed = mimetypes.guess_type(name)[0] or PLAIN
    return PLAIN if guessed.startswith(("image/", "text/html", "application/xhtml")) else guessed


def described(file_id: str, kept: Kept, kind: Kind | None = None) -> dict[str, Any]:
    """The `file` of a message's body: what the page needs to draw it, a picture's size in pixels among it."""
    seen = picture(kept.data)
    size = {"width": seen.width, "height": seen.height} if seen else {}
    kind = kind or natural_kind(kept.mime, len(kept.data))
    return {"id": file_id, "kind": kind, "name": kept.name, "mime": kept.mime, "size": len(kept.data), **size}


def natural_kind(mime: str, size: int) -> Kind:
    """How a file a person chose is sent when she did not say."""
    if mime in VOICES:
        return "voice"
    if mime in VIDEOS:
        return "video"
    return "photo" if mime.startswith("image/") and size <= PHOTO_LIMIT else "document"
