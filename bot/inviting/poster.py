"""The page for the staff room: A4, a QR code for every messenger, large enough to scan from a metre."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..texts import CONTENT
from ..texts.poster import PosterTexts
from .links import Link
from .qr import dots

FONTS = CONTENT / "fonts"
PAGE = (210.0, 297.0)
MARGIN = 13.0
"""Millimetres, as everything here."""
BAND = 78.0
GAP = 5.0
SMALLEST = 50.0
"""A code's side where three stand in a row; what is printed smaller nobody scans from a metre."""
LARGEST = 84.0
INK, PALE, ACCENT, WHITE, GREY = (18, 62, 70), (233, 243, 243), (238, 148, 66), (255, 255, 255), (84, 103, 107)
MIST = (190, 214, 216)
LINE = 0.46
"""A line's height in millimetres for a point of size."""
SMALL = 8


class Poster(NamedTuple):
    """What it says besides the common words; `contacts` in one line, "" where none are known."""

    school: str
    service: str
    contacts: str
    links: list[Link]


def draw(poster: Poster, texts: PosterTexts) -> bytes:
    """A PDF of one page."""
    from fpdf import FPDF  # late: it is needed only here

    page = FPDF(format="A4")
    page.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))  # the same page is the same file
    page.set_auto_page_break(False)
    page.c_margin = 0  # words begin where the shapes do
    for style, file in (("", "PT_Sans-Web-Regular.ttf"), ("B", "PT_Sans-Web-Bold.ttf")):
        page.add_font("PT", style, Path(FONTS / file))
    page.set_title(f"{texts.title}. {poster.school}")
    page.add_page()
    page.set_fill_color(*PALE)
    page.rect(0, 0, *PAGE, style="F")
    width, side = _sizes(len(poster.links))
    spare = LARGEST - side  # where three stand in a row the page has room for more air
    y = _heading(page, poster, texts, spare * 0.28)
    y = _benefits(page, texts, y + 9 + spare * 0.1, 2.2 + spare * 0.05)
    y = _codes(page, poster.links, texts, y + 6 + spare * 0.12, width, side)
    _steps(page, texts, y + 9 + spare * 0.12)
    _foot(page, poster, texts)
    return bytes(page.output())


def _sizes(count: int) -> tuple[float, float]:
    """(width of a card, side of its code) where so many stand side by side."""
    count = max(count, 1)
    width = min((PAGE[0] - 2 * MARGIN - GAP * (count - 1)) / count, LARGEST + 10)
    return width, min(max(width - 8, SMALLEST), LARGEST)


def _heading(page: Any, poster: Poster, texts: PosterTexts, air: float) -> float:
    page.set_fill_color(*INK)
    page.rect(0, 0, PAGE[0], BAND + air, style="F")
    page.set_fill_color(*ACCENT)
    page.rect(MARGIN, 15 + air / 2, 22, 2.2, style="F")
    _text(page, texts.title, 21 + air / 2, 46, WHITE, tall=22, bold=True)
    _text(page, poster.school, 44 + air / 2, 27, WHITE, tall=15, bold=True)
    _text(page, texts.service(poster.service), 60 + air / 2, 15, MIST, tall=14)
    return BAND + air


def _benefits(page: Any, texts: PosterTexts, y: float, air: float) -> float:
    for said in texts.benefits.values():
        page.set_fill_color(*ACCENT)
        page.ellipse(MARGIN, y + 2, 3.4, 3.4, style="F")
        y = _text(page, said, y, 15.5, INK, tall=10, left=MARGIN + 8) + air
    return y


def _codes(page: Any, links: list[Link], texts: PosterTexts, y: float, width: float, side: float) -> float:
    """White cards side by side; the white around a code is its quiet zone."""
    y = _text(page, texts.choose if len(links) > 1 else texts.aim, y, 17, INK, tall=8, bold=True) + 4
    x = (PAGE[0] - len(links) * width - GAP * (len(links) - 1)) / 2
    for link in links:
        page.set_fill_color(*WHITE)
        page.rect(x, y, width, side + 21, style="F", round_corners=True, corner_radius=4)
        _dots(page, dots(link.address), x + (width - side) / 2, y + (width - side) / 2, side)
        page.set_xy(x, y + side + (width - side) / 2 + 4)
        page.set_font("PT", "B", 17)
        page.set_text_color(*INK)
        page.cell(width, 9, texts.messengers[link.messenger], align="C")
        x += width + GAP
    return y + side + 21


def _dots(page: Any, rows: list[list[bool]], left: float, top: float, side: float) -> None:
    """Runs of dark dots as one rectangle each: seams between dots would show in print."""
    size = side / len(rows)
    page.set_fill_color(0, 0, 0)
    for number, row in enumerate(rows):
        start = None
        for at, dark in enumerate([*row, False]):
            if dark and start is None:
                start = at
            elif not dark and start is not None:
                page.rect(left + start * size, top + number * size, (at - start) * size, size * 1.02, style="F")
                start = None


def _steps(page: Any, texts: PosterTexts, y: float) -> None:
    width = (PAGE[0] - 2 * MARGIN - 2 * GAP) / 3
    for number, said in enumerate(texts.steps.values()):
        x = MARGIN + number * (width + GAP)
        page.set_fill_color(*INK)
        page.ellipse(x, y, 9, 9, style="F")
        page.set_xy(x, y)
        page.set_font("PT", "B", 14)
        page.set_text_color(*WHITE)
        page.cell(9, 9, str(number + 1), align="C")
        _text(page, said, y + 0.2, 14, INK, tall=20, left=x + 12, width=width - 12)


def _foot(page: Any, poster: Poster, texts: PosterTexts) -> None:
    if poster.contacts:
        page.set_draw_color(*ACCENT)
        page.set_line_width(0.5)
        page.line(MARGIN, PAGE[1] - 21, PAGE[0] - MARGIN, PAGE[1] - 21)
        _text(page, texts.help(poster.contacts), PAGE[1] - 17, 13, GREY, tall=11)


def _text(
    page: Any, said: str, y: float, size: float, colour: tuple[int, int, int], *, tall: float,
    bold: bool = False, left: float = MARGIN, width: float = 0,
) -> float:  # fmt: skip
    """Words from `y` down, smaller where they would be higher than `tall`; where they end."""
    room = width or PAGE[0] - left - MARGIN
    page.set_text_color(*colour)
    while True:
        page.set_font("PT", "B" if bold else "", size)
        lines = page.multi_cell(room, size * LINE, said, dry_run=True, output="LINES", align="L")
        if len(lines) * size * LINE <= tall or size <= SMALL:
            break
        size *= 0.92
    page.set_xy(left, y)
    page.multi_cell(room, size * LINE, said, align="L")
    return float(page.get_y())
