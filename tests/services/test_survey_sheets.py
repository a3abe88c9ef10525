"""A survey written in a table is read whole, or every error of it is named by sheet, row and column."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.surveys.checking import problems
from bot.services.surveys.folding import areas
from bot.services.surveys.keeping import breaks
from bot.services.surveys.model import Kind
from bot.services.surveys.reading import survey
from bot.services.surveys.sheets import read_survey, write_survey_template
from bot.services.surveys.sheets.complaints import Complaints
from bot.services.surveys.sheets.parse import _questions, _sections, definition
from bot.surveying.library import load_library
from tests.services.roster_files import parts
from tests.services.survey_tables import (
    COLUMNS,
    FEEDING,
    FILE_ERRORS,
    OF_SECTIONS,
    WORDS,
    one,
    saved,
    statement,
    table,
)

AT = "Лист «Вопросы», строка {row}, столбец «{column}»: "


def complaints(data: bytes) -> list[str]:
    found = read_survey(data, WORDS, FILE_ERRORS)
    assert (found.raw is None) == bool(found.complaints)
    return found.complaints


def understood(data: bytes):
    found = read_survey(data, WORDS, FILE_ERRORS)
    assert found.complaints == []
    return survey(found.key, found.raw)


def test_a_filled_table_is_a_survey():
    found = understood(table())
    assert found.key == "pitanie"
    assert [one.kind for one in found.questions] == [Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.TEXT]
    assert [block.title for block in found.blocks] == ["Столовая", "Ещё"]
    assert found.by_code["vkus"].shown.every[0].values == {"da"}
    assert (found.by_code["raz"].least, found.by_code["raz"].most) == (0, 5)
    assert found.by_code["slova"].most == 200


def test_the_example_of_the_template_is_itself_in_order():
    seminars, diagnostic = (
        understood(table(example["rows"], example["title"], example["purpose"], example["key"]))
        for example in (WORDS.example, WORDS.diagnostic)
    )
    assert {one.kind for one in seminars.questions} == set(Kind)
    assert areas(diagnostic) == ("methodical", "psychological")
    assert diagnostic.by_code["interes"].instead.keys() == {"kindergarten", "young"}
    assert (
        complaints(write_survey_template(WORDS))[0]
        == "Лист «Вопросы»: нет ни одного вопроса. Заполните хотя бы одну строку."
    )


def test_what_is_handed_out_and_sent_back_is_the_same_survey():
    first = read_survey(table(), WORDS, FILE_ERRORS)
    again = read_survey(write_survey_template(WORDS, survey(first.key, first.raw), first.key), WORDS, FILE_ERRORS)
    assert again == first


def test_a_statement_is_answered_and_counted_as_in_the_standard_diagnostic():
    rows = [
        statement("a", "методические"), statement("b", kind="самооценка "), statement("c", kind=""),
        statement("d", options="\n".join(WORDS.scale.values())), one("other"),
    ]  # fmt: skip
    found, diagnostic = understood(table(rows)), load_library()["diagnostic"].survey
    standard = diagnostic.by_code["methodical_levels"]
    for question in found.questions[:4]:
        assert (question.kind, question.group) == (Kind.SINGLE, "methodical")
        assert list(question.options.items()) == list(standard.options.items())
        assert question.values == standard.values
    assert found.groups == {"methodical": "Методика"}
    assert {key: names[0] for key, names in WORDS.groups.items()} == diagnostic.groups


def test_a_section_is_shown_when_all_or_one_of_its_conditions_hold():
    rows = [
        statement("a", block="Урок"), statement("b"), one("c", block="Помощь"), one("d", block="Подробнее"),
    ]  # fmt: skip
    conditions = [
        {"block": "помощь", "if": "a\nb", "answers": "Нужна поддержка\nНужна поддержка", "mode": "Хотя бы одно"},
        {"block": "Подробнее", "if": "c", "answers": "Да"},
        {"block": "Подробнее", "if": "a", "answers": "Уверенно; В основном"},
    ]
    first, second = understood(table(rows, sections=conditions)).blocks[1:]
    assert (first.shown.every, {one.code for one in first.shown.some}) == ((), {"a", "b"})
    assert [(one.code, one.values) for one in second.shown.every] == [("c", {"da"}), ("a", {"sure", "mostly"})]


def test_whatever_yaml_says_of_the_standard_diagnostic_a_table_says_too():
    diagnostic = load_library()["diagnostic"].survey
    found = understood(write_survey_template(WORDS, diagnostic, "diagnostic"))
    assert (found.title, found.purpose, found.groups) == (diagnostic.title, diagnostic.purpose, diagnostic.groups)
    assert len(found.blocks) == len(diagnostic.blocks)
    for block, before in zip(found.blocks, diagnostic.blocks, strict=True):
        assert block.title == before.title
        assert [len(side) for side in (block.shown.every, block.shown.some)] == [
            len(side) for side in (before.shown.every, before.shown.some)
        ]
        for made, other in zip(block.questions, before.questions, strict=True):
            for field in ("code", "kind", "text", "instead", "only", "values", "group", "short"):
                assert getattr(made, field) == getattr(other, field), (made.code, field)
            assert list(made.options.values()) == list(other.options.values())
    assert areas(found) == areas(diagnostic)


def test_a_diagnostic_handed_out_and_sent_back_is_the_same_survey():
    rows = WORDS.diagnostic["rows"]
    conditions = [{"block": "Чем помочь", "if": "поведение", "answers": "Нужна поддержка", "mode": "хотя бы одно"}]
    first = read_survey(table(rows, sections=conditions), WORDS, FILE_ERRORS)
    assert first.raw
    again = read_survey(write_survey_template(WORDS, survey(first.key, first.raw), first.key), WORDS, FILE_ERRORS)
    assert again == first


def test_a_table_of_an_older_template_is_read_as_before():
    book = openpyxl.load_workbook(io.BytesIO(table()))
    for title in (WORDS.titles["sections"], WORDS.titles["diagnostic"]):
        del book[title]
    for column in ("short", "instead", "instead_for", "group"):
        book[WORDS.titles["questions"]].delete_cols(1 + COLUMNS.index(column))
    assert read_survey(saved(book), WORDS, FILE_ERRORS) == read_survey(table(), WORDS, FILE_ERRORS)


def test_columns_in_any_order_a_title_above_and_slips_of_the_pen_are_understood():
    book = openpyxl.load_workbook(io.BytesIO(table([])))
    sheet = book["Вопросы"]
    sheet.delete_rows(1, 5)
    for row in (
        ["Анкета 2026"],
        ["Тип вопроса", "Варианты", "Вопрос", "Код", "Кому", "Примечание"],
        ["один вариат", "• Да\n• Нет", "Едите?", "ЕСТ", "школам, детский сад", "спросить у Ани"],
    ):
        sheet.append(row)
    found = understood(saved(book))
    assert found.questions[0].code == "est"
    assert list(found.questions[0].options.values()) == ["Да", "Нет"]
    assert found.questions[0].only == {"school", "kindergarten"}


@pytest.mark.parametrize("said", ["школы и детские сады", "школам/садам", "школы; детским сдам", "школа\nсад"])
def test_audiences_are_parted_as_people_part_them(said):
    assert understood(table([one("a", only=said)])).questions[0].only == {"school", "kindergarten"}


def test_the_numbers_of_a_scale_say_nothing_about_its_ends():
    (found,) = understood(table([{"code": "t", "kind": "Шкала", "text": "?", "least": 1, "most": 5}])).questions
    assert (found.low, found.high) == ("", "")


WRONG = [
    ([one("a"), one("A")], 3, "Код показателя", "код «a» уже есть выше"),
    ([one("a", **{"if": "b", "answers": "Да"}), one("b")], 2, "Если на вопрос", "получается круг"),
    ([one("a", **{"if": "a", "answers": "Да"})], 2, "Если на вопрос", "получается круг"),
    ([one("a", **{"if": "c", "answers": "Да"})], 2, "Если на вопрос", "нет вопроса с кодом «c»"),
    ([one("a"), one("b", **{"if": "a", "answers": "Может"})], 3, "Ответили", "у вопроса «a» нет ответа «Может»"),
    ([one("a"), one("b", **{"if": "a"})], 3, "Ответили", "не заполнено"),
    (
        [one("a"), one("b", **{"if": "a", "answers": "Да"}), one("c", **{"if": "b\na", "answers": "Да\nНет"})],
        4, "Если на вопрос", "до этого вопроса никто не дойдёт",
    ),
    ([one("a", options="\n".join(f"Вариант {n}" for n in range(300)))], 2, "Варианты ответа", "вариантов 300"),
    ([one("a", options="Очень длинный вариант ответа на вопрос; Нет")], 2, "Варианты ответа", "помещается 24"),
    ([one("a", options="Да; да ;Да")], 2, "Варианты ответа", "два варианта одинаковы"),
    ([one("a", text="ы" * 501)], 2, "Вопрос", "501 знаков, помещается 500"),
    ([one("a", text="")], 2, "Вопрос", "не заполнено"),
    ([one("")], 2, "Код показателя", "не заполнено"),
    ([one("5")], 2, "Код показателя", "не годится"),
    ([one("a", kind="Сочинение")], 2, "Тип", "не знаю типа «Сочинение»"),
    ([one("a", only="лётчикам")], 2, "Кому", "не знаю, кто это: «лётчикам»"),
    ([{"code": "n", "kind": "Число", "text": "?", "least": 5, "most": 1}], 2, "До", "наименьшее"),
    ([{"code": "n", "kind": "Число", "text": "?", "least": "мало", "most": 1}], 2, "От", "«мало» — не целое число"),
    ([{"code": "n", "kind": "Число", "text": "?"}], 2, "От", "не заполнено"),
    ([{"code": "t", "kind": "Свои слова", "text": "?", "most": 5000}], 2, "До", "до 1000 знаков"),
    ([{"code": "t", "kind": "Шкала 1–5", "text": "?", "options": "Да"}], 2, "Варианты ответа", "нет вариантов"),
    ([one("a", only="не школам")], 2, "Кому", "не знаю, кто это: «не школам»"),
    ([one("a", only="не молодым специалистам")], 2, "Кому", "не знаю, кто это: «не молодым специалистам»"),
    ([one("a", only="молодым специалистам школ")], 2, "Кому", "не знаю, кто это: «молодым специалистам школ»"),
    ([one("a", kind="Шкала 1-10")], 2, "Тип", "не знаю типа «Шкала 1-10»"),
    ([{"code": "t", "kind": "Шкала", "text": "?", "least": 1, "most": 10}], 2, "До", "шкала всегда от 1 до 5"),
    ([{"code": "t", "kind": "Шкала", "text": "?", "least": "плохо"}], 2, "До", "не заполнено"),
    ([statement("a", "Кулинария")], 2, "Область", "не знаю области «Кулинария». Выберите: Предмет и содержание"),
    ([statement("a", "")], 2, "Область", "у самооценки нужна область"),
    ([one("a", group="Методика")], 2, "Область", "область бывает только у типа «Самооценка»"),
    ([statement("a", options="Да; Нет")], 2, "Варианты ответа", "нет вариантов"),
    ([statement("a", short="ы" * 61)], 2, "Коротко", "61 знаков, помещается 60"),
    ([one("a", instead_for="лётчикам", instead="?")], 2, "Иначе для", "не знаю, кто это: «лётчикам»"),
    ([one("a", instead_for="всем", instead="?")], 2, "Иначе для", "не знаю, кто это: «всем»"),
    ([one("a", instead_for="школам")], 2, "Другими словами", "не заполнено"),
    ([one("a", instead_for="школам\nдетским садам", instead="Иначе")], 2, "Другими словами", "строк здесь 1"),
    ([one("a"), one("b", **{"if": "a\na", "answers": "Да"})], 3, "Ответили", "строк здесь 1, а в столбце слева 2"),
    ([one("помощь"), one("b", **{"if": "помощь", "answers": "Может"})], 3, "Ответили", "у вопроса «помощь» нет ответа"),
    ([one("a", **{"if": "помощь", "answers": "Да"})], 2, "Если на вопрос", "нет вопроса с кодом «помощь»"),
    ([one("a", instead="Иначе")], 2, "Иначе для", "не заполнено"),
    ([one("a", instead_for="школам\nшкола", instead="Так\nИначе")], 2, "Иначе для", "«школа» здесь дважды"),
    ([one("a", instead_for="школам", instead="ы" * 501)], 2, "Другими словами", "помещается 500"),
    ([one("a", instead_for="школам", instead="=1+1")], 2, "Другими словами", "здесь формула"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "row", "column", "words"), WRONG, ids=[words for *_, words in WRONG])
def test_an_error_is_named_by_row_and_column(rows, row, column, words):
    found = complaints(table(rows))
    start = AT.format(row=row, column=column)
    assert [line for line in found if line.startswith(start) and words in line], found


def test_of_a_question_of_an_unknown_kind_nothing_else_is_said():
    rows = [{"code": "a", "kind": "Число (целое)", "text": "?", "least": 0, "most": 9}]
    (found,) = complaints(table(rows))
    assert "не знаю типа «Число (целое)»" in found


TWO = [one("a", block="Первый"), one("b", block="Второй")]
OF_B = {"block": "Второй", "if": "a", "answers": "Да"}
WRONG_SECTIONS = [
    ([{**OF_B, "block": "Третий"}], 2, "Раздел", "на листе «Вопросы» нет раздела «Третий»"),
    ([OF_B | {"block": ""}], 2, "Раздел", "не заполнено"),
    ([{"block": "Второй", "answers": "Да"}], 2, "Если на вопрос", "не заполнено"),
    ([OF_B | {"answers": ""}], 2, "Ответили", "не заполнено"),
    ([OF_B | {"if": "c"}], 2, "Если на вопрос", "нет вопроса с кодом «c»"),
    ([OF_B | {"if": "b"}], 2, "Если на вопрос", "получается круг"),
    ([OF_B, {"block": "Первый", "if": "b", "answers": "Да"}], 3, "Если на вопрос", "получается круг"),
    ([OF_B | {"answers": "Может"}], 2, "Ответили", "у вопроса «a» нет ответа «Может»"),
    ([OF_B, OF_B], 3, "Если на вопрос", "вопрос «a» в условии дважды"),
    ([OF_B | {"mode": "почти все"}], 2, "Сколько подходит", "не понял «почти все»"),
    ([OF_B | {"answers": "=A1"}], 2, "Ответили", "здесь формула"),
]


@pytest.mark.parametrize(("sections", "row", "column", "words"), WRONG_SECTIONS)
def test_an_error_of_a_section_is_named_by_row_and_column(sections, row, column, words):
    found = complaints(table(TWO, sections=sections))
    start = f"Лист «Разделы», строка {row}, столбец «{column}»: "
    assert [line for line in found if line.startswith(start) and words in line], found
    assert len(found) == 1


def test_a_section_nobody_comes_to_is_named_once_and_where_its_conditions_stand():
    rows = [one("a", block="Первый"), one("b", **{"if": "a", "answers": "Нет"}), *(one(x) for x in "cd")]
    rows[2]["block"] = "Второй"
    sections = [OF_B, {"block": "Второй", "if": "b", "answers": "Да"}]
    (said,) = complaints(table(rows, sections=sections))
    assert said.startswith("Лист «Разделы», строка 2, столбец «Если на вопрос»: до этого вопроса никто не дойдёт")


def test_a_sheet_of_sections_without_its_columns_is_not_passed_over():
    book = openpyxl.load_workbook(io.BytesIO(table(TWO, sections=[OF_B])))
    book["Разделы"]["B1"] = "Когда"
    assert complaints(saved(book)) == [
        "Лист «Разделы»: нет столбца «Если на вопрос». Верните его: названия столбцов стоят в первой строке шаблона."
    ]


def test_a_question_far_below_is_not_passed_over():
    book = openpyxl.load_workbook(io.BytesIO(table()))
    book["Вопросы"].cell(400, 1 + COLUMNS.index("text"), "А это?")
    assert any("вопросы стоят ниже 300-й строки" in line for line in complaints(saved(book)))


def test_all_errors_are_told_at_once_and_none_that_only_follows_from_another():
    rows = [
        one("a", kind="Сочинение"), one("b", **{"if": "a", "answers": "Может"}), one("c", only="лётчикам"),
        one("a"), one("d", text="=1+1", options="Да"),
    ]  # fmt: skip
    found = complaints(table(rows, title=""))
    assert [line.partition(": ")[0] for line in found] == [
        "Лист «Опрос», строка 1, столбец «Название»",
        "Лист «Вопросы», строка 2, столбец «Тип»",
        "Лист «Вопросы», строка 4, столбец «Кому»",
        "Лист «Вопросы», строка 5, столбец «Код показателя»",
        "Лист «Вопросы», строка 6, столбец «Вопрос»",
        "Лист «Вопросы», строка 6, столбец «Варианты ответа»",
    ]


def test_what_takes_too_long_or_is_too_much_is_refused():
    words = [{"code": f"t{n}", "kind": "Свои слова", "text": "?"} for n in range(11)]
    assert "около 7 мин., можно не больше 7" in complaints(table(words))[0]
    many = [one(f"q{n}") for n in range(61)]
    assert any("вопросов 61, можно не больше 60" in line for line in complaints(table(many)))


def test_a_formula_is_refused_where_it_stands():
    found = complaints(table([one("a", text="=SUM(A1)")], title="=A5"))
    assert "Лист «Опрос», строка 1, столбец «Название»: здесь формула. Впишите обычный текст." in found
    assert AT.format(row=2, column="Вопрос") + "здесь формула. Впишите обычный текст." in found


def bomb() -> bytes:
    return parts(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (60 << 20)})


FILES = [
    (b"", "Файл пустой"),
    (table()[:900], "Не получилось открыть таблицу"),
    ("Вопрос;Тип\nКак дела?;Число\n".encode(), "Это текстовая таблица (CSV)"),
    (b"%PDF-1.7 \x00\x01", "Это не таблица Excel"),
    (b"<html><table></table>", "Это веб-страница"),
    (bomb, "Таблица слишком большая"),
]


@pytest.mark.parametrize(("data", "words"), FILES, ids=[words for _, words in FILES])
def test_what_is_no_table_of_ours_gets_a_sentence(data, words):
    assert words in complaints(data() if callable(data) else data)[0]


def test_another_workbook_is_sent_to_the_template():
    book = openpyxl.Workbook()
    book.active.append(["Фамилия", "Имя"])
    found = complaints(saved(book))
    assert found[0] == "Лист «Опрос»: такого листа нет. Возьмите шаблон и перенесите в него вопросы."


WORDS_OF_CELLS = ["a", "b", "Да; Нет", "Число", "Самооценка", "Методика", "школам"]
CELL = st.one_of(st.text(max_size=30), st.integers(), st.booleans(), st.sampled_from(WORDS_OF_CELLS))


def cells_of(columns, words, rows):
    return [[words[key].title for key in columns], *([row.get(key, "") for key in columns] for row in rows)]


@given(
    st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=10), max_size=6),
    st.lists(st.dictionaries(st.sampled_from(OF_SECTIONS), CELL, max_size=4), max_size=3),
)
def test_whatever_stands_in_the_cells_the_table_is_read_or_refused(rows, sections):
    named = {
        "вопросы": ("Вопросы", cells_of(COLUMNS, WORDS.columns, rows)),
        "разделы": ("Разделы", cells_of(OF_SECTIONS, WORDS.sections, sections)),
    }
    found = Complaints(WORDS)
    made, at = _questions(named, WORDS, found, {})
    if made:
        raw, places = definition("Опрос", "Зачем", made, _sections(named, WORDS, found, {}), WORDS, found)
        for problem in problems(survey("made", raw)):
            found.problem(problem, at, {}, places)
    assert all(line.startswith(("Лист «Вопросы»", "Лист «Разделы»")) for line in found.listed())


def test_other_words_of_a_code_break_its_line_and_other_signs_do_not():
    before, same = (
        understood(table()),
        understood(table([{**FEEDING[0], "text": "Обедаете в столовой ?"}, *FEEDING[1:]])),
    )
    assert breaks([before], same) == []
    reworded = understood(table([{**FEEDING[0], "text": "Вы обедаете в школе?"}, *FEEDING[1:]]))
    assert [one.code for one in breaks([before], reworded)] == ["est"]
    options = understood(table([{**FEEDING[0], "options": "Да\nНет\nИногда"}, *FEEDING[1:]]))
    assert [one.code for one in breaks([before], options)] == ["est"]
    assert breaks([reworded, before], reworded) == []
    other = understood(table([{**FEEDING[0], "instead_for": "школам", "instead": "Едите?"}, *FEEDING[1:]]))
    assert [one.code for one in breaks([before], other)] == ["est"]
