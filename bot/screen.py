"""What a person sees: text, buttons, files; declared public or personal once, obeyed at the one exit."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

from pydantic_core import to_json

from .messengers.html import start_of, units
from .messengers.limits import EVERY_SCREEN

if TYPE_CHECKING:  # every text names Html: a command that needs no messenger must not import one for that
    from aiogram.filters.callback_data import CallbackData
    from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup

Html = NewType("Html", str)
"""Telegram's HTML; everything a person or a roster supplied is escaped in it."""

TEXT_LIMIT = EVERY_SCREEN.text
LABEL_LIMIT = EVERY_SCREEN.label
ROW_LIMIT = EVERY_SCREEN.rows
BUTTON_LIMIT = EVERY_SCREEN.buttons


@dataclass(frozen=True, slots=True)
class Button:
    """`data` is a packed callback; a button that `confirms` is never pressed by typing only its first letters."""

    label: str
    data: str = ""
    confirms: bool = False
    url: str = ""

    @staticmethod
    def of(label: str, callback: "CallbackData", confirms: bool = False) -> "Button":
        return Button(shorten(label, LABEL_LIMIT), callback.pack(), confirms)


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A small file shown with a screen (at most about 1 MB: it is kept with the screen until it has left).

    What takes long to make has a `recipe` instead of data: it is made when it is shown, beside the writer.
    """

    name: str
    data: bytes
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a screen; `file_id` names a kept file that it carries.

    `under_input` are labels of the keyboard under the input, sent once at the beginning.
    """

    text: Html
    rows: Rows = ()
    file: File | None = None
    under_input: tuple[str, ...] = ()
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Use `public` or `personal` to make one. `before` are messages that go ahead of it, in order.

    With `in_place` it replaces the message whose button was tapped even if that is no card, or not the newest one.
    A toast that `passes` is said once and kept nowhere.
    """

    text: Html
    rows: Rows
    is_personal: bool
    toast: str = ""
    file: File | None = None
    before: tuple[Part, ...] = ()
    in_place: bool = False
    passes: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """The messages to send in this order; buttons stand under the last."""
        *ahead, last = split(self.text)
        return (*self.before, *(Part(text) for text in ahead), Part(last, self.rows, self.file))

    def with_toast(self, toast: str) -> "Screen":
        return replace(self, toast=toast)

    def with_passing_toast(self, toast: str) -> "Screen":
        return replace(self, toast=toast, passes=True)

    def at_its_place(self) -> "Screen":
        return replace(self, in_place=True)

    def after(self, *parts: Part) -> "Screen":
        return replace(self, before=(*parts, *self.before))


SILENCE = Screen(Html(""), (), False)
"""Nothing is shown: only where an answer to the same thing stands there already, as to the first file of an album."""


def public(text: Html, *rows: Iterable[Button], toast: str = "", file: File | None = None) -> Screen:
    """A screen that tells nothing about anybody: it may leave through every messenger."""
    return Screen(text, _rows(rows), False, toast, file)


def personal(text: Html, *rows: Iterable[Button], toast: str = "", file: File | None = None) -> Screen:
    """A screen that tells something about a person: it leaves only where personal data may go."""
    return Screen(text, _rows(rows), True, toast, file)


def _rows(rows: Iterable[Iterable[Button]]) -> Rows:
    found = tuple(row for row in (tuple(buttons) for buttons in rows) if row)
    if len(found) > ROW_LIMIT or sum(map(len, found)) > BUTTON_LIMIT:
        labels = [button.label for row in found for button in row]
        raise ValueError(f"more buttons than every messenger shows: {labels}")
    return found


def shorten(text: str, limit: int) -> str:
    """Cut at a word, with an ellipsis, to at most `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,.;:—-") + "…"


def split(text: Html, limit: int = TEXT_LIMIT) -> list[Html]:
    """Break a long text at line ends (texts never let a tag run over one); a single longer line is broken at words.

    `limit` is of UTF-16 units: VK says nowhere whether an emoji is one character to it or two.
    """
    if units(text) <= limit:
        return [text]
    chunks: list[str] = [""]
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{chunks[-1]}\n{piece}" if chunks[-1] else piece
            if units(joined) <= limit:
                chunks[-1] = joined
            else:
                chunks.append(piece)
    return [Html(chunk) for chunk in chunks if chunk.strip()]


def _pieces(line: str, limit: int) -> list[str]:
    pieces = []
    while units(line) > limit:
        most = start_of(line, limit)
        at = line.rfind(" ", 1, most)
        at = at if at > 0 else _before_character(line, most)
        pieces.append(line[:at])
        line = line[at:].lstrip(" ")
    return [*pieces, line]


def _before_character(line: str, limit: int) -> int:
    """Where to cut within a word: never inside an escaped character such as «&amp;»."""
    begun = line.rfind("&", max(limit - 5, 1), limit)
    return begun if begun > 0 and ";" not in line[begun:limit] else limit


@lru_cache(maxsize=4096)
def inline(rows: Rows) -> "InlineKeyboardMarkup | None":
    """The aiogram keyboard of these rows; kept, since building one costs more than all the rest of a screen."""
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=b.label, url=b.url)
                if b.url
                else InlineKeyboardButton(text=b.label, callback_data=b.data)
                for b in row
            ]
            for row in rows
        ]
    )


@lru_cache(maxsize=64)
def under_input(labels: tuple[str, ...]) -> "ReplyKeyboardMarkup":
    from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=label) for label in labels]], resize_keyboard=True, is_persistent=True
    )


def dump(screen: Screen, **extra: int | None) -> str:
    """JSON of a screen and of what its sending needs (`extra`), as kept until it has been shown."""
    body: dict[str, object] = {
        "text": screen.text, "rows": below(*screen.rows), "personal": screen.is_personal, **extra
    }  # fmt: skip
    if screen.toast and not screen.passes:
        body["toast"] = screen.toast
    if screen.file:
        body["file"] = _dump_file(screen.file)
    if screen.before:
        body["before"] = [
            [part.text, list(part.under_input), part.file and _dump_file(part.file), part.file_id]
            for part in screen.before
        ]
    return to_json(body).decode()


def holds_file(raw: str) -> bool:
    """Whether the last message of a kept screen carries a file; quotes within texts are escaped, so none looks so."""
    return '"file":' in raw


def load(raw: str) -> Screen:
    """The inverse of `dump`: what it replaces is kept beside it, as its card, and a passing toast is not kept."""
    body = json.loads(raw)
    before = tuple(
        Part(Html(text), (), file and _load_file(file), tuple(labels), *file_id)
        for text, labels, file, *file_id in body.get("before", ())
    )
    file = body.get("file")
    return Screen(
        Html(body["text"]),
        load_rows(body["rows"]),
        body["personal"],
        body.get("toast", ""),
        file and _load_file(file),
        before,
    )


def below(*rows: Iterable[Button]) -> list[list[tuple[str, str, int, str]]]:
    """Buttons as they are kept below what is sent; `load_rows` reads them."""
    return [[(b.label, b.data, int(b.confirms), b.url) for b in row] for row in rows]


def load_rows(rows: list[list[tuple[str, str, int, str]]]) -> Rows:
    return tuple(tuple(Button(label, data, bool(confirms), url) for label, data, confirms, url in row) for row in rows)


def _dump_file(file: File) -> list[str]:
    return [file.name, base64.b64encode(file.data).decode(), file.recipe]


def _load_file(raw: list[str]) -> File:
    return File(raw[0], base64.b64decode(raw[1]), *raw[2:])
