"""Who answered as a table; every cell is text, no formula."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from storage.models import Answer
from storage.repositories.event_guests import Guest

COLUMNS = ("person", "organization", "municipality", "answer")
AGAIN = "again"
"""Who goes by what she answered before the last change."""
A4 = 9


class Words(NamedTuple):
    """Name of the sheet; column and answer -> how people call it."""

    sheet: str
    columns: Mapping[str, str]
    answers: Mapping[str, str]


def workbook(guests: Sequence[Guest], words: Words) -> bytes:
    """An xlsx file with a row for everybody who answered; the municipality only where people of several did."""
    from xlsxwriter import Workbook  # late: it is needed only here

    file = BytesIO()
    columns = [one for one in COLUMNS if one != "municipality" or any(guest.municipality for guest in guests)]
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(words.sheet)
        sheet.freeze_panes(1, 0)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, words.columns[column], bold)
        for number, guest in enumerate(guests, 1):
            row = _row(guest, words)
            for place, column in enumerate(columns):
                sheet.write_string(number, place, row[column])
        sheet.autofit()
    return file.getvalue()


def _row(one: Guest, words: Words) -> Mapping[str, str]:
    name = " ".join(filter(None, (one.last_name, one.first_name, one.middle_name)))
    again = one.answer is Answer.GOING and one.is_asked_again
    answer = words.answers[AGAIN if again else one.answer.value]
    return dict(zip(COLUMNS, (name, one.organization, one.municipality, answer), strict=True))
