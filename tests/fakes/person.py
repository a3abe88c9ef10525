"""A person before a fake messenger: what she does becomes events, what she sees is what was accepted."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

JPEG = b"\xff\xd8\xff\xe0\0\2\xff\xc0\0\x0b\x08\0\x10\0\x20 photo"
"""Enough of a picture to be taken for one, 32 × 16."""


class Button(NamedTuple):
    """One inline button; exactly one of data and url is set."""

    label: str
    data: str | None
    url: str | None


class Entity(NamedTuple):
    """Formatting, in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None


class File(NamedTuple):
    """A file in a message: kind photo, document, voice, video; name and bytes as uploaded."""

    kind: str
    name: str
    data: bytes


@dataclass
class Seen:
    """One message of ours as the person sees it now."""

    message_id: int
    text: str
    entities: list[Entity] = field(default_factory=list)
    html: str = ""
    buttons: list[list[Button]] = field(default_factory=list)
    keyboard: list[list[str]] | None = None
    files: list[File] = field(default_factory=list)
    edited: bool = False
    reply_to: int | None = None
    mentions: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def button(self, label_or_data: str) -> Button | None:
        rows = (button for row in self.buttons for button in row)
        return next((it for it in rows if label_or_data in (it.label, it.data)), None)


class Person:
    """The same verbs in both fakes. Verbs only put events into the queue; nothing waits for the bot's answer."""

    def __init__(self, number: int, first_name: str) -> None:
        self.id, self.first_name = number, first_name
        self.messages: list[Seen] = []
        self.toasts: list[str] = []
        self.keyboard: list[list[str]] | None = None
        self.reachable = False
        self.blocked = False
        self.activity: list[str] = []
        self.answers: Seen | None = None  # the message her next one replies to
        self._last_message = 0

    def next_message(self) -> int:
        """Messages of a dialogue are numbered together, whoever wrote them."""
        self._last_message += 1
        return self._last_message

    def message(self, message_id: int) -> Seen | None:
        return next((it for it in self.messages if it.message_id == message_id), None)

    def taps(self, label_or_data: str) -> None:
        """Tap the button on the newest message that has it, else the button under the input."""
        for seen in reversed(self.messages):
            button = seen.button(label_or_data)
            if button is not None:
                assert button.data is not None, f"{label_or_data!r} opens a link"
                self.tap(seen, button)
                return
        assert any(label_or_data in row for row in self.keyboard or []), f"no button {label_or_data!r} to tap"
        self.tap_reply_button(label_or_data)

    def says(self, text: str) -> None:
        raise TypeError("each fake delivers words its own way")

    def tap(self, seen: Seen, button: Button) -> None:
        raise TypeError("each fake delivers taps its own way")

    def tap_reply_button(self, label: str) -> None:
        self.says(label)
