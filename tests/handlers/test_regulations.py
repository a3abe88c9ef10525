"""Changes in documents: written field by field, acknowledged in every messenger, found again, reminded of, reported."""

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.regulation_words import Acknowledge, Sheet
from storage.models import Acknowledgement, Mailing, MailingKind, Municipality, Regulation, Subject
from storage.repository import Repository
from tests.handlers.test_announcements import GRACE, composed, confirmed, three_teachers, to_maths
from tests.handlers.zarechny import entered
from tests.made import Made
from tests.people import Someone
from tests.running import Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
TITLE = "Аттестация: новые <сроки> & заявления"


async def written(author: Someone) -> None:
    """The card is whole."""
    await author.says("/announce")
    await author.taps("Изменение в документах")
    await author.says(TITLE, "Заявление подаётся до 1 числа месяца", "Все, у кого категория истекает в 2027 году")
    await author.says("до 20 декабря", "Приказ управления № 86 от 02.06.2026")


async def sent(town: Running, author: Someone) -> None:
    await written(author)
    await author.taps("Верно")
    await to_maths(author)
    await confirmed(author)
    town.it_is(MONDAY + GRACE)


async def test_a_change_is_begun_by_its_own_word(town: Running, messenger: str) -> None:
    author = await entered(town, messenger, "Орлова")
    await author.says("/announce")
    await author.taps("Изменение в документах")
    asked = author.last.text
    await author.says("меню", "/regulation")
    assert author.last.text == asked
    await author.says(TITLE)
    assert author.last.text != asked
    await author.says("меню")
    teacher = await entered(town, messenger, "Лебедева", 502)
    await teacher.says("/regulation")
    assert not teacher.sees(asked)


async def number(town: Running) -> int:
    return await town.ask(lambda repo: repo.tx.session.query(Regulation).one().mailing_id)


async def test_many_schools_have_pages(town: Running) -> None:
    town.it_is(MONDAY)
    await town.change(more_schools)
    author = await entered(town, "telegram", "Орлова", 520)
    await entered(town, "vk", "Лебедева", 510)
    await sent(town, author)
    await author.taps("Лист ознакомления", "Дальше", "Раньше")
    assert {"Дальше", "Кто не ознакомился", "В Excel", "В Word", "Назад", "В меню"} < set(author.labels)


def more_schools(repo: Repository) -> None:
    made = Made(repo.tx)
    maths = repo.tx.session.query(Subject).filter_by(key="mathematics").one()
    district = repo.tx.session.query(Municipality).filter_by(name="Заречный район").one()
    for number in range(6):
        made.teacher(maths, at=made.organization(f"Школа № {10 + number}", district))


async def test_a_regulation_is_sent_and_acknowledged_and_the_sheet_says_by_whom(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    teachers = await three_teachers(town)
    await written(author)
    assert author.sees("Сделать до: 20 декабря")
    await author.sends("document")
    assert author.sees("Файл: plan.pdf")
    await author.taps("Верно")
    await to_maths(author)
    await confirmed(author)
    assert author.sees("Изменение в документах\n📄 Аттестация: новые <сроки> & заявления")
    town.it_is(MONDAY + GRACE)
    for teacher in teachers:
        got = await teacher.gets("Источник: Приказ управления № 86 от 02.06.2026")
        assert got.text.startswith(f"📄 {TITLE}\nЧто изменилось: Заявление")
    anna = teachers[0]
    await anna.taps("Открыть файл")
    assert [file.data for seen in anna.messages for file in await anna.files(seen)] != []
    await anna.taps("Ознакомлена")
    assert anna.sees("✓ Ознакомлена 23 ноября, 10:00")
    assert "Ознакомлена" not in anna.labels
    town.it_is(MONDAY + timedelta(hours=1))
    await anna.forges(Acknowledge(id=await number(town)).pack())
    assert anna.sees("✓ Ознакомлена 23 ноября, 10:00")
    await author.taps("Лист ознакомления")
    assert author.sees("Для 5 человек, ознакомились: 1.")
    await author.taps("Кто не ознакомился")
    assert author.sees("Миронова Ольга Викторовна")
    assert not author.sees("Лебедева")


@pytest.mark.edge
async def test_the_message_itself_says_that_it_was_acknowledged(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева")
    await sent(town, author)
    got = await teacher.gets("Источник:")
    await teacher.says("меню")
    await teacher.taps("Ознакомлен(а)")
    changed = next(seen for seen in teacher.messages if seen.message_id == got.message_id)
    assert "✓ Ознакомлена 23 ноября, 10:00" in changed.text
    assert any("Отметил" in toast for toast in teacher.toasts)
    await teacher.taps("Вопрос методисту")
    await author.taps("Отозвать", "Да, отозвать")
    await teacher.gets("Объявление отозвано")  # by a message: a question stands open where the document stood
    changed = next(seen for seen in teacher.messages if seen.message_id == got.message_id)
    assert changed.text.startswith("Напишите сообщение")
    await teacher.says("А если категория истекает в январе?")
    await author.gets("А если категория истекает в январе?")


async def test_more_stands_under_what_takes_the_place_of_a_message_too_old_to_be_edited(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, "vk", "Лебедева")
    await sent(town, author)
    await teacher.gets("Источник:")
    town.vk.now = lambda: time.time() + 2 * 86400
    await teacher.taps("Ознакомлен(а)")
    await teacher.taps("Ещё")
    assert teacher.sees("Вопрос по объявлению задайте методисту"), "it is known which one"


async def test_who_got_nothing_cannot_acknowledge_nor_see_who_has(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, "vk", "Лебедева", 510)
    other = await entered(town, "browser", "Зуев", 511)
    await sent(town, author)
    for forged in (Acknowledge(id=await number(town)), Acknowledge(id=10**6), Sheet(id=await number(town), page=0)):
        await other.forges(forged.pack())
        assert "Ознакомлен" not in other.last.text
        await other.says("меню")
    await author.taps("Отозвать", "Да, отозвать")
    await teacher.forges(Acknowledge(id=await number(town)).pack())
    assert teacher.sees("Объявление отозвано")
    assert "Ознакомлен" not in " ".join(teacher.labels)
    assert await town.ask(lambda repo: repo.tx.session.query(Acknowledgement).count()) == 0
    await other.says("/docs")
    assert other.sees("Пока ничего не присылали")


async def test_what_is_too_long_or_past_is_said_at_once_and_asked_again(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "browser", "Орлова")
    await composed(author, "я" * 125, "Изменение в документах")
    assert author.sees("на 5 знаков")
    await author.says("Аттестация")
    assert author.sees("Осталось на всё вместе: 690 знаков")
    await author.says("я" * 700)
    assert author.sees("Слишком длинно на 10 знаков")
    await author.says("Новые сроки", "Для всех", "22.11.2026")
    assert author.sees("Этот день уже прошёл")
    await author.says("когда-нибудь")
    assert author.sees("Не понял, до какого числа")
    await author.says("сегодня", "Приказ № 1")
    assert author.sees("Сделать до: 23 ноября")
    await author.taps("Для кого")
    assert author.sees("Сейчас: Для всех")
    await author.taps("К карточке", "Срок")
    await author.says("в пятницу")
    assert author.sees("Сделать до: 27 ноября")
    await author.sends("voice")
    assert author.sees("Сюда подойдёт документ или фото")


@pytest.mark.edge
async def test_documents_are_listed_and_found_by_any_form_of_a_word(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, messenger, "Лебедева")
    await sent(town, author)
    await teacher.gets("Источник:")
    await teacher.says("документы")
    assert teacher.sees("ждёт вашей отметки")
    await teacher.taps("Найти")
    await teacher.says('"заявлениям" OR аттестаций* NOT (')
    assert teacher.sees("ничего не нашёл")
    await teacher.says("заявлениями, аттестацию")
    assert teacher.sees("• Аттестация")
    await teacher.taps(teacher.labels[0])
    assert teacher.sees("Что изменилось: Заявление")
    assert "Ещё" not in teacher.labels  # it is told by the message it stands under, and this is a card
    await teacher.taps("Ознакомлена")
    await teacher.says("документы")
    assert not teacher.sees("ждёт")


async def test_only_the_silent_are_reminded_and_only_twice(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    anna, daria = (await three_teachers(town))[:2]
    await sent(town, author)
    for teacher in (anna, daria):
        await teacher.gets("Источник:")
    await anna.taps("Ознакомлен(а)")
    await town.passes(MONDAY + timedelta(days=2, seconds=-30))
    assert await reminders(town) == 0
    for hours in (1, 2):
        await town.passes(MONDAY + timedelta(days=2, hours=hours))
    await daria.gets("Напоминаю")
    assert await reminders(town) == 1
    await town.passes(MONDAY + timedelta(days=5))  # Saturday
    assert await reminders(town) == 1
    for days in range(7, 20):
        await town.passes(MONDAY + timedelta(days=days, hours=1))
    assert await reminders(town) == 2
    assert not any("Напоминаю" in seen.text for seen in anna.messages)
    await daria.taps("Ознакомлен(а)")
    assert daria.sees("✓ Ознакомлена")


async def test_it_cannot_be_sent_after_its_own_deadline(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    await entered(town, "vk", "Лебедева", 510)
    await written(author)
    await author.taps("Верно", "Готово", "Другое время")
    await author.says("21.12 9:00")
    assert author.sees("К этому времени срок уже пройдёт")
    await author.says("20.12 9:00")
    assert author.sees("Отправить 1 человеку")


async def reminders(town: Running) -> int:
    return await town.ask(lambda repo: repo.tx.session.query(Mailing).filter_by(kind=MailingKind.REMINDER).count())


@pytest.mark.edge
async def test_a_deputy_gets_the_sheet_of_her_school_alone(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова", 520)
    teacher = await entered(town, "vk", "Лебедева", 510)
    await sent(town, author)
    await teacher.gets("Источник:")
    await teacher.taps("Ознакомлен(а)")
    deputy = await entered(town, messenger, "Хасанова", 530)
    await deputy.says("документы")
    await deputy.taps(deputy.labels[0], "Лист ознакомления")
    assert deputy.sees("Школа № 3: 1 из 3")
    assert not deputy.sees("Школа № 2")
    await deputy.taps("В Word", "К листу", "В Excel")
    files = [file for seen in deputy.messages for file in await deputy.files(seen)]
    assert [file.name.rsplit(".", 1)[1] for file in files] == ["docx", "xlsx"]
    book = load_workbook(BytesIO(files[1].data))
    rows = [[cell.value or "" for cell in row] for row in book.worksheets[0].iter_rows(min_row=5, max_row=7)]
    assert [row[1].split()[0] for row in rows] == ["Белова", "Лебедева", "Миронова"]
    assert [row[3] for row in rows] == ["", "23.11.2026 10:00", ""]
