"""The week's picture, for a phone and for the note, drawn from the kept week alone; it names no person."""

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from ..screen import shorten
from ..services.summaries.chart import Bar, Chart, chart
from ..services.summaries.snapshot import Snapshot
from ..surveying.picture import INK, MARGIN, PALE, PAPER, SUPPORT, SURE, WIDTH, font
from ..texts import Texts
from .lines import span

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

HEAD, ROW, BAR, THIN, GAP, FOOT = 214, 132, 46, 16, 8, 84
TRACK, BEFORE = "#eef2f1", "#c3cdcb"
NAME, PLACE = 200, 120
"""Characters beyond which nothing is even measured."""


class Words(NamedTuple):
    """Everything that is written on it; for each bar its name and what it says."""

    title: str
    about: str
    before: str
    bars: tuple[tuple[str, str], ...]


def picture(texts: Texts, found: Snapshot) -> bytes:
    """A PNG."""
    own, shown = texts.summaries, chart(found)
    said = [
        (one.name, own.shares[str(one.tenths)])
        if one.tenths is not None
        else (own.picture_counts[one.name], own.picture_count(one.part, one.whole))
        for one in shown.bars
    ]
    title = own.picture_survey if shown.is_survey else own.picture_reach
    about = own.picture_about(span(found.week), shorten(found.name, PLACE))
    return draw(shown, Words(title, about, own.picture_before, tuple(said)))


def draw(shown: Chart, words: Words) -> bytes:
    from PIL import Image, ImageDraw  # imported late: it would cost the start

    row = ROW + (THIN + GAP if shown.has_before else 0)
    foot = FOOT if shown.has_before else 0
    image = Image.new("RGB", (WIDTH, HEAD + row * len(shown.bars) + foot), PAPER)
    brush = ImageDraw.Draw(image)
    brush.text((MARGIN, 50), fitted(brush, words.title, WIDTH - 2 * MARGIN, 48), INK, font(48))
    brush.text((MARGIN, 126), fitted(brush, words.about, WIDTH - 2 * MARGIN, 30), PALE, font(30))
    for number, (bar, said) in enumerate(zip(shown.bars, words.bars, strict=True)):
        _row(brush, HEAD + row * number, bar, said, SUPPORT if shown.is_survey else SURE)
    if shown.has_before:
        top = HEAD + row * len(shown.bars)
        brush.rounded_rectangle((MARGIN, top + 14, MARGIN + 60, top + 14 + THIN), radius=6, fill=BEFORE)
        brush.text((MARGIN + 80, top + 22), words.before, PALE, font(28), anchor="lm")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _row(brush: "ImageDraw.ImageDraw", top: int, bar: Bar, said: tuple[str, str], colour: str) -> None:
    """What it says stands above the bar, so that no colour and no length has to be read."""
    name, value = said
    room = WIDTH - 2 * MARGIN - brush.textlength(value, font(34)) - 40
    brush.text((MARGIN, top), fitted(brush, name, room, 34), INK, font(34))
    brush.text((WIDTH - MARGIN, top), value, INK, font(34), anchor="ra")
    _bar(brush, top + 52, BAR, bar.percent, colour)
    if bar.before is not None:
        _bar(brush, top + 52 + BAR + GAP, THIN, bar.before, BEFORE)


def _bar(brush: "ImageDraw.ImageDraw", top: int, height: int, percent: int, colour: str) -> None:
    whole = WIDTH - 2 * MARGIN
    brush.rounded_rectangle((MARGIN, top, MARGIN + whole, top + height), radius=height / 4, fill=TRACK)
    if percent:
        width = max(whole * min(percent, 100) / 100, height / 2)
        brush.rounded_rectangle((MARGIN, top, MARGIN + width, top + height), radius=height / 4, fill=colour)


def fitted(brush: "ImageDraw.ImageDraw", text: str, room: float, size: int) -> str:
    """As much of it as the line holds."""
    face: ImageFont.FreeTypeFont = font(size)
    most = min(len(text), NAME)
    while most > 1 and brush.textlength(shorten(text, most), face) > room:
        most -= 1
    return shorten(text, most)
