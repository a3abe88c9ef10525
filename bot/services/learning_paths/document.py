"""A path as a Word file to hand in or to keep; made beside the writer."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple


class Line(NamedTuple):
    """A step as it is printed."""

    form: str
    text: str
    until: str
    evidence: str
    done: str


class Words(NamedTuple):
    """Everything else; `growth` only where she wants it in."""

    title: str
    about: Sequence[str]
    columns: Sequence[str]
    growth_head: str
    growth: Sequence[str]


def document(lines: Sequence[Line], words: Words) -> bytes:
    from docx import Document  # imported late: it would cost the start

    found: Any = Document()
    found.add_heading(words.title, 1)
    for one in words.about:
        found.add_paragraph(one)
    table = found.add_table(rows=1, cols=len(words.columns), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, words.columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    if words.growth:
        found.add_paragraph()
        found.add_paragraph().add_run(words.growth_head).bold = True
        for one in words.growth:
            found.add_paragraph(one, style="List Bullet")
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()
