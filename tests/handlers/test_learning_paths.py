"""A teacher's path: proposed from her result, accepted, changed, ticked in two taps, asked about when a day is over."""

from datetime import timedelta
from io import BytesIO

from docx import Document

from bot.pathing.screens import Step, Tick
from storage.models import PathStep
from tests.handlers.test_results import novice_finished
from tests.handlers.test_surveys import MONDAY
from tests.handlers.zarechny import entered
from tests.people import Someone
from tests.running import Running


async def proposed(town: Running, messenger: str = "telegram") -> Someone:
    novice, _ = await novice_finished(town, messenger)
    await novice.gets("Ваш результат")
    await novice.taps("Мой маршрут")
    return novice


async def test_a_path_is_proposed_accepted_and_ticked_in_two_taps(town: Running) -> None:
    novice = await proposed(town, "vk")
    assert novice.sees("Предлагаю маршрут")
    assert novice.sees("разбор сложных заданий")
    await novice.taps("Принять")
    assert novice.sees("Ваш маршрут")
    await novice.taps(novice.labels[0])
    assert novice.sees("Чем подтвердить")
    await novice.taps("Сделано")
    assert novice.sees("✓ Сделано 23 ноября")
    await novice.taps("Вернуть в работу")
    await novice.taps("Сделано")
    await novice.taps("К маршруту")
    assert novice.sees("✓ ")
    await novice.taps("В Word")
    await novice.taps("Без зон роста")
    (file,) = await novice.files(await novice.gets("Документ готов"))
    found = Document(BytesIO(file.data))
    assert found.paragraphs[1].text == "Педагог: Котова Дарья Андреевна"
    assert found.paragraphs[4].text == "Муниципалитет: Заречный район"
    assert not any("Зоны роста" in one.text for one in found.paragraphs)
    assert len(found.tables[0].rows) == 4


async def test_a_path_is_changed_by_its_owner(town: Running) -> None:
    novice = await proposed(town)
    before = len(novice.labels)
    await novice.taps(novice.labels[0])
    await novice.taps("Убрать шаг")
    assert len(novice.labels) == before - 1
    await novice.taps("Принять")
    await novice.taps(novice.labels[0])
    await novice.taps("Другой срок")
    for wrong in ("вчера", "потом", "20.12.2030"):
        await novice.says(wrong)
        assert novice.sees("Не понял день")
    await novice.says("до 20 декабря")
    assert novice.sees("Срок: до 20 декабря")
    await novice.taps("К маршруту")
    await novice.taps("Добавить свой")
    await novice.says("я" * 161)
    assert novice.sees("до 160 знаков")
    await novice.says("Прочитать <книгу> о классе")
    assert novice.sees("Прочитать <книгу> о классе, до 23 декабря")
    for number in (1, 2, 3):
        await novice.taps("Добавить свой")
        if novice.sees("Что вы хотите сделать?"):
            await novice.says(f"Шаг {number}")
    assert any("Пять открытых шагов" in toast for toast in novice.toasts)
    await novice.taps("В Word")
    await novice.taps("С зонами роста")
    (file,) = await novice.files(await novice.gets("Документ готов"))
    assert any("Предмет и содержание: " in one.text for one in Document(BytesIO(file.data)).paragraphs)


async def test_an_overdue_step_proposes_a_new_day_once(town: Running) -> None:
    novice = await proposed(town)
    await novice.taps("Принять")
    late = MONDAY + timedelta(days=46)
    for day in (46, 46.1):
        await town.passes(MONDAY + timedelta(days=day))
    got = await novice.gets("Срок шага вашего маршрута прошёл")
    assert "перенесём до 22 января" in got.text
    await novice.taps("Перенести до 22 января")
    assert novice.sees("Срок: до 22 января")
    await town.passes(late + timedelta(hours=6))
    assert sum("Срок шага" in seen.text for seen in novice.messages) <= 3


async def test_nobody_else_sees_or_ticks_it_and_who_has_no_result_is_told_how(town: Running) -> None:
    await proposed(town)
    other = await entered(town, "vk", "Лебедева", 540)
    await other.says("маршрут")
    assert other.sees("Маршрут складывается из результата опроса")
    number = await town.ask(lambda repo: repo.tx.session.query(PathStep).first().id)
    for forged in (Step(id=number), Tick(id=number, done=True)):
        await other.says("меню")
        await other.forges(forged.pack())
        assert other.sees("права на это у вас сейчас нет")
    assert (
        await town.ask(lambda repo: repo.tx.session.query(PathStep).filter(PathStep.done_on.is_not(None)).count()) == 0
    )
