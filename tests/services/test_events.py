"""The rules of events: what a text says, who gets a seat, when reminders leave, what a calendar is given."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from bot.announcing.events import vocabulary
from bot.services import (
    announcements,
    event_calendar,
    event_desk,
    event_keeping,
    event_list,
    event_mailings,
    event_reminders,
    event_text,
    events,
    passing,
    personal_data,
)
from bot.services.access import ForbiddenError
from bot.services.announced import stop
from bot.services.announcements import Timing, Words
from bot.services.event_desk import PastError, Plan
from bot.services.event_times import Lead, window
from bot.services.events import Only
from bot.services.notes import Note
from bot.texts import load_texts
from storage.models import (
    Answer,
    Audit,
    Delivery,
    DeliveryState,
    Event,
    Level,
    Mailing,
    MailingKind,
    MailingState,
    QuietHours,
)
from storage.repositories.audiences import Condition, When
from tests.made import TODAY

HOME = ZoneInfo("Asia/Yekaterinburg")
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=1)
BEGINS = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
PLAN = Plan("Seminar", "Seminar in brief", BEGINS, None, False, HOME.key, "School 1", "", 1)
WORDS = vocabulary(load_texts())
HERE = datetime(2026, 11, 22, 14, 0, tzinfo=HOME)


def notice(event, lead=None):
    return Note(f"{event.title} {lead or ''}", [])


@pytest.fixture
def town(made):
    made.author = made.methodist()
    made.people = [made.teacher(made.maths) for _ in range(4)]
    for person in made.people:
        made.account(person)
    made.act = made.actor(made.author)
    return made


def announced(town, plan=PLAN, actor=None, choices=None, timing=Timing(None, None, HOME)) -> Event:  # noqa: B008
    actor, words = actor or town.act, Words(MailingKind.EVENT, f"Event\n\n{facts_of(plan)}", [])
    mailing = announcements.send(town.repo, actor, words, choices or {}, timing, 100, MONDAY, TODAY)
    keep = (mailing, plan, choices or {}, lambda number: [[("yes", f"ev_go:{number}", 0, "")]], MONDAY, TODAY)
    return event_keeping.keep(town.repo, actor, *keep)


def facts_of(event) -> str:
    return f"{event.starts_at:%d.%m %H:%M} {event.place}"


def says(town, person, event, goes=True, now=LATER) -> Answer | None:
    assert events.answer(town.repo, town.actor(person), event.id, goes, notice, now)
    return events.card(town.repo, town.actor(person), event.id, now).answer


def notes(town, kind=MailingKind.NOTE) -> list[Mailing]:
    return town.tx.session.query(Mailing).filter_by(kind=kind).order_by(Mailing.id).all()


def told(town, mailing) -> set[int]:
    return {one.teacher_id for one in town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id)}


@pytest.mark.parametrize(
    ("text", "title", "begins", "place", "seats"),
    [
        ("Сбор «Мы», чт, 26 ноября, 15:00, школа № 1, 30 мест", "Сбор «Мы»", "26.11 15:00", "школа № 1", 30),
        ("Семинар 26.11 15:00 каб. 21", "Семинар", "26.11 15:00", "каб. 21", None),
        ("Круглый стол в четверг в 15, лицей № 4, каб. 12", "Круглый стол", "26.11 15:00", "лицей № 4, каб. 12", None),
        ("Урок завтра в 10 часов в школе № 3", "Урок", "23.11 10:00", "в школе № 3", None),
        ("Сбор\nКогда: 3 декабря 2026 в 14-30\nГде: ДК «Мир», 2\nМест: 40", "Сбор", "03.12 14:30", "ДК «Мир», 2", 40),
        ("Форум 5 декабря 2026 года с 10 до 16 часов", "Форум", "05.12 10:00", "", None),
        ("Урок 5 декабря в 3 часа дня, школа № 5", "Урок", "05.12 15:00", "школа № 5", None),
        ("Вебинар 30.11 в 6 вечера", "Вебинар", "30.11 18:00", "", None),
        ("Смотр 30.11, 15 ч. 30 мин., каб. 7", "Смотр", "30.11 15:30", "каб. 7", None),
        ("Курс на 3 дня 30.11", "Курс на 3 дня", None, "", None),
        ("Встреча 30.11 в 15.30, актовый зал", "Встреча", "30.11 15:30", "актовый зал", None),
        ("«Школа № 1 будущего», 30 учеников", "«Школа № 1 будущего», 30 учеников", None, "", None),
    ],
)  # fmt: skip
def test_day_hour_place_and_seats_are_understood_from_the_text(text, title, begins, place, seats):
    found = event_text.read(text, WORDS, HERE)
    assert (found.title, found.place, found.seats) == (title, place, seats)
    assert (found.starts_at and f"{found.starts_at:%d.%m %H:%M}") == begins


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Заявки до 15 декабря. Встреча 20 декабря в 11:00", "20.12 11:00"),
        ("Заявки до 15 декабря 18:00. Встреча 20 декабря", "20.12"),
        ("Заявки до 15 декабря. Встреча завтра в 11:00", "23.11 11:00"),
        ("Заявки по\n1 декабря, встреча 2 декабря", "02.12"),
        ("Встреча, заявки до 15 декабря", "15.12"),
        ("Запись 1 декабря. Урок 5 декабря, начало в 15", "05.12 15:00"),
        ("Курсы с 1 по 5 декабря, 10:00", "01.12 10:00"),
        ("Курсы 1–5 декабря, 10:00", "01.12 10:00"),
        ("Курсы с 1-5.12 в 10:00", "01.12 10:00"),
        ("Курсы с 01.12 по 05.12 в 15:00", "01.12 15:00"),
        ("Курсы 01.12-05.12", "01.12"),
        ("Курсы 1 декабря – 5 декабря, 15:00", "01.12 15:00"),
        ("Сбор 1 декабря и 3 декабря в 15:00", "01.12 15:00"),
        ("Сбор 1 и 3 декабря в 15:00", "01.12 15:00"),
        ("Урок в 15.10 5 декабря", "05.12 15:10"),
        ("5 декабря с 10.00 до 12.10", "05.12 10:00"),
        ("Курсы с 30 по 2 декабря в 10 утра", "30.11 10:00"),
        ("Курсы с 30 по 2 января 2027", "30.12"),
        ("Курсы с 30 по 2.01.27 в 10:00", "30.12 10:00"),
        ("Каб. 27 – 28 ноября в 10:00", "28.11 10:00"),
        ("Школа № 27, 28 ноября в 10:00", "28.11 10:00"),
        ("Сбор с 10 до 12, 28 ноября", "28.11 10:00"),
        ("Семинар 5\n- 28 ноября в 10:00", "28.11 10:00"),
        ("Мест: 20, 28 ноября в 10:00", "28.11 10:00"),
        ("Следующее занятие в среду в 15:00", "25.11 15:00"),
        ("Совещание 1 декабря в 3 часа", "01.12 15:00"),
        ("Совещание 1 декабря, в 2 часа 30 минут", "01.12 14:30"),
        ("Выезд 1 декабря в 5 утра", "01.12 05:00"),
        ("Выезд 1 декабря в 5:00", "01.12 05:00"),
        ("Выезд 1 декабря в 05 часов", "01.12 05:00"),
        ("Сбор 1 декабря в 6 часов", "01.12 06:00"),
    ],
)  # fmt: skip
def test_of_several_days_the_one_is_taken_on_which_it_begins(text, begins):
    found = event_text.read(text, WORDS, HERE)
    assert f"{found.starts_at or found.day:{'%d.%m %H:%M' if found.starts_at else '%d.%m'}}" == begins


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("Курсы 27 – 28 ноября, 10:00", "27 – 28 ноября"),
        ("Занятие 3 – 5 декабря в 15:00", "3 – 5 декабря"),
        ("Курсы 30-2 декабря в 10:00", "30-2 декабря"),
        ("Курсы 27/28.11 в 10:00", "27/28.11"),
        ("Курсы 5, 12 и 19 декабря в 15:00", "5, 12 и 19 декабря"),
        ("Школа № 27, 28 и 29 ноября", "27, 28 и 29 ноября"),
        ("Сбор 27 ноября, 28 ноября в 10:00", "27 ноября, 28 ноября"),
        ("Сбор в пятницу, 28 ноября, в 10:00", "в пятницу, 28 ноября"),
        ("Сбор в следующую пятницу в 10:00", "в следующую пятницу"),
        ("Сбор на следующей неделе в среду", "в среду"),
    ],
)
def test_a_day_that_may_be_another_one_is_asked_for_instead_of_guessed(text, unclear):
    found = event_text.read(text, WORDS, HERE)
    assert (found.day, found.unclear, found.is_past) == (None, unclear, False)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Вебинар 27 ноября в 14:00 по мск", "27.11 23:00"),
        ("Вебинар 27.11 в 14 по московскому времени", "27.11 23:00"),
        ("Вебинар 27.11, 14:00 (МСК)", "27.11 23:00"),
        ("Вебинар 27.11 14:00МСК", "27.11 23:00"),
        ("Вебинар 27.11 в 3 часа дня по Москве", "28.11 00:00"),
        ("Вебинар 27.11 14:00 МСК+4", "27.11 19:00"),
        ("Вебинар 27.11 14:00 мск-1", "28.11 00:00"),
        ("Вебинар 27.11 14:00 мск +\u00a04", "27.11 19:00"),
        ("Вебинар 27.11 10:00 мск - 15 мест", "27.11 19:00"),
        ("Вебинар 27.11. Время: МСК 10:00", "27.11 19:00"),
        ("27.11 сбор 10:00, начало 11:00. Время московское.", "27.11 19:00"),
        ("Вебинар 27.11 10:00 мск (19:00 по местному)", "27.11 19:00"),
        ("Вебинар 27.11 в 18:00 (9:00 мск)", "27.11 18:00"),
        ("Вебинар сегодня в 19:00 мск", "23.11 04:00"),
        ("Вебинар 22 ноября в 4:55 мск", None),
        ("Экскурсия по Москве 27.11 в 15:00", "27.11 15:00"),
        ("Сбор 27.11 в 15:00, Москва, ул. Мира", "27.11 15:00"),
        ("Вебинар 27.11 14:00 мск 23:00 по местному", "27.11 23:00"),
        ("Вебинар 27.11 14:00 по моск. времени", "27.11 23:00"),
        ("Вебинар 27.11, 18:00 (МСК 9:00)", "27.11 18:00"),
        ("Вебинар 27.11, 14:00 UTC+3", "27.11 23:00"),
        ("Вебинар 27.11, 14:00 (GMT +03:00)", "27.11 23:00"),
        ("Вебинар 27.11, 10:00 по UTC", "27.11 22:00"),
        ("Вебинар 27.11, 18:00 (9:00 UTC+3)", "27.11 18:00"),
        ("Вебинар 27.11, 18:00 UTC+12", "27.11 18:00"),
    ],
)  # fmt: skip
def test_an_hour_by_the_clock_of_moscow_is_said_by_the_authors(text, there):
    found = event_text.read(text, WORDS, HERE.replace(tzinfo=ZoneInfo("Asia/Kamchatka")))
    assert (found.starts_at and f"{found.starts_at:%d.%m %H:%M}") == there
    assert found.is_past is (there is None)
    assert found.is_elsewhere is (there not in (None, "27.11 18:00", "27.11 15:00"))


def test_an_end_and_an_hour_that_is_asked_alone_are_by_the_same_clock():
    here = HERE.replace(tzinfo=ZoneInfo("Asia/Kamchatka"))
    found = event_text.read("Вебинар 27.11 с 10 до 16 часов по московскому времени", WORDS, here)
    assert (found.hour, found.end, found.ends_at) == (time(19), time(1), datetime(2026, 11, 28, 1))  # noqa: DTZ001
    assert found.left == (len("Вебинар"),)
    alone = event_text.only_hour("20 мск", WORDS, date(2026, 12, 31), here)
    assert (alone.day.date(), alone.hour, alone.is_elsewhere) == (date(2027, 1, 1), time(5), True)
    assert event_text.only_hour("20:00", WORDS, date(2026, 12, 31), here).day is None
    unclear = event_text.read("Вебинар 27 – 28 ноября, 14:00 мск", WORDS, here)
    assert (unclear.hour, unclear.unclear) == (None, "27 – 28 ноября")


def only_hour(text):
    found = event_text.only_hour(text, WORDS, HERE.date(), HERE)
    return found and (found.hour, found.end)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Семинар «X», чт, 26 ноября, 15:00, школа № 1, 30 мест", ["Семинар «X»"]),
        ("Семинар\nКогда: 26 ноября, 15:00\nГде: школа № 1\nЖдём", ["Семинар", "", "", "Ждём"]),
        ("Ждём 26 ноября в 15:00 на семинаре", ["Ждём 26 ноября в 15:00 на семинаре"]),
        ("Семинар 26 ноября в 15:00; заявки до 20 ноября", ["Семинар 26 ноября в 15:00; заявки до 20 ноября"]),
        ("26 ноября, 15:00, школа № 1", ["26 ноября, 15:00, школа № 1"]),
        ("Курсы 1–5 декабря, 15:00, школа № 1", ["Курсы 1–5 декабря"]),
    ],
)
def test_what_is_told_below_the_text_is_left_out_of_it_where_nothing_else_is_lost(text, left):
    found = event_text.read(text, WORDS, HERE)
    assert [line[:most] for line, most in zip(text.split("\n"), found.left, strict=True)] == left


def test_links_ends_and_days_that_are_over_are_told_apart():
    found = event_text.read("Вебинар 27.11.2026 с 15.30 до 17.00 https://example.org/a?b=1. Ждём", WORDS, HERE)
    assert (found.link, found.hour, found.end) == ("https://example.org/a?b=1", time(15, 30), time(17))
    assert event_text.read("Сбор 12 октября в 15:00", WORDS, HERE).is_past
    assert event_text.read("Сбор сегодня в 9:00", WORDS, HERE).is_past
    assert event_text.read("Сбор 31 ноября в 15:00", WORDS, HERE).day is None
    assert only_hour("15–17") == (time(15), time(17))
    assert only_hour("позже") is None
    assert only_hour("с 2 до 4 часов дня") == (time(14), time(16))
    assert only_hour("с 10 до 2 часов дня") == (time(10), time(14))
    assert only_hour("6-8 вечера") == (time(18), time(20))
    assert only_hour("12 часов дня") == (time(12), None)
    assert only_hour("3") == only_hour("в 3 часа") == (time(15), None)
    assert only_hour("3:00") == (time(3), None)
    assert only_hour("с 3 до 5") == (time(15), time(17))
    assert only_hour("с 10 до 2") == (time(10), time(14))
    assert only_hour("с 5 до 8") == (time(17), time(20))
    assert only_hour("с 5 до 8 утра") == (time(5), time(8))
    assert only_hour("с 9 до 18") == (time(9), time(18))


def test_a_seat_that_becomes_free_goes_to_the_first_in_the_queue_and_she_is_told_once(town):
    event = announced(town)
    one, two, three, _ = town.people
    assert [says(town, who, event) for who in (one, two, three)] == [Answer.GOING, Answer.WAITING, Answer.WAITING]
    assert events.card(town.repo, town.actor(three), event.id, LATER).place == 2
    assert says(town, one, event, goes=False) is Answer.DECLINED
    assert says(town, one, event, goes=False) is Answer.DECLINED
    assert [told(town, mailing) for mailing in notes(town)] == [{two.id}]
    assert says(town, two, event) is Answer.GOING
    assert says(town, one, event) is Answer.WAITING
    assert events.card(town.repo, town.actor(one), event.id, LATER).place == 2
    assert town.repo.has_mail


def test_the_table_names_the_queue_in_its_order_and_municipalities_where_there_are_several(town):
    event = announced(town)
    one, two, three, _ = town.people
    one.last_name, two.last_name, three.last_name = "Юдина", "Чижова", "Абрамова"
    for who in (one, two, three):
        says(town, who, event)
    found = event_desk.guests(town.repo, town.act, event.id, tuple(Answer), 0, 9, LATER)
    assert [(guest.last_name, guest.municipality) for guest in found] == [
        ("Юдина", ""),
        ("Чижова", ""),
        ("Абрамова", ""),
    ]
    words = event_list.Words("-", {name: name for name in event_list.COLUMNS}, {one.value: one.value for one in Answer})
    assert rows_of(event_list.workbook(found, words))[0] == ("person", "organization", "answer")
    event.municipality_id = None
    found = event_desk.guests(town.repo, town.act, event.id, tuple(Answer), 0, 9, LATER)
    assert found[0].workplace == f"{one.organization.name}, {one.municipality.name}"
    assert [row[2:] for row in rows_of(event_list.workbook(found, words))][:2] == [
        ("municipality", "answer"), (one.municipality.name, "going")
    ]  # fmt: skip


def rows_of(book: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(book)).active.values)


@pytest.mark.parametrize(("seats", "going", "waiting"), [(2, 2, 2), (1, 1, 3), (None, 4, 0), (9, 4, 0)])
def test_more_seats_go_to_the_queue_and_fewer_are_taken_from_nobody(town, seats, going, waiting):
    event = announced(town)
    for who in town.people:
        says(town, who, event)
    with pytest.raises(ForbiddenError):
        event_desk.set_seats(town.repo, town.actor(town.people[0]), event.id, seats, facts_of, notice, LATER)
    event_desk.set_seats(town.repo, town.act, event.id, seats, lambda one: f"{one.seats}", notice, LATER)
    found = event_desk.desk(town.repo, town.act, event.id, LATER)
    assert (found.going, found.again, found.waiting) == (going, 0, waiting)
    assert [told(town, one) for one in notes(town)] == [{one.id} for one in town.people[1:going]]
    elsewhere = replace(town.act, municipality_id=None)  # who works for the region acts where the event is
    event_desk.set_seats(town.repo, elsewhere, event.id, 1, facts_of, notice, LATER)
    assert event_desk.desk(town.repo, town.act, event.id, LATER).going == going
    assert {one.municipality_id for one in town.tx.session.query(Audit)} == {event.municipality_id}
    with pytest.raises(PastError):
        event_desk.set_seats(town.repo, town.act, event.id, 9, facts_of, notice, BEGINS)


def test_who_waits_gets_a_seat_by_the_tick_where_there_is_no_limit_any_more(town):
    event = announced(town)
    for who in town.people:
        says(town, who, event)
    event.seats = None
    town.tx.flush()
    event_reminders.fill_seats(town.repo, notice, LATER)
    assert event_desk.desk(town.repo, town.act, event.id, LATER).going == 4


def test_nobody_answers_after_the_beginning_nor_to_what_was_called_off(town):
    event, person = announced(town), town.actor(town.people[0])
    says(town, town.people[0], event)
    assert not events.answer(town.repo, person, event.id, False, notice, BEGINS)
    event_desk.cancel(town.repo, town.act, event.id, notice, notice, LATER, TODAY)
    assert not events.answer(town.repo, person, event.id, False, notice, LATER)
    with pytest.raises(PastError):
        event_desk.cancel(town.repo, town.act, event.id, notice, notice, LATER, TODAY)


def test_what_has_not_left_yet_or_never_will_is_seen_by_nobody(town):
    person = town.actor(town.people[0])
    tomorrow = announced(town, timing=Timing(datetime(2026, 11, 24, 15, 0), None, HOME))  # noqa: DTZ001 (her own)
    with pytest.raises(ForbiddenError):
        events.card(town.repo, person, tomorrow.id, LATER)
    assert events.week(town.repo, person, Only(), None, 0, 4, LATER).events == []
    assert events.week(town.repo, town.act, Only(), None, 0, 4, LATER).events == [tomorrow]
    events.card(town.repo, person, tomorrow.id, MONDAY + timedelta(days=2))
    stop(town.repo, town.act, tomorrow.mailing_id, LATER)
    with pytest.raises(ForbiddenError):
        events.answer(town.repo, person, tomorrow.id, True, notice, MONDAY + timedelta(days=2))


def test_whom_it_was_passed_on_to_may_answer_too(town):
    event = announced(town, choices={Condition.SUBJECT: [town.maths.id]})
    far = town.teacher(at=town.organization("Far", town.municipality("Other")))
    with pytest.raises(ForbiddenError):
        events.card(town.repo, town.actor(far), event.id, LATER)
    passed = town.mailing(MailingKind.EVENT, at=LATER, origin_id=event.mailing_id, first_id=event.mailing_id)
    town.repo.mailings.deliver(passed, far.id, 0, LATER, 5)
    assert says(town, far, event) is Answer.GOING
    assert event_desk.desk(town.repo, town.act, event.id, LATER).silent == 4


def test_the_desk_is_not_the_authors_where_she_announces_no_more(town):
    town.association(town.maths, head_id=town.author.id)
    event = announced(town)
    for one in town.repo.roles.active(town.author.id):
        town.repo.roles.revoke(one, MONDAY)
    head = town.actor(town.author)
    for deed in (
        lambda: event_desk.guests(town.repo, head, event.id, tuple(Answer), 0, 9, LATER),
        lambda: event_desk.cancel(town.repo, head, event.id, notice, notice, LATER, TODAY),
    ):
        with pytest.raises(ForbiddenError):
            deed()


def test_whoever_gets_it_passed_on_after_a_change_reads_the_new_time(town):
    event = announced(town)
    text = f"Event\n\n{facts_of(PLAN)}\n\nPassed on by the head"
    passed = town.mailing(MailingKind.PASSED, text, at=LATER, origin_id=event.mailing_id, first_id=event.mailing_id)
    moved = replace(PLAN, starts_at=BEGINS + timedelta(days=7))
    event_desk.change(town.repo, town.act, event.id, moved, facts_of, notice, LATER, TODAY)
    assert passed.parts[0].text == f"Event\n\n{facts_of(moved)}\n\nPassed on by the head"


def test_who_would_be_invited_after_the_beginning_of_what_was_moved_earlier_is_invited_sooner(town):
    event = announced(town, timing=Timing(datetime(2026, 11, 25, 9), None, HOME))  # noqa: DTZ001 (their own)
    town.people[0].hears_urgent, town.people[0].quiet_hours = False, QuietHours.LONG  # until nine in the morning
    passed = town.mailing(
        MailingKind.PASSED, facts_of(PLAN), at=LATER, origin_id=event.mailing_id, first_id=event.mailing_id
    )
    passed.closes_at = BEGINS
    kept, sooner = town.people[0].id, town.people[1].id
    town.repo.mailings.deliver(passed, kept, 0, LATER, 5)
    town.repo.mailings.deliver(passed, sooner, 0, BEGINS - timedelta(hours=1), 5)
    evening, early = MONDAY + timedelta(hours=11), MONDAY + timedelta(hours=21, minutes=30)  # 21:00, 7:30 tomorrow
    assert event_mailings.late(town.repo, town.act, event, early, evening) == (4, 1)
    with pytest.raises(ForbiddenError):
        event_mailings.late(town.repo, town.actor(town.people[0]), event, early, evening)
    moved = replace(PLAN, starts_at=early)
    event_desk.change(town.repo, town.act, event.id, moved, facts_of, notice, evening, TODAY)
    assert (passed.closes_at, event.mailing.starts_at) == (early, evening)
    event_mailings.close(town.repo, early - timedelta(seconds=1))
    assert set(dues(town, event.mailing_id).values()) == {evening, datetime(2026, 11, 25, 4, tzinfo=UTC)}
    assert dues(town, passed.id) == {kept: LATER, sooner: evening}
    event_mailings.close(town.repo, early)
    assert dues(town, event.mailing_id) == dues(town, passed.id) == {}


def dues(town, mailing_id) -> dict[int | None, datetime]:
    """When everybody gets what has not left."""
    town.tx.session.expire_all()
    found = town.tx.session.query(Delivery).filter_by(mailing_id=mailing_id)
    return {one.teacher_id: one.due_at for one in found if one.state is not DeliveryState.CANCELLED}


def test_what_was_passed_on_twice_is_over_when_the_event_begins(town):
    event = announced(town)
    hop = town.mailing(MailingKind.PASSED, at=LATER, origin_id=event.mailing_id, first_id=event.mailing_id)
    delivery = town.repo.mailings.deliver(hop, town.people[0].id, 0, LATER, 5)
    town.association(town.maths, head_id=town.people[0].id)
    delivery.state = DeliveryState.SENT
    town.tx.flush()
    assert passing.closes_at(town.repo, town.actor(town.people[0]), hop.id) == BEGINS


def test_the_desk_is_the_authors_and_of_staff_over_the_place(town):
    association = town.association(town.maths, level=Level.MUNICIPAL, head_id=town.people[0].id)
    event = announced(town, actor=town.actor(town.people[0]))
    assert event.association_id == association.id
    town.tx.session.expire_all()
    for actor in (town.actor(town.people[0]), town.act):
        assert event_desk.desk(town.repo, actor, event.id, LATER).silent == 3
    other = town.methodist(town.municipality("Other"))
    deeds = (
        lambda actor: event_desk.desk(town.repo, actor, event.id, LATER),
        lambda actor: event_desk.guests(town.repo, actor, event.id, tuple(Answer), 0, 9, LATER),
        lambda actor: event_desk.change(town.repo, actor, event.id, PLAN, facts_of, notice, LATER, TODAY),
        lambda actor: event_desk.cancel(town.repo, actor, event.id, notice, notice, LATER, TODAY),
        lambda actor: event_desk.of_announcement(town.repo, actor, event.mailing_id),
        lambda actor: events.calendar(town.repo, actor, event.id + 9, "", LATER),
    )
    for actor in (town.actor(other), town.actor(town.people[1])):
        for deed in deeds:
            with pytest.raises(ForbiddenError):
                deed(actor)


def test_a_change_tells_those_who_come_or_wait_and_the_announcement_says_the_new(town):
    event = announced(town)
    one, two, three, _ = town.people
    says(town, one, event), says(town, two, event), says(town, three, event, goes=False)
    moved = Plan("", "", BEGINS + timedelta(days=1), None, False, HOME.key, "School 2", "", 1)
    assert event_desk.change(town.repo, town.act, event.id, moved, facts_of, notice, LATER, TODAY) == 2
    assert told(town, notes(town, MailingKind.CORRECTION)[0]) == {one.id, two.id}
    assert event.mailing.parts[0].text == f"Event\n\n{facts_of(moved)}"
    assert event.mailing.closes_at == moved.starts_at
    found = event_desk.desk(town.repo, town.act, event.id, LATER)
    assert (found.going, found.again, found.waiting, found.declined) == (1, 1, 1, 1)
    assert events.card(town.repo, town.actor(one), event.id, LATER).asked_again
    says(town, one, event)
    assert event_desk.desk(town.repo, town.act, event.id, LATER).again == 0
    past = Plan("", "", LATER, None, False, HOME.key, "", "", None)
    with pytest.raises(PastError):
        event_desk.change(town.repo, town.act, event.id, past, facts_of, notice, LATER, TODAY)


def test_what_is_called_off_before_it_has_left_reaches_nobody(town):
    event = announced(town)
    assert event_desk.cancel(town.repo, town.act, event.id, notice, notice, MONDAY, TODAY) == 0
    states = {one.state for one in town.tx.session.query(Delivery)}
    assert states == {DeliveryState.CANCELLED}


@pytest.mark.parametrize(
    ("lead", "begins", "at"),
    [
        (Lead.DAY, "26.11 15:00", "25.11 15:00"),
        (Lead.DAY, "26.11 07:30", "25.11 08:00"),
        (Lead.DAY, "26.11 21:00", "25.11 19:00"),
        (Lead.DAY, "23.11 15:00", "21.11 15:00"),
        (Lead.HOURS, "26.11 15:00", "26.11 13:00"),
        (Lead.HOURS, "26.11 09:00", "26.11 08:00"),
        (Lead.HOURS, "26.11 08:00", "26.11 07:00"),
    ],
)
def test_reminders_leave_at_a_decent_hour(lead, begins, at):
    found = window(lead, datetime.strptime(f"2026 {begins}", "%Y %d.%m %H:%M").replace(tzinfo=HOME), HOME, None)
    assert found is not None
    assert f"{found.at.astimezone(HOME):%d.%m %H:%M}" == at


@pytest.mark.parametrize("here", ["Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Kamchatka"])
@pytest.mark.parametrize("there", ["Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Kamchatka"])
def test_of_a_whole_day_one_is_reminded_the_day_before_wherever_it_was_announced(here, there):
    found = window(Lead.DAY, datetime(2026, 11, 27, tzinfo=ZoneInfo(there)), ZoneInfo(here), ZoneInfo(there))
    assert found is not None
    assert f"{found.at.astimezone(ZoneInfo(here)):%d.%m %H:%M}" == "26.11 08:00"
    assert found.at < found.until


@pytest.mark.parametrize(
    ("hours", "zone", "hears", "at"),
    [
        (12, HOME.key, True, "26.11 22:00"),
        (12, HOME.key, False, "27.11 08:00"),
        (30, HOME.key, True, "27.11 08:00"),
        (30, None, False, "26.11 22:00"),
    ],
)
def test_of_what_begins_soon_one_hears_at_once_unless_one_wants_quiet_even_then(hours, zone, hears, at):
    night = datetime(2026, 11, 26, 22, 0, tzinfo=HOME)
    found = events.hour_in(When(zone, QuietHours.USUAL, hears), night + timedelta(hours=hours), night)
    assert f"{found.astimezone(HOME):%d.%m %H:%M}" == at


def test_who_has_left_the_roster_has_no_seat_and_is_not_counted_until_she_is_back(town):
    event = announced(town)
    one, two, *_ = town.people
    says(town, one, event), says(town, two, event)
    one.left_on = TODAY
    town.tx.flush()
    event_reminders.fill_seats(town.repo, notice, LATER)
    desk = event_desk.desk(town.repo, town.act, event.id, LATER)
    assert (desk.going, desk.waiting, desk.silent) == (1, 0, 2)
    guests = event_desk.guests(town.repo, town.act, event.id, tuple(Answer), 0, 9, LATER)
    assert [guest.last_name for guest in guests] == [two.last_name]
    one.left_on = None
    town.tx.flush()
    assert event_desk.desk(town.repo, town.act, event.id, LATER).going == 2
    one.left_on = BEGINS.date() + timedelta(days=1)
    town.tx.flush()
    assert event_desk.desk(town.repo, town.act, event.id, LATER).going == 2  # she was there


def test_reminders_are_made_once_for_each_time_zone_and_for_those_who_had_answered(town):
    event = announced(town, Plan("Seminar", "", BEGINS, None, False, HOME.key, "School 1", "", None))
    west = town.municipality("West")
    west.time_zone = "Europe/Kaliningrad"
    far = town.teacher(at=town.organization("Far", west))
    town.account(far)
    town.repo.mailings.deliver(event.mailing, far.id, 0, MONDAY, 5)
    for person in (town.people[0], far):
        says(town, person, event)

    def reminded(before: timedelta) -> list[set[int]]:
        event_reminders.remind(town.repo, HOME, notice, BEGINS - before)
        town.tx.flush()
        return [told(town, mailing) for mailing in notes(town, MailingKind.REMINDER)]

    assert reminded(timedelta(hours=24, minutes=1)) == []
    day = timedelta(hours=24)
    assert sorted(reminded(day), key=max) == [{town.people[0].id}, {far.id}]
    assert len(reminded(day)) == 2
    says(town, town.people[1], event, now=BEGINS - timedelta(hours=20))
    assert len(reminded(timedelta(hours=19))) == 2
    assert {town.people[0].id, town.people[1].id} in reminded(timedelta(hours=2))
    west.time_zone = "Europe/Samara"  # it was wrong until now
    town.tx.flush()
    assert set() in reminded(timedelta(hours=1, minutes=30))
    assert len(reminded(timedelta(hours=1))) == 5
    assert len(reminded(timedelta())) == 5


@pytest.mark.parametrize(
    ("lead", "after", "is_dropped"),
    [
        (timedelta(hours=2), timedelta(hours=1, minutes=59), False),
        (timedelta(hours=2), timedelta(hours=2), True),
        (timedelta(hours=24), timedelta(hours=20), False),
        (timedelta(hours=24), timedelta(hours=21), True),
    ],
)
def test_a_reminder_that_could_not_leave_in_time_never_does(town, lead, after, is_dropped):
    event = announced(town)
    says(town, town.people[0], event)
    event_reminders.remind(town.repo, HOME, notice, BEGINS - lead)
    (made,) = notes(town, MailingKind.REMINDER)
    event_reminders.drop_late(town.repo, ("telegram", "vk"), HOME, BEGINS - lead + after)
    assert (made.state is MailingState.CANCELLED) == is_dropped


def test_a_reminder_of_the_day_before_that_is_late_comes_by_day(town):
    event = announced(town)
    says(town, town.people[0], event)
    night, morning = (datetime(2026, 11, 26, hour, 0, tzinfo=HOME) for hour in (3, 8))
    event_reminders.remind(town.repo, HOME, notice, night)
    assert notes(town, MailingKind.REMINDER) == []
    event_reminders.remind(town.repo, HOME, notice, BEGINS - timedelta(hours=24))
    (made,) = notes(town, MailingKind.REMINDER)
    event_reminders.drop_late(town.repo, ("telegram", "vk"), HOME, night)
    town.tx.session.expire_all()
    assert [one.due_at for one in town.tx.session.query(Delivery).filter_by(mailing_id=made.id)] == [morning]
    event.starts_at = datetime(2026, 11, 26, 10, 30, tzinfo=HOME)  # by the morning it is two and a half hours
    town.tx.session.query(Delivery).filter_by(mailing_id=made.id).update({"due_at": night})
    event_reminders.drop_late(town.repo, ("telegram", "vk"), HOME, night)
    assert made.state is MailingState.CANCELLED


def test_a_reminder_of_a_time_the_event_has_left_never_leaves(town):
    event = announced(town)
    says(town, town.people[0], event)
    event_reminders.remind(town.repo, HOME, notice, BEGINS - timedelta(hours=2))
    event.sequence += 1
    event_reminders.drop_late(town.repo, ("telegram", "vk"), HOME, BEGINS - timedelta(hours=1))
    assert [made.state for made in notes(town, MailingKind.REMINDER)] == [MailingState.CANCELLED]


def test_a_calendar_reads_the_file_back_whatever_stands_in_it(town):
    event = announced(town)
    event.title, event.place, event.link = (
        "Семинар «Ж», " + "ё" * 90,
        "Школа № 1; каб. 2, этаж 3",
        "https://example.org",
    )
    raw = event_calendar.calendar_file(event, event.text, LATER)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(raw)
    found = calendar.events[0]
    assert (found["SUMMARY"], found["LOCATION"], found["URL"]) == (event.title, event.place, event.link)
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == (event.uid, 0, "CONFIRMED")
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (BEGINS, BEGINS + event_calendar.LENGTH)
    assert found.walk("VALARM")[0].decoded("TRIGGER") == timedelta(hours=-2)
    event.is_all_day, event.starts_at = True, datetime(2026, 11, 26, tzinfo=HOME)
    found = Calendar.from_ical(event_calendar.calendar_file(event, event.text, LATER)).events[0]
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2026, 11, 26), date(2026, 11, 27))
    event.cancelled_at = LATER
    calendar = Calendar.from_ical(event_calendar.calendar_file(event, event.text, LATER))
    assert (calendar["METHOD"], calendar.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert calendar.walk("VALARM") == []


def test_her_answers_are_handed_out_and_erased_and_the_seat_goes_to_the_next(town):
    event = announced(town)
    one, two, *_ = town.people
    says(town, one, event), says(town, two, event)
    assert personal_data.export(town.repo, town.actor(one))["event_answers"][0]["title"] == "Seminar"
    personal_data.erase(town.repo, town.actor(one), LATER)
    event_reminders.fill_seats(town.repo, notice, LATER)
    event_reminders.fill_seats(town.repo, notice, LATER)
    assert [told(town, mailing) for mailing in notes(town)] == [{two.id}]
    assert town.repo.events.answers_of(one.id) == []


def test_a_seat_that_an_erasure_has_freed_is_the_queue_s(town):
    event = announced(town)
    one, two, three, _ = town.people
    says(town, one, event)
    assert says(town, two, event) is Answer.WAITING
    personal_data.erase(town.repo, town.actor(one), LATER)
    assert says(town, three, event) is Answer.WAITING
    assert events.card(town.repo, town.actor(two), event.id, LATER).answer is Answer.GOING
