"""A workbook becomes a roster, or the list of everything that is wrong in it: whole or not at all."""

from datetime import date

from .catalogue import Catalogue
from .model import Roster
from .problems import Problems, RosterError
from .read_associations import read_associations, read_meetings, read_members
from .read_mentorships import read_mentorships
from .read_people import read_people
from .read_places import read_municipalities, read_organizations, read_services
from .reading import Reading
from .tables import rows_by_sheet
from .words import Words
from .workbook import WorkbookError, read_tables


def parse(data: bytes, words: Words, catalogue: Catalogue, today: date) -> Roster | list[RosterError]:
    """Read an untrusted xlsx. Pure; takes seconds for tens of thousands of rows, so run it in a child process.

    `today` bounds the years and dates that can be true.
    """
    problems = Problems(words)
    try:
        tables = read_tables(data, [sheet.title for sheet in words.sheets.values()])
    except WorkbookError as error:
        problems.refuse(error.key, error.values)
        return problems.listed()
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
