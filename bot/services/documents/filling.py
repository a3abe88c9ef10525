"""A template with everything put at its places; libraries are imported late, for they would cost the start."""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from .pieces import Filling, Grid, Heading, Paragraph, Picture, Piece, told
from .places import PLACE, fit, paragraphs, plain, replace, roots, text_of, texts

LETTER, PADDING, WHOLE = 0.21, 0.45, 40
"""Centimetres of a letter and of what a cell takes beside them; characters from which on a text may take lines."""
SMALL, TINY, MANY = 10, 9, 5
"""Points of letters in a table, in one of more columns."""
BORDER = ("top", "left", "bottom", "right", "insideH", "insideV")


def filled(template: bytes, filling: Filling) -> bytes:
    """The finished document (docx). The template is trusted: a service's own one has been looked through."""
    from docx import Document

    document: Any = Document(io.BytesIO(template))
    lines = {plain(name): text for name, text in filling.lines.items()}
    pieces = {plain(name): found for name, found in filling.pieces.items()}
    _repeat(document.part.element, filling.rows)
    used = set[str]()
    for paragraph in list(paragraphs(document.part.element)):
        used |= _fill(document, paragraph, lines, pieces)
    said = lines | {name: told(found) for name, found in pieces.items()}
    for part in list(roots(document))[1:]:  # headers and footers have room for lines only
        for paragraph in list(paragraphs(part.element)):
            _fill(document, paragraph, said, {})
    missing = [one for name in filling.last if plain(name) not in used for one in filling.pieces.get(name, ())]
    _append(document, missing)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(document: Any, paragraph: Any, lines: Mapping[str, str], pieces: Mapping[str, Sequence[Piece]]) -> set[str]:
    """A place that is alone in its paragraph takes pieces whole, or goes with it when there is nothing to put there."""
    text = text_of(paragraph).strip()
    names = {plain(one) for one in PLACE.findall(text)}
    alone = PLACE.fullmatch(text)
    if alone is None:
        replace(paragraph, lambda name: lines.get(name, told(pieces[name]) if name in pieces else None))
        return names
    name = plain(alone[1])
    if name in pieces:
        _instead(document, paragraph, pieces[name])
    elif lines.get(name) == "" and _may_go(paragraph):
        paragraph.getparent().remove(paragraph)
    else:
        replace(paragraph, lines.get)
    return names


def _may_go(paragraph: Any) -> bool:
    """A cell keeps its only paragraph, and a paragraph that ends a section is what makes the section."""
    from docx.oxml.ns import qn

    parent = paragraph.getparent()
    siblings = [one for one in parent if one.tag == qn("w:p")]
    return (parent.tag != qn("w:tc") or len(siblings) > 1) and paragraph.find(f".//{qn('w:sectPr')}") is None


def _instead(document: Any, paragraph: Any, pieces: Sequence[Piece]) -> None:
    """The pieces before the paragraph, which goes if it may; after a table one stays, for two tables would be one."""
    for one in pieces:
        for made in _made(document, one, paragraph):
            paragraph.addprevious(made)
    if (not pieces or not isinstance(pieces[-1], Grid)) and _may_go(paragraph):
        paragraph.getparent().remove(paragraph)
    else:
        replace(paragraph, lambda _: "")


def _append(document: Any, pieces: Sequence[Piece]) -> None:
    if pieces:
        _instead(document, document.add_paragraph("{{.}}")._p, pieces)  # like a place of hers


def _made(document: Any, piece: Piece, like: Any) -> Iterator[Any]:
    """Elements of a piece, with the looks of the paragraph it replaces."""
    from docx.shared import Cm
    from docx.text.paragraph import Paragraph as Word

    if isinstance(piece, Grid):
        yield _grid(document, piece)
        return
    element = deepcopy(like)
    replace(element, lambda _: piece.text if isinstance(piece, Heading | Paragraph) else "")
    made = Word(element, document._body)
    if isinstance(piece, Heading):
        made.paragraph_format.keep_with_next = True
        made.paragraph_format.space_before = Cm(0.4)
        for run in made.runs:
            run.bold = True
    elif isinstance(piece, Paragraph) and piece.is_bullet:
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = Cm(0.6), Cm(-0.4)
        _first_text(element, "• ")
    elif isinstance(piece, Picture):
        made.paragraph_format.first_line_indent = Cm(0)
        run = made.runs[0] if made.runs else made.add_run()
        run.add_picture(io.BytesIO(base64.b64decode(piece.data)), Cm(min(piece.centimetres, _width(document))))
    yield element


def _first_text(element: Any, before: str) -> None:
    for one in texts(element)[:1]:
        one.text = before + (one.text or "")


def _width(document: Any) -> float:
    """Centimetres between the margins."""
    section = document.sections[0]
    return float((section.page_width - section.left_margin - section.right_margin) / 360_000)


def _grid(document: Any, grid: Grid) -> Any:
    """With borders of its own, for a template need not know a style for it; heads are repeated, no row is broken."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.oxml.table import CT_Tbl
    from docx.shared import Cm, Pt
    from docx.table import Table

    width = _width(document)
    element: Any = CT_Tbl.new_tbl(1 + len(grid.rows), len(grid.heads), Cm(width))
    table = Table(element, document._body)
    borders = OxmlElement("w:tblBorders")
    for side in BORDER:
        edge = OxmlElement(f"w:{side}")
        for key, value in {"val": "single", "sz": "4", "space": "0", "color": "808080"}.items():
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    element.tblPr.append(borders)
    table.autofit = False
    widths, size = _widths(grid, width), SMALL if len(grid.heads) <= MANY else TINY
    for number, (row, values) in enumerate(zip(table.rows, (grid.heads, *grid.rows), strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = Cm(widths[place])
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(fit(text))
            run.bold, run.font.size = (True if not number else None), Pt(size)
            paragraph.paragraph_format.space_after = paragraph.paragraph_format.first_line_indent = Cm(0)
            if place in grid.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for column, centimetres in zip(table.columns, widths, strict=True):
        column.width = Cm(centimetres)
    return element


def _widths(grid: Grid, width: float) -> list[float]:
    """Every column takes its longest word whole, what is left goes by how much stands in it."""
    columns = [[head, *(row[place] for row in grid.rows)] for place, head in enumerate(grid.heads)]
    words = [max(len(word) for text in column for word in (text.split(" ") or [""])) for column in columns]
    least = [LETTER * word + PADDING for word in words]
    if sum(least) >= width:
        return [width * one / sum(least) for one in least]
    wanted = [min(max(map(len, column)), WHOLE) - word for column, word in zip(columns, words, strict=True)]
    left, total = width - sum(least), sum(wanted) or 1
    return [
        one + left * (more / total if sum(wanted) else 1 / len(least)) for one, more in zip(least, wanted, strict=True)
    ]


def _repeat(root: Any, rows: Sequence[Mapping[str, str]]) -> None:
    """A table's row with places of `rows` stands once for each of them, empty where there are none."""
    from docx.oxml.ns import qn

    names = {plain(name) for row in rows for name in row}
    for pattern in [one for one in root.iter(qn("w:tr")) if _names(one) & names]:
        for row in rows:
            copy, values = deepcopy(pattern), {plain(name): text for name, text in row.items()}
            pattern.addprevious(copy)
            for paragraph in paragraphs(copy):
                replace(paragraph, values.get)
        pattern.getparent().remove(pattern)


def _names(element: Any) -> set[str]:
    return {plain(name) for one in paragraphs(element) for name in PLACE.findall(text_of(one))}
