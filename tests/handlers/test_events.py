"""Events: announced in one messenger, answered in all of them, reminded of, moved, called off."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from bot.screen import load
from storage.models import Answer, Event, EventAnswer, Mailing, MailingKind
from tests.handlers.test_afterwards import tap_delivered
from tests.handlers.test_announcements import composed
from tests.handlers.zarechny import came_in, entered, find
from tests.people import Someone, until
from tests.running import MESSENGERS, Running

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # ten in the morning where they live
GRACE = timedelta(seconds=31)
TEXT = "Семинар «Функциональная грамотность», чт, 26 ноября, 15:00, школа № 1, 2 места"
BEGINS = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


async def announced(town: Running, author: Someone, text: str = TEXT) -> None:
    """It is sent to everybody the author answers for, and has left."""
    await composed(author, text, "Мероприятие")
    await author.taps("Верно", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(town.app.clock() + GRACE)


async def teachers(town: Running) -> list[Someone]:
    names = ("Лебедева", "Котова", "Миронова")
    return [
        await entered(town, messenger, name, 510 + number)
        for number, (messenger, name) in enumerate(zip(MESSENGERS, names, strict=True))
    ]


async def answers(town: Running) -> dict[str, Answer]:
    def query(repo):
        return {repo.teachers.get(one.teacher_id).last_name: one.answer for one in repo.tx.session.query(EventAnswer)}

    return await town.ask(query)


async def file_of(town: Running, last_name: str) -> bytes:
    def query(repo):
        found = [load(one.screen).file for one in repo.accounts.of(find(repo, last_name).id) if one.screen]
        return next(file.data for file in found if file)

    return await town.ask(query)


async def test_an_event_is_announced_answered_and_the_author_sees_who_comes(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    anna, daria, olga = await teachers(town)
    await composed(author, TEXT, "Мероприятие")
    for said in ("Понял так", "Семинар «Функциональная грамотность»", "чт, 26 ноября, 15:00", "школа № 1", "2 места"):
        assert author.sees(said)
    assert author.labels[:4] == ["Верно", "Изменить дату и место", "Изменить число мест", "Изменить текст"]
    await announced(town, author)
    for teacher in (anna, daria, olga):
        got = await teacher.gets("Функциональная грамотность")
        assert "Когда: чт, 26 ноября, 15:00\nГде: школа № 1" in got.text
        assert teacher.labels == ["Буду", "Не смогу", "В календарь", "Ещё"]
    before = anna.last.message_id
    await anna.taps("Буду")
    assert anna.sees("✓ Вы идёте")
    assert (anna.last.message_id, anna.last.edited) == (before, True)
    assert anna.labels == ["Не смогу", "В календарь", "Назад", "В меню"]
    await daria.taps("Буду")
    await olga.taps("Буду")
    assert olga.sees("Мест нет, вы в очереди. Ваш номер 1")
    await anna.taps("Не смогу")
    assert anna.sees("не сможете")
    got = await olga.gets("освободилось место")
    assert "школа № 1" in got.text
    assert await answers(town) == {
        "Лебедева": Answer.DECLINED, "Котова": Answer.GOING, "Миронова": Answer.GOING
    }  # fmt: skip
    await anna.taps("Встать в очередь")
    assert anna.sees("Ваш номер 1")
    await author.taps("Обновить", "Кто идёт")
    assert author.sees("Будут: 2\nВ очереди: 1\nНе ответили: 4")
    await author.taps("Число мест")
    assert author.sees("Сейчас: 2 места. Будут: 2.")
    await author.says("два")
    assert author.sees("целое число")
    await author.taps("Без ограничения")
    assert author.sees("не ограничено")
    await anna.gets("освободилось место")
    await author.taps("Назад")
    assert author.sees("Будут: 3\nНе ответили: 4")
    await author.taps("Число мест")
    await author.says("2")
    assert author.sees("Теперь 2 места")
    await author.taps("Назад")
    assert author.sees("2 места")
    assert author.sees("Будут: 3")
    await author.taps("Список")
    assert author.sees("1. Котова Дарья Андреевна, Школа № 2")
    await author.taps("Назад", "Список в Excel")
    (file,) = await author.files(author.last)
    assert list(load_workbook(BytesIO(file.data)).active.values) == [
        ("Кто", "Организация", "Ответ"),
        ("Котова Дарья Андреевна", "Школа № 2", "будет"),
        ("Лебедева Анна Сергеевна", "Школа № 3", "будет"),
        ("Миронова Ольга Викторовна", "Школа № 3", "будет"),
    ]


@pytest.mark.edge
async def test_what_the_text_does_not_say_is_asked(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await entered(town, "vk", "Лебедева", 510)
    await composed(author, "Встреча молодых <педагогов>", "Мероприятие")
    assert author.sees("Когда и где?")
    await author.says("когда-нибудь")
    assert author.sees("Не понял, когда")
    await author.says("20 ноября в 15:00")
    assert author.sees("уже прошло")
    await author.says("в субботу, 27 ноября")
    assert author.sees("Не понял, какой это день: «в субботу, 27 ноября»")
    await author.says("27 ноября")
    assert author.sees("Понял день: пт, 27 ноября. Во сколько начало?")
    await author.says("16")
    assert author.sees("Где это будет?")
    await author.says("https://example.org/room")
    assert author.sees("Встреча молодых <педагогов>")
    assert author.sees("Когда: пт, 27 ноября, 16:00\nСсылка: https://example.org/room\nЧисло мест не ограничено")
    await author.taps("Изменить число мест")
    await author.says("много")
    assert author.sees("целое число")
    await author.says("30")
    assert author.sees("30 мест")
    await author.taps("Изменить дату и место")
    await author.says("28.11 10:00–12:00, Дом культуры")
    assert author.sees("Когда: сб, 28 ноября, 10:00–12:00\nГде: Дом культуры")
    await author.taps("Верно", "Готово", "Другое время")
    await author.says("29.11 15:00")
    assert author.sees("К этому времени мероприятие уже начнётся")


async def test_asked_for_the_hour_one_may_name_another_day_or_the_place_too(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    await composed(author, "Курсы 27 – 28 ноября в 10 утра, школа № 2", "Мероприятие")
    assert author.sees("Не понял, какой это день: «27 – 28 ноября»")
    await author.says("27 ноября")
    assert author.sees("Когда: пт, 27 ноября, 10:00\nГде: школа № 2")
    await author.says("отмена")
    for said, seen in (
        ("28 ноября в 15 ч. 30 мин., школа № 2", "Когда: сб, 28 ноября, 15:30\nГде: школа № 2"),
        ("в 3 часа дня, школа № 2", "Когда: пт, 27 ноября, 15:00\nГде: школа № 2"),
    ):
        await composed(author, "Встреча 27 ноября", "Мероприятие")
        assert author.sees("Понял день: пт, 27 ноября. Во сколько начало?")
        await author.says(said)
        assert author.sees(seen)
        await author.says("отмена")


async def test_a_whole_day_is_that_day_of_its_own_place_wherever_one_lives(town: Running, messenger: str) -> None:
    def far(repo) -> None:
        event = repo.tx.session.query(Event).one()
        event.is_all_day, event.time_zone = True, "Asia/Kamchatka"
        event.starts_at = datetime(2026, 11, 27, tzinfo=ZoneInfo("Asia/Kamchatka"))  # five on Thursday afternoon here

    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    anna = await entered(town, messenger, "Лебедева", 510)
    await announced(town, author)
    await anna.gets("Функциональная грамотность")
    await town.change(far)
    await anna.says("мероприятия")
    assert anna.sees("пт, 27 ноября, весь день")
    assert anna.labels[0].startswith("27.11")


async def test_reminders_go_to_those_who_come_once_and_never_after_a_change(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    anna, daria, olga = await teachers(town)
    await announced(town, author)
    for teacher in (anna, daria, olga):
        await teacher.gets("Функциональная")
    await anna.taps("Буду")
    await daria.taps("Не смогу")
    await town.passes(BEGINS - timedelta(hours=24, minutes=1))
    await town.passes(BEGINS - timedelta(hours=24))
    await town.passes(BEGINS - timedelta(hours=23))
    await anna.gets("Напоминаю о мероприятии")
    await olga.taps("Буду")  # too late for the day before
    await town.passes(BEGINS - timedelta(hours=22))
    await town.passes(BEGINS - timedelta(hours=2))
    await town.passes(BEGINS - timedelta(hours=1))
    for teacher in (anna, olga):
        await teacher.gets("Скоро начало")
    await daria.says("меню")
    seen = [[sum(words in one.text for one in who.messages) for words in ("Напоминаю", "Скоро начало")]
            for who in (anna, daria, olga)]  # fmt: skip
    assert seen == [[1, 0 + 1], [0, 0], [0, 1]]


async def test_what_is_moved_keeps_what_is_not_said_and_two_who_move_it_see_each_other(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    anna = await entered(town, "browser", "Лебедева", 510)
    await announced(town, author, "Форум «Читаем», 26 ноября, 15:00–16:30, школа № 1")
    await anna.gets("Форум")
    event = await town.ask(lambda repo: repo.tx.session.query(Event).one().id)
    for said, seen in (
        ("27 ноября", "Когда: пт, 27 ноября, 15:00–16:30\nГде: школа № 1"),
        ("в 16:00", "Когда: чт, 26 ноября, 16:00\nГде: школа № 1"),
        ("лицей № 4", "Когда: чт, 26 ноября, 15:00–16:30\nГде: лицей № 4"),
    ):
        await author.forges(f"ev_change:{event}")
        await author.says(said)
        assert author.sees(seen)
    await town.change(lambda repo: repo.tx.session.query(Event).update({"place": "ДК", "sequence": 1}))
    await author.taps("Да, перенести")
    assert any("за это время изменили" in toast for toast in author.toasts)
    await author.taps("Да, перенести")
    assert author.sees("Где: лицей № 4")
    await town.change(lambda repo: repo.tx.session.query(Event).update({"is_all_day": True}))
    await author.taps("Изменить дату и место")
    await author.says("28 ноября")
    assert author.sees("Когда: сб, 28 ноября, весь день")
    town.it_is(MONDAY + timedelta(days=9))
    await author.taps("Да, перенести")
    assert any("уже прошло" in toast for toast in author.toasts)


@pytest.mark.edge
async def test_a_change_asks_again_and_the_calendar_follows(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    anna, daria, _ = await teachers(town)
    await announced(town, author)
    await anna.gets("Функциональная")
    await anna.taps("Буду", "В календарь")
    assert anna.sees("встанет в ваш календарь")
    first = Calendar.from_ical(await file_of(town, "Лебедева")).events[0]
    await tap_delivered(daria, "Функциональная", "Ещё")
    await author.taps("Обновить", "Кто идёт", "Изменить дату и место")
    await author.says("27 ноября в 16:00, лицей № 4")
    assert author.sees("Когда: пт, 27 ноября, 16:00\nГде: лицей № 4")
    assert author.sees("Напишу 1 человеку")
    await author.taps("Да, перенести")
    assert author.sees("Будут: 1\nиз них ещё не подтвердили новое время: 1")
    await anna.gets("Мероприятие перенесено")
    assert not any("перенесено" in seen.text for seen in daria.messages)  # but the invitation says the new time
    await until(lambda: any("пт, 27 ноября, 16:00\nГде: лицей № 4" in seen.text for seen in daria.messages))
    assert not any("чт, 26 ноября, 15:00\nГде" in seen.text for seen in daria.messages)
    await town.passes(BEGINS - timedelta(hours=2))
    assert not any("Скоро начало" in seen.text for seen in anna.messages)
    await anna.taps("Буду")
    assert anna.sees("✓ Вы идёте")
    await anna.taps("В календарь")
    second = Calendar.from_ical(await file_of(town, "Лебедева")).events[0]
    assert (first["UID"], first["SEQUENCE"], second["SEQUENCE"]) == (second["UID"], 0, 1)
    assert second.decoded("DTSTART") == datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    await author.taps("Отменить мероприятие", "Да, отменить")
    await until(lambda: any(seen.button("Убрать из календаря") for seen in anna.messages))
    await anna.taps("Убрать из календаря")
    third = Calendar.from_ical(await file_of(town, "Лебедева")).events[0]
    assert (third["STATUS"], third["SEQUENCE"], third["UID"]) == ("CANCELLED", 2, first["UID"])
    await until(lambda: any("Мероприятие отменено" in seen.text for seen in daria.messages))
    for teacher in (anna, daria):  # neither the announcement nor what was told of the move invites any more
        await until(lambda person=teacher: not any(seen.button("Буду") for seen in person.messages))
    number = await town.ask(lambda repo: repo.tx.session.query(Event).one().id)
    await daria.forges(f"ev_go:{number}")
    assert daria.sees("Мероприятие отменено")
    assert await answers(town) == {"Лебедева": Answer.GOING}


async def test_two_who_tap_at_once_for_the_last_seat_are_one_guest_and_one_in_the_queue(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "browser", "Орлова")
    people = await teachers(town)
    await announced(town, author, TEXT.replace("2 места", "1 место"))
    for teacher in people:
        await teacher.gets("Функциональная")
    await asyncio.gather(*(teacher.taps("Буду") for teacher in people))
    found = sorted((await answers(town)).values())
    assert found == [Answer.GOING, Answer.WAITING, Answer.WAITING]


@pytest.mark.edge
async def test_the_list_shows_ones_own_by_week_and_nobody_elses(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "vk", "Орлова")
    anna = await entered(town, messenger, "Лебедева", 510)
    far = await entered(town, "telegram", "Ли", 511)
    await anna.says("мероприятия")
    assert anna.sees("Пока ничего не объявлено")
    await announced(town, author)
    await announced(town, author, "Конференция 10 декабря в 10:00, лицей № 4")
    await anna.gets("Функциональная")
    await anna.gets("Конференция")
    await anna.says("меню")
    await anna.taps("Мероприятия")
    assert anna.sees("23 ноября — 29 ноября")
    assert anna.labels[0] == "26.11 Семинар «Функцион…"
    await anna.taps("Дальше")
    assert anna.sees("чт, 10 декабря, 10:00 Конференция")
    await anna.taps("10.12 Конференция")
    assert anna.sees("Сможете прийти?")
    await anna.taps("Буду", "Назад", "Мои")
    assert anna.sees("Конференция ✓ вы идёте")
    assert not anna.sees("Семинар")
    await anna.taps("Моё МО")
    assert anna.sees("Пока ничего не объявлено")
    number = await town.ask(lambda repo: repo.tx.session.query(Event).first().id)
    for data in ("ev_card", "ev_go", "ev_no", "ev_ics", "ev_desk", "ev_xlsx", "ev_change", "ev_off"):
        await far.says("меню")
        await far.forges(f"{data}:{number}")
        assert far.sees("права на это у вас сейчас нет"), data
    for data in ("ev_desk", "ev_xlsx", "ev_change", "ev_off", "ev_names"):
        await anna.says("меню")
        await anna.forges(f"{data}:{number}" + (":0" if data == "ev_names" else ""))
        assert anna.sees("права на это у вас сейчас нет"), data


@pytest.mark.parametrize("messenger", ["telegram", "vk"])  # in the browser her page is gone with her
@pytest.mark.edge
async def test_whoever_forgets_herself_leaves_her_seat_to_the_next(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "browser", "Орлова")
    anna = await entered(town, messenger, "Лебедева", 510)
    daria = await entered(town, "telegram", "Котова", 511)
    await announced(town, author, TEXT.replace("2 места", "1 место"))
    await anna.gets("Функциональная")
    await anna.taps("Буду")
    await daria.gets("Функциональная")
    await daria.taps("Буду")
    await anna.says("/forget")
    await anna.taps("Да, удалить меня")
    await town.passes(MONDAY + timedelta(minutes=5))
    await daria.gets("освободилось место")
    assert await answers(town) == {"Котова": Answer.GOING}
    kinds = await town.ask(lambda repo: [one.kind for one in repo.tx.session.query(Mailing)])
    assert kinds.count(MailingKind.NOTE) == 1


STRUCTURED = "{имя}, семинар «Читаем»\nКогда: чт, 26 ноября, 15:00\nГде: школа № 1\n\nПрограмма на сайте, ждём <всех>"


async def test_formatting_and_names_stay_and_nothing_is_said_twice(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    anna = await entered(town, messenger, "Лебедева", 510)
    await author.says("/announce")
    await author.taps("Мероприятие")
    bold = {"type": "bold", "offset": STRUCTURED.index("Программа"), "length": 9}
    await author.does(lambda: author.person.sends({"text": STRUCTURED, "entities": [bold]}))
    assert author.sees("Понял так:\nСеминар «Читаем»")
    await author.taps("Верно", "Готово", "Отправить сейчас", "Да, отправить")
    town.it_is(MONDAY + GRACE)
    got = await anna.gets("Анна Сергеевна, семинар «Читаем»")
    assert got.text.count("26 ноября") == got.text.count("школа № 1") == 1
    assert "Программа на сайте, ждём <всех>" in got.text
    assert is_bold(got, "Программа")
    await anna.taps("Буду")
    assert anna.last.text.count("26 ноября") == 1
    assert is_bold(anna.last, "Программа")
    await anna.taps("В календарь")
    entry = Calendar.from_ical(await file_of(town, "Лебедева")).events[0]
    assert str(entry["DESCRIPTION"]).startswith("Анна Сергеевна, семинар «Читаем»\n\nПрограмма")


def is_bold(seen, word: str) -> bool:
    """Whether the word is shown so, as each messenger keeps it."""
    raw = str(seen.raw.get("spans") or seen.raw.get("format_data") or seen.raw.get("entities") or seen.raw)
    return "bold" in raw or f"<b>{word}</b>" in raw


@pytest.mark.edge
async def test_recalling_an_invitation_calls_the_event_off(town: Running, messenger: str) -> None:
    town.it_is(MONDAY)
    author = await entered(town, messenger, "Орлова")
    anna, daria, _ = await teachers(town)
    await announced(town, author)
    await tap_delivered(anna, "Функциональная", "Буду")
    await author.taps("Обновить")
    number = await town.ask(lambda repo: repo.tx.session.query(Event).one().mailing_id)
    await author.forges(f"ann_recall:{number}")
    assert any("неактуальна" in toast for toast in author.toasts)
    await author.taps("Отозвать")
    assert author.sees("Отменить мероприятие?\nСеминар «Функциональная грамотность»")
    assert author.sees("Напишу 1 человеку")
    await author.taps("Да, отменить")
    assert author.sees("Мероприятие отменено.\nБудут: 1\nНе ответили")
    await anna.gets("Приходить не нужно")
    await until(lambda: any("Мероприятие отменено" in seen.text for seen in daria.messages))
    await author.forges(f"ann_card:{number}")
    assert author.sees("Семинар «Функциональная грамотность»")
    assert "Отозвать" not in author.labels


async def test_an_event_read_in_what_one_missed_stands_in_one_s_list(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "browser", "Орлова")
    await entered(town, "telegram", "Котова", 511)
    await announced(town, author)
    town.it_is(MONDAY + timedelta(hours=1))
    late = await came_in(town, "telegram", "Лебедева", 510)
    await late.taps(next(one for one in late.labels if one.startswith("Семинар")))
    await late.says("мероприятия")
    assert late.sees("Функциональная грамотность")


async def test_an_hour_by_the_clock_of_moscow_is_shown_by_one_s_own_before_it_is_sent(town: Running) -> None:
    town.it_is(MONDAY)
    author = await entered(town, "telegram", "Орлова")
    await composed(author, "Вебинар «Читаем», 26 ноября, 14:00 по мск, школа № 1", "Мероприятие")
    assert author.sees("чт, 26 ноября, 16:00")
    assert author.sees("пересчитано на ваше")
    await author.taps("Изменить дату и место")
    await author.says("26 ноября, школа № 1")
    await author.taps("Весь день")
    assert not author.sees("пересчитано на ваше")
    await author.taps("Изменить дату и место")
    await author.says("26 ноября, школа № 1", "23:00 по московскому времени")
    assert author.sees("пт, 27 ноября, 01:00")
    assert author.sees("пересчитано на ваше")
    await author.taps("Изменить дату и место")
    await author.says("26 ноября 15:00")
    assert author.sees("чт, 26 ноября, 15:00")
    assert not author.sees("пересчитано на ваше")
