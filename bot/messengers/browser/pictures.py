"""What a file really is, read from its first bytes: what a browser claims about it is no reason to show it inline."""

import struct
from typing import NamedTuple

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that carry the size (ISO/IEC 10918-1, table B.1)."""


class Image(NamedTuple):
    """A picture's real type and its size in pixels."""

    mime: str
    width: int
    height: int


def picture(data: bytes) -> Image | None:
    """Recognise PNG, JPEG, GIF and WebP; anything else, SVG above all, is no picture to us."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return Image("image/png", *struct.unpack(">II", data[16:24]))
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Image("image/gif", *struct.unpack("<HH", data[6:10]))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return Image("image/webp", *_webp(data))
        return Image("image/jpeg", *_jpeg(data)) if data.startswith(b"\xff\xd8\xff") else None
    except (struct.error, IndexError):
        return None


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at + 1] not in FRAMES:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", data[at + 5 : at + 9])
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF
