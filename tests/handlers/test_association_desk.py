"""«Объединения» of the staff in the chat."""

from datetime import timedelta

from tests.handlers.zarechny import association, entered
from tests.made import NOW
from tests.running import Running


async def test_a_vacant_association_gets_a_head_who_hears_of_it(town: Running) -> None:
    pyotr = await entered(town, "telegram", "Зуев", 601)
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди")
    await methodist.taps("Объединения")
    assert methodist.sees("1. РМО учителей информатики: руководителя нет")
    assert methodist.sees("2. РМО учителей математики: Сомов Олег Петрович")
    await methodist.taps(methodist.labels[0])
    assert methodist.sees("Руководителя пока нет.\nПредметы: информатика\n2 участника")
    await methodist.taps("Руководитель")
    assert methodist.sees("1. Зуев Пётр Ильич, Школа № 3\n2. Лебедева Анна Сергеевна, Школа № 3")
    await methodist.taps("1. Зуев")
    assert methodist.sees("Руководитель: Зуев Пётр Ильич")
    await town.passes(NOW + timedelta(days=1))
    await pyotr.gets("Вы теперь руководитель: РМО учителей информатики.")
    await pyotr.says("люди")
    assert pyotr.sees("Люди · РМО учителей информатики")


async def test_a_creative_group_is_made_filled_and_closed(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди")
    await methodist.taps("Объединения", "Создать", "творческая группа")
    await methodist.says("матиматика")
    await methodist.taps("математика")
    await methodist.says("Группа по ВПР", "01.01.2020")
    assert methodist.sees("Так не получится")
    await methodist.says("31 мая")
    assert methodist.sees("Группа по ВПР\nтворческая группа")
    await methodist.taps("Создать", "Руководитель", "Участники", "Добавить", "По предмету")
    await methodist.says("математика")
    await methodist.taps("математика")
    assert methodist.sees("Добавить в «Группа по ВПР» 5 человек?")
    await methodist.taps("Да, добавить")
    assert methodist.sees("1. Белова Ирина Павловна")
    await methodist.taps("1. Белова", "Убрать из участников")
    assert not methodist.sees("Белова")
    await methodist.taps("Добавить")
    await methodist.says("хасанова")
    await methodist.taps("1. Хасанова Г. Р.", "Назад")
    assert methodist.sees("5 участников\nРаботает по 31 мая 2027 года")
    await methodist.taps("Закрыть", "Да, закрыть")
    await methodist.says("люди")
    await methodist.taps("Объединения")
    assert not methodist.sees("Группа по ВПР")


async def test_a_head_is_named_from_a_persons_card(town: Running) -> None:
    methodist = await entered(town, "telegram", "Орлова")
    await methodist.says("люди", "лебедева")
    await methodist.taps("1. Лебедева А. С.", "Руководитель МО")
    assert methodist.sees("2. РМО учителей информатики: руководителя нет")
    await methodist.taps("2. РМО учителей информатики")
    assert methodist.sees("Руководитель: Лебедева Анна Сергеевна")


async def test_forged_buttons_change_nothing_elsewhere(town: Running) -> None:
    number = await town.ask(lambda repo: association(repo, "РМО учителей математики").id)
    regional = await town.ask(lambda repo: association(repo, "Региональное объединение математиков").id)
    deputy = await entered(town, "telegram", "Хасанова")
    for data in (
        f"as_card:{number}", f"as_lead:{number}:1", f"as_close:{number}:1", f"as_nohead:{regional}",
        f"as_fill:{regional}:1:0:99", f"as_added:{regional}:1", f"as_open:{number}", f"as_people:{number}:0",
    ):  # fmt: skip
        await deputy.says("меню")
        await deputy.forges(data)
        assert deputy.sees("Это доступно не всем"), data
