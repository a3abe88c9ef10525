"""A workbook becomes a roster, or the list of everything that is wrong in it: whole or not at all."""

from datetime import date

from .catalogue import Catalogue
from .files import sheets
from .model import Roster
from .problems import Problems, RosterError
from .read_associations import read_associations, read_meetings, read_members
from .read_mentorships import read_mentorships
from .read_people import read_people
from .read_places import read_municipalities, read_organizations, read_services
from .reading import Reading
from .sheets import NEEDED
from .tables import rows_by_sheet, sheet_of
from .words import Words
from .workbook import Table, WorkbookError


def parse(data: bytes, words: Words, catalogue: Catalogue, today: date) -> Roster | list[RosterError]:
    """Read an untrusted xlsx. Pure; takes seconds for tens of thousands of rows, so run it in a child process.

    `today` bounds the years and dates that can be true.
    """
    try:
        tables = sheets(data)
    except WorkbookError as error:
        problems = Problems(words)
        problems.refuse(error.key, error.values)
        return problems.listed()
    return parse_tables(tables, words, catalogue, today)


def is_template(tables: dict[str, Table], words: Words) -> bool:
    """Whether it is our own workbook of several sheets, and no list of people."""
    return all(sheet_of(tables, words.sheets[sheet].title) is not None for sheet in NEEDED)


def parse_tables(
    tables: dict[str, Table], words: Words, catalogue: Catalogue, today: date
) -> Roster | list[RosterError]:
    """The same of sheets that have been read already."""
    problems = Problems(words)
    rows = rows_by_sheet(tables, problems)
    if problems:
        return problems.listed()
    reading = Reading(problems, catalogue, today)
    region, municipalities = read_municipalities(reading, rows["municipalities"])
    services = read_services(reading, rows["services"])
    organizations = read_organizations(reading, rows["organizations"])
    people = read_people(reading, rows["people"])
    associations = read_associations(reading, rows["associations"])
    members = read_members(reading, rows["members"])
    meetings = read_meetings(reading, rows["meetings"])
    mentorships = read_mentorships(reading, rows["mentorships"])
    if problems:
        return problems.listed()
    found = Roster(
        region, municipalities, services, organizations, people, associations, members, meetings, mentorships,
        tuple(problems.warnings),
    )  # fmt: skip
    return found.in_order()
