"""A methodist sends her table: she sees what it would change, applies it, takes it back."""

import io

import openpyxl
import pytest
from sqlalchemy import select, update

from storage.models import Base, StoredFile, Teacher
from tests.handlers import offices
from tests.handlers.zarechny import entered, find
from tests.people import Someone
from tests.running import Running


async def listed(town: Running) -> None:
    """Everybody of the district stands in the roster, one of them with a year of birth."""

    def change(repo):
        repo.tx.session.execute(update(Teacher).values(from_file=True))
        find(repo, "Белова").birth_year = 1980
        repo.tx.session.flush()

    await town.change(change)


async def methodist(town: Running, messenger: str, number: int = 601) -> Someone:
    await listed(town)
    return await entered(town, messenger, "Орлова", number)


def roster_rows(repo):
    """All an import writes."""
    names = ("teacher", "teacher_place", "teacher_subject", "role_grant", "mentorship", "association")
    tables = [Base.metadata.tables[name] for name in names]
    return {table.name: sorted(map(repr, repo.tx.connection.execute(select(table)))) for table in tables}


@pytest.mark.parametrize("table", [("Список.xlsx", offices.workbook()), ("список.csv", offices.text_table())])
async def test_a_messy_list_is_read_applied_taken_back_and_applied_again(town, messenger, table):
    natalya = await methodist(town, messenger)
    before = await town.ask(roster_rows)
    await natalya.says("список")
    assert natalya.sees("Заречный район")
    await natalya.sends_table(*table)
    shown = (await natalya.gets("Новых")).text
    assert "Новых: 1\n• Новикова Инна Павловна, Школа № 2" in shown
    assert "Ушли: 1\n• Зуев Пётр Ильич, Школа № 3" in shown
    assert "Перешли в другую организацию: 1\n• Сомов Олег Петрович: Школа № 2 → Школа № 3" in shown
    assert "Сменили фамилию: 1\n• Белова → Белова-Громова Ирина Павловна" in shown
    assert "«СОШ № 22». Может быть, «Школа № 2»?" in shown
    assert "«физека»" in shown
    assert await town.ask(roster_rows) == before
    await natalya.taps("Применить")
    await natalya.gets("Готово, список обновлён")
    belova = await town.ask(lambda repo: find(repo, "Белова-Громова").id)
    assert belova == next(int(row[1:].split(",")[0]) for row in before["teacher"] if "'Белова'" in row)
    assert await town.ask(lambda repo: find(repo, "Зуев").left_on)
    assert await town.ask(lambda repo: repo.tx.session.query(StoredFile).count()) == 0
    await natalya.taps("Отменить загрузку")
    await natalya.taps("Да, отменить")
    await natalya.gets("Загрузка отменена")
    assert await town.ask(roster_rows) == before
    await natalya.says("список")
    await natalya.sends_table(*table)
    await natalya.gets("Перешли")
    await natalya.taps("Применить")
    await town.until(lambda: sum("Готово" in seen.text for seen in natalya.messages) == 2)


async def test_her_own_file_comes_back_with_what_is_to_be_corrected(town):
    natalya = await methodist(town, "telegram")
    await natalya.says("список")
    await natalya.sends_table("Список.xlsx", offices.workbook())
    await natalya.gets("Новых")
    await natalya.taps("Файл с пометками")
    seen = await natalya.gets("Вот ваш файл")
    (file,) = await natalya.files(seen)
    page = openpyxl.load_workbook(io.BytesIO(file.data)).active
    notes = {row[0].row: row[-1].value for row in page.iter_rows() if row[-1].value}
    assert notes[3] == "Что исправить"
    assert "нет такой организации: «СОШ № 22»" in notes[12]
    assert "не знаю предмета «физека»" in notes[13]
    assert page["D13"].fill.fgColor.rgb == "FFFFD9D9"
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)
