"""«Сводка»: it comes on Monday, its buttons open what is to be done, any kept week is read again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services.summaries.rules import Kind
from bot.services.summaries.snapshot import Area, Share, Snapshot, Survey, Young
from bot.summarizing.taps import Mark, OpenPart, OpenWeek, Part, RegionSeminar, Remind, Seminar
from storage.models import (
    Delivery,
    DeliveryState,
    Letter,
    Mailing,
    MailingKind,
    Municipality,
    Regulation,
    Role,
    RoleGrant,
    Scope,
    SummaryDone,
    WeeklySummary,
)
from storage.repository import Repository
from tests.handlers.zarechny import entered, find
from tests.running import Running

FRIDAY = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # eight in the morning where they live
THURSDAY = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
PNG = b"\x89PNG"
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
    assert "Педагогов в боте: 1 из 8 (+1 за неделю)" in came.text
    assert "Без наставника: 1 молодой специалист" in came.text
    assert len(came.text) <= 900
    assert [(one.kind, one.data[:4]) for one in await methodist.files(came)] == [("photo", PNG)]
    await methodist.taps("1. Назначить")
    assert methodist.sees("Зуев")
    await town.passes(MONDAY + timedelta(hours=1))
    assert len(await kept(town)) == 1
    await methodist.says("меню")
    await methodist.taps("Сводка")
    assert methodist.sees(WEEK)
    assert [one.data[:4] for one in await methodist.files(methodist.last)] == [PNG]
    await methodist.taps("Подробнее")
    for label, words in {
        "Педагоги": "2 молодых специалиста, с наставником 1",
        "Вопросы": "Вопросов методистам не было",
        "Объявления": "Объявлений не было",
        "Мероприятия": "Пока ничего не назначено",
        "Маршруты": "Своих маршрутов пока мало",
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
    await methodist.taps("Назад", "К сводке")
    assert methodist.sees(WEEK)
    assert not methodist.last.files


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
    assert "Ждёт дольше двух рабочих дней: 1 вопрос" in came.text
    await methodist.taps("1. Ответить")
    await methodist.says("сводка")
    await methodist.taps("1. Ответить")
    assert methodist.sees("1 вопрос к вам")
    assert methodist.sees("1. Лебедева Анна Сергеевна, с 17 ноября")
    await methodist.taps("1. Лебедева")
    await methodist.says("До 15 декабря")
    await teacher.gets("До 15 декабря")
    await methodist.says("сводка")
    await methodist.taps("1. Ответить")
    assert methodist.sees("Вопросов без ответа у вас нет")


async def test_questions_without_an_answer_are_a_word_away(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY - timedelta(days=3))
    methodist = await entered(town, messenger, "Орлова", 520)
    teacher = await entered(town, "vk" if messenger == "telegram" else "telegram", "Лебедева")
    await methodist.says("/questions")
    assert methodist.sees("Вопросов без ответа у вас нет")
    await teacher.says("методслужба")
    await teacher.taps(next(label for label in teacher.labels if "Орлов" in label or "Написать" in label))
    await teacher.says("Когда подавать заявление на категорию?")
    await methodist.gets("Когда подавать")
    await methodist.says("Вопросы")
    assert methodist.sees("1 вопрос к вам без ответа")
    await methodist.taps("1. Лебедева")
    await methodist.says("До 15 декабря")
    await teacher.gets("До 15 декабря")
    await methodist.says("/questions")
    assert methodist.sees("Вопросов без ответа у вас нет")
    await teacher.says("/questions")
    assert "Лебедева" not in teacher.labels
    assert not teacher.sees("вопросы отвечены")


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
    assert "1. Назначить" not in methodist.labels
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
    assert institute.sees("Педагогов в боте: 2 из 8")
    assert [one.data[:4] for one in await institute.files(institute.last)] == [PNG]
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


async def test_a_forged_week_is_the_newest(town: Running) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await town.passes(MONDAY)
    await methodist.gets(WEEK)
    place = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    for week in (-5, 2**31 - 1, 1):
        await methodist.says("меню")
        await methodist.forges(OpenWeek(scope=Scope.MUNICIPALITY, place=place, week=week).pack())
        assert methodist.sees(WEEK), week


async def test_what_is_done_is_done_once_for_all_of_the_service(town: Running) -> None:
    town.it_is(FRIDAY)
    first = await entered(town, "telegram", "Орлова", 520)
    await town.change(colleague)
    second = await entered(town, "vk", "Белова", 521)
    await town.passes(MONDAY)
    for methodist in (first, second):
        assert "1. Без наставника: 1 молодой специалист" in (await methodist.gets(WEEK)).text
    town.it_is(MONDAY + timedelta(hours=1, minutes=12))
    home = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    done_ = Mark(municipality=home, week=date(2026, 11, 16).toordinal(), kind=Kind.MENTOR, done=True)
    await first.taps("1. Сделано")
    assert first.sees("специалист — сделано, Орлова, 9:12")
    assert first.toasts[-1] == "Отметил, коллеги увидят"
    other = await second.gets("специалист — сделано, Орлова, 9:12")  # where it stands with the other one
    assert other.text.startswith(WEEK)
    assert [one.data[:4] for one in await second.files(other)] == [PNG]
    await second.forges(done_.pack())
    assert second.sees("специалист — сделано, Орлова, 9:12")
    assert second.toasts[-1] == "Это уже отмечено, посмотрите, кем"
    town.it_is(MONDAY + timedelta(days=1))
    await second.says("сводка")
    assert second.sees("специалист — сделано, Орлова, 23 ноября")
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


def wanted(repo: Repository) -> None:
    """As if a survey had told by then."""
    share = Share(support=5, answered=10)
    survey = Survey(
        key="k", title="t", is_open=True, invited=20, told=10,
        areas=(Area(key="digital", name="Цифровые <инструменты>", share=share),),
    )  # fmt: skip
    row = repo.tx.session.query(WeeklySummary).one()
    row.body = Snapshot.model_validate_json(row.body).model_copy(update={"surveys": (survey,)}).model_dump_json()


async def test_a_seminar_on_what_is_wanted_most_is_a_draft_for_everybody_that_she_may_change(
    town: Running, messenger: str
) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await entered(town, "vk", "Лебедева", 531)
    await town.passes(MONDAY)
    await methodist.gets(WEEK)
    await town.change(wanted)
    await methodist.says("сводка")
    assert methodist.sees("Цифровые <инструменты> (около 50 %)")
    await methodist.taps("2. Объявить")
    assert methodist.sees("Семинар: Цифровые <инструменты>")
    assert methodist.sees("Все, за кого вы отвечаете: Заречный район")
    assert methodist.sees("Ничего не отправлено")
    await methodist.taps("Дальше: когда и где")
    await methodist.says("26 ноября в 15:00, школа № 1")
    assert methodist.sees("Семинар: Цифровые <инструменты>")
    await methodist.taps("Верно")
    assert {"Предмет", "МО"} <= set(methodist.labels)
    await methodist.taps("Готово")
    assert any("Разберём на примерах" in seen.text for seen in methodist.messages[-2:])


@pytest.mark.edge
async def test_the_draft_of_a_seminar_is_laid_aside_or_written_anew(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await town.passes(MONDAY)
    place = await town.ask(lambda repo: find(repo, "Орлова").municipality_id)
    week = date(2026, 11, 16).toordinal()
    await methodist.gets(WEEK)
    await methodist.forges(Seminar(municipality=place, week=week).pack())
    assert methodist.toasts[-1].startswith("Эта кнопка уже неактуальна")
    await town.change(wanted)
    await methodist.forges(Seminar(municipality=place, week=week).pack())
    await methodist.taps("Написать свой текст")
    await methodist.says("Мастер-класс, 27 ноября в 14:00, школа № 2")
    assert methodist.sees("Мастер-класс")
    assert methodist.sees("школа № 2")
    await methodist.says("отмена")
    assert methodist.sees("Отменил")
    teacher = await entered(town, "vk", "Лебедева", 531)
    await teacher.forges(Seminar(municipality=place, week=week).pack())
    assert teacher.sees("права на это у вас сейчас нет")


def an_order(repo: Repository) -> None:
    """Sent on Thursday to three, one of whom has acknowledged it."""
    sent_at = FRIDAY - timedelta(days=1)
    author = find(repo, "Орлова")
    mailing = Mailing(
        kind=MailingKind.REGULATION, author_id=author.id, municipality_id=author.municipality_id,
        is_personal=False, created_at=sent_at, starts_at=sent_at, closes_at=MONDAY + timedelta(days=20),
    )  # fmt: skip
    repo.mailings.add(mailing, [("<b>Приказ № 86</b>", "[]")])
    fields = {"title": "Приказ № 86", "change": "c", "whom": "w", "source": "s"}
    regulation = Regulation(mailing_id=mailing.id, until=MONDAY.date() + timedelta(days=19), reminders=0, **fields)
    repo.regulations.add(regulation, [])
    for name in ("Лебедева", "Котова", "Зуев"):
        person = find(repo, name)
        repo.mailings.deliver(mailing, person.id, 0, sent_at, 5)
    repo.tx.flush()
    for one in repo.tx.session.query(Delivery).filter_by(mailing_id=mailing.id):
        one.state, one.done_at = DeliveryState.SENT, sent_at
    repo.regulations.acknowledge(mailing.id, find(repo, "Зуев").id, sent_at)


async def test_those_who_have_not_acknowledged_an_order_are_reminded_once_a_day(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева", 531)
    await town.change(an_order)
    await town.passes(MONDAY)
    came = await methodist.gets(WEEK)
    assert "В 2 организациях ознакомились не все: Приказ № 86" in came.text
    await methodist.taps("2. Напомнить")
    assert methodist.sees("Напомнить 2 педагогам")
    await methodist.taps("Да, напомнить")
    assert methodist.sees("Напоминание уходит 2 педагогам")
    town.it_is(MONDAY + timedelta(hours=4))
    assert "Приказ № 86" in (await teacher.gets("здесь ещё нет вашей отметки")).text
    number = await town.ask(lambda repo: repo.tx.session.query(Regulation).one().mailing_id)
    await methodist.forges(Remind(id=number).pack())
    assert methodist.sees("Напоминать сейчас некому")
    assert "Кто не ознакомился" in methodist.labels
    reminders = await town.ask(lambda repo: repo.tx.session.query(Mailing).filter_by(kind=MailingKind.REMINDER).count())
    assert reminders == 1
    await teacher.forges(Remind(id=number).pack())
    assert teacher.sees("права на это у вас сейчас нет")


@pytest.mark.edge
async def test_a_picture_that_cannot_be_made_keeps_nobody_from_the_text(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, messenger, "Орлова", 520)

    async def broken(recipe: str) -> bytes:
        raise OSError(recipe)

    for way_out in town.app._exits.values():
        way_out.uploads._make = broken
    await town.passes(MONDAY)
    came = await methodist.gets(WEEK)
    assert not came.files
    assert "1. Назначить" in methodist.labels


async def test_a_missed_new_year_s_monday_is_told_once_of_the_week_that_spans_two_years(town: Running) -> None:
    town.it_is(datetime(2026, 12, 20, 5, 0, tzinfo=UTC))
    methodist = await entered(town, "telegram", "Орлова", 520)
    await town.passes(datetime(2027, 1, 6, 5, 0, tzinfo=UTC))
    assert (await methodist.gets("Неделя 28 декабря 2026 года – 3 января · Заречный район")).files
    await town.passes(datetime(2027, 1, 6, 7, 0, tzinfo=UTC))
    assert [week for _, week in await kept(town)] == [date(2026, 12, 28)]


@pytest.mark.edge
async def test_the_institute_announces_a_seminar_on_what_the_region_wants_most(town: Running, messenger: str) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    institute = await entered(town, messenger, "Самойлов", 530)
    await town.passes(MONDAY)
    await institute.says("сводка")
    assert not institute.sees("Что сделать")
    place = await town.ask(lambda repo: find(repo, "Орлова").region_id)
    seminar = RegionSeminar(region=place, week=date(2026, 11, 16).toordinal())
    await institute.forges(seminar.pack())
    assert institute.toasts[-1].startswith("Эта кнопка уже неактуальна")
    await town.change(wanted)
    await institute.says("сводка")
    assert institute.sees("1. Чаще всего нужна поддержка: Цифровые <инструменты>. Можно объявить семинар")
    assert institute.labels == ["1. Объявить", "Подробнее", "В меню"]
    await institute.taps("1. Объявить")
    assert institute.sees("Семинар: Цифровые <инструменты>")
    region = await town.ask(lambda repo: find(repo, "Орлова").municipality.region.name)
    assert institute.sees(f"Все, за кого вы отвечаете: {region}")
    assert institute.sees("Ничего не отправлено")
    await methodist.forges(seminar.pack())
    assert methodist.sees("права на это у вас сейчас нет")


def five_more(repo: Repository) -> None:
    """Municipalities she serves, too; one of them far in the west."""
    one, session = find(repo, "Орлова"), repo.tx.session
    for number in range(5):
        zone = "Europe/Kaliningrad" if not number else "Asia/Yekaterinburg"
        place = Municipality(region_id=one.region_id, name=f"Округ {number}", time_zone=zone)
        session.add(place)
        session.flush()
        session.add(
            RoleGrant(
                teacher_id=one.id, role=Role.METHODIST, scope=Scope.MUNICIPALITY, scope_id=place.id, granted_at=FRIDAY
            )
        )


@pytest.mark.edge
async def test_whoever_serves_many_municipalities_reaches_each_and_each_keeps_its_own_clock(
    town: Running, messenger: str
) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, messenger, "Орлова", 520)
    await town.change(five_more)
    await town.passes(MONDAY + timedelta(hours=3))  # eight also in the west
    for name in ("Заречный район", *(f"Округ {number}" for number in range(5))):
        await methodist.gets(f"Неделя 16–22 ноября · {name}")
    await methodist.says("сводка")
    assert methodist.labels == ["Заречный район", "Округ 0", "Округ 1", "Округ 2", "Дальше", "В меню"]
    await methodist.taps("Дальше")
    assert methodist.labels == ["Округ 3", "Округ 4", "Раньше", "В меню"]
    await methodist.taps("Раньше")
    for label, keeps in {"Заречный район": True, "Округ 0": False}.items():  # templates are of her own municipality
        await methodist.says("сводка")
        await methodist.taps(label, "Подробнее", "Excel и Word")
        assert ("Шаблоны документов" in methodist.labels) is keeps
    west = await town.ask(lambda repo: repo.tx.session.query(Municipality).filter_by(name="Округ 0").one().id)
    await town.change(young_without_mentor)
    town.it_is(MONDAY + timedelta(hours=4, minutes=5))
    mark = Mark(municipality=west, week=date(2026, 11, 16).toordinal(), kind=Kind.MENTOR, done=True)
    await methodist.forges(mark.pack())
    assert methodist.sees("специалист — сделано, Орлова, 9:05")


def young_without_mentor(repo: Repository) -> None:
    west = repo.tx.session.query(Municipality).filter_by(name="Округ 0").one()
    for row in repo.tx.session.query(WeeklySummary).filter_by(municipality_id=west.id):
        found = Snapshot.model_validate_json(row.body)
        row.body = found.model_copy(update={"young": Young(people=1)}).model_dump_json()


async def test_of_many_questions_those_that_wait_longest_are_shown_and_it_is_said_so(town: Running) -> None:
    town.it_is(FRIDAY)
    methodist = await entered(town, "telegram", "Орлова", 520)
    await town.change(seven_questions)
    await town.passes(MONDAY)
    await methodist.gets(WEEK)
    await methodist.taps("1. Ответить")
    assert methodist.sees("7 вопросов к вам")
    first, *_ = methodist.labels
    assert first == "1. Сомов"  # whose is the oldest, though the letters were begun later
    assert len([one for one in methodist.labels if one[0].isdigit()]) == 6
    assert methodist.sees("Ответите — покажу остальных")


def seven_questions(repo: Repository) -> None:
    """The last of them asked first."""
    methodist = find(repo, "Орлова")
    names = ("Лебедева", "Котова", "Зуев", "Миронова", "Белова", "Хасанова", "Сомов")
    for number, name in enumerate(names):
        asked_at = FRIDAY - timedelta(days=4, minutes=number)
        person = find(repo, name)
        mailing = Mailing(
            kind=MailingKind.LETTER, author_id=person.id, municipality_id=person.municipality_id, is_personal=True,
            created_at=asked_at, starts_at=asked_at,
        )  # fmt: skip
        repo.mailings.add(mailing, [("Вопрос", "[]")])
        thread = repo.mailings.thread_between(person.id, methodist.id, asked_at)
        repo.tx.session.add(Letter(mailing_id=mailing.id, thread_id=thread.id))
    repo.tx.flush()
