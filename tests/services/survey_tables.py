"""Tables of surveys for tests: the template filled by hand, with whatever cells a test wants."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from bot.services.surveys.sheets import load_survey_words, write_survey_template
from bot.services.surveys.sheets.columns import QUESTIONS, SECTIONS
from bot.texts import CONTENT
from bot.texts.loader import read

WORDS = load_survey_words(read(CONTENT / "texts" / "survey_sheets.yml"))
FILE_ERRORS = read(CONTENT / "texts" / "roster.yml")["errors"]
TEMPLATE = write_survey_template(WORDS)
COLUMNS = [column.key for column in QUESTIONS]
OF_SECTIONS = [column.key for column in SECTIONS]
FEEDING = [
    {"block": "Столовая", "code": "ест", "kind": "Один вариант", "text": "Обедаете в столовой?", "options": "Да\nНет"},
    {"code": "вкус", "kind": "Шкала 1–5", "text": "Вкусно ли?", "if": "ест", "answers": "Да"},
    {"block": "Ещё", "code": "раз", "kind": "Число", "text": "Сколько раз в неделю?", "least": 0, "most": 5},
    {"code": "слова", "kind": "Свои слова", "text": "Что поменять?", "most": 200},
]


def table(
    rows: Sequence[dict[str, Any]] = FEEDING, title: str = "Как вас кормят?", purpose: str = "Хотим кормить лучше.",
    key: str = "питание", sections: Sequence[dict[str, Any]] = (),
) -> bytes:  # fmt: skip
    """As somebody would send it."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    about = book[WORDS.titles["about"]]
    for number, value in enumerate((title, purpose, key), 1):
        about.cell(number, 2, value)
    for sheet, columns, given in (("questions", COLUMNS, rows), ("sections", OF_SECTIONS, sections)):
        for number, row in enumerate(given, 2):
            for column, value in row.items():
                book[WORDS.titles[sheet]].cell(number, 1 + columns.index(column), value)
    return saved(book)


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def one(code: str = "a", **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "Один вариант", "text": f"Вопрос {code}?", "options": "Да; Нет", **more}


def statement(code: str, group: str = "Методика", **more: Any) -> dict[str, Any]:
    """Of a service's own diagnostic."""
    return {"code": code, "kind": "Самооценка", "text": f"Умею {code}", "group": group, **more}
