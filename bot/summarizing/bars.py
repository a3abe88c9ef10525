"""Where support is wanted, as a picture for a document."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from ..services.summaries.tables import Tenths
from ..surveying.picture import INK, MARGIN, PALE, PAPER, SURE, WIDTH, font

ROW, BAR, HEAD, FOOT = 104, 40, 110, 24
TRACK = "#e3e9e8"
ROOM = 300
"""Pixels for the words at the end of a bar."""


class Bar(NamedTuple):
    name: str
    share: Tenths
    words: str


def drawn(title: str, bars: Sequence[Bar]) -> bytes:
    """A PNG."""
    from PIL import Image, ImageDraw  # imported late: it would cost the start

    image = Image.new("RGB", (WIDTH, HEAD + ROW * len(bars) + FOOT), PAPER)
    brush, whole = ImageDraw.Draw(image), WIDTH - 2 * MARGIN - ROOM
    brush.text((MARGIN, 32), title, INK, font(38))
    for number, bar in enumerate(bars):
        top = HEAD + ROW * number
        brush.text((MARGIN, top), bar.name, INK, font(30))
        for width, colour in ((whole, TRACK), (whole * bar.share.share, SURE)):
            box = (MARGIN, top + 44, MARGIN + width, top + 44 + BAR)
            brush.rounded_rectangle(box, radius=min(BAR / 3, width / 2), fill=colour)
        brush.text((MARGIN + whole + 24, top + 44 + BAR / 2), bar.words, PALE, font(30), anchor="lm")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
