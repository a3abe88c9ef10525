"""A teacher's result as a picture for a phone: a bar a group, sure to the left, support to the right, before below now.

Drawn beside the writer from a recipe; it bears no name, so that it can be shown to whom she likes.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple

from storage.database import Database, Transaction
from storage.repository import Repository

from ..services.surveys.results import Part, Result, of
from ..texts import CONTENT, Texts

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

RESULT = "result"
FONT = CONTENT / "fonts" / "DejaVuSans.ttf"
WIDTH, MARGIN = 1080, 56
HEAD, ROW, FOOT = 190, 196, 130
BAR, THIN, GAP = 64, 20, 14
SURE, MOSTLY, SUPPORT = "#1f7a6d", "#a8d5cc", "#f2a541"
INK, PALE, PAPER = "#1d2b2a", "#5c6b69", "#ffffff"


class Words(NamedTuple):
    """Everything that is written on it."""

    title: str
    sure: str
    mostly: str
    support: str
    before: str


def recipe(teacher_id: int, result: Result) -> str:
    """What to draw; only she herself is given one, and it never leaves the bot."""
    return f"{RESULT}:{teacher_id}:{result.run_id}"


class Pictures:
    def __init__(self, db: Database, texts: Texts, clock: Callable[[], datetime]) -> None:
        self._db, self._texts, self._clock = db, texts, clock

    async def make(self, wanted: str) -> bytes:
        """The picture of this recipe. Raises DatabaseUnavailableError."""
        words, (_, teacher_id, run_id) = self._texts.results, wanted.split(":")
        said = Words(words.picture_title, words.legend_sure, words.legend_mostly, words.legend_support, words.before)
        found = await self._db.read(_result, int(teacher_id), int(run_id), self._clock())
        return await asyncio.to_thread(draw, found.parts if found else (), said)


def _result(tx: Transaction, teacher_id: int, run_id: int, now: datetime) -> Result | None:
    answered = Repository(tx).surveys.answered(teacher_id)
    return of(dropwhile(lambda one: one[0].id != run_id, answered), now)


def draw(parts: tuple[Part, ...], words: Words) -> bytes:
    """A PNG."""
    from PIL import Image, ImageDraw  # imported late: it would cost the start

    has_before = any(one.before for one in parts)
    image = Image.new("RGB", (WIDTH, HEAD + ROW * len(parts) + FOOT + (50 if has_before else 0)), PAPER)
    brush = ImageDraw.Draw(image)
    brush.text((MARGIN, 56), words.title, INK, font(52))
    for number, part in enumerate(parts):
        _row(brush, HEAD + ROW * number, part)
    _legend(brush, HEAD + ROW * len(parts) + 26, words, has_before)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _row(brush: "ImageDraw.ImageDraw", top: int, part: Part) -> None:
    brush.text((MARGIN, top), part.name, INK, font(38))
    _bar(brush, top + 58, BAR, part, is_labelled=True)
    if part.before is not None and part.before.answered:
        _bar(brush, top + 58 + BAR + GAP, THIN, part.before, is_labelled=False)


def _bar(brush: "ImageDraw.ImageDraw", top: int, height: int, part: Part, is_labelled: bool) -> None:
    """Its pieces side by side; numbers stand in them, so that no colour has to be told from another."""
    left, whole = float(MARGIN), WIDTH - 2 * MARGIN
    for count, colour, ink in ((part.sure, SURE, PAPER), (part.mostly, MOSTLY, INK), (part.support, SUPPORT, INK)):
        width = whole * count / part.answered
        if not count:
            continue
        brush.rounded_rectangle((left, top, left + width - 4, top + height), radius=height / 4, fill=colour)
        if is_labelled:
            brush.text((left + width / 2, top + height / 2), str(count), ink, font(34), anchor="mm")
        left += width


def _legend(brush: "ImageDraw.ImageDraw", top: int, words: Words, has_before: bool) -> None:
    left = float(MARGIN)
    for colour, word in ((SURE, words.sure), (MOSTLY, words.mostly), (SUPPORT, words.support)):
        brush.rounded_rectangle((left, top + 4, left + 36, top + 40), radius=9, fill=colour)
        brush.text((left + 50, top + 22), word, INK, font(30), anchor="lm")
        left += 50 + brush.textlength(word, font(30)) + 44
    if has_before:
        brush.text((MARGIN, top + 62), words.before, PALE, font(28))


@lru_cache
def font(size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size)
