"""«Правила маршрута»: the table is handed out, sent back, refused with rows or applied, and taken back."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.pathing.rules_taps import Apply, BringBack, Look
from bot.rostering.calling import ChildError
from storage.models import PathRules
from tests.handlers.test_results import all_of_them
from tests.handlers.test_surveys import MONDAY
from tests.handlers.zarechny import entered
from tests.people import Someone
from tests.running import Running

STEP = "Разобрать задания вдвоём с коллегой"


async def table(methodist: Someone) -> bytes:
    await methodist.says("опросы")
    await methodist.taps("Правила маршрута")
    assert methodist.sees("действуют обычные правила, 17 шагов")
    await methodist.taps("Таблица в Excel")
    (file,) = await methodist.files(await methodist.gets("Поправьте таблицу"))
    return file.data


def changed(data: bytes, **cells: object) -> bytes:
    book, out = load_workbook(BytesIO(data)), BytesIO()
    for cell, value in cells.items():
        book["Правила"][cell] = value
    book.save(out)
    return out.getvalue()


async def test_a_table_is_sent_back_refused_with_its_rows_applied_and_taken_back(town: Running) -> None:
    novice, _, methodist = await all_of_them(town, "vk")
    data = await table(methodist)
    await methodist.sends_table("rules.xlsx", changed(data, B3="Танцы", E4=-1))
    got = await methodist.gets("Правила не изменились")
    assert "строка 3, «Вид»: «Танцы» — такого вида нет" in got.text
    assert "строка 4, «Срок, дней»: нужно целое число дней" in got.text
    await methodist.sends_table("rules.xlsx", changed(data, A3=STEP, E2=60))
    got = await methodist.gets("Прочитал таблицу: 17 шагов")
    assert "• новых: 1\n• изменено: 1\n• убрано: 1" in got.text
    await methodist.taps("Применить")
    assert methodist.sees("Действуют ваши правила, 17 шагов, с 23 ноября, Орлова Наталья Юрьевна")
    await novice.gets("Ваш результат")
    await novice.taps("Мой маршрут")
    assert novice.sees(STEP)
    await methodist.taps("Вернуть обычные")
    assert methodist.sees("действуют обычные правила")
    await methodist.taps("Вернуть свои")
    assert methodist.sees("Действуют ваши правила")
    await novice.says("маршрут")
    assert novice.sees(STEP)


async def test_only_the_staff_of_the_place_may_touch_it(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    await methodist.sends_table("rules.xlsx", changed(await table(methodist), E2=60))
    await methodist.gets("Прочитал таблицу")
    teacher = await entered(town, "vk", "Лебедева", 530)
    number = await town.ask(lambda repo: repo.tx.session.query(PathRules).one().id)
    for forged in (Apply(version=number), Look(version=number), BringBack(version=number)):
        await teacher.says("меню")
        await teacher.forges(forged.pack())
        assert teacher.sees("права на это у вас сейчас нет")
    staff = await entered(town, "telegram", "Самойлов", 540)
    await staff.says("опросы")
    assert "Правила маршрута" not in staff.labels
    await methodist.taps("Не применять")
    assert methodist.sees("действуют обычные правила")
    await methodist.sends("photo")
    assert methodist.sees("Нужна таблица файлом")
    await methodist.taps("К правилам")
    await methodist.sends_table("rules.xlsx", b"<html><table>")
    await methodist.gets("Это веб-страница")


@pytest.mark.parametrize("error", [ChildError("it died"), RuntimeError("a mistake of ours")])
async def test_a_table_nobody_can_read_is_refused_once_and_the_bot_goes_on(
    town: Running, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    data = await table(methodist)

    async def ask(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(town.app._calling, "ask", ask)
        await methodist.sends_table("rules.xlsx", data)
        await methodist.gets("слишком сложный или испорчен")
    await methodist.sends_table("rules.xlsx", data)
    assert "всё как сейчас" in (await methodist.gets("Прочитал таблицу")).text
