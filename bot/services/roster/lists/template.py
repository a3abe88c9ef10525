"""The form of one municipality: a sheet of people with drop-down lists of its own schools; empty, or its list today."""

from dataclasses import replace
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from ..catalogue import Catalogue
from ..model import Organization, Roster
from ..rows import Rows
from ..sheets import SHEETS
from ..snapshot import Snapshot
from ..template import OPTIONS, SPARE_ROWS, STYLES, fill, header, instruction
from ..words import Words
from .words import ListWords

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COLUMNS = tuple(column for column in SHEETS["people"] if column.key != "roles")
"""Rights are no matter of a list of people."""


def write_list_template(
    target: IO[bytes], words: Words, list_words: ListWords, catalogue: Catalogue, current: Snapshot, filled: bool
) -> None:
    """With everybody of `current` if it is to be filled: sent back as it is, it changes nothing."""
    from xlsxwriter import Workbook  # late: it is needed only here

    book = Workbook(target, OPTIONS)
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 (the library wants it naive)
    styles = {name: book.add_format({"valign": "vcenter", **style}) for name, style in STYLES.items()}
    sheet = book.add_worksheet(list_words.sheet)
    instruction(book.add_worksheet(words.instruction_title), list_words.instruction, styles)
    lists = _lists(book.add_worksheet(words.lists_title), words, catalogue, current)
    header(sheet, COLUMNS, words.sheets["people"], styles)
    rows = _rows(words, catalogue, current) if filled else []
    fill(sheet, COLUMNS, rows, styles)
    for place, column in enumerate(COLUMNS):
        if column.choices:
            source = lists[column.choices].format(title=words.lists_title)
            rule = {"validate": "list", "source": source, "show_error": not column.open_list}
            sheet.data_validation(1, place, len(rows) + SPARE_ROWS, place, rule)
    book.close()


def _rows(words: Words, catalogue: Catalogue, current: Snapshot) -> list[dict[str, Any]]:
    here = {each.key for each in _known(current)}
    everybody = [
        replace(each.record, places=tuple(place for place in each.record.places if place.organization in here))
        for each in current.people
        if each.from_file and not each.left
    ]
    municipalities = tuple(each.record for each in current.municipalities.values())
    people = Roster(current.region, municipalities, (), _known(current), tuple(everybody)).in_order()
    return Rows(people, words, catalogue).of("people")


def _known(current: Snapshot) -> tuple[Organization, ...]:
    """Closed ones, too: somebody may still stand in one."""
    return tuple(each.record for each in current.organizations.values())


def _lists(sheet: "Worksheet", words: Words, catalogue: Catalogue, current: Snapshot) -> dict[str, str]:
    """Write the lists onto their hidden sheet; kind -> the cells that hold it."""
    sheet.hide()
    found = {
        "organizations": sorted(each.record.name for each in current.organizations.values() if each.from_file),
        "positions": [entry.name for entry in catalogue.positions.values()],
        "subjects": [entry.name for entry in catalogue.subjects.values()],
        "qualification": [said[0] for said in words.values["qualification"].values()],
    }
    cells = {}
    for place, (kind, values) in enumerate(found.items()):
        letter = chr(ord("A") + place)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, place, value)
        cells[kind] = f"='{{title}}'!${letter}$2:${letter}${max(len(values), 1) + 1}"
    return cells
