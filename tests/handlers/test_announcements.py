"""Announcements: composed in one messenger, received in all of them, stopped, held, reported."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.announcing.screens import paged
from storage.models import Delivery, DeliveryState, Mailing, MailingKind, Organization
from tests.handlers.zarechny import entered, find
from tests.people import Someone, until
from tests.running import MESSENGERS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
MONDAY_EVENING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
GRACE = timedelta(seconds=31)
TEXT = "{имя}, приём заявок на конкурс <открыт> & ждёт вас"


async def composed(author: Someone, text: str = TEXT, kind: str = "Конкурс") -> None:
    """The text is there and everybody in the author's scope is the audience."""
    await author.says("/announce")
    await author.taps(kind)
    await author.says(text)


async def to_maths(author: Someone) -> None:
    await author.taps("Предмет", "математика", "Готово")


async def confirmed(author: Someone) -> None:
    await author.taps("Готово", "Отправить сейчас", "Да, отправить")


async def counts(town: Running) -> dict[str, int]:
    """State -> how many deliveries of announcements."""

    def query(repo):
        return [
            one.state for one in repo.tx.session.query(Delivery).join(Mailing).filter(Mailing.author_id.is_not(None))
        ]

    states = await town.ask(query)
    return {state.value: states.count(state) for state in set(states)}


async def three_teachers(town: Running) -> list[Someone]:
    return [
        await entered(town, messenger, name, 510 + number)
        for number, (messenger, name) in enumerate(zip(MESSENGERS, ("Лебедева", "Котова", "Миронова"), strict=True))
    ]


async def test_a_methodist_announces_and_teachers_in_every_messenger_get_it(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teachers = await three_teachers(town)
    await composed(author)
    assert author.sees("Выбрано: 7 человек (получат 3, ещё у 4 нет мессенджера)")
    await to_maths(author)
    assert author.sees("Предмет: математика")
    assert author.sees("5 человек (получат 3, ещё у 2 нет мессенджера)")
    await author.taps("Готово")
    assert any("Наталья Юрьевна, приём заявок" in seen.text for seen in author.messages)
    await author.taps("Отправить сейчас")
    assert author.sees("Отправить 3 людям сейчас?")
    await author.taps("Да, отправить")
    assert author.sees("Начну через полминуты")
    town.it_is(MONDAY + GRACE)
    for teacher, name in zip(teachers, ("Анна Сергеевна", "Дарья Андреевна", "Ольга Викторовна"), strict=True):
        got = await teacher.gets("приём заявок")
        assert f"{name}, приём заявок на конкурс <открыт> & ждёт вас" in got.text
        assert "Конкурс" in got.text
        assert "Орлова Наталья Юрьевна, Методический центр" in got.text
    await author.taps("Обновить")
    assert author.sees("Доставлено: 3")
    assert author.sees("Без мессенджера: 2")
    assert await counts(town) == {"sent": 3, "unreachable": 2}


@pytest.mark.edge
async def test_a_second_tap_on_yes_sends_nothing_more(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await entered(town, "vk", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Отправить сейчас")
    yes = next(button.data for row in author.last.buttons for button in row if button.label == "Да, отправить")
    await author.taps("Да, отправить")
    await author.forges(yes or "")
    assert author.sees("Начну через полминуты")
    assert any("неактуальна" in toast for toast in author.toasts)
    assert await counts(town) == {"waiting": 1, "unreachable": 6}


@pytest.mark.edge
async def test_what_was_stopped_within_half_a_minute_reaches_nobody(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "telegram", "Лебедева", 510)
    await composed(author)
    await confirmed(author)
    town.it_is(MONDAY + timedelta(seconds=29))
    await author.says("меню", "объявление")
    await author.taps("Мои объявления", "23.11 {имя}, приём заявок…", "Остановить")
    assert any("Остановил" in toast for toast in author.toasts)
    assert author.sees("Остановлено: 1")
    town.it_is(MONDAY + 3 * GRACE)
    await teacher.says("меню")
    assert not any("приём заявок" in seen.text for seen in teacher.messages)
    assert await counts(town) == {"cancelled": 1, "unreachable": 6}
    assert "Остановить" not in author.labels


@pytest.mark.edge
async def test_in_quiet_hours_it_waits_for_the_morning_and_the_author_knows(town: Running, messenger: str) -> None:
    town.it_is(MONDAY_EVENING)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Отправить сейчас")
    assert author.sees("У 1 человека в это время тихие часы: получит вт, 24 ноября, 08:00")
    await author.taps("Да, отправить")
    town.it_is(MONDAY_EVENING + GRACE)
    assert await counts(town) == {"held": 1, "unreachable": 6}
    await author.taps("Обновить")
    assert author.sees("Ждут: 1")
    await author.taps("Остановить")
    assert author.sees("Кто ждёт, ничего не получит")
    await author.taps("Нет")
    assert author.sees("Ждут: 1")
    town.it_is(datetime(2026, 11, 24, 3, 1, tzinfo=UTC))
    await teacher.gets("приём заявок")


@pytest.mark.edge
async def test_what_is_urgent_needs_a_reason_and_goes_at_once(town: Running, messenger: str) -> None:
    town.it_is(MONDAY_EVENING)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Отправить сейчас", "Срочно")
    assert author.labels[:3] == ["Отмена или перенос", "Срок истекает раньше", "Безопасность людей"]
    await author.taps("Безопасность людей")
    assert author.sees("Срочно, без тихих часов: Безопасность людей")
    await author.taps("Да, отправить")
    town.it_is(MONDAY_EVENING + GRACE)
    await teacher.gets("приём заявок")
    said = await town.ask(lambda repo: [one.details for one in repo.audit.about(find(repo, "Орлова").id)])
    assert any("urgent=safety" in details and "people=7" in details for details in said)


@pytest.mark.edge
async def test_it_goes_at_the_time_that_was_typed(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "telegram", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Другое время")
    await author.says("когда-нибудь")
    assert author.sees("Не понял, когда")
    await author.says("сегодня в 9")
    assert author.sees("уже прошло")
    await author.says("завтра в 15")
    assert author.sees("Отправить 1 человеку вт, 24 ноября, 15:00?")
    await author.taps("Да, отправить")
    assert author.sees("Начну: вт, 24 ноября, 15:00")
    assert author.sees("Ждут: 1")
    town.it_is(datetime(2026, 11, 24, 9, 59, tzinfo=UTC))
    await teacher.says("меню")
    assert not any("приём заявок" in seen.text for seen in teacher.messages)
    town.it_is(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    await teacher.gets("приём заявок")


async def test_what_leaves_only_later_is_stopped_after_a_yes(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Завтра в 9:00", "Да, отправить", "Остановить")
    assert await counts(town) == {"waiting": 1, "unreachable": 6}
    await author.taps("Да, остановить")
    assert await counts(town) == {"cancelled": 1, "unreachable": 6}


async def test_tomorrow_at_nine_is_nine_where_they_live(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    await entered(town, "telegram", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово", "Завтра в 9:00")
    assert author.sees("вт, 24 ноября, 09:00?")
    town.it_is(MONDAY + timedelta(days=1))  # she comes back to the question when that has gone by
    await author.taps("Да, отправить")
    assert author.sees("Это время уже прошло")
    await author.says("завтра в 9")
    assert author.sees("ср, 25 ноября, 09:00?")
    await author.taps("Да, отправить")
    due = await town.ask(lambda repo: {one.due_at for one in repo.tx.session.query(Delivery)})
    assert due == {datetime(2026, 11, 25, 4, 0, tzinfo=UTC)}


@pytest.mark.edge
async def test_first_to_oneself_is_one_delivery_that_is_no_announcement(town: Running, messenger: str) -> None:
    town.it_is(MONDAY_EVENING)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await composed(author)
    await author.taps("Готово")
    before = len([seen for seen in author.messages if "приём заявок" in seen.text])
    await author.taps("Сначала себе")
    await author.gets("Наталья Юрьевна, приём заявок", before + 1)
    assert len([seen for seen in author.messages if "приём заявок" in seen.text]) == before + 1, "and no preview again"
    await author.taps("Отправить сейчас")
    assert author.sees("сейчас?")
    assert author.labels[-2:] == ["Назад", "Отмена"]
    assert not any("приём заявок" in seen.text for seen in teacher.messages)
    kinds = await town.ask(lambda repo: [one.kind for one in repo.tx.session.query(Mailing)])
    assert kinds == [MailingKind.NOTE]
    await author.says("объявление")
    assert "Мои объявления" not in author.labels


async def test_a_draft_goes_on_in_another_messenger(town: Running) -> None:
    town.it_is(MONDAY)
    in_vk = await entered(town, "vk", "Орлова")
    in_telegram = await entered(town, "telegram", "Орлова", 502)
    await entered(town, "browser", "Лебедева", 510)
    await composed(in_vk)
    await in_vk.taps("Готово")
    await in_telegram.forges("ann_soon:0:0")
    assert in_telegram.sees("Когда отправить?")
    await in_telegram.taps("Отправить сейчас", "Да, отправить")
    assert await counts(town) == {"waiting": 1, "unreachable": 6}


@pytest.mark.edge
async def test_what_is_too_long_is_refused_with_a_sentence(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await author.says("/announce")
    await author.taps("Новость")
    for text in ("я" * 3001, "&" * 1000, "{имя}" * 250):
        await author.says(text)
        assert author.sees("Слишком длинно")
    await author.says("я" * 3000)
    assert author.sees("Кому?")


@pytest.mark.edge
async def test_nobody_to_send_to_is_said_and_nothing_can_be_sent(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await composed(author)
    assert author.sees("7 человек (мессенджера нет ни у кого)")
    assert author.sees("Отправлять пока некому: никто из них ещё не вошёл в бота")
    assert "Готово" not in author.labels
    step = await step_of(town)
    await author.forges(f"ann_done:{step}")
    assert author.sees("Отправлять пока некому: никто из них ещё не вошёл в бота")
    assert await counts(town) == {}


async def step_of(town: Running) -> int:
    def query(repo):
        found = repo.accounts.conversation_of(find(repo, "Орлова").id)
        assert found is not None
        return found.step

    return await town.ask(query)


@pytest.mark.edge
async def test_a_forged_choice_never_leads_out_of_ones_scope(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    city = await entered(town, "vk", "Ли", 510)
    await entered(town, "telegram", "Лебедева", 511)
    away = await town.ask(lambda repo: find(repo, "Ли"))
    await composed(author)
    for data in (
        f"organization:{away.organization_id}:0",
        f"municipality:{away.municipality_id}:0",
        "association:99999:0",
        "subject:-1:0",
        "kind:77:0",
    ):
        await author.forges(f"ann_pick:{await step_of(town)}:{data}")
        assert author.sees("права на это у вас сейчас нет"), data
        await composed(author)
    for data in ("ann_by:{step}:municipality:0", "ann_by:{step}:nonsense:0", "ann_pick:{step}:nonsense:1:0"):
        before = len(author.toasts)
        await author.forges(data.format(step=await step_of(town)))
        assert len(author.toasts) == before + 1
    await confirmed(author)
    town.it_is(MONDAY + GRACE)
    reached = await town.ask(lambda repo: {one.teacher.last_name for one in repo.tx.session.query(Delivery)})
    assert reached == {"Лебедева", "Котова", "Зуев", "Миронова", "Белова", "Сомов", "Хасанова"}
    await city.says("меню")
    assert not any("приём заявок" in seen.text for seen in city.messages)


@pytest.mark.edge
async def test_a_teacher_and_a_deputy_announce_nothing(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    for number, name in enumerate(("Лебедева", "Хасанова")):
        somebody = await entered(town, messenger, name, 501 + number)
        await somebody.says("меню")
        assert "Объявление" not in somebody.labels
        await somebody.says("/announce")
        assert somebody.sees("права на это у вас сейчас нет")
        for data in ("ann_mine", "ann_card:1", "ann_stop:1", "ann_stop_yes:1", "ann_report:1", "ann_absent:1:0"):
            await somebody.says("меню")
            await somebody.forges(data)
            assert somebody.sees("права на это у вас сейчас нет")


@pytest.mark.edge
async def test_a_head_announces_to_the_members_of_her_association_only(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    head = await entered(town, messenger, "Белова")
    member = await entered(town, "vk", "Лебедева", 510)
    stranger = await entered(town, "telegram", "Котова", 511)
    await composed(head)
    assert head.sees("Все, за кого вы отвечаете: МО учителей математики")
    assert head.sees("2 человека (получит 1, ещё у 1 нет мессенджера)")
    assert "МО" not in head.labels
    await confirmed(head)
    town.it_is(MONDAY + GRACE)
    await member.gets("приём заявок")
    await stranger.says("меню")
    assert not any("приём заявок" in seen.text for seen in stranger.messages)


@pytest.mark.edge
async def test_the_institute_announces_to_the_region_by_municipality(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    staff = await entered(town, messenger, "Самойлов")
    city = await entered(town, "vk", "Ли", 510)
    district = await entered(town, "telegram", "Лебедева", 511)
    await composed(staff)
    assert staff.sees("9 человек (получат 2")
    await staff.taps("Муниципалитет", "Город Ключи", "Готово")
    assert staff.sees("Муниципалитет: Город Ключи")
    assert "✓ Муниципалитет" in staff.labels
    await confirmed(staff)
    town.it_is(MONDAY + GRACE)
    assert "Ким, приём заявок" in (await city.gets("приём заявок")).text
    await district.says("меню")
    assert not any("приём заявок" in seen.text for seen in district.messages)


@pytest.mark.edge
async def test_conditions_add_up_and_can_be_taken_back(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await entered(town, "vk", "Котова", 510)
    await composed(author)
    await author.taps("Предмет")
    assert author.labels[:2] == ["математика", "информатика"]  # what most of them teach comes first
    await author.taps("информатика", "математика")
    assert author.sees("6 человек")
    await author.taps("Готово", "Молодые специалисты")
    assert author.sees("2 человека (получит 1")
    await author.taps("Организация", "Школа № 2", "Готово")
    assert author.sees("1 человек")
    await author.taps("✓ Молодые специалисты")
    assert author.sees("2 человека")
    await author.taps("Сбросить")
    assert author.sees("7 человек")


@pytest.mark.edge
async def test_the_report_names_everybody_but_not_who_switched_us_off(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teacher = await entered(town, "vk", "Лебедева", 510)
    await entered(town, "telegram", "Миронова", 511)
    town.telegram.person(511).blocked = True  # Telegram has not told us yet
    await composed(author, "=HYPERLINK(1)")
    await confirmed(author)
    town.it_is(MONDAY + GRACE)
    await teacher.gets("HYPERLINK")

    async def is_refused() -> bool:
        return (await counts(town)).get("blocked") == 1

    await until(is_refused)
    await author.taps("Обновить")
    assert author.sees("Доставлено: 1")
    assert author.sees("Без мессенджера: 6")
    await author.taps("Кому передать лично")
    assert author.sees("Школа № 3, Заречный район: Белова Ирина Павловна; Зуев Пётр Ильич; Миронова Ольга Викторовна")
    await author.taps("Распечатать")
    page = "\n".join(one.text for one in Document(BytesIO(await file_of(town, author))).paragraphs)
    assert "=HYPERLINK(1)" in page
    assert "Миронова Ольга Викторовна" in page
    assert "Лебедева" not in page
    await author.taps("Назад", "Назад", "Отчёт")
    assert author.sees("Школа № 3, Заречный район: из 5 доставлено 1, нажали 0, без мессенджера 4")
    await author.taps("По МО")
    assert author.sees("доставлено 1")
    await author.taps("По мессенджерам")
    assert author.sees("ВКонтакте: из 1 доставлено 1, нажали 0")
    assert author.sees("нет подключения: из 6 доставлено 0, нажали 0, без мессенджера 6")
    await author.taps("Таблица Excel")
    book = load_workbook(BytesIO(await file_of(town, author)))
    assert book.sheetnames == ["Люди", "Школы", "МО", "Мессенджеры"]
    people = list(book["Люди"].values)
    assert people[0] == ("Кто", "Организация", "Муниципалитет", "Подключение", "Мессенджер", "Состояние", "Нажали")
    assert len(people) == 8
    states = {row[0].split()[0]: row[3:6] for row in people[1:]}
    assert states["Лебедева"] == ("подключение есть", "ВКонтакте", "доставлено")
    assert states["Миронова"] == states["Белова"] == ("нет подключения", "", "нет подключения")
    assert ("Школа № 3, Заречный район", "5", "1", "0", "4", "0", "0", "0", "0") in list(book["Школы"].values)
    assert all(cell.data_type == "s" for sheet in book for row in sheet for cell in row if cell.value is not None)


async def file_of(town: Running, person: Someone) -> bytes:
    """The newest message's file, as her messenger has it."""
    if person.messenger == "browser":
        kept = await town.app.hub.store.file(person.last.raw["file"]["id"])
        assert kept is not None
        return kept.data
    return person.last.files[0].data


@pytest.mark.parametrize("messenger", ["telegram", "vk"])  # in the browser her page is gone with her
@pytest.mark.edge
async def test_who_forgets_herself_meanwhile_gets_nothing_and_is_counted(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    teacher = await entered(town, messenger, "Лебедева", 510)
    await composed(author)
    await confirmed(author)
    await teacher.says("/forget")
    await teacher.taps("Да, удалить меня")
    town.it_is(MONDAY + GRACE)
    await author.taps("Обновить")
    assert author.sees("Без мессенджера: 7")


@pytest.mark.edge
async def test_ones_announcement_is_nobody_elses_business(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    head = await entered(town, messenger, "Белова", 510)
    await composed(author)
    await confirmed(author)
    number = await town.ask(lambda repo: repo.tx.session.query(Mailing).one().id)
    for data in ("ann_card", "ann_stop", "ann_stop_yes", "ann_report", "ann_absent"):
        await head.says("меню")
        await head.forges(f"{data}:{number}" + (":0" if data == "ann_absent" else ""))
        assert head.sees("права на это у вас сейчас нет")
    states = {one.state for one in await town.ask(lambda repo: repo.tx.session.query(Delivery).all())}
    assert DeliveryState.CANCELLED not in states


@pytest.mark.edge
async def test_cancel_drops_the_draft(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await composed(author)
    await author.says("отмена")
    assert author.sees("Отменил: объявление")
    await author.says("/announce")
    await author.taps("Новость", "Назад")
    assert author.sees("Что отправляем?")


@pytest.mark.edge
async def test_a_city_has_pages_to_choose_from(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    await town.change(schools)
    author = await entered(town, messenger, "Орлова")
    await composed(author)
    await author.taps("Организация")
    seen = list(author.labels)
    while "Дальше" in author.labels:
        await author.taps("Дальше")
        seen += author.labels
    assert {f"Лицей № {number}" for number in range(1, 10)} <= set(seen)
    await author.taps("Раньше", "Готово")
    assert author.sees("Кому?")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 40), max_size=60))
def test_every_option_stands_on_one_page_that_every_messenger_shows(lengths: list[int]) -> None:
    pages = paged(lengths)
    shown = [at for page in pages for row in page for at in range(row.start, row.stop)]
    assert shown == list(range(len(lengths)))
    assert all(len(page) <= 5 and sum(row.stop - row.start for row in page) <= 7 for page in pages)
    assert not any(
        row.stop - row.start > 1 and max(lengths[row.start : row.stop]) > 15 for page in pages for row in page
    )


def schools(repo) -> None:
    near = find(repo, "Лебедева").organization
    repo.tx.session.add_all(
        Organization(
            region_id=near.region_id, municipality_id=near.municipality_id, name=f"Лицей № {number}", kind=near.kind
        )
        for number in range(1, 10)
    )
