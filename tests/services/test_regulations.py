"""The rules of regulation cards: who sees and acknowledges them, what a search finds, sheets, working days."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.services import (
    acknowledgement_sheets,
    announcements,
    corrections,
    passing,
    regulation_desk,
    regulation_reminders,
    regulations,
    working_days,
)
from bot.services.access import ForbiddenError
from bot.services.acknowledgement_sheets import Words
from bot.services.announcements import Timing
from bot.services.corrections import Change
from bot.services.regulations import Fields
from storage.models import Audit, Delivery, DeliveryState, Mailing, MailingKind, QuietHours, Regulation, Role, Scope
from storage.repositories.regulations import Reader
from tests.made import TODAY

HOME = ZoneInfo("Asia/Yekaterinburg")
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
FIELDS = Fields(
    "Аттестация: новые сроки",
    "Заявления подают раньше, журнал не нужен",
    "Педагоги",
    date(2026, 12, 20),
    "Приказ № 86",
    None,
    HOME,
)


@pytest.fixture
def town(made):
    """A methodist and two schools with a teacher each, both connected."""
    made.author = made.methodist()
    made.other = made.organization("School 4", made.district)
    made.here, made.there = made.teacher(), made.teacher(at=made.other)
    for person in (made.here, made.there):
        made.account(person)
    return made


def announced(town, fields=FIELDS, author=None):
    actor = town.actor(author or town.author)
    words = announcements.Words(MailingKind.REGULATION, fields.title, [])
    timing = Timing(None, None, HOME)
    mailing = announcements.send(town.repo, actor, words, {}, timing, 100, MONDAY, TODAY)
    regulations.keep(town.repo, actor, mailing, fields, lambda number, is_near: [])
    return mailing


def found(town, words) -> list[str]:
    listed = regulations.listed(town.repo, town.actor(town.here), words, 0, 10, LATER)
    return [one.regulation.title for one in listed]


def test_it_stays_open_until_the_end_of_its_day(town):
    assert announced(town).closes_at == datetime(2026, 12, 21, tzinfo=HOME)


def test_the_first_acknowledgement_counts(town):
    mailing = announced(town)
    actor = town.actor(town.here)
    for now, is_new in ((LATER, True), (datetime(2026, 12, 1, tzinfo=UTC), False)):
        assert regulations.acknowledge(town.repo, actor, mailing.id, now) is is_new
        assert regulations.card(town.repo, actor, mailing.id, now).at == LATER


def test_nobody_acknowledges_what_she_did_not_get(town):
    mailing = announced(town)
    far = town.teacher(at=town.organization("Far", town.municipality("West")))
    for person, number in ((far, mailing.id), (town.author, mailing.id), (town.here, mailing.id + 1)):
        with pytest.raises(ForbiddenError):
            regulations.acknowledge(town.repo, town.actor(person), number, LATER)
    with pytest.raises(ForbiddenError):
        regulations.card(town.repo, town.actor(far), mailing.id, LATER)
    with pytest.raises(ForbiddenError):
        regulations.acknowledge(town.repo, town.actor(town.here), mailing.id, MONDAY)  # it has not left yet


def test_what_was_recalled_waits_for_nobody_and_is_found_no_more(town):
    mailing = announced(town)
    town.tx.session.query(Delivery).update({"state": DeliveryState.SENT})
    corrections.recall(town.repo, town.actor(town.author), mailing.id, Change("Recalled", "Recalled", []), LATER)
    assert found(town, None) == found(town, "сроки") == []
    card = regulations.card(town.repo, town.actor(town.here), mailing.id, LATER)
    assert (card.is_hers, card.is_recalled, card.regulation.mailing.parts[0].text) == (False, True, "Recalled")
    with pytest.raises(ForbiddenError):
        regulations.acknowledge(town.repo, town.actor(town.here), mailing.id, LATER)


def test_who_got_it_by_two_hops_acknowledges_it_too(town):
    """The institute to the methodist, she to a head, he to his members: the same button stands below all of them."""
    mailing, last = announced(town), town.teacher()
    chain = (town.here, town.there, last)
    before = mailing
    for author, to in pairwise(chain):
        town.grant(author, Role.METHODIST, Scope.MUNICIPALITY, town.district.id)
        town.tx.session.query(Delivery).update({"state": DeliveryState.SENT})
        hop = town.mailing(MailingKind.PASSED, author_id=author.id)
        passing.stamp(town.repo, town.actor(author), hop, before.id, MONDAY)
        town.repo.mailings.deliver(hop, to.id, 0, MONDAY, 5)
        before = hop
    assert regulations.acknowledge(town.repo, town.actor(last), mailing.id, LATER)
    assert regulation_desk.desk(town.repo, town.actor(town.author), mailing.id).acknowledged == 1


def test_what_waits_for_her_comes_first_then_the_newest(town):
    first, second, _ = (announced(town, FIELDS._replace(title=title)) for title in ("One", "Two", "Three"))
    for mailing in (second, first):
        regulations.acknowledge(town.repo, town.actor(town.here), mailing.id, LATER)
    assert found(town, None) == ["Three", "Two", "One"]
    announced(town, FIELDS._replace(title="Four"))
    regulations.acknowledge(town.repo, town.actor(town.here), first.id + 2, LATER)
    assert found(town, None) == ["Four", "Three", "Two", "One"]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("аттестации", True),
        ("СРОКАМИ, заявлений", True),
        ("приказу 86", True),
        ("журналами", True),
        ("аттестация 87", False),
        ("аттестация OR пенсия", False),
        ('"сроки', True),
        ("stems:сроки", False),
        ("_", False),
        ("", False),
    ],
)
def test_any_form_of_all_the_words_is_found_and_nothing_is_syntax(town, words, is_found):
    announced(town)
    assert bool(found(town, words)) is is_found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60) | st.text('"*():^-+{} ANDORNEAR\0\ud800а', max_size=20))
def test_whatever_is_searched_for_never_fails(town, words):
    assert found(town, words) == []


def test_names_are_not_for_the_author_where_she_announces_no_more(town):
    town.association(town.subject("physics"), head_id=town.author.id)
    mailing = announced(town)
    for one in town.repo.roles.active(town.author.id):
        town.repo.roles.revoke(one, MONDAY)
    assert not regulation_desk.has_desk(town.repo, town.actor(town.author), mailing.id)


def test_names_are_for_the_author_and_the_staff_of_the_place(town):
    mailing = announced(town)
    deputy = town.teacher()
    town.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, town.school.id)
    schools = {
        person.id: {one.name for one in regulation_desk.desk(town.repo, town.actor(person), mailing.id).schools}
        for person in (town.author, deputy, town.methodist())
    }
    assert schools == {
        town.author.id: {"School 3", "School 4"},
        deputy.id: {"School 3"},
        max(schools): {"School 3", "School 4"},
    }
    names = regulation_desk.silent(town.repo, town.actor(deputy), mailing.id, town.other.id, 0, 10, LATER)
    assert names == []
    assert [one.action for one in town.tx.session.query(Audit).all()][-1] == "acknowledgements_seen"
    for person in (town.here, town.methodist(town.municipality("West"))):
        assert not regulation_desk.has_desk(town.repo, town.actor(person), mailing.id)
        with pytest.raises(ForbiddenError):
            regulation_desk.everybody(town.repo, town.actor(person), mailing.id, None, LATER)


READERS = [
    Reader("=1+1", "Анна", "Сергеевна", "учитель", "Школа № 3", LATER),
    Reader("Зуев", "Пётр", "", "", "Школа № 3", None),
    Reader("Котова", "Дарья", "Андреевна", "учитель", "Школа № 2", None),
]
WORDS = Words("Лист", ["О чём", "Когда"], "Руководитель", ["№", "Кто", "Должность", "Когда", "Подпись"])
ROWS = [
    ["1", "=1+1 Анна Сергеевна", "учитель", "23.11.2026 11:00", "—"],
    ["2", "Зуев Пётр", "", "", ""],
]


def test_the_excel_sheet_has_a_page_a_school_and_no_formula():
    book = load_workbook(BytesIO(acknowledgement_sheets.workbook(READERS, WORDS, HOME)))
    first, second = book.worksheets
    assert [[cell.value or "" for cell in row] for row in first.iter_rows(min_row=5, max_row=6)] == ROWS
    assert first["B5"].data_type == "s"
    assert (first["A1"].value, second["A1"].value) == ("Лист. Школа № 3", "Лист. Школа № 2")
    assert first["A8"].value == "Руководитель"
    assert "A1:E1" in first.merged_cells, "a long name beside the table would make all of it smaller on paper"


def test_the_word_document_has_a_table_a_school():
    made = Document(BytesIO(acknowledgement_sheets.document(READERS, WORDS, HOME)))
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [WORDS.columns, *ROWS]
    assert len(made.tables) == 2
    assert [one.text for one in made.paragraphs if one.text][:3] == ["Лист. Школа № 3", "О чём", "Когда"]


@pytest.mark.parametrize(
    ("moment", "days", "after"),
    [
        ("2026-11-23T10:00", 2, "2026-11-25T10:00"),
        ("2026-11-26T10:00", 2, "2026-11-30T10:00"),
        ("2026-11-28T23:00", 2, "2026-12-01T19:00"),
        ("2026-11-02T05:00", 2, "2026-11-05T08:00"),  # the 4th is a holiday
        ("2026-12-30T12:00", 1, "2027-01-11T12:00"),
        ("2027-02-19T10:00", 2, "2027-02-24T10:00"),  # the 20th is worked instead of the 22nd, a Monday
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(moment, days, after):
    assert working_days.after(datetime.fromisoformat(moment), days) == datetime.fromisoformat(after)


@pytest.mark.parametrize("now", ["2026-11-24T10:30", "2026-11-30T19:30", "2026-11-05T07:00", "2027-01-12T12:00"])
def test_what_is_ripe_is_what_became_due_by_then(now):
    here = datetime.fromisoformat(now).replace(tzinfo=HOME)
    spans = working_days.ripe(here, 2)
    for hours in range(24 * 20):
        moment = here - timedelta(hours=hours, minutes=1)
        is_ripe = any(begin <= moment <= end for begin, end in spans)
        assert is_ripe is (working_days.after(moment, 2) <= here), moment


def test_late_comers_are_reminded_in_their_own_time_twice_and_no_more(town):
    mailing = announced(town)

    def got(person, at):
        for one in town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id, teacher_id=person.id):
            one.state, one.done_at = DeliveryState.SENT, at

    def reminded(now) -> dict[int, int]:
        town.tx.flush()
        regulation_reminders.remind(town.repo, HOME, lambda found: "remember", now)
        rounds = [one.id for one in town.tx.session.query(Mailing).filter_by(kind=MailingKind.REMINDER)]
        sent = town.tx.session.query(Delivery).filter(Delivery.mailing_id.in_(rounds)).all()
        for one in sent:
            one.state, one.done_at = DeliveryState.SENT, one.done_at or now
        return {who.id: sum(one.teacher_id == who.id for one in sent) for who in (town.here, town.there)}

    here, there = town.here.id, town.there.id
    got(town.here, MONDAY)
    assert reminded(MONDAY + timedelta(days=2, hours=-1)) == {here: 0, there: 0}
    assert reminded(MONDAY + timedelta(days=2, hours=1)) == {here: 1, there: 0}
    assert reminded(MONDAY + timedelta(days=4, hours=2)) == {here: 2, there: 0}
    got(town.there, MONDAY + timedelta(days=7))
    assert reminded(MONDAY + timedelta(days=8)) == {here: 2, there: 0}
    assert reminded(MONDAY + timedelta(days=9, hours=1)) == {here: 2, there: 1}
    assert reminded(MONDAY + timedelta(days=11, hours=3)) == {here: 2, there: 2}
    assert reminded(MONDAY + timedelta(days=15)) == {here: 2, there: 2}
    assert reminded(datetime(2026, 12, 21, tzinfo=UTC)) == {here: 2, there: 2}
    assert town.tx.session.get(Regulation, mailing.id).remind_at is None


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-23T19:59", "2026-11-23T19:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-23T06:00", "2026-11-23T08:00"),
        ("2026-11-27T21:00", "2026-11-30T08:00"),
        ("2026-11-04T12:00", "2026-11-05T08:00"),
    ],
)
def test_nobody_is_reminded_outside_of_working_hours(moment, opened):
    assert working_days.opened(datetime.fromisoformat(moment)) == datetime.fromisoformat(opened)


def test_a_reminder_keeps_to_the_quiet_hours_each_has_chosen(town):
    mailing = announced(town)
    got = {"state": DeliveryState.SENT, "done_at": MONDAY}
    town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id).update(got)
    town.here.quiet_hours = QuietHours.LONG
    town.tx.flush()
    evening = datetime(2026, 11, 25, 18, 30, tzinfo=HOME)
    regulation_reminders.remind(town.repo, HOME, lambda found: found.title, evening)
    reminders = town.tx.session.query(Delivery).join(Mailing).filter(Mailing.kind == MailingKind.REMINDER)
    dues = {one.teacher_id: one.due_at for one in reminders}
    assert dues[town.here.id] == datetime(2026, 11, 26, 9, 0, tzinfo=HOME)
    assert dues[town.there.id] == evening


def test_a_reminder_by_hand_goes_out_once_a_day_whoever_has_become_slow_meanwhile(town):
    mailing = announced(town)
    for person, hours in ((town.here, 0), (town.there, 3)):
        got = {"state": DeliveryState.SENT, "done_at": MONDAY + timedelta(hours=hours)}
        town.tx.session.query(Delivery).filter_by(mailing_id=mailing.id, teacher_id=person.id).update(got)

    def reminded(hours: int) -> int:
        found = (mailing.id, HOME, lambda regulation: regulation.title, MONDAY + timedelta(hours=hours))
        return regulation_reminders.remind_now(town.repo, town.actor(town.author), *found)

    assert [reminded(hours) for hours in (23, 25, 26, 28)] == [0, 1, 0, 0]
    assert reminded(44) == 1
