"""A teacher's path: proposed from her result, accepted, changed, ticked in two taps, asked about when a day is over."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from bot.pathing.screens import Add, Step, Tick
from storage.models import Event, LearningPath, PathStep
from storage.repository import Repository
from tests.handlers.test_announcements import composed
from tests.handlers.test_events import announced
from tests.handlers.test_results import all_of_them, novice_finished
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
    await novice.taps("Вернуть в работу", "Сделано", "К маршруту")
    assert novice.sees("✓ ")
    await novice.taps("В Word", "Без зон роста")
    (file,) = await novice.files(await novice.gets("Документ готов"))
    found = Document(BytesIO(file.data))
    assert found.paragraphs[1].text == "Педагог: Котова Дарья Андреевна"
    assert found.paragraphs[4].text == "Муниципалитет: Заречный район"
    assert not any("Зоны роста" in one.text for one in found.paragraphs)
    assert len(found.tables[0].rows) == 4


async def test_a_path_is_changed_by_its_owner(town: Running) -> None:
    novice = await proposed(town)
    before = len(novice.labels)
    await novice.taps(novice.labels[0], "Убрать шаг")
    assert len([one for one in novice.labels if one[0].isdigit()]) == before - 3
    await novice.taps("Вернуть убранный")
    assert len(novice.labels) == before
    await novice.taps(novice.labels[0], "Убрать шаг", "Принять")
    await novice.taps(novice.labels[0], "Другой срок")
    for wrong in ("вчера", "потом", "20.12.2030", "22 ноября", "5.09.2026"):
        await novice.says(wrong)
        assert novice.sees("Не понял день")
    for said, meant in (("сегодня", "23 ноября"), ("1 сентября", "1 сентября 2027 года"), ("7 января 2027 года",) * 2):
        await novice.says(said)
        assert novice.sees(f"Срок: до {meant}")
        await novice.taps("Другой срок")
    await novice.says("до 20 декабря")
    assert novice.sees("Срок: до 20 декабря")
    await novice.taps("К маршруту", "Добавить свой")
    await novice.says("я" * 161)
    assert novice.sees("до 160 знаков")
    await novice.says("Прочитать <книгу> о классе")
    assert novice.sees("Прочитать <книгу> о классе, до 23 декабря")
    for number in (1, 2):
        await novice.taps("Добавить свой")
        await novice.says(f"Шаг {number}")
    assert "Добавить свой" not in novice.labels
    await novice.forges(Add().pack())
    assert any("Пять открытых шагов" in toast for toast in novice.toasts)
    await novice.taps("В Word", "С зонами роста")
    (file,) = await novice.files(await novice.gets("Документ готов"))
    assert any("Предмет и содержание: " in one.text for one in Document(BytesIO(file.data)).paragraphs)


async def test_a_path_of_which_all_is_taken_out_is_not_called_through(town: Running) -> None:
    novice = await proposed(town)
    while novice.labels[0][0].isdigit():
        await novice.taps(novice.labels[0], "Убрать шаг")
    assert novice.sees("Шагов в нём нет")
    assert novice.labels == ["Вернуть убранный", "Новые шаги", "Добавить свой", "В меню"]
    await novice.taps("Новые шаги")
    assert novice.sees("Предлагаю маршрут")
    assert novice.labels[0][0].isdigit()


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


SEMINAR = "Разбор заданий, ср, 25 ноября, 15:00–16:00, школа № 1, 9 мест"
ABOUT = "Предмет и содержание"
FITS = "подходит к вашему маршруту"


async def invited(town: Running) -> tuple[Someone, Someone, Someone]:
    """(novice with a path, her mentor, the methodist): a seminar about the novice's weak side is announced to both."""
    novice, mentor, methodist = await all_of_them(town)
    await novice.gets("Ваш результат")
    await novice.taps("Мой маршрут", "Принять")
    await composed(methodist, SEMINAR, "Мероприятие")
    await methodist.taps("Указать тему", ABOUT)
    assert methodist.sees(f"Тема: {ABOUT}")
    await methodist.taps("Верно", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(town.app.clock() + timedelta(seconds=31))
    await novice.gets("Разбор заданий")
    await mentor.gets("Разбор заданий")
    return novice, mentor, methodist


async def test_what_an_event_is_about_is_changed_after_it_was_announced(town: Running) -> None:
    novice, mentor, methodist = await invited(town)
    before = len(mentor.messages)
    await methodist.taps("Кто идёт")
    assert methodist.sees(f"Тема: {ABOUT}")
    await methodist.taps("Указать тему")
    assert f"✓ {ABOUT}" in methodist.labels
    await methodist.taps("Без темы")
    assert "✓ Без темы" in methodist.labels
    await novice.says("мероприятия")
    assert not novice.sees(FITS)
    await methodist.taps(ABOUT, "Назад")
    assert methodist.sees(f"Тема: {ABOUT}")
    await novice.says("мероприятия")
    assert novice.sees(f"Разбор заданий ({FITS})")
    assert len(mentor.messages) == before, "nobody is written to"
    number = await town.ask(lambda repo: repo.tx.session.query(Event).one().id)
    for forged in (f"ev_area:{number}", f"ev_set_area:{number}:0"):
        await mentor.says("меню")
        await mentor.forges(forged)
        assert mentor.sees("Это доступно не всем")


async def test_an_event_fits_her_path_on_her_own_screen_only(town: Running) -> None:
    novice, mentor, methodist = await invited(town)
    got = await novice.gets("Разбор заданий")
    assert FITS not in got.text
    assert ABOUT not in got.text
    for person in (mentor, methodist):
        await person.says("мероприятия")
        assert person.sees("Разбор заданий")
        assert not person.sees(FITS)
        await person.taps(person.labels[0])
        assert "маршрут" not in person.last.text + str(person.labels)
    await novice.says("мероприятия")
    assert novice.sees(f"Разбор заданий ({FITS})")
    await novice.taps(novice.labels[0])
    assert novice.sees("Подходит к вашему маршруту: Прийти на разбор сложных заданий")
    await novice.taps("Буду и в мой маршрут")
    assert any("добавил в ваш маршрут" in toast for toast in novice.toasts)
    assert novice.sees("Это шаг вашего маршрута")
    assert novice.sees("✓ Вы идёте")
    await methodist.taps("Кто идёт")
    assert methodist.sees("Будут: 1")
    assert not methodist.sees("маршрут")
    await novice.says("маршрут")
    await novice.taps("1. Мероприятие")
    assert novice.sees("Вы идёте: Разбор заданий, ср, 25 ноября, 15:00")


async def test_after_the_event_the_tick_suggests_itself_once(town: Running) -> None:
    novice, *_ = await invited(town)
    await novice.says("маршрут")
    await novice.taps("1. Мероприятие")
    assert novice.sees("Подходит мероприятие: Разбор заданий")
    await novice.taps("Буду и в мой маршрут")
    for hours in (48, 53.9, 54, 55):  # it ends at four in the afternoon on Wednesday
        await town.passes(MONDAY + timedelta(hours=hours))
        assert any("Вы собирались" in seen.text for seen in novice.messages) == (hours >= 54) or hours == 54
        if hours == 53.9:  # it has begun: an old button says so and changes nothing
            number = await town.ask(lambda repo: repo.tx.session.query(Event).one().id)
            await novice.forges(f"ev_no:{number}")
            assert any("Ответить уже нельзя" in toast for toast in novice.toasts)
    got = await novice.gets("Вы собирались на мероприятие: Разбор заданий")
    assert "Прийти на разбор сложных заданий" in got.text
    await novice.taps("Сделано")
    assert novice.sees("✓ Сделано")
    assert sum("Вы собирались" in seen.text for seen in novice.messages) <= 1


async def test_who_declines_is_not_asked_and_the_step_is_free_for_another_event(town: Running) -> None:
    novice, _, methodist = await invited(town)
    await novice.says("мероприятия")
    await novice.taps(novice.labels[0], "Буду и в мой маршрут", "Не смогу")
    assert novice.sees("Подходит к вашему маршруту")
    await town.passes(MONDAY + timedelta(hours=56))
    assert not any("Вы собирались" in seen.text for seen in novice.messages)
    await announced(town, methodist, "Планёрка, чт, 26 ноября, 15:00, школа № 1")
    await novice.gets("Планёрка")
    await novice.says("мероприятия")
    assert not novice.sees(FITS)  # it is about nothing


async def test_a_step_is_swapped_done_steps_are_taken_back_and_the_end_is_congratulated(town: Running) -> None:
    novice = await proposed(town)
    await novice.taps("Принять")
    first = novice.last.text
    await novice.taps(novice.labels[0], "Другой шаг")
    assert any("Вот другой шаг" in toast for toast in novice.toasts)
    await novice.taps("К маршруту")
    assert novice.last.text != first
    stale = novice.last
    for _ in range(3):
        await novice.taps(novice.labels[0], "Сделано")
        if not novice.sees("Маршрут пройден"):
            await novice.taps("К маршруту")
    assert novice.sees("Маршрут пройден, поздравляю")
    await novice.taps("Сделанное")
    await novice.taps(novice.labels[0], "Вернуть в работу", "Убрать шаг")
    number = next(button.data for row in stale.buttons for button in row)
    await novice.forges(Step(id=10**6).pack())
    assert any("Этого шага в маршруте уже нет" in toast for toast in novice.toasts)
    assert number


async def test_a_meeting_with_the_mentor_begins_with_a_letter(town: Running) -> None:
    novice = await proposed(town)
    await novice.taps("Принять")

    def make(repo):
        found = repo.tx.session.query(PathStep).first()
        found.form, found.link = "mentor", "https://example.org/course?a=1"

    await town.change(make)
    await novice.says("маршрут")
    label = next(one for one in novice.labels if "Встреча с наставником" in one)
    await novice.taps(label)
    assert "Открыть ссылку" in novice.labels
    await novice.taps("Написать: Ольга Викторовна")
    assert novice.sees("Ольга Викторовна")
    await novice.says("Когда вам удобно?")
    mentor = town.somebody("vk", 530)
    assert "маршрут" not in (await mentor.gets("Когда вам удобно?")).text


@pytest.mark.edge
async def test_who_answers_anew_before_she_agrees_is_proposed_another_path(town: Running, messenger: str) -> None:
    novice = await proposed(town, messenger)
    assert novice.sees("разбор сложных заданий")
    await town.change(as_if_before)
    await novice.says("маршрут")
    assert novice.sees("Предлагаю маршрут")
    assert novice.sees("разбор сложных заданий")
    assert not novice.sees("Давно неактуальный шаг")


def as_if_before(repo: Repository) -> None:
    """The draft was made from another result."""
    path = repo.tx.session.query(LearningPath).one()
    path.run_id = None
    for step in path.steps:
        step.text = "Давно неактуальный шаг"
