"""Workbooks for the tests of the roster: a small valid one, cell by cell at hand, and random rosters."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from bot.services.roster import Roster, load_catalogue, load_words, parse
from bot.services.roster.model import (
    Association,
    Meeting,
    Member,
    Mentorship,
    Municipality,
    Organization,
    OrganizationKey,
    Person,
    Place,
    Service,
)
from bot.services.roster.rows import Rows
from bot.services.roster.sheets import SHEETS
from bot.texts.loader import read
from storage.models import Level, OrganizationKind, QualificationCategory, Role, ServiceModel, YoungRule

CONTENT = Path(__file__).parent.parent.parent / "content"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def content(path: str) -> Any:
    return read(CONTENT / path)


WORDS = load_words(content("texts/roster.yml"))
CATALOGUE = load_catalogue(content("catalogues/subjects.yml"), content("catalogues/positions.yml"))

RIVER, LAKE = Municipality("Заречный район", "Europe/Moscow"), Municipality("Озёрный район", "Europe/Samara", 30, 2)
SCHOOL = Organization(RIVER.key, "Школа № 3", "МБОУ «Школа № 3»", OrganizationKind.SCHOOL)
SAME_NAME = Organization(LAKE.key, "Школа № 3", "", OrganizationKind.SCHOOL)
GARDEN = Organization(RIVER.key, "Детский сад «Ручеёк»", "", OrganizationKind.KINDERGARTEN)
INSTITUTE = Organization("", "Институт", "", OrganizationKind.INSTITUTE)


def person(name: str, born: int | None = 1980, place: Organization = SCHOOL, **facts: Any) -> Person:
    """`name` as «Фамилия Имя Отчество»; a teacher unless told otherwise."""
    last, first, middle = name.split()
    positions = facts.pop("positions", ("teacher",))
    more = facts.pop("more", ())
    places = tuple(sorted([*(Place(place.key, position) for position in positions), *more]))
    return Person(last, first, middle, born, place.key, places, **facts)


ANNA = person("Лебедева Анна Сергеевна", 1988, subjects=("informatics", "mathematics"), career_since=2012)
OLGA = person("Миронова Ольга Викторовна", 1974, subjects=("mathematics",), mentor_capacity=2)
DARYA = person("Котова Дарья Андреевна", 2003, SAME_NAME, career_since=2026)
NATALYA = person("Орлова Наталья Юрьевна", 1981, GARDEN, positions=("methodist",), roles=(Role.METHODIST,))
SERGEY = person("Климов Сергей Викторович", 1976, INSTITUTE, positions=("methodist",), roles=(Role.INSTITUTE,))
MATHEMATICS = Association(
    Level.SCHOOL, RIVER.key, SCHOOL.key.name, "МО учителей математики", ("mathematics",), OLGA.key
)
NETWORK = Association(Level.NETWORK, "", "", "Цифровой урок", (), SERGEY.key)
SMALL = Roster(
    "Светлый край",
    (RIVER, LAKE),
    (Service(RIVER.key, "Методический центр", ServiceModel.CENTRE, "+7 (000) 555-10-20", "metod@river.example"),),
    (SCHOOL, SAME_NAME, GARDEN, INSTITUTE),
    (ANNA, OLGA, DARYA, NATALYA, SERGEY),
    (
        MATHEMATICS,
        Association(Level.MUNICIPAL, RIVER.key, "", "РМО математики", ("mathematics",), OLGA.key),
        NETWORK,
        Association(Level.CREATIVE, RIVER.key, "", "Творческая группа", (), None, date(2027, 5, 31)),
    ),
    (Member(NETWORK.key, ANNA.key),),
    (Meeting(MATHEMATICS.key, datetime(2026, 12, 2, 11, 30, tzinfo=UTC), "каб. 21", "подготовка к ОГЭ"),),
    (Mentorship(OLGA.key, DARYA.key, date(2026, 9, 1), None, "86-о", "Первый год"),),
).in_order()


class Cells:
    """The rows of a roster as cells to spoil; `file()` is the workbook."""

    def __init__(self, roster: Roster = SMALL) -> None:
        rows = Rows(roster, WORDS, CATALOGUE)
        self.rows: dict[str, list[dict[str, Any]]] = {sheet: rows.of(sheet) for sheet in SHEETS}
        self.titles = {sheet: WORDS.sheets[sheet].title for sheet in SHEETS}
        self.headers = {
            sheet: {key: words.title for key, words in WORDS.sheets[sheet].columns.items()} for sheet in SHEETS
        }

    def put(self, sheet: str, column: str, value: Any, row: int = 0) -> "Cells":
        self.rows[sheet][row][column] = value
        return self

    def file(self) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMS.items()}
        for sheet, title in self.titles.items():
            page = book.add_worksheet(title)
            for place, (key, header) in enumerate(self.headers[sheet].items()):
                page.write_string(0, place, header)
                for number, cells in enumerate(self.rows[sheet], start=1):
                    _write(page, number, place, cells.get(key), formats)
        book.close()
        return target.getvalue()

    def read(self) -> Any:
        return parse(self.file(), WORDS, CATALOGUE, TODAY)

    def complaints(self) -> list[str]:
        found = self.read()
        return [] if isinstance(found, Roster) else [str(error) for error in found]


FORMS = {"date": "dd.mm.yyyy", "time": "hh:mm", "datetime": "dd.mm.yyyy hh:mm"}


def _write(page: Any, row: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if (kind := type(value).__name__) in formats:
        page.write_datetime(row, place, value, formats[kind])
    elif isinstance(value, str):
        page.write_string(row, place, value)
    else:
        page.write(row, place, value)


SURNAMES = st.sampled_from(["Иванова", "Петрова", "Соловьёва", "Ким", "Римская-Корсакова"])
NAMES = st.sampled_from(["Анна", "Алёна", "Мария"])
MIDDLE = st.sampled_from(["Петровна", "Олеговна", ""])
KINDS = {"Школа № 1": "school", "Школа № 2": "school", "Сад «Лучик»": "kindergarten"}
SUBJECTS = st.sampled_from(["mathematics", "physics", "primary_school", "safety"])
POSITIONS = st.sampled_from(["teacher", "educator", "class_teacher"])
TITLES = st.sampled_from(["МО первое", "МО второе", "Творческая мастерская"])
WORDS_TYPED = st.sampled_from(["", "каб. 12", "+7 (000) 111-22-33", "https://example.org/a?b=1"])
DAYS = st.dates(date(2026, 11, 23), date(2027, 6, 1))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Small valid rosters over the same few names, so that two of them overlap."""
    municipalities = draw(st.lists(st.sampled_from([RIVER, LAKE]), min_size=1, unique=True))
    municipalities = [replace(each, young_rule=draw(st.sampled_from(YoungRule))) for each in municipalities]
    places = [each.key for each in municipalities] + ([""] if draw(st.booleans()) else [])
    organizations = [found for key in places for found in _organizations(draw, key)]
    people = _people(draw, organizations)
    associations = _associations(draw, organizations, places, people)
    joined = [each for each in associations if each.level in (Level.NETWORK, Level.CREATIVE)]
    return Roster(
        "Светлый край",
        tuple(municipalities),
        tuple(
            Service(key, "Служба", ServiceModel.CENTRE, hours=draw(WORDS_TYPED))
            for key in places
            if key and draw(st.booleans())
        ),
        tuple(organizations),
        tuple(people),
        tuple(associations),
        tuple({Member(each.key, draw(st.sampled_from(people)).key) for each in joined}),
        tuple(_meetings(draw, associations)),
        tuple(_mentorships(draw, people)),
    ).in_order()


def _organizations(draw: st.DrawFn, municipality: str) -> list[Organization]:
    if not municipality:
        return [INSTITUTE]
    names = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, unique=True))
    full = st.sampled_from(["", "Полное название"])
    return [Organization(municipality, name, draw(full), OrganizationKind(KINDS[name])) for name in names]


def _people(draw: st.DrawFn, organizations: list[Organization]) -> list[Person]:
    found: dict[object, Person] = {}
    for _ in range(draw(st.integers(1, 5))):
        place, other = draw(st.sampled_from(organizations)), draw(st.sampled_from(organizations))
        role = Role.METHODIST if place.municipality else Role.INSTITUTE
        places = {Place(place.key, draw(POSITIONS)), Place(other.key, draw(POSITIONS))}
        made = Person(
            draw(SURNAMES), draw(NAMES), draw(MIDDLE), draw(st.sampled_from([1975, 1990])), place.key,
            tuple(sorted(places)), tuple(sorted(draw(st.sets(SUBJECTS)))), draw(st.sampled_from(QualificationCategory)),
            draw(st.sampled_from([None, 2020])), 3, (role,) if draw(st.booleans()) else (),
        )  # fmt: skip
        found[made.key] = made
    return list(found.values())


def _associations(
    draw: st.DrawFn, organizations: list[Organization], places: list[str], people: list[Person]
) -> list[Association]:
    found: dict[object, Association] = {}
    heads = st.sampled_from([None, *(each.key for each in people)])
    for _ in range(draw(st.integers(0, 3))):
        level = draw(st.sampled_from([Level.SCHOOL, Level.MUNICIPAL, Level.NETWORK, Level.CREATIVE]))
        place = draw(st.sampled_from([each.key for each in organizations if each.municipality]))
        if level is Level.NETWORK:
            if "" not in places:
                continue
            place = OrganizationKey("", "")
        name = place.name if level is Level.SCHOOL else ""
        ends_on = draw(DAYS) if level is Level.CREATIVE else None
        made = Association(level, place.municipality, name, draw(TITLES), ("mathematics",), draw(heads), ends_on)
        found[made.key] = made
    return list(found.values())


def _meetings(draw: st.DrawFn, associations: list[Association]) -> list[Meeting]:
    found: dict[object, Meeting] = {}
    for each in associations:
        day = draw(DAYS)
        starts_at = datetime(day.year, day.month, day.day, 11, 30, tzinfo=UTC) + timedelta(
            hours=draw(st.integers(0, 3))
        )
        made = Meeting(each.key, starts_at, draw(WORDS_TYPED), draw(WORDS_TYPED))
        found[made.key] = made
    return list(found.values())


def _mentorships(draw: st.DrawFn, people: list[Person]) -> list[Mentorship]:
    if len(people) < 2 or not draw(st.booleans()):
        return []
    until = draw(st.one_of(st.none(), DAYS))
    return [Mentorship(people[0].key, people[1].key, date(2026, 9, draw(st.integers(1, 3))), until, "86-о")]


def parts(**more: bytes) -> bytes:
    """An archive that looks like a workbook, with these files in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"xl/workbook.xml": b"<x/>", **more}.items():
            archive.writestr(name, data)
    return target.getvalue()
