"""«Моё МО»: lists, cards, plans, joining and leaving."""

import pytest

from storage.models import Level, TeacherPlace
from tests.handlers.zarechny import association, entered, find
from tests.made import Made
from tests.running import Running

JOINABLE = "Региональное объединение математиков"


async def test_a_teacher_sees_her_associations_and_why_one_is_missing(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.says("моё МО")
    assert anna.sees("• МО учителей математики. Руководитель: Белова Ирина Павловна. Заседание ср, 2 декабря, 15:00.")
    assert anna.sees("• РМО учителей математики. Руководитель: Сомов Олег Петрович. Заседание чт, 26 ноября, 15:00.")
    assert anna.sees("• РМО учителей информатики. Руководитель пока не назначен.")
    assert anna.sees("Своего объединения (информатика) в организации Школа № 3 нет: нужно больше двух человек")
    assert anna.labels[:3] == ["МО учителей математики", "РМО учителей информатики", "РМО учителей математики"]
    await anna.taps("МО учителей математики")
    assert anna.sees("Ближайшее заседание: ср, 2 декабря, 15:00, каб. 21. Тема: подготовка к ОГЭ")
    assert anna.sees("В плане на год 2 заседания")
    await anna.taps("План на год")
    assert anna.sees("• ср, 2 декабря, 15:00, каб. 21. Тема: подготовка к ОГЭ\n• чт, 4 февраля, 15:00")
    await anna.taps("Назад")
    assert anna.sees("объединение организации")
    await anna.taps("Назад")
    assert anna.sees("Ваши методические объединения")


async def test_one_joins_and_leaves_what_is_open_to_all(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    await anna.taps("Моё МО", "Другие МО")
    assert anna.sees("К чему можно присоединиться")
    await anna.taps(JOINABLE, "Присоединиться")
    assert anna.toasts[-1] == "Вы присоединились"
    assert anna.sees("выйти можно в любой момент")
    await anna.taps("Отменить это")
    assert anna.toasts[-1] == "Вы вышли, вернуться можно в любой момент"
    await anna.taps("Отменить это")
    assert anna.toasts[-1] == "Вы присоединились"
    await anna.says("мо")
    assert JOINABLE in anna.labels
    await anna.taps(JOINABLE, "Выйти")
    assert anna.toasts[-1] == "Вы вышли, вернуться можно в любой момент"
    await anna.says("мо")
    assert JOINABLE not in anna.labels


@pytest.mark.edge
async def test_what_the_roster_decides_cannot_be_joined_or_left(town: Running, messenger: str) -> None:
    anna = await entered(town, messenger, "Лебедева")
    for title, answer in (("РМО учителей математики", None), ("МО учителей математики", "Это доступно не всем")):
        number = await town.ask(lambda repo, title=title: association(repo, title).id)
        for prefix in ("join", "leave"):
            await anna.says("меню")
            await anna.forges(f"{prefix}:{number}")
            assert anna.sees(answer) if answer else anna.toasts[-1] == "Состав этого объединения ведёт служба"


async def test_the_head_is_told_that_she_is_it(town: Running) -> None:
    head = await entered(town, "telegram", "Белова")
    await head.says("мо")
    await head.taps("МО учителей математики")
    assert head.sees("Вы руководите этим объединением.")
    assert not head.sees("Руководитель:")


async def test_a_subject_nobody_covers_is_named(town: Running) -> None:
    person = await entered(town, "telegram", "Ли")
    await person.says("мо")
    assert person.sees("• история: муниципального объединения пока нет")


@pytest.mark.edge
async def test_who_has_no_subject_is_sent_to_the_methodist(town: Running, messenger: str) -> None:
    methodist = await entered(town, messenger, "Хасанова")
    await town.change(lambda repo: repo.tx.session.query(TeacherPlace).delete())
    await methodist.says("мо")
    assert methodist.sees("в списке нет вашего предмета или категории")
    assert "Спросить человека" in methodist.labels


@pytest.mark.edge
async def test_a_long_list_is_paged(town: Running, messenger: str) -> None:
    def seven(repo):
        made = Made(repo.tx)
        anna = find(repo, "Лебедева")
        for number in range(7):
            group = made.association(level=Level.CREATIVE, at=anna.municipality, title=f"Творческая группа {number}")
            made.member(group, anna)

    anna = await entered(town, messenger, "Лебедева")
    await town.change(seven)
    await anna.says("мо")
    assert len(anna.labels) == 5 + len(["Дальше", "Другие МО", "В меню"])
    await anna.taps("Дальше")
    assert anna.sees("Творческая группа 6")
    assert "Дальше" not in anna.labels
    await anna.taps("Раньше")
    assert anna.sees("МО учителей математики"), "a list is turned back, too"


async def test_a_forged_number_opens_nothing_foreign(town: Running) -> None:
    anna = await entered(town, "telegram", "Лебедева")
    for data, seen in (
        ("mo:999999", "Это доступно не всем"),
        ("plan:-1", "Это доступно не всем"),
        ("mo:0", "Это доступно не всем"),
        ("own:-7", "Ваши методические объединения"),
        ("own:99999", "Ваши методические объединения"),
        ("others:1000000", "К чему можно присоединиться"),
    ):
        await anna.says("меню")
        await anna.forges(data)
        assert anna.sees(seen), data


@pytest.mark.edge
async def test_another_school_s_association_stays_closed(town: Running, messenger: str) -> None:
    darya = await entered(town, messenger, "Котова")
    foreign = await town.ask(lambda repo: association(repo, "МО учителей математики").id)
    for prefix in ("mo", "plan"):
        await darya.says("меню")
        await darya.forges(f"{prefix}:{foreign}")
        assert darya.sees("Это доступно не всем")
