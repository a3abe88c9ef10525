"""A week as a note to be signed: what stands at the places of its template."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta

from ..services.documents.pieces import Filling, Grid, Heading, Paragraph, Picture, Piece
from ..services.summaries.snapshot import Snapshot
from ..services.summaries.tables import Cell, Table, Tenths
from ..services.summaries.weeks import WEEK
from ..texts import Texts
from ..texts.dates import day
from .lines import span
from .picture import picture
from .prose import things_to_do
from .tables import sections

WIDTH = 14.0
"""Centimetres of the picture."""


def filling(texts: Texts, found: Snapshot) -> Filling:
    """Takes some hundredths of a second: a picture is drawn."""
    own, names = texts.summary_files, texts.templates.memo_places
    told = {
        "municipality": found.name,
        "week": texts.summary_files.period(span(found.week), (found.week + timedelta(days=6)).year),
        "made": day(found.week + WEEK, date.min),
    }
    pieces: dict[str, list[Piece]] = {
        "sections": [*_places(texts, found), *_sections(texts, found)],
        "to_do": [Paragraph(one, True) for one in things_to_do(own, found)],
        "chart": _chart(texts, found),
        "method": [Paragraph(f"{what}. {how}") for what, how in own.method_lines.items()],
    }
    return Filling(
        lines={names[key]: text for key, text in told.items()},
        pieces={names[key]: made for key, made in pieces.items()},
    )


def _places(texts: Texts, found: Snapshot) -> list[Piece]:
    """Of a region: also that some of it is not in the sum."""
    own = texts.summary_files
    if not found.places:
        return []
    is_part = found.places < found.of
    return [Paragraph(own.told_places_of(found.places, found.of) if is_part else own.told_places(found.places))]


def _sections(texts: Texts, found: Snapshot) -> Iterator[Piece]:
    for number, one in enumerate(sections(texts, found), 1):
        yield Heading(f"{number}. {one.title}")
        yield Paragraph(" ".join(one.told))
        for table in one.tables:
            if table.title:  # those without one are told in the sentences
                yield Heading(table.title)
                yield _grid(texts, table)


def _grid(texts: Texts, table: Table) -> Grid:
    rows = [[_said(texts, value) for value in row] for row in table.rows]
    numbers = [
        place for place in range(1, len(table.heads)) if all(not isinstance(row[place], str) for row in table.rows)
    ]
    return Grid([*table.heads], rows, numbers)


def _said(texts: Texts, value: Cell) -> str:
    return (texts.summaries.shares[str(value.of)] if isinstance(value, Tenths) else str(value)).replace(" %", "\u00a0%")


def _chart(texts: Texts, found: Snapshot) -> list[Piece]:
    """The week's own picture, where a survey tells something."""
    if not any(one.areas for one in found.surveys):
        return [Paragraph(texts.summary_files.no_chart)]
    return [Picture(base64.b64encode(picture(texts, found)).decode(), WIDTH)]
