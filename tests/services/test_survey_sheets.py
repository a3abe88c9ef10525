"""A survey written in a table is read whole, or every error of it is named by sheet, row and column."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.surveys.checking import problems
from bot.services.surveys.keeping import breaks
from bot.services.surveys.model import Kind
from bot.services.surveys.reading import survey
from bot.services.surveys.sheets import read_survey, write_survey_template
from bot.services.surveys.sheets.complaints import Complaints
from bot.services.surveys.sheets.parse import _questions
from bot.services.surveys.sheets.rows import definition
from tests.services.survey_tables import COLUMNS, FEEDING, FILE_ERRORS, WORDS, one, saved, table

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
    example = WORDS.example
    rows = [{key: value for key, value in row.items() if key in COLUMNS} for row in example["rows"]]
    found = understood(table(rows, example["title"], example["purpose"], example["key"]))
    assert {one.kind for one in found.questions} == set(Kind)
    assert (
        complaints(write_survey_template(WORDS))[0]
        == "Лист «Вопросы»: нет ни одного вопроса. Заполните хотя бы одну строку."
    )


def test_what_is_handed_out_and_sent_back_is_the_same_survey():
    first = read_survey(table(), WORDS, FILE_ERRORS)
    again = read_survey(write_survey_template(WORDS, survey(first.key, first.raw), first.key), WORDS, FILE_ERRORS)
    assert again == first


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
]  # fmt: skip


@pytest.mark.parametrize(("rows", "row", "column", "words"), WRONG, ids=[words for *_, words in WRONG])
def test_an_error_is_named_by_row_and_column(rows, row, column, words):
    found = complaints(table(rows))
    start = AT.format(row=row, column=column)
    assert [line for line in found if line.startswith(start) and words in line], found


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


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("xl/workbook.xml", "<workbook/>")
    _archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
FILES = [
    (b"", "Файл пустой"),
    (table()[:900], "Не получилось открыть таблицу"),
    ("Вопрос;Тип\nКак дела?;Число\n".encode(), "Это текстовая таблица (CSV)"),
    (b"%PDF-1.7 \x00\x01", "Это не таблица Excel"),
    (b"<html><table></table>", "Это веб-страница"),
    (BOMB.getvalue(), "Таблица слишком большая"),
]


@pytest.mark.parametrize(("data", "words"), FILES, ids=[words for _, words in FILES])
def test_what_is_no_table_of_ours_gets_a_sentence(data, words):
    assert words in complaints(data)[0]


def test_another_workbook_is_sent_to_the_template():
    book = openpyxl.Workbook()
    book.active.append(["Фамилия", "Имя"])
    found = complaints(saved(book))
    assert found[0] == "Лист «Опрос»: такого листа нет. Возьмите шаблон и перенесите в него вопросы."


CELL = st.one_of(st.text(max_size=30), st.integers(), st.booleans(), st.sampled_from(["a", "b", "Да; Нет", "Число"]))


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=10), max_size=6))
def test_whatever_stands_in_the_cells_the_table_is_read_or_refused(rows):
    head = [WORDS.columns[key].title for key in COLUMNS]
    cells = [head, *([row.get(key, "") for key in COLUMNS] for row in rows)]
    found = Complaints(WORDS)
    made, at = _questions({"вопросы": ("Вопросы", cells)}, WORDS, found, {})
    if made:
        raw = definition("Опрос", "Зачем", made, WORDS, found)
        for problem in problems(survey("made", raw)):
            found.problem(problem, at, {})
    assert all(line.startswith("Лист «Вопросы»") for line in found.listed())


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
