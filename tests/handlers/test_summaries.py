"""«Сводка»: it comes on Monday, its buttons open what is to be done, any kept week is read again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services.summaries.rules import Kind
from bot.summarizing.taps import Mark, OpenPart, OpenWeek, Part
from storage.models import Municipality, Role, RoleGrant, Scope, SummaryDone, WeeklySummary
from storage.repository import Repository
from tests.handlers.zarechny import entered, find
from tests.running import Running

FRIDAY = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # eight in the morning where they live
THURSDAY = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
WEEK = "Неделя 16–22 ноября · Заречный район"


async def kept(town: Running) -> list[tuple[int, date]]:
    def of(repo: Repository) -> list[tuple[int, date]]:
        return [(one.municipality_id, one.week) for one in repo.tx.session.query(WeeklySummary)]

    return list(await town.ask(of))


async def test_the_week_comes_on_monday_and_its_buttons_open_what_is_to_be_done(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await town.passes(MONDAY - timedelta(minutes=1))
    assert await kept(town) == []
    await town.passes(MONDAY)
    came = await methodist.gets(WEEK)
    assert "В боте 1 из 8 (+1 за неделю)" in came.text
    assert "1 молодой специалист без наставника" in came.text
    assert len(came.text) <= 900
    await methodist.taps("Назначить наставника")
    assert methodist.sees("Зуев")
    await town.passes(MONDAY + timedelta(hours=1))
    assert len(await kept(town)) == 1
    await methodist.says("/summary")
    assert methodist.sees(WEEK)
    await methodist.taps("Подробнее")
    for label, words in {
        "Кто с нами": "В боте 1 из 8",
        "Молодые специалисты": "2 молодых специалиста, с наставником 1",
        "Вопросы методистам": "Вопросов методистам не было",
        "Объявления и документы": "Объявлений не было",
        "Мероприятия": "Пока ничего не назначено",
        "Опросы": "Опросов за последние три месяца не было",
    }.items():
        await methodist.taps(label)
        assert methodist.sees(words), label
        await methodist.taps("Назад")
    await methodist.taps("Excel и Word")
    for label, words in {"Таблица (Excel)": "по листу на раздел", "Справка (Word)": "подпишите"}.items():
        await methodist.taps(label)
        (file,) = await methodist.files(await methodist.gets(words))
        assert file.data.startswith(b"PK")
        await methodist.taps("Назад")
    await methodist.taps("Назад")
    await methodist.taps("К сводке")
    assert methodist.sees(WEEK)


async def test_a_question_that_waits_is_answered_from_the_summary(town: Running) -> None:
    town.it_is(FRIDAY - timedelta(days=3))
    methodist = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, "vk", "Лебедева")
    await teacher.says("методслужба")
    await teacher.taps(next(label for label in teacher.labels if "Орлов" in label or "Написать" in label))
    await teacher.says("Когда подавать заявление на категорию?")
    await methodist.gets("Когда подавать")
    await town.passes(MONDAY)
    came = await methodist.gets(WEEK)
    assert "1 вопрос методистам, отвечено 0" in came.text
    assert "1 вопрос ждёт дольше двух рабочих дней" in came.text
    await methodist.taps("Ответить")
    await methodist.says("сводка")
    await methodist.taps("Ответить")
    assert methodist.sees("1 вопрос к вам")
    await methodist.taps("Лебедева")
    await methodist.says("До 15 декабря")
    await teacher.gets("До 15 декабря")
    await methodist.says("сводка")
    await methodist.taps("Ответить")
    assert methodist.sees("К вам все вопросы отвечены")


async def test_weeks_are_turned_and_a_stopped_bot_sends_only_the_newest(town: Running) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await town.passes(MONDAY)
    await methodist.gets(WEEK)
    await town.passes(MONDAY + timedelta(days=16))
    came = await methodist.gets("Неделя 30 ноября – 6 декабря")
    assert "ничего не изменилось" in came.text
    assert [week for _, week in await kept(town)] == [date(2026, 11, 16), date(2026, 11, 30)]
    await methodist.says("сводка")
    await methodist.taps("Неделей раньше")
    assert methodist.sees(WEEK)
    assert "Назначить наставника" not in methodist.labels
    await methodist.taps("Неделей позже")
    assert methodist.sees("Неделя 30 ноября")


async def test_before_the_first_monday_and_without_the_right_it_is_said_so(town: Running) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await methodist.says("сводка")
    assert methodist.sees("Сводок пока нет")
    teacher = await entered(town, "vk", "Лебедева")
    await teacher.says("сводка")
    assert teacher.sees("права на это у вас сейчас нет")


async def test_the_institute_sees_the_region_and_nobody_another_municipality(town: Running) -> None:
    town.it_is(FRIDAY)
    await entered(town, "telegram", "Орлова", 520)
    institute = await entered(town, "vk", "Самойлов", 530)
    teacher = await entered(town, "vk", "Лебедева", 531)
    await town.passes(MONDAY)
    await institute.says("сводка")
    assert institute.sees("Сумма по 1 муниципалитету")
    assert institute.sees("В боте 2 из 8")
    assert institute.labels == ["Подробнее", "В меню"]
    await institute.taps("Подробнее")
    assert "Мероприятия" not in institute.labels
    place = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    other = await town.ask(lambda repo: repo.tx.session.query(Municipality).filter_by(name="Город Ключи").one().id)
    week = date(2026, 11, 16).toordinal()
    for data in (
        OpenWeek(scope=Scope.MUNICIPALITY, place=place, week=week).pack(),
        OpenPart(scope=Scope.REGION, place=1, week=week, part=Part.SURVEY).pack(),
    ):
        await teacher.says("меню")
        await teacher.forges(data)
        assert teacher.sees("права на это у вас сейчас нет")
    await institute.forges(OpenPart(scope=Scope.MUNICIPALITY, place=other, part=Part.YOUNG).pack())
    assert institute.toasts[-1].startswith("Эта кнопка уже неактуальна")


@pytest.mark.parametrize("week", [-5, 2**31 - 1, 1])
async def test_a_forged_week_is_the_newest(town: Running, week: int) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await town.passes(MONDAY)
    await methodist.gets(WEEK)
    place = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    await methodist.forges(OpenWeek(scope=Scope.MUNICIPALITY, place=place, week=week).pack())
    assert methodist.sees(WEEK)


async def test_what_is_done_is_done_once_for_all_of_the_service(town: Running) -> None:
    town.it_is(FRIDAY)
    first = await entered(town, "telegram", "Орлова", 520)
    await town.change(colleague)
    second = await entered(town, "vk", "Белова", 521)
    await town.passes(MONDAY)
    for methodist in (first, second):
        assert "1. 1 молодой специалист без наставника" in (await methodist.gets(WEEK)).text
    town.it_is(MONDAY + timedelta(hours=1, minutes=12))
    await first.taps("1. Сделано")
    assert first.sees("без наставника — сделано, Орлова, 09:12")
    assert first.toasts[-1] == "Отметил, коллеги увидят"
    await second.taps("1. Сделано")
    assert second.sees("без наставника — сделано, Орлова, 09:12")
    town.it_is(MONDAY + timedelta(days=1))
    await second.says("сводка")
    assert second.sees("без наставника — сделано, Орлова, 23 ноября")
    await second.taps("1. Не сделано")
    assert not second.sees("сделано, Орлова")
    place = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    teacher = await entered(town, "vk", "Лебедева", 531)
    await teacher.forges(
        Mark(municipality=place, week=date(2026, 11, 16).toordinal(), kind=Kind.MENTOR, done=True).pack()
    )
    assert teacher.sees("права на это у вас сейчас нет")
    await first.forges(Mark(municipality=place, week=5, kind=Kind.MENTOR, done=True).pack())
    assert first.sees("права на это у вас сейчас нет")
    assert await town.ask(lambda repo: repo.tx.session.query(SummaryDone).count()) == 0


def colleague(repo: Repository) -> None:
    """A second methodist of the service."""
    one = find(repo, "Белова")
    grant = RoleGrant(
        teacher_id=one.id, role=Role.METHODIST, scope=Scope.MUNICIPALITY, scope_id=one.municipality_id or 0,
        granted_at=FRIDAY,
    )  # fmt: skip
    repo.tx.session.add(grant)
