"""What may stand in a template's places: a line of text, or paragraphs, tables and a picture; plain data both ways."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Heading(NamedTuple):
    text: str


class Paragraph(NamedTuple):
    text: str
    is_bullet: bool = False


class Grid(NamedTuple):
    """A table; `numbers`: columns in the middle of which text stands."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


class Picture(NamedTuple):
    """A PNG in base64."""

    data: str
    centimetres: float = 16.0


Piece = Heading | Paragraph | Grid | Picture
KINDS: tuple[type[Any], ...] = (Heading, Paragraph, Grid, Picture)


class Filling(NamedTuple):
    """Name of a place -> what stands there. `rows`: one mapping for each row a table's pattern row is repeated.

    `last`: names of places whose pieces must not get lost: they end the document where it has no such place.
    """

    lines: Mapping[str, str]
    pieces: Mapping[str, Sequence[Piece]] = {}
    rows: Sequence[Mapping[str, str]] = ()
    last: Sequence[str] = ()


def packed(filling: Filling) -> dict[str, Any]:
    """For JSON."""
    pieces = {name: [[KINDS.index(type(one)), *one] for one in found] for name, found in filling.pieces.items()}
    return {**filling._asdict(), "pieces": pieces}


def unpacked(raw: Mapping[str, Any]) -> Filling:
    """The inverse of `packed`."""
    pieces = {name: [KINDS[kind](*rest) for kind, *rest in found] for name, found in raw["pieces"].items()}
    return Filling(**{**raw, "pieces": pieces})


def told(pieces: Sequence[Piece]) -> str:
    """As a line, where there is no room for more."""
    texts = [one.text for one in pieces if isinstance(one, Heading | Paragraph)]
    texts += [", ".join(row) for one in pieces if isinstance(one, Grid) for row in one.rows]
    return "; ".join(texts)
