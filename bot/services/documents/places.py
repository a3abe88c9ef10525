"""Places in a Word file: «{{name}}», wherever a person can type it, however Word has cut it into runs."""

import re
from collections.abc import Callable, Iterator
from typing import Any

PLACE = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
LEFT = re.compile(r"\{\{.{0,30}|.{0,30}\}\}")
"""Braces that are no place: one of the four is missing."""

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters no XML may hold."""


def fit(text: str) -> str:
    return UNFIT.sub("", text)


def plain(name: str) -> str:
    """By which a place is found: letter case, ё and spaces do not matter."""
    return " ".join(name.casefold().replace("ё", "е").replace("_", " ").split())


def roots(document: Any) -> Iterator[Any]:
    """The parts with text: the body, and every header and footer there is."""
    yield document.part
    for rel in document.part.rels.values():
        if not rel.is_external and rel.reltype.rpartition("/")[2] in ("header", "footer"):
            yield rel.target_part


def paragraphs(root: Any) -> Iterator[Any]:
    """All of them, also within tables and text boxes."""
    from docx.oxml.ns import qn

    yield from root.iter(qn("w:p"))


def texts(paragraph: Any) -> list[Any]:
    """Its own pieces of text, not those of a text box within it."""
    from docx.oxml.ns import qn

    return [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in texts(paragraph))


def replace(paragraph: Any, by: Callable[[str], str | None]) -> None:
    """Put text at its places; None leaves the place as it is. The looks are those of the place's first letter."""
    found = texts(paragraph)
    whole = "".join(one.text or "" for one in found)
    for place in reversed(list(PLACE.finditer(whole))):
        text = by(plain(place[1]))
        if text is not None:
            _put(found, place.start(), place.end(), text)


def _put(pieces: list[Any], begin: int, end: int, text: str) -> None:
    at = 0
    for piece in pieces:
        was = piece.text or ""
        first, last = max(begin - at, 0), min(end - at, len(was))
        at += len(was)
        if first < last:
            piece.text = was[:first] + fit(text) + was[last:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text = ""
