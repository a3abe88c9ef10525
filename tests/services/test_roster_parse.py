"""Read whole or refused whole: what the reader says about what it does not like."""

import io
import re
import zipfile
from datetime import date
from datetime import datetime as moment
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.services.roster import Roster, parse, write_template
from bot.services.roster.problems import LISTED
from bot.services.roster.sheets import SHEETS
from tests.services.roster_files import ANNA, CATALOGUE, OLGA, SMALL, TODAY, WORDS, Cells, rosters

ROW_OF_ANNA = next(number for number, each in enumerate(SMALL.people) if each == ANNA)


def written(roster: Roster | None) -> bytes:
    target = io.BytesIO()
    write_template(target, WORDS, CATALOGUE, roster)
    return target.getvalue()


def test_a_written_roster_is_read_back_equal():
    assert parse(written(SMALL), WORDS, CATALOGUE, TODAY) == SMALL


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rosters())
def test_every_written_roster_is_read_back_equal(roster):
    found = parse(written(roster), WORDS, CATALOGUE, TODAY)
    assert found == roster, found


def test_the_empty_template_wants_its_first_rows():
    found = parse(written(None), WORDS, CATALOGUE, TODAY)
    assert [error.sheet for error in found] == ["Муниципалитеты", "Организации", "Педагоги"]


def test_a_wrong_subject_is_named_with_its_place_and_a_guess():
    said = Cells().put("people", "subjects", "матиматика", ROW_OF_ANNA).complaints()
    row = ROW_OF_ANNA + 2
    assert said == [
        f"Лист «Педагоги», строка {row}, столбец «Предметы»: не знаю предмета «матиматика». "
        "Выберите предмет из списка. Может быть, «математика»?"
    ]


WRONG: list[tuple[str, str, Any, str]] = [
    ("municipalities", "time_zone", "Лондон", "не знаю значения «Лондон»"),
    ("municipalities", "young_age", 3, "возможно от 18 до 60"),
    ("municipalities", "name", "", "не заполнено"),
    ("municipalities", "name", "«»", "нет ни букв, ни цифр"),
    ("services", "municipality", "Лесной район", "нет такого муниципалитета: «Лесной район»"),
    ("services", "model", "никак", "не знаю значения"),
    ("organizations", "kind", "", "не заполнено"),
    ("organizations", "municipality", "Заречный район", "институт относится ко всему региону"),
    ("people", "last_name", "", "не заполнено"),
    ("people", "last_name", "<script>", "уберите знак «<»"),
    ("people", "last_name", "Лебедева 😀", "уберите знак «😀»"),
    ("people", "last_name", "Лебедева2", "не похоже на имя"),
    ("people", "first_name", "А" * 100, "сократите до 60 знаков"),
    ("people", "first_name", "А" * 30_000, "сократите до 60 знаков"),
    ("people", "birth_year", "12.05.1988", "Впишите только год"),
    ("people", "birth_year", date(1988, 5, 12), "Впишите только год"),
    ("people", "birth_year", 1888, "возможно от 1931 до 2010"),
    ("people", "birth_year", "давно", "не год"),
    ("people", "birth_year", True, "не год"),
    ("people", "organization", "Школа № 9", "нет такой организации: «Школа № 9»"),
    ("people", "organization", "Школа № 3", "можно понять по-разному"),
    ("people", "positions", "космонавт", "не знаю должности «космонавт»"),
    ("people", "positions", "; ".join(["учитель"] * 20), "слишком длинно"),
    ("people", "subjects", "@all", "уберите знак «@»"),
    ("people", "more_places", "Школа № 77: учитель", "нет такой организации: «Школа № 77»"),
    ("people", "more_places", "Детский сад «Ручеёк»: космонавт", "не знаю должности «космонавт»"),
    ("people", "qualification", "наивысшая", "не знаю значения «наивысшая»"),
    ("people", "career_since", 2027, "возможно от"),
    ("people", "career_since", 1990, "не мог"),
    ("people", "mentor_capacity", "много", "не целое число"),
    ("people", "mentor_capacity", 500, "возможно от 0 до 20"),
    ("people", "roles", "сотрудник института", "возможна только в организации региона"),
    ("people", "roles", "царь", "не знаю значения «царь»"),
    ("associations", "level", "мировое", "не знаю значения «мировое»"),
    ("associations", "head", "Никто Никто Никто", "нет такого человека: «Никто Никто Никто»"),
    ("associations", "place", "Луна", "нет такого муниципалитета или организации: «Луна»"),
    ("associations", "ends_on", "31.02.2027", "не дата"),
    ("associations", "title", "[club1|Клуб]", "уберите знак «[»"),
    ("members", "association", "МО учителей математики", "попадают сами"),
    ("members", "person", "", "не заполнено"),
    ("meetings", "date", "завтра", "не дата"),
    ("meetings", "date", date(2087, 1, 1), "возможно от"),
    ("meetings", "time", "обед", "не время"),
    ("meetings", "association", "МО физики", "нет такого объединения: «МО физики»"),
    ("meetings", "topic", "=HYPERLINK(1)", "уберите знак «=»"),
    ("mentorships", "mentee", "Миронова Ольга Викторовна", "один и тот же человек"),
    ("mentorships", "until", date(2026, 8, 1), "последний день раньше первого"),
    ("mentorships", "since", "", "не заполнено"),
]


@pytest.mark.parametrize(("sheet", "column", "value", "what"), WRONG)
def test_a_wrong_cell_is_named_and_told_how_to_mend(sheet, column, value, what):
    row = {"people": ROW_OF_ANNA}.get(sheet, 0)
    cells = Cells().put(sheet, column, value, row)
    title, place = WORDS.sheets[sheet].title, WORDS.sheets[sheet].columns[column].title
    said = [
        line for line in cells.complaints() if line.startswith(f"Лист «{title}», строка {row + 2}, столбец «{place}»")
    ]
    assert any(what in line for line in said), cells.complaints()


def rows(sheet: str) -> list[dict[str, Any]]:
    return Cells().rows[sheet]


def with_row(sheet: str, **facts: Any) -> list[str]:
    """Complaints about the small roster with one more row, like its first but for `facts`."""
    cells = Cells()
    cells.rows[sheet].append({**cells.rows[sheet][0], **facts})
    return cells.complaints()


def test_the_same_row_twice_is_refused_with_the_earlier_one_named():
    assert "то же самое уже есть в строке 2" in with_row("people")[0]
    assert "то же самое уже есть в строке 2" in with_row("municipalities")[0]
    assert "то же самое уже есть в строке 2" in with_row("organizations", name="ИНСТИТУТ")[0]
    assert "то же самое уже есть в строке 2" in with_row("meetings")[0]
    assert "то же самое уже есть в строке 2" in with_row("mentorships")[0]
    assert "то же самое уже есть в строке 2" in with_row("members")[0]
    assert "то же самое уже есть в строке 2" in with_row("services")[0]


def test_levels_want_their_places_and_ends():
    facts = {"title": "Новое", "place": "", "subjects": "математика", "head": "", "ends_on": None}
    assert "укажите школу" in with_row("associations", **facts, level="школьное")[0]
    assert "укажите муниципалитет" in with_row("associations", **facts, level="муниципальное")[0]
    river = {**facts, "place": "Заречный район"}
    assert "Оставьте пустым" in with_row("associations", **river, level="сетевое")[0]
    assert "нужен последний день" in with_row("associations", **river, level="творческая группа")[0]
    assert "укажите предметы" in with_row("associations", **{**river, "subjects": ""}, level="муниципальное")[0]


def test_two_regions_and_a_school_without_a_municipality_are_refused():
    assert "другой регион: «Светлый край»" in with_row("municipalities", region="Тёмный край", name="Горный район")[0]
    assert "укажите муниципалитет" in with_row("organizations", name="Школа № 8", municipality="", kind="школа")[0]


def test_a_regional_association_wants_the_regions_organizations():
    cells = Cells()
    cells.rows["organizations"] = [row for row in cells.rows["organizations"] if row["kind"] != "институт"]
    cells.rows["people"] = [row for row in cells.rows["people"] if row["organization"] != "Институт"]
    cells.rows["associations"] = [row for row in cells.rows["associations"] if row["level"] == "сетевое"]
    assert any("названы и организации региона" in line for line in cells.complaints())


def test_a_regional_meeting_wants_a_time_zone_where_there_are_several():
    facts = {"association": "Цифровой урок", "time_zone": ""}
    assert "несколько часовых поясов" in with_row("meetings", **facts)[0]
    assert with_row("meetings", association="Цифровой урок", time_zone="Самара") == []


def test_namesakes_are_told_apart_by_place_and_year():
    other = {"organization": "Детский сад «Ручеёк»", "birth_year": 1990}
    first = rows("people")[ROW_OF_ANNA]
    name = " ".join(first[key] for key in ("last_name", "first_name", "middle_name"))
    cells = Cells()
    cells.rows["people"].append({**first, **other})
    cells.put("members", "person", name)
    assert "можно понять по-разному" in cells.complaints()[0]
    assert f"«{name}, 1988 (Школа № 3 (Заречный район))»" in cells.complaints()[0]
    assert cells.put("members", "person", f"{name} (Детский сад Ручеек)").complaints() == []
    assert cells.put("members", "person", f"{name}, 1988 (Школа № 3)").complaints() == []


def test_people_write_as_they_speak_and_are_understood():
    cells = Cells()
    cells.put("people", "subjects", " МАТЕМ. ; инф., ОБЖ", ROW_OF_ANNA).put("people", "birth_year", "1988", ROW_OF_ANNA)
    cells.put("people", "last_name", "  Лебе\u200bдева ", ROW_OF_ANNA).put(
        "people", "career_since", 2012.0, ROW_OF_ANNA
    )
    cells.put("people", "positions", "Учитель, кл. руководитель", ROW_OF_ANNA)
    cells.put("people", "more_places", "детский сад ручеек: воспитатель; Институт", ROW_OF_ANNA)
    found = next(each for each in cells.read().people if each.key == ANNA.key)
    assert found.subjects == ("informatics", "mathematics", "safety")
    assert found.last_name == "Лебедева"
    assert {place.position for place in found.places} == {"teacher", "class_teacher", "educator"}
    assert {place.organization.name for place in found.places} == {"школа 3", "детский сад ручеек", "институт"}


def test_dates_as_text_and_moments_are_understood():
    cells = (
        Cells().put("meetings", "date", "02.12.2026").put("meetings", "time", moment.fromisoformat("2026-12-02T14:30"))
    )
    assert cells.put("mentorships", "since", 46266.0).read().meetings == SMALL.meetings


def test_a_mentor_with_too_many_is_a_warning_and_no_error():
    cells = Cells()
    cells.put("people", "mentor_capacity", None, next(n for n, each in enumerate(SMALL.people) if each == OLGA))
    found = cells.read()
    assert [str(warning) for warning in found.warnings] == [
        "Лист «Наставничество», строка 2, столбец «Наставник»: у наставника Миронова Ольга Викторовна молодых "
        "специалистов 1, а готов вести 0. Таблица принята, но проверьте."
    ]


def test_missing_and_unknown_sheets_and_columns_are_named():
    cells = Cells()
    del cells.titles["members"]
    assert cells.complaints() == ["Лист «Участники»: " + WORDS.errors["missing_sheet"]]
    cells = Cells()
    del cells.headers["people"]["subjects"]
    assert cells.complaints()[0].startswith("Лист «Педагоги», строка 1, столбец «Предметы»: такого столбца нет")
    cells = Cells()
    cells.headers["people"]["phone"] = "Телефон"
    assert cells.complaints()[0].startswith(
        "Лист «Педагоги», строка 1, столбец «Телефон»: в шаблоне такого столбца нет"
    )
    cells = Cells()
    cells.headers["people"]["again"] = "фамилия"
    assert "такой столбец уже есть левее" in cells.complaints()[0]


def test_columns_may_stand_in_another_order_and_empty_rows_between():
    cells = Cells()
    cells.headers["people"] = dict(reversed(cells.headers["people"].items()))
    cells.rows["people"].insert(1, {"last_name": " \u200b "})
    assert cells.read() == SMALL


def test_at_most_two_hundred_complaints_are_listed_and_the_rest_counted():
    cells = Cells()
    cells.rows["people"] += [{"last_name": f"{number}"} for number in range(300)]
    said = cells.complaints()
    assert len(said) == LISTED + 1
    assert re.fullmatch(r"И ещё ошибок: \d+\. .*", said[-1])


def test_every_complaint_about_cells_has_sheet_row_and_column():
    cells = Cells()
    for sheet in SHEETS:
        cells.rows[sheet].append(dict.fromkeys(cells.headers[sheet], "{0}<b>"))
    found = cells.read()
    assert len(found) > 30
    assert all(error.sheet and error.row and error.column for error in found)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SHEETS)), st.data())
def test_whatever_stands_in_a_cell_is_read_or_named(sheet, data):
    column = data.draw(st.sampled_from([column.key for column in SHEETS[sheet]]))
    value = data.draw(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.floats(0, 1e9), st.booleans()
        )
    )
    found = Cells().put(sheet, column, value).read()
    assert isinstance(found, Roster) or all(error.row and error.column for error in found)


@pytest.mark.parametrize("data", [b"", b"no table", b"PK\x03\x04", b"%PDF-1.7", written(SMALL)[:4000]])
def test_what_is_no_workbook_is_refused_in_one_sentence(data):
    found = parse(data, WORDS, CATALOGUE, TODAY)
    assert len(found) == 1
    assert str(found[0]) in [WORDS.errors[key] for key in ("not_xlsx", "unreadable", "empty_file")]


def repacked(change: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(SMALL))) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change.get(part.filename) or old.read(part))
        for name in set(change) - set(old.namelist()):
            new.writestr(name, change[name])
    return target.getvalue()


def test_a_cell_in_the_last_corner_does_not_take_all_memory():
    corner = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    corner += b"<sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    found = parse(repacked({"xl/worksheets/sheet5.xml": corner}), WORDS, CATALOGUE, TODAY)
    assert [str(error) for error in found] == [WORDS.errors["too_many_lines"].format(limit=60_000)]


def test_a_file_that_unpacks_to_too_much_is_refused():
    bomb = repacked({"xl/media/bomb.bin": bytes(260 * 2**20)})
    found = parse(bomb, WORDS, CATALOGUE, TODAY)
    assert [str(error) for error in found] == [WORDS.errors["unpacked_too_big"]]


def test_a_file_over_thirty_megabytes_is_refused_unread():
    assert "30 МБ" in str(parse(bytes(31 * 2**20), WORDS, CATALOGUE, TODAY)[0])


def test_broken_parts_are_refused_and_never_crash():
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet5.xml", "xl/styles.xml"):
        found = parse(repacked({part: b"<broken"}), WORDS, CATALOGUE, TODAY)
        assert isinstance(found, Roster) or found


def test_too_many_rows_and_too_many_columns_are_refused():
    cells = Cells()
    cells.headers["people"] |= {f"more_{number}": f"Ещё {number}" for number in range(60)}
    assert "слишком много столбцов" in cells.complaints()[0]


def test_a_column_with_data_and_no_title_is_named_by_its_letter():
    cells = Cells()
    cells.headers["people"]["nameless"] = ""
    cells.put("people", "nameless", "заметка")
    assert cells.complaints()[0].startswith("Лист «Педагоги», строка 1, столбец «M»")


def test_too_many_rows_are_refused_with_the_limit_named(monkeypatch):
    monkeypatch.setattr("bot.services.roster.tables.ROWS_LIMIT", 3)
    assert "больше 3 строк" in Cells().complaints()[0]


def test_a_sheet_without_even_a_header_misses_every_column():
    cells = Cells()
    cells.headers["members"] = {}
    assert [line.rpartition(": ")[2] for line in cells.complaints()] == [WORDS.errors["missing_column"]] * 2


def test_a_panic_of_the_reading_library_is_an_unreadable_file(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(*_):
        raise PanicException

    monkeypatch.setattr("python_calamine.load_workbook", panic)
    assert Cells().complaints() == [WORDS.errors["unreadable"]]


def test_another_zip_and_one_of_too_many_parts_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert str(parse(target.getvalue(), WORDS, CATALOGUE, TODAY)[0]) == WORDS.errors["not_xlsx"]
    parts = repacked({f"xl/media/{number}.bin": b"x" for number in range(2_100)})
    assert str(parse(parts, WORDS, CATALOGUE, TODAY)[0]) == WORDS.errors["unpacked_too_big"]
