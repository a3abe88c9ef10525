"""Rows of a list become what they say about a person, or a complaint; nothing is decided about who she is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from storage.models import OrganizationKind, QualificationCategory

from ...days import school_year_of
from ...person_names import cased, straight
from ..cells import NAME, as_day, as_text, cleaned
from ..model import Organization, OrganizationKey, Place
from ..names import normal
from ..read_people import FIRST_WORK, MOST_MENTEES, OLDEST, YOUNGEST
from ..sheets import SHEETS
from ..workbook import Raw, Table
from .complaints import Complaints
from .districts import Districts
from .finding import BRACKETS, Catalogues, Schools
from .headers import Header
from .list_row import ListRow, Said

COLUMNS = {column.key: column._replace(required=False) for column in SHEETS["people"]}
NUMBER = re.compile(r"\d+")
MONTHS = re.compile(r"\d{1,2}\s*м")
"""«6 мес.» are no six years."""
LINES = re.compile(r"[\r\n]+")
YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LONGEST_WORK = 70
NAMES = ("full_name", "last_name", "first_name", "middle_name")
MAY_LACK = ("middle_name", "birth_year", "positions", "subjects", "more_places", "career_since", "experience")
NEW_NAME = 120
NOTHING: list[Raw] = []
ONE_OF_MANY = re.compile(r"\d|[«\"“].+")
"""By a number or a name in quotes an organization differs from others of its kind."""
Here = OrganizationKey | str | None
"""Where the people of the rows to come work; a text is the name of an organization nobody knows."""


@dataclass
class RowReader:
    """`protected` are names of people whose rows cannot be used: they are not taken for gone."""

    problems: Complaints
    schools: Schools
    districts: Districts
    catalogues: Catalogues
    today: date
    protected: set[str] = field(default_factory=set)
    named: set[OrganizationKey] = field(default_factory=set)
    rows: int = 0
    unknown: dict[str, str] = field(default_factory=dict)
    made: list[Organization] = field(default_factory=list)
    district: str = ""  # by the title above the rows
    adds: bool = False  # organizations nobody knows are new ones, where it is clear of which municipality
    keep: bool = True  # else the tables are emptied while they are read: there may be much of them
    totals: tuple[str, ...] = ()
    nothing: frozenset[str] = frozenset()

    def read(self, sheet: str, table: Table, header: Header) -> Iterator[Said]:
        here: Here = self._place_above(sheet, table, header)
        titles = (*self._titles(table, header), sheet)
        self.district = next((found for text in titles if (found := self.districts.find(text[:200]))), "")
        for number in range(header.row + 2, len(table) + 1):
            shown = [_cell(cell) for cell in table[number - 1]]
            if not self.keep:
                table[number - 1] = NOTHING
            self._straighten(shown, header.places)
            row = ListRow(sheet, number, shown, header.places, COLUMNS, self.problems)
            text = row.first_text
            if not text or self._is_total(row, text):
                continue
            if row.is_bare and (school := self._school_titled(text)):
                here = school
                continue
            if row.is_bare and (district := self.districts.find(text[:200])):
                self.district, here = district, None
                continue
            if row.is_bare and not (row.looks_like_name or row.goes_on):
                self.protected.add(normal(text))
                continue
            said = self._said(row, here)
            if said is not None:
                row.forget()
                yield said

    def _straighten(self, cells: list[Raw], places: dict[str, int]) -> None:
        """Names stand in one line and have plain hyphens; «none» is an empty cell where something may be missing."""
        for column, place in places.items():
            cell = cells[place] if place < len(cells) else ""
            if not isinstance(cell, str) or not cell:
                continue
            if column in NAMES:
                cells[place] = straight(cell if _are_several(cell) else cell.replace(";", " "))
            if column in MAY_LACK and normal(cell) in self.nothing:
                cells[place] = ""

    def _is_total(self, row: ListRow, text: str) -> bool:
        """Beside a name such words are somebody's position."""
        return normal(text).startswith(self.totals) and not (row.first_column == "positions" and row.has_name)

    def _place_above(self, sheet: str, table: Table, header: Header) -> OrganizationKey | None:
        """A list of one school names it in a title above, or by the name of the sheet."""
        titles = (*self._titles(table, header), sheet)
        return next((found for text in titles if (found := self._one_school(text))), None)

    def _titles(self, table: Table, header: Header) -> list[str]:
        return [as_text(cleaned(cell)) for row in table[: header.row] for cell in row if cell != ""]

    def _school_titled(self, text: str) -> Here:
        """One of those known, or the text where it names one nobody knows: what follows is not the last one's."""
        kinds = self.problems.words.values["organization_kind"]
        is_school = ONE_OF_MANY.search(text) and self.schools.kind_of(text, kinds) is not OrganizationKind.OTHER
        return self._one_school(text) or (text if is_school else None)

    def _one_school(self, text: str) -> OrganizationKey | None:
        found = self.schools.find(text[:200])
        return found[0] if len(found) == 1 else None

    def _said(self, row: ListRow, here: Here) -> Said | None:
        names = self._names(row)
        if names is None:
            return None
        self.rows += 1
        before = self.problems.count
        organization = self._organization(row, here)
        said = Said(row, *names, organization or OrganizationKey("", ""))
        self._work(row, said)
        self._years(row, said)
        if qualification := row.choice("qualification", "qualification"):
            said.qualification = QualificationCategory(qualification)
        said.mentor_capacity = row.whole("mentor_capacity", 0, MOST_MENTEES)
        if organization:
            self.named.add(organization)
        if self.problems.count == before and organization:
            return said
        self.protected |= {said.name, normal(f"{said.last_name} {said.first_name}")}
        return None

    def _names(self, row: ListRow) -> tuple[str, str, str] | None:
        """Three names, from one cell or three; a row without any name and without a number is none."""
        whole = row.text("full_name") if row.raw("full_name") is not None else ""
        if whole:
            parts = (BRACKETS.sub(" ", whole) if "(" in whole else whole).split()
        else:
            parts = [row.name(column) for column in ("last_name", "first_name", "middle_name")]
        if len(parts) < 2 or not all(parts[:2]):
            column = "full_name" if whole else "last_name"
            if whole or any(parts) or any(row.raw(each) for each in ("organization", "positions", "subjects")):
                row.wrong(column, "no_name")
                self.protected |= {normal(" ".join(parts)), normal(parts[0])}
            return None
        if not whole and not parts[2]:  # name and patronymic may share a column
            parts[1:] = [*parts[1].split(), ""]
        last, first, middle = parts[0], parts[1], " ".join(filter(None, parts[2:]))
        if len(first.strip(".")) == 1 or "." in first:
            row.wrong("full_name" if whole else "first_name", "only_initials", text=" ".join(filter(None, parts))[:60])
            self.protected.add(normal(last))
            return None
        if whole and not _are_names(row, parts):
            self.protected.add(normal(f"{last} {first}"))
            return None
        return cased(last), cased(first), cased(middle)

    def _organization(self, row: ListRow, here: Here) -> OrganizationKey | None:
        if (district := self._district(row)) is None:
            return None
        text = row.text("organization") if row.raw("organization") is not None else ""
        if isinstance(here, str):
            text, here = text or here, None
        if not text:
            if here is None:
                row.wrong("organization", "no_organization")
            return here
        found = [key for key in self.schools.find(text) if not district or key.municipality in (district, "")]
        if len(found) == 1:
            return found[0]
        new_in = district or self.districts.only
        if not found and new_in and self.adds:
            return self._new_place(text, new_in)
        if not found:
            if new_in:
                self.unknown.setdefault(self.schools.spoken(text), text)
            guess = self.problems.guess(self.schools.spoken(text), self.schools.index)
            row.wrong("organization", "unknown_school", text=text[:80], tail=guess)
        else:
            first, second = (self.schools.index.clearest(key) for key in found[:2])
            row.wrong("organization", "several_schools", text=text[:80], first=first, second=second)
        return None

    def _district(self, row: ListRow) -> str | None:
        """In which her school is; empty where nothing is said of it, None where she is none of the sender's."""
        text = row.text("municipality") if row.raw("municipality") is not None else ""
        found = self.districts.of(text, self.district)
        if found is None:
            row.wrong("municipality", "foreign_municipality", text=(text or self.district)[:80])
        return found

    def _new_place(self, text: str, municipality: str) -> OrganizationKey:
        """She said that organizations nobody knows are new."""
        kind = self.schools.kind_of(text, self.problems.words.values["organization_kind"])
        made = Organization(municipality, text[:NEW_NAME], "", kind)
        self.made.append(made)
        self.schools.add(made.key, [made.name], "")
        return made.key

    def _work(self, row: ListRow, said: Said) -> None:
        index = self.catalogues.catalogue
        held = self.catalogues.work(row.text("positions", 400)) if row.raw("positions") is not None else None
        taught = self.catalogues.subjects(row.text("subjects", 400)) if row.raw("subjects") is not None else None
        for text in held.unknown if held else ():
            guess = self.problems.guess(text, index.position_index)
            row.wrong("positions", "unknown_position", text=text[:80], tail=guess)
        for text in taught.unknown if taught else ():
            row.wrong(
                "subjects", "unknown_subject", text=text[:80], tail=self.problems.guess(text, index.subject_index)
            )
        said.positions = held.positions if held else ()
        said.subjects = tuple(sorted({*(taught.subjects if taught else ()), *(held.subjects if held else ())}))
        said.more = frozenset(self._more(row, said.positions))

    def _more(self, row: ListRow, positions: tuple[str, ...]) -> Iterator[Place]:
        for part in row.several("more_places") if row.raw("more_places") is not None else ():
            name, _, held = part.rpartition(":") if ":" in part else (part, "", "")
            found = self.schools.find(name)
            if len(found) != 1:
                guess = self.problems.guess(self.schools.spoken(name), self.schools.index)
                row.wrong("more_places", "unknown_school", text=name[:80], tail=guess)
                continue
            work = self.catalogues.work(held)
            for text in work.unknown:
                guess = self.problems.guess(text, self.catalogues.catalogue.position_index)
                row.wrong("more_places", "unknown_position", text=text[:80], tail=guess)
            yield from (Place(found[0], key) for key in work.positions or positions)

    def _years(self, row: ListRow, said: Said) -> None:
        year = self.today.year
        raw = row.raw("birth_year")
        if raw is not None:
            day = as_day(raw) if not isinstance(raw, str) or not raw.strip(" г.").isdigit() else None
            said.birth_year = self._year(row, "birth_year", day, year - OLDEST, year - YOUNGEST)
        if row.raw("career_since") is not None:
            day = as_day(row.raw("career_since") or "")
            said.career_since = self._year(row, "career_since", day, year - OLDEST + FIRST_WORK, year)
        elif (raw := row.raw("experience")) is not None:
            self._experience(row, as_text(raw), said)
        if said.birth_year and said.career_since and said.career_since < said.birth_year + FIRST_WORK:
            column = "experience" if said.by_experience else "career_since"
            row.wrong(column, "career_too_early", year=said.birth_year + FIRST_WORK)

    def _year(self, row: ListRow, column: str, day: date | None, low: int, high: int) -> int | None:
        """Of a year, a date, or «1985 г.»: nothing but the year is kept."""
        if day is None:
            text = as_text(row.raw(column) or "")
            years = YEARS.findall(text)
            if len(years) != 1:
                row.wrong(column, "not_year", text=text[:40])
                return None
            found = int(years[0])
        else:
            found = day.year
        return row._between(column, found, low, high)

    def _experience(self, row: ListRow, text: str, said: Said) -> None:
        found = NUMBER.match(text.strip())
        if found is None or int(found[0]) > LONGEST_WORK:
            if not normal(text):
                return
            row.wrong("experience", "bad_experience", text=text[:40])
            return
        years = int(found[0]) // (12 if MONTHS.match(text.strip().casefold()) else 1)
        said.career_since, said.by_experience = school_year_of(self.today) - years, True


def _cell(cell: Raw) -> Raw:
    """Lines of one cell are several values; signs alone are nothing."""
    if not isinstance(cell, str):
        return cell
    if "\n" in cell or "\r" in cell:
        cell = LINES.sub("; ", cell.strip())
    text = str(cleaned(cell))
    return text if any(map(str.isalnum, text)) else ""


def _are_several(cell: str) -> bool:
    """Whether more than one of its lines names somebody."""
    return sum(len(line.split()) > 1 for line in cell.split(";")) > 1


def _are_names(row: ListRow, parts: list[str]) -> bool:
    wrong = next((part for part in parts if not NAME.fullmatch(part)), None)
    if wrong is not None:
        row.wrong("full_name", "bad_name", text=wrong[:60])
    return wrong is None
