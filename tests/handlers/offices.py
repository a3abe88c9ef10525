"""Tables as offices send them: the same messy list as a workbook and as a text file of an old office program."""

import io
from datetime import datetime
from typing import Any

from openpyxl import Workbook

HEADER = ("№ п/п", "Наименование ОО", "Ф.И.О.  педагога", "Предмет", "Должность", "Стаж", "Тел.", "Дата рожд.")
ROWS: list[tuple[Any, ...]] = [
    (1, "МБОУ СОШ №3", "ЛЕБЕДЕВА  Анна\u00a0Сергеевна", "матем., информатика", "учитель", "14 лет", "8-900", ""),
    (2, "школа № 3", "Миронова Ольга Викторовна", "", "учитель математики", 20, "", ""),
    (3, "Школа №3", "Белова-Громова Ирина Павловна", "Математика", "учитель", "", "", datetime(1980, 5, 1)),  # noqa: DTZ001 (a cell has no zone)
    (4, "МБОУ СОШ № 3", "Хасанова Гульнара Ринатовна", "", "завуч", "", "", ""),
    (None,) * 8,
    (5, "Школа № 3", "Сомов Олег Петрович", "математика", "учитель", "", "", ""),
    (6, "СОШ № 2", "Котова Дарья Андреевна", "математика", "учитель", "", "", "2003 г."),
    (7, "СОШ № 2", "Новикова Инна Павловна", "русский язык и литература", "учитель", "3", "", "12.03.1999"),
    (8, "СОШ № 22", "Петров Пётр Петрович", "физика", "учитель", "", "", ""),
    (9, "СОШ № 2", "Сидоров Иван Ильич", "физека", "учитель", "", "", ""),
    (10, "СОШ № 2", '=HYPERLINK("http://bad.example","Иванова Анна Ильинична")', "химия", "учитель", "", "", ""),
    ("Итого:", 10, None, None, None, None, None, None),
]


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Лист1"
    sheet.append(["Сведения о педагогах Заречного района"])
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(["'" + cell if str(cell).startswith("=") else cell for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def text_table(encoding: str = "cp1251", sign: str = ";") -> bytes:
    rows = [["Сведения о педагогах"], [], HEADER, *ROWS]
    lines = [sign.join(_quoted(_shown(cell), sign) for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def _shown(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None else str(cell)


def _quoted(cell: str, sign: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell or sign in cell else cell


def people(rows: list[tuple[str, ...]], header: tuple[str, ...] = ("ФИО", "Школа", "Должность", "Предмет")) -> bytes:
    """A plain list of one's own."""
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
