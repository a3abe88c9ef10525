"""A page to print: an announcement's text and, by place of work, whom it has to be told in person."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from storage.repositories.announcements import Recipient


def document(heading: str, text: str, recipients: Sequence[Recipient]) -> bytes:
    """A docx file; `recipients` come by place, `text` is plain."""
    from docx import Document  # late: it is needed only here

    made = Document()
    made.add_heading(heading, 1)
    for line in text.split("\n"):
        if line.strip():
            made.add_paragraph(line)
    for place, people in groupby(recipients, key=place_of):
        made.add_heading(place, 2)
        for one in people:
            name = " ".join(filter(None, (one.last_name, one.first_name, one.middle_name)))
            made.add_paragraph(name, style="List Bullet")
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def place_of(one: Recipient) -> str:
    return ", ".join(filter(None, (one.organization, one.municipality)))
