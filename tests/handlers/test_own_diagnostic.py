"""A methodist's own diagnostic, written in a table: sent, played, asked, answered, and told on Monday by its areas."""

import io
from datetime import timedelta

import openpyxl
import pytest

from bot.surveying.results import Other
from bot.surveying.sheet_taps import Basis
from storage.models import SurveyFolded, SurveySheet, SurveyTally
from storage.repository import Repository
from tests.handlers.test_announcements import GRACE
from tests.handlers.test_own_surveys import READY, sends
from tests.handlers.test_results import all_of_them
from tests.handlers.test_surveys import MONDAY, SUPPORT, count, the_round
from tests.handlers.test_surveys import TITLE as STANDARD
from tests.handlers.zarechny import entered, find
from tests.made import Made
from tests.people import Someone
from tests.running import MESSENGERS, Running
from tests.services.survey_tables import saved, statement, table

ROWS = [
    statement("levels", block="Урок", text="Подбираю задания для разных учеников", short="разные задания"),
    statement("marks", text="Оцениваю понятно", instead_for="молодым специалистам", instead="Понимаю, за что отметка"),
    statement("talk", "Общение", text="Говорю с родителями спокойно"),
    {"block": "Подробнее", "code": "help", "kind": "Один вариант", "text": "Что помогло бы?", "options": "Курс; Урок"},
]
SECTIONS = [
    {"block": "Подробнее", "if": "levels\nmarks", "answers": f"{SUPPORT}\n{SUPPORT}", "mode": "хотя бы одно"},
]
TITLE = "С чем помочь на уроке?"
WANTING, SURE = 6, 6
NAMES = ("Лебедева", "Зуев", "Миронова", "Белова", "Сомов", "Хасанова", "Котова")


def more_teachers(repo: Repository) -> None:
    made, colleague = Made(repo.tx), find(repo, "Лебедева")
    for number in range(WANTING + SURE - len(NAMES)):
        made.teacher(*colleague.subjects, at=colleague.organization, last_name=f"Новая{number}")


async def everybody(town: Running) -> list[Someone]:
    """In all messengers, one of them a young specialist."""
    await town.change(more_teachers)
    names = [*NAMES, *(f"Новая{number}" for number in range(WANTING + SURE - len(NAMES)))]
    return [await entered(town, MESSENGERS[at % 3], name, 600 + at) for at, name in enumerate(names)]


async def launched(town: Running, methodist: Someone) -> None:
    await sends(methodist, table(ROWS, title=TITLE, key="урок", sections=SECTIONS), READY.format(number=1))
    await methodist.taps("Открыть опрос")
    assert methodist.sees("По понедельникам сводка скажет, где нужна поддержка: методика, общение.")
    await methodist.taps("Пройти для пробы", SUPPORT)
    assert methodist.sees("Понимаю, за что отметка")
    await methodist.taps("Пропустить", "Пропустить")
    assert methodist.sees("Что помогло бы?")
    await methodist.taps("Пропустить", "К опросу", "Кому отправить", "Готово", "Две недели", "Да, отправить")
    town.it_is(MONDAY + GRACE)


async def answers(teacher: Someone, said: str, parents: str) -> None:
    """«Подробнее» comes to those only who want support."""
    await teacher.gets(TITLE)
    await teacher.taps("Начать", said, said, parents)
    if said == SUPPORT:
        assert teacher.sees("4 из 4 · Подробнее")
        await teacher.taps("Курс")
    await teacher.taps("Закончить")


async def test_its_areas_stand_in_the_week_of_who_answered(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    people = await everybody(town)
    await launched(town, methodist)
    for one in people[:WANTING]:
        await answers(one, SUPPORT, "Уверенно")
    assert people[0].sees("Методика: разные задания, «Оцениваю понятно» (поддержка нужна в 2 из 2)")
    assert people[0].sees("Сильные стороны: общение")
    for one in people[WANTING : WANTING + 3]:
        await answers(one, "Уверенно", "Уверенно")
    await answers(people[9], "Уверенно", "Пока не приходилось")  # she has left an area out, and is in no share
    assert await count(town, SurveyFolded) == 10
    await town.passes(MONDAY + timedelta(days=7))
    week = await methodist.gets("Неделя 23–29 ноября")
    assert "Чаще нужна поддержка" not in week.text, "only nine are told of"
    for one in people[10:]:
        await answers(one, "В основном", "Уверенно")
    await town.passes(MONDAY + timedelta(days=14))
    week = await methodist.gets("Неделя 30 ноября – 6 декабря")
    assert "Чаще нужна поддержка: Методика (около 50 %)" in week.text
    await methodist.says("сводка")
    await methodist.taps("Подробнее", "Опросы")
    assert methodist.sees(TITLE)
    assert methodist.sees("Методика: около 50 %")
    assert methodist.sees("Общение: почти никому")
    assert await count(town, SurveyTally) == 1
    assert (await the_round(town)).invited == 12


@pytest.mark.edge
async def test_a_new_version_and_a_survey_taken_from_the_list_change_nothing_for_who_is_answering(
    town: Running, messenger: str
) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "browser", "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева", 521)
    await launched(town, methodist)
    await teacher.gets(TITLE)
    await teacher.taps("Начать", "Уверенно")
    fewer = [statement("levels", block="Урок", text="Подбираю задания для разных учеников", short="разные задания")]
    await sends(methodist, table(fewer, title=TITLE, key="урок"), READY.format(number=2))
    await methodist.taps("Открыть опрос", "Пройти для пробы", SUPPORT, "К опросу", "Кому отправить")
    assert methodist.sees("Ещё 7 человек этот опрос уже спросил")
    await methodist.taps("Назад", "Убрать из списка")
    assert teacher.sees("2 из 3")
    await teacher.taps("Уверенно", SUPPORT, "Закончить")
    assert teacher.sees("Общение: «Говорю с родителями спокойно» (поддержка нужна в 1 из 1)")


async def test_of_a_municipality_with_two_teachers_nothing_is_told(town: Running) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)

    def only_two(repo: Repository) -> None:
        for name in set(NAMES) - {"Лебедева", "Зуев"}:
            find(repo, name).left_on = MONDAY.date() - timedelta(days=1)

    await town.change(only_two)
    people = [await entered(town, "vk", name, 600 + at) for at, name in enumerate(("Лебедева", "Зуев"))]
    await launched(town, methodist)
    for one in people:
        await answers(one, SUPPORT, "Уверенно")
    await methodist.says("/surveys")
    await methodist.taps(f"{TITLE} (23.11)")
    assert methodist.sees("Приглашено меньше пяти человек: чисел по этому опросу не показываю")
    await town.passes(MONDAY + timedelta(days=21))
    await methodist.gets("Неделя 7–13 декабря")
    await methodist.taps("Итоги")
    await methodist.gets("Итогов пока нет")  # in the card above the week, while that is not yet recorded as sent
    await methodist.says("сводка")
    await methodist.taps("Подробнее", "Опросы")
    assert methodist.sees("Приглашены меньше пяти человек, поэтому чисел здесь нет")
    assert "%" not in methodist.last.text.split("Доли")[0]


@pytest.mark.edge
async def test_a_later_diagnostic_hides_no_result_from_the_teacher_nor_what_she_has_opened(
    town: Running, messenger: str
) -> None:
    novice, mentor, methodist = await all_of_them(town, messenger)
    await novice.taps("Показать наставнику", "Предмет и содержание", "Открыть")
    await launched(town, methodist)
    town.it_is(MONDAY + 3 * GRACE)
    await novice.gets(TITLE)
    await novice.taps("Начать")
    assert novice.sees("Подбираю задания для разных учеников")
    await novice.taps("Уверенно", "Уверенно", SUPPORT, "Закончить")
    assert novice.sees("Общение: «Говорю с родителями спокойно»")
    assert not novice.sees("Предмет и содержание")
    await novice.taps("Другой опрос")
    assert novice.sees("Где вам нужна поддержка?, 23 ноября")
    assert novice.sees("Предмет и содержание: трудные места предмета, сложные задания (поддержка нужна в 2 из 3)")
    assert len(await novice.files(novice.last)) == 1
    await novice.taps("Назад")
    assert novice.sees("Ваш результат")
    for place in (0, 2, -1, 99):
        await novice.forges(Other(place=place).pack())
        assert novice.sees("Ваш результат")
    await mentor.says("наставник")
    await mentor.taps("Зоны роста")
    assert mentor.sees("Предмет и содержание: трудные места предмета")
    assert not mentor.sees("Общение")


async def test_the_standard_diagnostic_is_taken_as_a_table_and_becomes_a_survey_of_one_s_own(
    town: Running, messenger: str
) -> None:
    town.it_is(MONDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await methodist.says("/surveys")
    await methodist.taps("Новый опрос", STANDARD)
    got = await methodist.taps("Взять за основу")
    book = openpyxl.load_workbook(io.BytesIO((await methodist.files(got))[0].data))
    assert book["Вопросы"]["E2"].value == "Предмет и содержание"
    book["Опрос"]["B1"] = "Наша диагностика"
    await methodist.sends_table("опрос.xlsx", saved(book))
    await methodist.gets_late(READY.format(number=1))
    await methodist.taps("Открыть опрос")
    assert methodist.sees("предмет и содержание, методика, дети и их развитие, общение, цифровые инструменты")
    assert "Взять за основу" not in methodist.labels
    for wrong in ("nothing", f"m{(await the_sheet(town))}.diagnostic"):
        await methodist.forges(Basis(key=wrong).pack())
        assert any("неактуальна" in toast for toast in methodist.toasts)
    teacher = await entered(town, "vk" if messenger != "vk" else "telegram", "Лебедева", 521)
    await teacher.forges(Basis(key="diagnostic").pack())
    assert teacher.sees("права на это у вас сейчас нет")


async def the_sheet(town: Running) -> int:
    return await town.ask(lambda repo: repo.tx.session.query(SurveySheet.municipality_id).scalar())
