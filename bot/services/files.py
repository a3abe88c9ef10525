"""Files people send: what is taken, how much of it a day, and under which name it is kept."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from storage.models import StoredFile
from storage.repository import Repository

from . import access
from .access import Action, Actor

LARGEST = 20 << 20
"""Bytes of one file: what Telegram hands out to bots at most."""
A_DAY = 100
A_DAY_BYTES = 300 << 20
"""What one person may send in 24 hours."""
DAY = timedelta(days=1)
PROGRAM = re.compile(
    r".*\.(apk|appimage|bat|bin|cmd|com|cpl|deb|dll|dmg|exe|gadget|hta|inf|iso|jar|jse?|lnk|ms[cip]|psm?1|reg|rpm|scr|sh"
    r"|sys|vb|vb[es]|ws[fh]|xpi)",
    re.IGNORECASE | re.DOTALL,
)
"""Ends of names under which somebody's computer would run what it got."""
STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""First bytes of programs for Windows, Linux and macOS, of scripts and of Java, whatever the name says."""
PICTURES = {b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp"}
"""First bytes of pictures that are no JPEG, and the end of their names."""
SOUNDS = {"audio/webm": "webm", "audio/mp4": "m4a"}
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""Not for a name on anybody's disk; the last ranges would let «gpj.exe» be read as «exe.jpg»."""


class Refused(StrEnum):
    """Why a file was not taken."""

    TOO_BIG = "too_big"
    PROGRAM = "program"
    QUOTA = "quota"
    NOT_GIVEN = "not_given"  # the messenger hands it out to nobody: VK's videos
    UNAVAILABLE = "unavailable"  # it could not be fetched just now


class Received(NamedTuple):
    """A file as it arrived, whole; `kind` is photo, document, voice or video.

    `found`: what looking it through has found, as JSON, where the open question wants that; "" if it was not looked at.
    """

    kind: str
    name: str
    mime: str
    data: bytes
    found: str = ""


def safe_name(name: str) -> str:
    """A name any disk takes; its end, which says the type, survives the shortening."""
    return UNSAFE.sub("_", name).strip(" .")[-120:] or "file"


def why_not(name: str, size: int) -> Refused | None:
    """What a file's name and declared size (0: unknown) already say against it."""
    if size > LARGEST:
        return Refused.TOO_BIG
    return Refused.PROGRAM if PROGRAM.fullmatch(safe_name(name)) else None


def is_program(data: bytes) -> bool:
    """Whether it would run, by its first bytes."""
    return data.startswith(STARTS)


def received(kind: str, name: str, mime: str, data: bytes) -> Received:
    """The file under a name that fits its bytes; only an Ogg is a voice message to every messenger."""
    name = safe_name(name)
    if kind == "photo":
        ends = next((end for start, end in PICTURES.items() if data.startswith(start)), "jpg")
        return Received(kind, f"photo.{ends}", mime, data)
    if kind == "voice" and not data.startswith(b"OggS"):
        return Received("document", f"voice.{SOUNDS.get(mime, 'mp3')}", mime, data)
    return Received(kind, name, mime, data)


def exceeds(repo: Repository, actor: Actor, size: int, now: datetime) -> bool:
    """Whether a file of this size is more than the actor may send today. Raises ForbiddenError."""
    used = repo.files.used(access.herself(repo, actor, Action.SEND_FILE).id, now - DAY)
    return used.files >= A_DAY or used.size + size > A_DAY_BYTES


def keep(repo: Repository, actor: Actor, file: Received, now: datetime) -> StoredFile:
    """Store what the actor sent, so that a mailing can carry it. Raises ForbiddenError."""
    return repo.files.add(
        StoredFile(
            kind=file.kind,
            name=file.name,
            mime=file.mime,
            size=len(file.data),
            data=file.data,
            teacher_id=access.herself(repo, actor, Action.SEND_FILE).id,
            added_at=now,
        )
    )
