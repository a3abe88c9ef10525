"""Lists as offices keep them: what is read, what is complained about, who is taken for whom."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select

from bot.services.roster import RosterWordsError, bring_in, sync_catalogues
from bot.services.roster.catalogue import load_catalogue, with_gone
from bot.services.roster.files import sheets
from bot.services.roster.lists import load_list_words, read_list
from bot.services.roster.lists.marked import write_marked
from bot.services.roster.lists.template import write_list_template
from bot.services.roster.model import Organization, Place
from bot.services.roster.snapshot import Snapshot, Stored, StoredPerson, snapshot_of
from bot.services.roster.workbook import WorkbookError
from storage.models import Municipality, OrganizationKind, ProfileField
from tests.handlers.offices import text_table, workbook
from tests.services.roster_files import (
    ANNA,
    CATALOGUE,
    GARDEN,
    LAKE,
    NOW,
    OLGA,
    RIVER,
    SAME_NAME,
    SCHOOL,
    SMALL,
    TODAY,
    WORDS,
    content,
    parts,
    person,
    rosters,
)

LISTS = load_list_words(content("texts/lists.yml"))
FIFTH = Organization(
    RIVER.key, "Школа № 5", "МБОУ «Средняя общеобразовательная школа № 5 имени Пушкина»", OrganizationKind.SCHOOL
)
HEADER = ("ФИО", "Школа", "Должность", "Предмет", "Год рождения")
HEALTHY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def known(*people, organizations=(SCHOOL, GARDEN, FIFTH)) -> Snapshot:
    """What the database says."""
    return Snapshot(
        "Светлый край", 1, {RIVER.key: Stored(1, RIVER)},
        organizations={each.key: Stored(number, each) for number, each in enumerate(organizations, 1)},
        people=[StoredPerson(number, each) for number, each in enumerate(people, 1)],
    )  # fmt: skip


def read(rows, current, header=HEADER):
    return read_list({"Лист": [list(header), *map(list, rows)]}, current, WORDS, LISTS, CATALOGUE, TODAY)


def read_new(rows, current):
    """She has said that schools nobody knows are new."""
    return read_list({"Лист": [list(HEADER), *map(list, rows)]}, current, WORDS, LISTS, CATALOGUE, TODAY, True, True)


def names(found):
    return [each.full_name for each in found.changes.people.new], [
        each.record.full_name for each in found.changes.people.left
    ]


@pytest.mark.parametrize(
    "data",
    [
        workbook(),
        *(text_table(encoding, sign) for encoding, sign in [("cp1251", ";"), ("utf-8-sig", ","), ("utf-16", "\t")]),
    ],
)
def test_a_workbook_and_text_tables_of_every_kind_say_the_same(data):
    found = read_list(sheets(data), known(ANNA, OLGA), WORDS, LISTS, CATALOGUE, TODAY)
    assert found.rows == 9
    assert [each.row for each in found.complaints if "СОШ № 22" in each.what] == [12]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("МБОУ СОШ №3", SCHOOL), ("школа № 3", SCHOOL), ("Шк. 3", SCHOOL), ("СОШ3", SCHOOL),
        ("Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5»", FIFTH),
        ("СОШ № 5 им. Пушкина", FIFTH), ("МБДОУ «Ручеек»", GARDEN), ("Д/с Ручеёк", GARDEN),
    ],
)  # fmt: skip
def test_a_school_is_found_by_whatever_stands_before_its_name(text, place):
    found = read([("Новикова Инна Павловна", text, "воспитатель", "", "")], known())
    assert [str(each) for each in found.complaints] == []
    assert found.changes.people.new[0].organization == place.key


HERO, MUSIC = "МБОУ «СОШ № 7 им. Героя Советского Союза И.И. Иванова»", "Музыкальная школа № 7"


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("МБОУ СОШ №7", HERO, HERO), (HERO, "Школа № 7", "Школа № 7"), ("Школа 7", MUSIC, None),
        (MUSIC, "Школа № 7", None), ("Школа-интернат № 7", "Школа № 7", None),
        ("МБДОУ № 7", "Детский сад № 7 «Ёлочка»", "Детский сад"),
        ("Школа № 7", "Школа – детский сад № 7", None), ("Школа № 7", "Школа № 17 им. Иванова", None),
    ],
)  # fmt: skip
def test_one_year_with_a_name_in_somebodys_honour_another_without_is_the_same_school(text, name, place):
    seventh = Organization(RIVER.key, name, "", OrganizationKind.SCHOOL)
    found = read([("Новикова Инна Павловна", text, "учитель", "", "")], known(organizations=(seventh,)))
    assert [each.organization for each in found.changes.people.new] == ([] if place is None else [seventh.key])


@pytest.mark.parametrize(
    ("position", "subject", "positions", "subjects"),
    [
        ("учитель", "русский язык и литература", {"teacher"}, {"russian", "literature"}),
        ("Учитель русского языка и литературы", "", {"teacher"}, {"russian", "literature"}),
        ("учитель математики, классный руководитель", "", {"teacher", "class_teacher"}, {"mathematics"}),
        ("директор, учитель истории", "", {"head", "teacher"}, {"history"}),
        ("", "матем.\nинформ.", {"teacher"}, {"mathematics", "informatics"}),
        ("учитель начальных классов", "", {"primary_teacher"}, set()),
        ("зам. директора по УВР", "Физра", {"deputy_teaching"}, {"physical_education"}),
        ("учитель математики (внутр. совм.), внешний совместитель", "", {"teacher"}, {"mathematics"}),
        ("учитель (д/о)", "Иностранный язык (английский)", {"teacher"}, {"english"}),
        ("и.о. директора", "", {"head"}, set()),
    ],
)
def test_positions_and_subjects_are_understood_as_people_write_them(position, subject, positions, subjects):
    found = read([("Новикова Инна Павловна", "Школа 3", position, subject, "")], known())
    assert [str(each) for each in found.complaints] == []
    (made,) = found.changes.people.new
    assert ({place.position for place in made.places}, set(made.subjects)) == (positions, subjects)


@pytest.mark.parametrize(
    "header", [("Ф.И.О.", "Наименование оо", "должнсоть", "Преподаваемый предмет", "Дата рождения"),
               (" фамилия, имя, отчество ", "Образовательная  организация", "ДОЛЖНОСТЬ", "предметы", "г.р.")],
)  # fmt: skip
def test_columns_are_known_by_many_names(header):
    found = read(
        [("Лебедева Анна Сергеевна", "Школа 3", "учитель", "информатика; математика", "1988 г.")], known(ANNA), header
    )
    assert (found.complaints, found.changes.people.unchanged) == ([], 1)


def test_only_the_year_of_a_birthday_is_taken_however_it_is_written():
    for born in (date(1999, 3, 12), datetime(1999, 3, 12), 36_231, "12.03.1999", "1999 г.р.", 1999.0):  # noqa: DTZ001
        found = read([("Новикова Инна Павловна", "Школа 3", "учитель", "химия", born)], known())
        assert found.changes.people.new[0].birth_year == 1999


def test_one_school_named_above_the_table_or_between_its_rows_is_everybodys():
    table = [
        ["МБОУ СОШ № 3"],
        ["ФИО", "Предмет"],
        ["Новикова Инна Павловна", "химия"],
        ["СОШ № 5"],
        ["Ким Ия", "химия"],
    ]
    found = read_list({"Лист": table}, known(), WORDS, LISTS, CATALOGUE, TODAY)
    assert [each.organization for each in found.changes.people.new] == [SCHOOL.key, FIFTH.key]


@pytest.mark.parametrize("title", ["МБОУ СОШ № 22", "МБДОУ «Ромашка»", "Гимназия № 3"])
def test_people_below_the_title_of_an_unknown_school_are_not_those_of_the_school_before(title):
    rows = [("МБОУ СОШ № 3",), ("Лебедева Анна Сергеевна", "учитель"), (title,), ("Ким Ия Олеговна", "учитель")]
    found = read(rows, known(ANNA), ("ФИО", "Должность"))
    assert (names(found), found.unknown_places) == (([], []), [title])
    assert [(each.row, f"нет такой организации: «{title}»" in each.what) for each in found.complaints] == [(5, True)]
    tables = {"Лист": [["ФИО", "Должность"], *map(list, rows)]}
    added = read_list(tables, known(ANNA), WORDS, LISTS, CATALOGUE, TODAY, adds_places=True).changes
    assert [each.name for each in added.organizations.new] == [title]
    assert [each.organization.name for each in added.people.new] == [added.organizations.new[0].key.name]


def test_a_title_between_people_that_names_no_school_changes_nothing():
    rows = [("Школа 3",), ("Учителя начальных классов",), ("АДМИНИСТРАЦИЯ ШКОЛЫ",), ("Ким Ия Олеговна", "учитель")]
    found = read(rows, known(), ("ФИО", "Должность"))
    assert (names(found), found.complaints) == ((["Ким Ия Олеговна"], []), [])


def test_a_name_alone_in_its_row_is_a_person_and_in_capitals_at_least_no_one_gone():
    rows = [("Школа 3",), ("Лебедева Анна Сергеевна",), ("Ли Эмма",), ("МИРОНОВА ОЛЬГА ВИКТОРОВНА",)]
    found = read([*rows, ("Ким Ия Олеговна", "учитель")], known(ANNA, OLGA), ("ФИО", "Должность"))
    assert (names(found), found.changes.people.unchanged) == ((["Ким Ия Олеговна"], []), 1)
    assert [each.row for each in found.complaints] == [4]


def test_a_second_subject_below_a_person_is_not_lost_in_silence():
    rows = [(1, "Ким Ия Олеговна", "Школа 3", "химия"), ("", "", "", "биология")]
    found = read(rows, known(), ("№", "ФИО", "Школа", "Предмет"))
    assert [each.row for each in found.complaints] == [3]


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "mac_cyrillic", "utf-8-sig"])
def test_a_text_table_is_read_in_every_encoding_of_office_programs_and_with_commas_in_its_cells(encoding):
    row = "Ким Ия Олеговна;Школа 3;учитель;химия, биология, физика, математика, информатика"
    lines = ["Фамилия, имя, отчество;Школа;Должность;Предмет", *[row] * 9]
    found = read_list(sheets("\r\n".join(lines).encode(encoding)), known(), WORDS, LISTS, CATALOGUE, TODAY)
    assert (names(found), found.rows, len(found.changes.people.new[0].subjects)) == ((["Ким Ия Олеговна"], []), 9, 5)


@pytest.mark.parametrize("cells", ["A2:A9", "A2:B4"])
def test_a_school_in_a_merged_cell_is_everybodys_beside_it_however_far_it_reaches(cells):
    book = Workbook()
    for row in (("Школа", "", "ФИО"), ("Школа 3", "", "Ким Ия"), ("", "", "Ли Эмма"), ("", "", "Ан Яна")):
        book.active.append([*(cell or None for cell in row), "Должность" if row[0] == "Школа" else "учитель"])
    book.active.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    found = read_list(sheets(target.getvalue()), known(), WORDS, LISTS, CATALOGUE, TODAY)
    assert (names(found), found.complaints) == ((["Ким Ия", "Ли Эмма", "Ан Яна"], []), [])


@pytest.mark.parametrize("nothing", ["нет", "Нет.", "--", "–", "н/д", "не указано"])
def test_none_in_a_cell_is_an_empty_cell_and_no_patronymic(nothing):
    header = ("Фамилия", "Имя", "Отчество", "Школа", "Должность", "Предмет", "Год рождения", "Стаж")
    rows = [("Ким", "Ия", nothing, "Школа 3", "воспитатель", *[nothing] * 3)]
    rows.append(("Лебедева", "Анна", nothing, "Школа 3", *[nothing] * 4))
    found = read(rows, known(ANNA), header)
    assert (names(found), found.changes.people.unchanged, found.complaints) == ((["Ким Ия"], []), 1, [])


@pytest.mark.parametrize(
    "name", ["Римская - Корсакова Ия", "РИМСКАЯ–КОРСАКОВА ИЯ", "Римская -Корсакова\nИя", "Pимcкая-Корсакова Ия"]
)
def test_blanks_dashes_lines_and_latin_letters_within_a_name_do_not_matter(name):
    found = read([(name, "Школа 3", "учитель", "химия", "")], known())
    assert (names(found), found.complaints) == ((["Римская-Корсакова Ия"], []), [])


def test_a_position_in_the_first_column_that_begins_like_the_line_of_a_signature_is_read():
    rows = [("Директор школы", "Лебедева Анна Сергеевна", "Школа 3"), ("Директор школы", "", ""), ("Итого", 1, "")]
    found = read([*rows, ("учитель", "Ким Ия", "Школа 3")], known(ANNA), ("Должность", "ФИО", "Школа"))
    assert (names(found), found.complaints) == ((["Ким Ия"], []), [])
    assert [place.position for place in found.changes.people.changed[0].after.places] == ["head"]


def test_schools_the_list_does_not_name_are_left_alone():
    found = read(
        [("Лебедева Анна Сергеевна", "Школа 3", "учитель", "информатика, математика", "")],
        known(ANNA, OLGA, person("Ким Ия Олеговна", 1990, FIFTH)),
    )
    assert names(found) == ([], ["Миронова Ольга Викторовна"])
    assert found.untouched == ["Школа № 5"]


def test_whoever_stands_in_a_row_that_cannot_be_used_has_not_left():
    rows = [
        ("Лебедева Анна Сергеевна", "Школа 3", "учитель", "магия", ""),
        ("Миронова О. В.", "Школа 3", "учитель", "", ""),
    ]
    found = read([*rows, ("Ким Ия Олеговна", "Школа 3", "учитель", "химия", "")], known(ANNA, OLGA))
    assert names(found) == (["Ким Ия Олеговна"], [])
    assert [each.row for each in found.complaints] == [2, 3]


def test_two_schools_and_one_year_of_birth_are_one_person():
    rows = [("Ким Ия Олеговна", place, "учитель", "химия", 1990) for place in ("Школа 3", "Школа 5")]
    (made,) = read(rows, known()).changes.people.new
    assert made.organization == SCHOOL.key
    assert {place.organization for place in made.places} == {SCHOOL.key, FIFTH.key}


def test_two_of_one_name_and_year_whom_the_database_knows_stay_two():
    twins = [person("Ким Ия Олеговна", 1990, place, subjects=("chemistry",)) for place in (SCHOOL, FIFTH)]
    rows = [("Ким Ия Олеговна", place, "учитель", "химия", 1990) for place in ("Школа 3", "Школа 5")]
    assert read(rows, known(*twins)).changes.people.unchanged == 2


def test_two_schools_without_a_year_are_asked_about_unless_the_database_knows():
    rows = [("Ким Ия Олеговна", place, "учитель", "химия", "") for place in ("Школа 3", "Школа 5")]
    found = read(rows, known())
    assert (names(found), len(found.complaints)) == (([], []), 2)
    both = person("Ким Ия Олеговна", 1990, SCHOOL, more=(Place(FIFTH.key, "teacher"),), subjects=("chemistry",))
    assert read(rows, known(both)).changes.people.unchanged == 1
    twins = [person("Ким Ия Олеговна", None, place, subjects=("chemistry",)) for place in (SCHOOL, FIFTH)]
    assert read(rows, known(*twins)).changes.people.unchanged == 2


def test_two_of_one_name_and_different_years_are_two_people():
    rows = [("Ким Ия Олеговна", "Школа 3", "учитель", "химия", born) for born in (1990, 1975)]
    assert len(read(rows, known()).changes.people.new) == 2


def test_the_same_row_twice_is_one_person_and_is_said():
    rows = [("Ким Ия Олеговна", "Школа 3", "учитель", subject, "") for subject in ("химия", "биология")]
    found = read(rows, known())
    assert [each.subjects for each in found.changes.people.new] == [("biology", "chemistry")]
    assert "строке 2" in str(found.warnings[0])


def test_who_moved_is_known_by_year_or_subject_and_else_asked_about():
    olga = person("Миронова Ольга Викторовна", 1974, SCHOOL, subjects=("mathematics",))
    for subject, born, moved in (("математика", "", 1), ("химия", 1974, 1), ("химия", "", 0)):
        rows = [
            ("Миронова Ольга Викторовна", "Школа 5", "учитель", subject, born),
            ("Ким Ия", "Школа 3", "учитель", "химия", ""),
        ]
        found = read(rows, known(olga))
        assert (len(found.changes.people.moved), found.changes.people.left) == (moved, [])
        assert bool(found.complaints) == (not moved)


def test_a_changed_surname_is_recognised_by_year_and_else_asked_about():
    for born, renamed in ((1988, 1), ("", 0)):
        rows = [("Воронина Анна Сергеевна", "Школа 3", "учитель", "математика", born)]
        found = read(rows, known(ANNA))
        assert (len(found.changes.people.renamed), found.changes.people.left) == (renamed, [])
        assert bool(found.complaints) == (not renamed)


def test_one_person_is_not_taken_for_two():
    rows = [
        ("Лебедева Анна", "Школа 3", "учитель", "", ""),
        ("Лебедева Анна Сергеевна", "Школа 5", "учитель", "математика", ""),
    ]
    people = read(rows, known(ANNA)).changes.people
    assert len(people.known) == len(set(people.known.values()))


def put_right(**more) -> Snapshot:
    """Anna Lebedeva has married, and has asked for it to be put right; the office's table knows nothing of it."""
    current = known(replace(ANNA, last_name="Зорина", career_since=2010, **more))
    current.corrections = [
        (1, ProfileField.LAST_NAME, "Лебедева", "Зорина"), (1, ProfileField.CAREER_SINCE, "2012", "2010"),
    ]  # fmt: skip
    return current


@pytest.mark.parametrize("said", ["Лебедева", "ЛЕБЕДЕВА", "Зорина"])
def test_what_was_put_right_at_her_request_holds_against_a_list_and_is_counted(said):
    rows = [(f"{said} Анна Сергеевна", "Школа 3", "учитель", "", "", 2012)]
    found = read(rows, put_right(), (*HEADER, "Начало работы"))
    assert [str(each) for each in found.complaints] == []
    people = found.changes.people
    assert (people.new, people.left, people.changed, people.kept) == ([], [], [], 1 if said == "Зорина" else 2)


def test_a_row_with_her_old_name_that_cannot_be_used_protects_her_and_one_from_another_school_is_hers():
    current = put_right(subjects=("mathematics",), birth_year=None)
    for rows, moved in (
        ([("Лебедева Анна Сергеевна", "Школа 77", "учитель", "", "")], 0),
        ([("Лебедева Анна Сергеевна", "Школа 5", "учитель", "математика", "")], 1),
    ):
        found = read([*rows, ("Ким Ия", "Школа 3", "учитель", "химия", "")], current)
        people = found.changes.people
        assert ([each.last_name for each in people.new], people.left, len(people.moved)) == (["Ким"], [], moved)
        assert [each.after.last_name for each in people.moved] == ["Зорина"] * moved


def test_a_patronymic_left_out_is_no_other_person_and_a_misspelt_name_is_asked_about():
    rows = [("Лебедева Анна", "Школа 3", "учитель", "", ""), ("Мирнова Ольга Викторовна", "Школа 3", "учитель", "", "")]
    found = read(rows, known(ANNA, OLGA))
    assert (names(found), found.changes.people.unchanged) == (([], []), 1)
    assert "есть «Миронова Ольга Викторовна»" in str(found.complaints[0])
    rows = [("Мирнова Ольга Викторовна", "Школа 3", "учитель", "", 1999)]
    assert names(read(rows, known(OLGA))) == (["Мирнова Ольга Викторовна"], ["Миронова Ольга Викторовна"])


def test_an_empty_cell_changes_nothing_and_years_of_work_are_rounded():
    header = (*HEADER, "Стаж")
    for said, since in (("", 2012), ("14 лет", 2012), (13, 2012), (10, 2016)):
        found = read([("Лебедева Анна Сергеевна", "Школа 3", "", "", "", said)], known(ANNA), header)
        after = [each.after.career_since for each in found.changes.people.changed] or [2012]
        assert (found.complaints, after) == ([], [since])


def test_a_name_in_another_order_is_asked_about_and_makes_nobody_new():
    found = read([("Анна Сергеевна Лебедева", "Школа 3", "учитель", "", "")], known(ANNA))
    assert names(found) == ([], [])
    assert "есть «Лебедева Анна Сергеевна»" in str(found.complaints[0])


@pytest.mark.parametrize(("said", "what"), [("Школа 5: космонавт", "должности «космонавт»"), ("Школа 55", "Школа 55")])
def test_another_job_nobody_understands_is_no_job_left_out_in_silence(said, what):
    rows = [("Ким Ия", "Школа 3", "учитель", said)]
    found = read(rows, known(), ("ФИО", "Школа", "Должность", "Работает также в"))
    assert [(each.row, each.column, what in each.what) for each in found.complaints] == [(2, "Работает также в", True)]


def test_name_and_patronymic_may_share_a_column():
    rows = [("Лебедева", "Анна Сергеевна", "Школа 3", ""), ("Ким", "Али Гусейн оглы", "Школа 3", "учитель")]
    found = read(rows, known(ANNA), ("Фамилия", "Имя, отчество", "Школа", "Должность"))
    assert (names(found), found.changes.people.unchanged) == ((["Ким Али Гусейн оглы"], []), 1)
    assert found.changes.people.new[0].middle_name == "Гусейн оглы"


@pytest.mark.parametrize("cells", [("Лебедева", "", "Сергеевна"), ("", "Ия", "Ивановна")])
def test_half_a_name_makes_nobody_new_and_nobody_gone(cells):
    header = ("Фамилия", "Имя", "Отчество", "Школа", "Должность")
    rows = [(*cells, "Школа 3", "учитель"), ("Ли", "Эмма", "", "Школа 3", "учитель")]
    found = read(rows, known(ANNA) if cells[0] else known(), header)
    assert (names(found), [each.row for each in found.complaints]) == ((["Ли Эмма"], []), [2])


def test_two_people_in_one_cell_are_not_one():
    found = read(
        [("Ан Яна\nЦой Анна", "Школа 3", "учитель", "", ""), ("Ли Эмма", "Школа 3", "учитель", "", "")], known()
    )
    assert (names(found), [each.row for each in found.complaints]) == ((["Ли Эмма"], []), [2])


@pytest.mark.parametrize("day", [TODAY, date(2027, 3, 1), date(2027, 8, 31)])
def test_years_of_work_are_those_of_the_school_whenever_the_list_is_made(day):
    said = {"0": 2026, "6 мес.": 2026, "11 месяцев": 2026, "18 мес": 2025, "1 год 3 мес": 2025, "3": 2023}
    rows = [(f"Новая{'а' * number} Анна", "Школа 3", "учитель", "", "", one) for number, one in enumerate(said)]
    table = {"Лист": [[*HEADER, "Стаж"], *map(list, rows)]}
    found = read_list(table, known(), WORDS, LISTS, CATALOGUE, day)
    assert found.complaints == []
    new = sorted(found.changes.people.new, key=lambda each: len(each.last_name))
    assert [each.career_since for each in new] == list(said.values())


def bomb() -> bytes:
    return parts(**{"xl/worksheets/sheet1.xml": bytes(120 * 2**20)})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"  \r\n", "empty_file"), (OLE, "old_excel"), (OLE + "EncryptedPackage".encode("utf-16-le"), "protected"),
        (b"\xef\xbb\xbf  <html><table><tr><td>1", "is_html"), (b"<?xml version='1.0'?><Workbook>", "is_html"),
        (parts(**{"xl/vbaProject.bin": b"x"}), "has_macros"),
        (parts(**{"mimetype": b"x", "content.xml": b"x"}), "is_ods"),
        (bomb, "unpacked_too_big"), (b"PK\x03\x04 broken", "unreadable"), (b"%PDF-1.7\n\x00\x01", "not_xlsx"),
        (lambda: b"\x01" * (31 * 2**20), "too_big"), (lambda: b"a;b\n" * 60_001, "too_many_lines"),
        (parts(**{"xl/worksheets/sheet1.xml": b'<c r="A1000000"/>'}), "too_many_lines"),
        (b"one column\nonly", "not_xlsx"),
    ],
)  # fmt: skip
def test_every_other_file_is_refused_by_a_sentence_of_its_own(data, key):
    with pytest.raises(WorkbookError) as refused:
        sheets(data() if callable(data) else data)
    assert refused.value.key == key
    assert WORDS.errors[key]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.integers(-(10**9), 10**9), st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.times(),
    st.datetimes(),
    st.sampled_from(["Ким Ия Олеговна", "Лебедева Анна Сергеевна", "Школа 3", "учитель", "химия", "1988", "=1+1"]),
)  # fmt: skip
TITLES = st.lists(st.sampled_from([*LISTS.headers, "телефон", "лишнее", ""]), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=HEALTHY)
@given(
    header=TITLES,
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=6),
    above=st.lists(st.lists(CELLS, max_size=3), max_size=2),
)
def test_whatever_stands_in_the_cells_nothing_crashes_and_every_complaint_has_its_row(header, rows, above):
    table = [*above, header, *rows]
    found = read_list({"Лист": table}, known(ANNA, OLGA), WORDS, LISTS, CATALOGUE, TODAY)
    assert all(each.row or not found.changes for each in found.complaints)
    target = io.BytesIO()
    write_marked(target, {"Лист": table}, found.complaints, LISTS)
    assert target.getvalue().startswith(b"PK")


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(data):
    try:
        found = sheets(data)
    except WorkbookError as error:
        found = {WORDS.errors[error.key]: []}
    assert len(found) == 1


@settings(max_examples=6, deadline=None, suppress_health_check=HEALTHY)
@given(roster=rosters())
def test_the_filled_form_sent_back_changes_nothing(tx, roster):
    sync_catalogues(tx, CATALOGUE)
    savepoint = tx.connection.begin_nested()
    try:
        bring_in(tx, roster, NOW, TODAY)
        for region, municipality in tx.connection.execute(select(Municipality.region_id, Municipality.id)).all():
            current = snapshot_of(tx, region, municipality)
            target = io.BytesIO()
            write_list_template(target, WORDS, LISTS, CATALOGUE, current, filled=True)
            found = read_list(sheets(target.getvalue()), current, WORDS, LISTS, CATALOGUE, TODAY)
            assert not current.people or (not found.changes and found.complaints == [])
    finally:
        savepoint.rollback()


@pytest.mark.parametrize("alias", [[], ["математика"]])
def test_what_the_catalogue_no_longer_names_is_written_and_read_while_somebody_has_it(tx, alias):
    """An office took a subject out, or made it another name of a second one: her list could not be had any more."""
    sync_catalogues(tx, CATALOGUE)
    bring_in(tx, SMALL, NOW, TODAY)
    raw = content("catalogues/subjects.yml")
    del raw["subjects"]["mathematics"]
    raw["subjects"]["algebra"]["aliases"] = alias
    fewer = with_gone(tx, load_catalogue(raw, content("catalogues/positions.yml")))
    place = tx.connection.execute(select(Municipality.region_id, Municipality.id).order_by(Municipality.id)).first()
    current, target = snapshot_of(tx, *place), io.BytesIO()
    write_list_template(target, WORDS, LISTS, fewer, current, filled=True)
    found = read_list(sheets(target.getvalue()), current, WORDS, LISTS, fewer, TODAY)
    assert found.complaints == []
    assert bool(found.changes) == bool(alias)  # whose name it is now, that is read


def test_a_marked_file_holds_no_formula():
    table = [["ФИО", "Школа"], ['=HYPERLINK("http://bad.example")', "Школа 99"], ["Ким Ия", time(9, 30)]]
    found = read_list({"Лист": table}, known(), WORDS, LISTS, CATALOGUE, TODAY)
    target = io.BytesIO()
    write_marked(target, {"Лист": table}, found.complaints, LISTS)
    with zipfile.ZipFile(target) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"hyperlink" not in page.lower()


@pytest.mark.parametrize(
    "change",
    [
        {"headers": {}}, {"errors": {}}, {"totals": None}, {"more": 1},
        {"errors": {**content("texts/lists.yml")["errors"], "no_name": "{nobody}"}},
    ],
)  # fmt: skip
def test_a_mistake_in_the_content_is_named(change):
    with pytest.raises(RosterWordsError):
        load_list_words({**content("texts/lists.yml"), **change})


def test_workbooks_of_several_lists_are_read_sheet_by_sheet():
    book = Workbook()
    for title, who in (("СОШ 3", "Ким Ия"), ("СОШ 5", "Ли Эмма")):
        page = book.create_sheet(title)
        page.append(["ФИО", "Предмет"])
        page.append([who, "химия"])
        page.append(["Ан Яна", "магия"])
    target = io.BytesIO()
    book.save(target)
    found = read_list(sheets(target.getvalue()), known(), WORDS, LISTS, CATALOGUE, TODAY)
    assert [each.organization for each in found.changes.people.new] == [SCHOOL.key, FIFTH.key]
    assert str(found.complaints[0]).startswith("Лист «СОШ 3», строка 3, «Предмет»")


LYCEUM = "МАОУ «Лицей № 3»"
FATHER = person("Зуев Пётр Ильич", 1970, FIFTH)


@pytest.mark.parametrize(
    ("who", "renamed", "moved"),
    [
        ((ANNA, OLGA), True, []),  # the same school under a new name
        ((ANNA, OLGA, FATHER), True, ["Зуев"]),  # and another one that has become part of it
        ((ANNA, "Ким Ия Олеговна", "Ли Эмма Ильинична"), False, []),  # who goes to a new school keeps her other work
    ],
)
def test_a_school_under_a_new_name_is_known_by_its_people(who, renamed, moved):
    """Else everybody of it would have a second place of work, and its link, posters and associations would be dead."""
    people = [(each, "") if isinstance(each, str) else (each.full_name, each.birth_year) for each in who]
    found = read_new([(name, LYCEUM, "учитель", "", year) for name, year in people], known(ANNA, OLGA, FATHER))
    changes = found.changes
    assert [(each.id, each.after.name) for each in changes.organizations.changed] == [(1, LYCEUM)] * renamed
    assert [each.name for each in changes.organizations.new] == [LYCEUM] * (not renamed)
    assert [each.after.last_name for each in changes.people.moved] == moved
    places = [len({place.organization for place in each.after.places}) for each in changes.people.changed]
    assert places == ([1] * len(moved) if renamed else [2])
    assert names(found)[1] == []


def test_a_school_that_was_closed_is_open_again_and_not_there_twice():
    current = known(ANNA)
    current.organizations[FIFTH.key] = replace(current.organizations[FIFTH.key], from_file=False)
    found = read_new([("Ким Ия Олеговна", "Школа № 5", "учитель", "химия", "")], current)
    assert [each.id for each in found.changes.organizations.changed] == [3]
    assert found.changes.organizations.new == []


DISTRICT = ("Муниципалитет", *HEADER)


def of_region(rows, header=DISTRICT, own=(RIVER, LAKE), adds=False):
    """Two districts have a school of the same name."""
    current = known(ANNA, organizations=(SCHOOL, SAME_NAME)[: len(own)])
    current.municipalities = {each.key: Stored(number, each) for number, each in enumerate(own, 1)}
    current.organization_ids = {SCHOOL.key: 1, SAME_NAME.key: 2}
    sheets = {"Лист": [list(header), *map(list, rows)]}
    return read_list(sheets, current, WORDS, LISTS, CATALOGUE, TODAY, True, adds)


KIM, LEE = (
    ("Ким Ия Олеговна", "Школа № 3", "учитель", "химия", ""),
    ("Ли Эмма Ильинична", "Школа № 3", "учитель", "химия", ""),
)


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([("Заречный муниципальный округ", *KIM), ("Озёрный р-н", *LEE)], DISTRICT),
        ([("Заречный район",), KIM, ("МО Озёрный район",), LEE], HEADER),
    ],
)
def test_a_list_of_a_whole_region_says_in_which_district_a_school_is(rows, header):
    found = of_region(rows, header)
    assert [str(each) for each in found.complaints] == []
    places = {each.last_name: each.organization for each in found.changes.people.new}
    assert places == {"Ким": SCHOOL.key, "Ли": SAME_NAME.key}


def test_a_new_school_is_added_to_the_district_of_its_row():
    row = ("Озёрный", "Ким Ия Олеговна", "СОШ № 8", "учитель", "химия", "")
    assert of_region([row]).unknown_places == ["СОШ № 8"]
    assert [each.key.municipality for each in of_region([row], adds=True).changes.organizations.new] == [LAKE.key]


@pytest.mark.parametrize(
    ("district", "own", "taken"),
    [("Озёрный район", (RIVER,), 0), ("Ленинский район", (RIVER,), 1), ("Ленинский район", (RIVER, LAKE), 0)],
)
def test_people_of_another_district_do_not_come_into_the_school_of_the_same_name(district, own, taken):
    """Parts of a city are no municipalities: where there is only one they say nothing."""
    found = of_region([(district, *KIM)], own=own)
    assert len(found.changes.people.new) == taken
    assert [f"«{district}» — не из тех" in str(each) for each in found.complaints] == [True] * (1 - taken)
