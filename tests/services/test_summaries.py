"""The week of a municipality: every number against the raw rows, what is released of answers, what is never derived."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from statistics import pvariance
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.services import disclosure
from bot.services.access import ForbiddenError
from bot.services.mentoring import young
from bot.services.notes import Note
from bot.services.summaries import figures, reading, telling, weeks
from bot.services.summaries.counting import counted, questions, release, week_of, working_hours
from bot.services.summaries.rules import Kind, to_do
from bot.services.summaries.snapshot import (
    Area,
    Cell,
    Coverage,
    Feeling,
    Letters,
    Order,
    Sent,
    Share,
    Snapshot,
    Survey,
    Young,
    total,
)
from bot.services.summaries.tables import Tenths
from bot.services.surveys.folding import areas, fold, stage
from bot.services.surveys.reading import from_stored, stored
from bot.summarizing.lines import named, section, span
from bot.summarizing.screens import items, note, screen
from bot.summarizing.tables import sections
from bot.summarizing.taps import Part
from bot.surveying.library import load_library
from bot.texts import load_texts
from storage.models import (
    Account,
    Acknowledgement,
    Answer,
    Delivery,
    DeliveryState,
    Event,
    EventAnswer,
    Letter,
    Mailing,
    MailingKind,
    Mentorship,
    OrganizationKind,
    Regulation,
    Role,
    RoleGrant,
    Scope,
    SurveyAnswer,
    SurveyRound,
    SurveyRun,
    Teacher,
    Thread,
    WeeklySummary,
)
from storage.repositories.weekly import Written
from tests.services.survey_files import definition, question
from tests.services.weeks_made import whole

HOME = ZoneInfo("Asia/Yekaterinburg")
WEEK = date(2026, 11, 16)
DUE = datetime(2026, 11, 23, 8, 0, tzinfo=HOME)
BEGIN, END = datetime(2026, 11, 16, tzinfo=HOME), datetime(2026, 11, 23, tzinfo=HOME)
UNTIL = date(2026, 12, 20)
LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)
EDITION = load_library()["diagnostic"]
CORE = [one for one in EDITION.survey.questions if one.group]
TEXTS = load_texts()


def said(place: Any, found: Snapshot) -> Note:
    return note(TEXTS)(place, found)


def served(made: Any, place: Any) -> Any:
    """A methodist of the municipality who came in long ago."""
    methodist = made.methodist(place)
    made.account(methodist).created_at = LONG_AGO
    return methodist


def mailing(made: Any, kind: MailingKind, at: datetime, author: Any, place: Any) -> Mailing:
    return made.mailing(kind, at=at, author_id=author.id, municipality_id=place.id)


def letter(made: Any, writer: Any, to: Any, at: datetime) -> None:
    thread = made.repo.mailings.thread_between(writer.id, to.id, at)
    sent = mailing(made, MailingKind.LETTER, at, writer, made.district)
    made.repo.mailings.add_letter(thread, sent)
    made.repo.mailings.deliver(sent, to.id, 0, at, 0)


def opened(made: Any, people: int, place: Any = None, closed_at: datetime | None = None) -> SurveyRound:
    """A round of the diagnostic to which so many were invited."""
    facts = {"municipality_id": place and place.id, "invited": people, "closed_at": closed_at}
    return made.survey_round(EDITION, LONG_AGO, closes_at=datetime(2027, 3, 1, tzinfo=UTC), **facts)


def answer(
    made: Any, found: SurveyRound, person: Any, choose: random.Random, wants: float = 0.4, without: str = ""
) -> SurveyRun:
    """She has answered every statement, digital ones mostly with «support»."""
    run = made.add(
        SurveyRun(
            round_id=found.id, teacher_id=person.id, tags="school", at="", begun_at=LONG_AGO, finished_at=LONG_AGO
        )
    )
    said = {}
    for one in CORE:
        share = wants * 2 if one.group == "digital" else wants / 2
        value = "support" if choose.random() < share else choose.choice(["sure", "mostly"])
        if one.group not in without:
            said[one.code] = value
            made.add(SurveyAnswer(run_id=run.id, code=one.code, value=json.dumps(value)))
    fold(made.repo, run.id, found.id, person.id, EDITION.survey, said, LONG_AGO.date())
    return run


def raw(made: Any, runs: set[int], group: str) -> tuple[int, int]:
    """(statements answered with «support», answered statements) of these runs."""
    codes = {one.code for one in CORE if one.group == group}
    rows = made.tx.session.query(SurveyAnswer).all()
    values = [json.loads(row.value) for row in rows if row.run_id in runs and row.code in codes]
    return values.count("support"), sum(value != "never" for value in values)


def the_week(made: Any, now: datetime = DUE) -> Snapshot:
    week = week_of(made.district, weeks.newest(now, HOME), now)
    while release(made.repo, made.district, week):
        pass
    return counted(made.repo, made.district, week)


@pytest.mark.parametrize(
    ("now", "zone", "week"),
    [
        ("2026-11-23T07:59:59", "Asia/Yekaterinburg", "2026-11-09"),
        ("2026-11-23T08:00", "Asia/Yekaterinburg", "2026-11-16"),
        ("2026-11-25T23:00", "Europe/Kaliningrad", "2026-11-16"),
        ("2027-01-04T08:00", "Asia/Kamchatka", "2026-12-28"),
        ("2027-01-03T23:59", "Asia/Kamchatka", "2026-12-21"),
        ("2027-01-01T00:00", "Asia/Yekaterinburg", "2026-12-21"),
    ],
)
def test_a_week_is_due_on_monday_at_eight_by_its_own_clock_also_over_new_year(now: str, zone: str, week: str) -> None:
    here = ZoneInfo(zone)
    found = weeks.newest(datetime.fromisoformat(now).replace(tzinfo=here), here)
    assert found == date.fromisoformat(week)
    begin, end = weeks.bounds(found, here)
    assert (begin.isoformat()[:19], (end - begin).days) == (f"{week}T00:00:00", 7)
    assert span(date(2026, 12, 28)) == "28 декабря 2026 года – 3 января"
    assert span(WEEK) == "16–22 ноября"


def moment(choose: random.Random) -> datetime:
    return BEGIN + timedelta(hours=choose.randrange(-400, 200))


def roster(made: Any, choose: random.Random) -> list[Any]:
    """Some with accounts, some who have left, some of another municipality."""
    schools = [made.organization(f"School {number}") for number in range(3)]
    schools.append(made.organization("Far", made.municipality("Elsewhere")))
    people = []
    for _ in range(40):
        person = made.teacher(
            at=choose.choice(schools),
            birth_year=choose.choice([None, 1970, 2000]),
            career_since=choose.choice([None, 2000, 2025]),
            listed_on=choose.choice([None, moment(choose).date()]),
            left_on=choose.choice([None, None, None, date(2026, 11, 18)]),
        )
        for _ in range(choose.randrange(3)):
            made.account(person).created_at = moment(choose)
        people.append(person)
    return people


def write_letters(made: Any, choose: random.Random, people: list[Any], methodist: Any) -> None:
    """Between teachers and the methodist, and within pairs."""
    for _ in range(15):
        one, other = choose.sample(people, 2)
        made.mentorship(one, other, date(2026, 9, 1) + timedelta(days=choose.randrange(90)))
    for _ in range(60):
        writer = choose.choice(people)
        pair = (methodist, writer) if choose.random() < 0.4 else (writer, methodist)
        letter(made, *pair, moment(choose))
    for number, pair in enumerate(made.tx.session.query(Mentorship).all()[:12]):
        ends = (pair.mentor, pair.mentee) if number % 3 else (pair.mentee, pair.mentor)
        letter(made, *ends, moment(choose))


def an_order(made: Any, choose: random.Random, people: list[Any], methodist: Any) -> Mailing:
    order = mailing(made, MailingKind.REGULATION, BEGIN - timedelta(days=3), methodist, made.district)
    made.add(
        Regulation(
            mailing_id=order.id,
            title="Приказ",
            change="c",
            whom="w",
            until=UNTIL,
            source="s",
        )
    )
    for person in people:
        if choose.random() < 0.8:
            made.repo.mailings.deliver(order, person.id, 0, order.starts_at, 5)
            if choose.random() < 0.7:
                made.add(Acknowledgement(mailing_id=order.id, teacher_id=person.id, at=order.starts_at))
    return order


def some_events(made: Any, choose: random.Random, people: list[Any], methodist: Any) -> None:
    place = made.district
    for number in range(8):
        at = BEGIN + timedelta(days=3 * number - 3)
        invitation = mailing(made, MailingKind.EVENT, at, methodist, place)
        event = made.add(
            Event(
                mailing_id=invitation.id, region_id=made.region.id, municipality_id=place.id, uid=str(number),
                title="Урок", text="", place="", link="",
                starts_at=at, is_all_day=number == 5, time_zone="Asia/Yekaterinburg",
                changed_at=at, cancelled_at=at if number == 4 else None,
            )
        )  # fmt: skip
        for person in people[:number]:
            kind = choose.choice([Answer.GOING, Answer.DECLINED])
            made.add(EventAnswer(event_id=event.id, teacher_id=person.id, answer=kind, at=at, number=1, sequence=0))
        made.repo.mailings.deliver(invitation, people[0].id, 0, at, 5).state = DeliveryState.SENT


@pytest.mark.parametrize("seed", range(3))
def test_every_number_is_what_the_raw_rows_say(made: Any, seed: int) -> None:
    choose, place = random.Random(seed), made.district
    methodist = served(made, place)
    people = roster(made, choose)
    write_letters(made, choose, people, methodist)
    order = an_order(made, choose, people, methodist)
    some_events(made, choose, people, methodist)
    taps(made, choose)
    made.tx.session.flush()
    made.tx.session.expire_all()

    found, today = the_week(made), DUE.date()
    everybody = made.tx.session.query(Teacher).filter_by(municipality_id=place.id)
    here = [one for one in everybody if one.left_on is None or one.left_on > today]
    assert found.coverage == naive_coverage(made, here)
    assert found.young == naive_young(made, here, place)
    assert (found.letters.asked, found.letters.answered, found.letters.overdue) == naive_letters(made, methodist)
    assert found.sent == naive_sent(made, order, place)
    held, coming = naive_events(made)
    assert [one.going for one in found.events.held] == held
    assert [one.going for one in found.events.coming] == coming
    assert [one.is_all_day for one in found.events.coming].count(True) == 1
    assert held
    assert coming


def taps(made: Any, choose: random.Random) -> None:
    """Some have opened what they got, letters and private notes alike."""
    for kind in (MailingKind.NOTE, MailingKind.SURVEY):
        private = made.mailing(kind, at=BEGIN, is_personal=kind is MailingKind.NOTE)
        for person in made.tx.session.query(Teacher).all()[:9]:
            made.repo.mailings.deliver(private, person.id, 0, BEGIN, 5)
    for one in made.tx.session.query(Delivery):
        if choose.random() < 0.4:
            one.tapped_at = moment(choose)


def naive_active(made: Any, here: list[Any]) -> int:
    ask, who = made.tx.session.query, set[int]()
    for one in ask(Delivery):
        is_open = one.mailing.kind not in (MailingKind.NOTE, MailingKind.SURVEY)
        if one.tapped_at and BEGIN <= one.tapped_at < END and is_open:
            newer = ask(Delivery).filter(Delivery.teacher_id == one.teacher_id, Delivery.id > one.id).count()
            who |= {one.teacher_id} if newer < 20 else set()
    deeds = [(one.author_id, one.created_at) for one in ask(Mailing)]
    deeds += [(one.teacher_id, one.at) for kind in (EventAnswer, Acknowledgement) for one in ask(kind)]
    deeds += [(one.teacher_id, one.created_at) for one in ask(Account)]
    who |= {person for person, at in deeds if BEGIN <= at < END}
    return sum(one.id in who for one in here)


def naive_coverage(made: Any, here: list[Any]) -> Coverage:
    accounts = made.tx.session.query(Account).all()
    came = [min((a.created_at for a in accounts if a.teacher_id == one.id), default=None) for one in here]
    return Coverage(
        known=len(here),
        connected=sum(at is not None for at in came),
        active=naive_active(made, here),
        joined=sum(at is not None and BEGIN <= at < END for at in came),
        listed=sum(one.listed_on is not None and WEEK <= one.listed_on < END.date() for one in here),
    )


def naive_young(made: Any, here: list[Any], place: Any) -> Young:
    ask, get, today = made.tx.session.query, made.tx.session.get, DUE.date()
    running = [one for one in ask(Mentorship) if one.since <= today and (one.until is None or one.until >= today)]
    fresh = [one for one in here if young(one, place, today)]
    since = DUE - timedelta(days=28)
    wrote = set()
    letters = [(get(Mailing, one.mailing_id), get(Thread, one.thread_id)) for one in ask(Letter)]
    for mailing, thread in letters:
        if mailing.created_at >= since:
            wrote.add(frozenset((thread.first_id, thread.second_id)))
    mine = {one.id for one in here}

    def last(writer: int, other: int) -> list[datetime]:
        found = [mailing for mailing, thread in letters if {thread.first_id, thread.second_id} == {writer, other}]
        return [one.created_at for one in found if one.author_id == writer]

    return Young(
        people=len(fresh),
        guided=sum(any(pair.mentee_id == one.id for pair in running) for one in fresh),
        silent=sum(
            pair.mentee_id in mine
            and pair.since <= since.date()
            and frozenset((pair.mentor_id, pair.mentee_id)) not in wrote
            for pair in running
        ),
        unanswered=sum(
            pair.mentee_id in mine
            and any(since <= at < DUE - timedelta(days=7) for at in last(pair.mentee_id, pair.mentor_id))
            and not any(since <= at for at in last(pair.mentor_id, pair.mentee_id))
            for pair in running
        ),
    )


def naive_events(made: Any) -> tuple[list[int], list[int]]:
    """How many go to those of the week, and to those of the next two."""
    ask = made.tx.session.query
    events = [one for one in ask(Event).order_by(Event.starts_at) if one.cancelled_at is None]
    going = {one.id: ask(EventAnswer).filter_by(event_id=one.id, answer=Answer.GOING).count() for one in events}
    held = [going[one.id] for one in events if BEGIN <= one.starts_at < END]
    coming = [going[one.id] for one in events if END <= one.starts_at < END + timedelta(days=14)]
    return held, coming


def naive_letters(made: Any, methodist: Any) -> tuple[int, int, int]:
    """Thread by thread, letter by letter; two working days are counted on the fingers: since Thursday 08:00."""
    asked = answered = overdue = 0
    for thread in made.tx.session.query(Thread):
        if methodist.id not in (thread.first_id, thread.second_id):
            continue
        letters = made.tx.session.query(Letter).filter_by(thread_id=thread.id)
        rows = [made.tx.session.get(Mailing, one.mailing_id) for one in letters]
        open_since = None
        for row in sorted(rows, key=lambda one: (one.created_at, one.id)):
            if row.author_id != methodist.id:
                open_since = open_since or row.created_at
            elif open_since:
                asked += BEGIN <= open_since < END
                answered += BEGIN <= open_since < END
                open_since = None
        if open_since and not any(one.left_on and one.left_on <= DUE.date() for one in (thread.first, thread.second)):
            asked += BEGIN <= open_since < END
            overdue += open_since <= datetime(2026, 11, 19, 8, tzinfo=HOME)
    return asked, answered, overdue


def naive_sent(made: Any, order: Mailing, place: Any) -> Sent:
    ask = made.tx.session.query
    told = {one.teacher_id for one in ask(Delivery).filter_by(mailing_id=order.id)}
    done = {one.teacher_id for one in ask(Acknowledgement)}
    people = [one for one in ask(Teacher) if one.id in told and one.municipality_id == place.id]
    schools = {one.organization_id for one in people if one.id not in done}
    sent = [
        one
        for one in ask(Mailing).filter(Mailing.kind.in_([MailingKind.EVENT, MailingKind.REGULATION]))
        if BEGIN <= one.starts_at < END
    ]
    arrived = [
        one for mail in sent for one in ask(Delivery).filter_by(mailing_id=mail.id) if one.state is DeliveryState.SENT
    ]
    one = Order(
        id=order.id,
        title="Приказ",
        until=UNTIL,
        people=len(people),
        acknowledged=sum(one.id in done for one in people),
        silent=len(schools),
    )
    return Sent(announcements=len(sent), arrived=len(arrived), orders=(one,))


def test_working_hours_leave_out_nights_weekends_and_holidays() -> None:
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=HOME)
    assert working_hours(friday, friday + timedelta(minutes=30)) == 0.5
    assert working_hours(friday, datetime(2026, 11, 23, 10, 0, tzinfo=HOME)) == 2
    assert working_hours(datetime(2026, 12, 31, 12, tzinfo=HOME), datetime(2027, 1, 8, tzinfo=HOME)) in (0, 6)


def test_a_question_is_what_nobody_of_the_staff_has_answered_yet() -> None:
    at = [BEGIN + timedelta(hours=hour) for hour in range(6)]
    rows = [
        Written(1, False, at[0]),
        Written(1, False, at[1]),
        Written(1, True, at[2]),
        Written(1, False, at[3]),
        Written(2, True, at[4]),
        Written(3, False, at[5], is_over=True),
    ]
    assert [(one.at, one.answered_at) for one in questions(rows)] == [(at[0], at[2]), (at[3], None)]


def test_the_summary_shows_the_hidden_pattern_and_only_grows_by_safe_batches(made: Any) -> None:
    choose, maths, physics = random.Random(5), made.maths, made.subject("physics")
    served(made, made.district)
    garden = made.organization("Garden", kind=OrganizationKind.KINDERGARTEN)
    found = opened(made, 40, made.district)

    def many(number: int, *subjects: Any, **facts: Any) -> set[int]:
        return {answer(made, found, made.teacher(*subjects, **facts), choose).id for _ in range(number)}

    told = many(9, maths, career_since=2010)
    assert the_week(made).surveys[0].areas == ()
    told |= many(8, physics, career_since=2010) | many(7, at=garden, career_since=2026)
    first = the_week(made)
    survey = first.surveys[0]
    assert (survey.invited, survey.told) == (40, 20)
    assert first.commonest
    assert first.commonest.key == "digital"
    for area in survey.areas:
        assert (area.share.support, area.share.answered) == raw(made, told, area.key)
    stored = first.model_dump_json()
    late = many(4, maths, career_since=2010)
    assert the_week(made).surveys[0].areas == survey.areas
    late |= many(1, maths, career_since=2010)
    grown = the_week(made, DUE + timedelta(days=7)).surveys[0]
    for area in grown.areas:
        assert (area.share.support, area.share.answered) == raw(made, told | late, area.key)
    for table, cells in grown.tables.items():
        assert all(
            sum(cell.shares[at].answered for cell in cells) == grown.areas[at].share.answered for at in range(5)
        ), table
    assert Snapshot.model_validate_json(stored) == first


def test_who_is_erased_or_answers_anew_cannot_be_read_off_the_next_week(made: Any) -> None:
    choose = random.Random(1)
    served(made, made.district)
    found = opened(made, 12, made.district)
    runs = [answer(made, found, made.teacher(career_since=2010), choose) for _ in range(12)]
    before = the_week(made).surveys[0].areas
    made.repo.surveys.drop_run(found.id, runs[0].teacher_id)
    made.tx.session.query(SurveyAnswer).filter_by(run_id=runs[1].id).update({"value": '"support"'})
    made.tx.session.expire_all()
    assert the_week(made).surveys[0].areas == before


def test_weeks_of_any_answers_never_let_a_group_below_five_be_derived(made: Any) -> None:
    """What each release adds is safe by itself, so differences of weeks are; checked by the audit's own rank."""
    choose = random.Random(8)
    served(made, made.district)
    subjects = [made.subject(f"s{number}") for number in range(4)]
    found = opened(made, 90, made.district)
    released: set[int] = set()
    person: dict[int, tuple[str, ...]] = {}
    for week in range(6):
        for _ in range(choose.randrange(3, 20)):
            since = choose.choice([None, 2026, 2015, 2000])
            one = made.teacher(*choose.sample(subjects, choose.randrange(2)), career_since=since)
            run = answer(made, found, one, choose)
            person[run.id] = (one.subjects[0].name if one.subjects else "none", "school", stage(since, WEEK))
        the_week(made, DUE + timedelta(days=7 * week))
        kept = made.repo.survey_figures.told(found.id, made.district.id)
        if kept is None:
            continue
        left = {one.run_id for one in made.repo.survey_figures.pending(found.id, made.district.id, 999)}
        batch = person.keys() - left - released
        grouping = json.loads(kept.grouping)
        rows = [tuple(groups[one] for groups, one in zip(grouping, person[run], strict=True)) for run in batch]
        assert not rows or (len(rows) >= disclosure.K and disclosure.is_safe(rows))
        released |= batch
    assert len(released) > 40


def test_a_municipality_of_two_teachers_is_told_nothing_of_answers(made: Any) -> None:
    served(made, made.district)
    found = opened(made, 2, made.district, closed_at=DUE - timedelta(days=1))
    for person in [made.teacher(), made.teacher()]:
        answer(made, found, person, random.Random(0))
    survey = the_week(made).surveys[0]
    assert (survey.invited, survey.told, survey.areas, survey.tables) == (None, None, (), {})
    text = section(TEXTS, the_week(made), Part.SURVEY)
    assert "меньше пяти" in text
    assert "%" not in text.split("Доли")[0]
    assert "появи" not in text.split("Доли")[0]
    assert "они видны, когда" not in text  # for they never will be


def test_five_who_answered_alike_are_told_of_as_almost_all(made: Any) -> None:
    served(made, made.district)
    found = opened(made, 10, made.district, closed_at=DUE - timedelta(days=1))
    found.closes_at = DUE - timedelta(days=1)
    for _ in range(5):
        answer(made, found, made.teacher(), random.Random(0), wants=9)
    week = the_week(made)
    (digital,) = (one for one in week.surveys[0].areas if one.key == "digital")
    assert (digital.share.support, digital.share.tenths) == (digital.share.answered, 10)
    assert "\n• Цифровые инструменты: почти всем\n" in section(TEXTS, week, Part.SURVEY)


def test_a_missed_monday_is_told_once_for_the_right_week_in_two_time_zones(made: Any) -> None:
    west = made.municipality("West")
    west.time_zone = "Europe/Kaliningrad"
    staff = [served(made, made.district), served(made, west)]
    made.municipality("Nobody's")
    late = made.methodist(made.municipality("New"))
    made.account(late).created_at = DUE + timedelta(hours=1)

    def tick(now: datetime) -> None:
        while telling.tell(made.repo, said, now):
            pass

    tick(DUE)  # Monday has begun in Kaliningrad, too, but it is five there
    assert made.tx.session.query(WeeklySummary).count() == 2  # the one of the west is of the week before
    weeks_kept = {(one.municipality_id, one.week) for one in made.tx.session.query(WeeklySummary)}
    assert weeks_kept == {(made.district.id, WEEK), (west.id, WEEK - timedelta(days=7))}
    for _ in range(2):
        tick(DUE + timedelta(days=23))  # three weeks later, on a Wednesday
    newest = date(2026, 12, 7)
    weeks_kept = {(one.municipality_id, one.week) for one in made.tx.session.query(WeeklySummary)}
    assert {(made.district.id, newest), (west.id, newest)} < weeks_kept
    keys = [one.key for one in made.tx.session.query(Mailing).filter(Mailing.key.like("summary:%:2026-12-07"))]
    assert sorted(keys) == sorted({f"summary:{one.municipality_id}:2026-12-07" for one in (*staff, late)})
    for one in staff:
        sent = made.tx.session.query(Delivery).join(Mailing).filter(Mailing.key.like("summary:%:2026-12-07"))
        assert sent.filter(Delivery.teacher_id == one.id).count() == 1


def test_a_kept_week_is_read_and_not_counted_again(made: Any) -> None:
    methodist = served(made, made.district)
    telling.tell(made.repo, said, DUE)
    actor, place = made.actor(methodist), made.district.id
    first = reading.read(made.repo, actor, Scope.MUNICIPALITY, place, None)
    made.teacher(listed_on=WEEK)
    telling.tell(made.repo, said, DUE + timedelta(days=7))
    again = reading.read(made.repo, actor, Scope.MUNICIPALITY, place, WEEK)
    assert (again.found, again.earlier, again.later) == (first.found, None, date(2026, 11, 23))
    newest = reading.read(made.repo, actor, Scope.MUNICIPALITY, place, None)
    assert newest.found
    assert newest.found.coverage.known == 2


def test_others_see_nothing_and_the_institute_sees_the_sum_of_what_was_released(made: Any) -> None:
    choose, other = random.Random(2), made.municipality("Other")
    methodist, stranger = served(made, made.district), served(made, other)
    far = made.organization("Far", other)
    found = opened(made, 0)
    for _ in range(11):
        answer(made, found, made.teacher(career_since=2010), choose)
        answer(made, found, made.teacher(at=far, career_since=2010), choose)
    answer(made, found, made.teacher(at=made.organization("Small", made.municipality("Tiny"))), choose)
    while telling.tell(made.repo, said, DUE):
        pass
    institute = made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    for who in (stranger, made.teacher()):
        with pytest.raises(ForbiddenError):
            reading.read(made.repo, made.actor(who), Scope.MUNICIPALITY, made.district.id, WEEK)
        with pytest.raises(ForbiddenError):
            reading.waiting(made.repo, made.actor(who), made.district.id, DUE)
    with pytest.raises(ForbiddenError):
        reading.read(made.repo, made.actor(methodist), Scope.REGION, made.region.id, WEEK)
    region = reading.read(made.repo, made.actor(institute), Scope.REGION, made.region.id, WEEK).found
    assert region
    assert (region.places, region.of, region.coverage.known) == (2, 3, 24)
    here = {
        run.id for run in made.tx.session.query(SurveyRun) if made.repo.teachers.get(run.teacher_id).municipality.name
        in ("District", "Other")
    }  # fmt: skip
    for area in region.surveys[0].areas:
        assert (area.share.support, area.share.answered) == raw(made, here, area.key)
    assert region.sent.orders == region.events.held == ()


def test_a_quiet_week_says_so_and_a_full_one_fits_into_nine_hundred_characters() -> None:
    quiet = Snapshot(week=WEEK, name="Заречный район")
    assert "ничего не изменилось" in screen(TEXTS, quiet, items(TEXTS, quiet, {}))
    assert "Срочных дел нет" in screen(TEXTS, quiet, items(TEXTS, quiet, {}))
    areas = tuple(
        Area(key=str(n), name="Очень длинное имя области " * 9, share=Share(support=9, answered=10)) for n in "ab"
    )
    full = Snapshot(
        week=date(2026, 12, 28),
        name="Муниципальный округ с длинным названием " * 5,
        coverage=Coverage(known=99999, connected=99998, joined=9999, listed=99999),
        young=Young(people=9999, guided=1, silent=999),
        letters=Letters(asked=9999, answered=9998, hours=999, overdue=999),
        sent=Sent(
            announcements=9999,
            arrived=999999,
            orders=(Order(id=1, title="О" * 300, until=WEEK, people=9, acknowledged=1, silent=999),),
        ),
        surveys=(Survey(key="k", title="t", is_open=True, invited=99999, told=99990, areas=areas),),
    )
    text, rows = said(SimpleNamespace(id=1), full)
    assert len(text) <= 900, len(text)
    assert len(rows) == 4
    assert total("Регион", WEEK, []).places == 0


def test_the_pulse_is_told_in_words_and_where_there_is_none_it_is_said_so() -> None:
    week = Snapshot(week=WEEK, name="Заречный район", pulse={"load": Feeling(told=5, tenths=10)})
    said = section(TEXTS, week, Part.PULSE)
    assert "• Нагрузка тяжела: почти всем (ответили не меньше 5)" in said
    assert "Сил" not in said.split("Отвечают")[0]
    assert "Чисел за эту неделю нет" in section(TEXTS, Snapshot(week=WEEK, name="Район"), Part.PULSE)
    region = total("Регион", WEEK, [week, week.model_copy(update={"pulse": {"load": Feeling(told=10, tenths=1)}})])
    assert region.pulse == {"load": Feeling(told=15, tenths=4)}
    pulse = next(one for one in sections(TEXTS, week) if one.title == "Пульс недели")
    assert pulse.tables[0].rows == [("Нагрузка тяжела", Tenths(10), 5)]


def test_the_diagnostic_tells_of_all_its_areas() -> None:
    assert areas(from_stored("diagnostic", EDITION.body)) == tuple(EDITION.survey.groups)


def test_only_one_methodist_s_role_is_asked(made: Any) -> None:
    revoked = made.methodist()
    made.account(revoked).created_at = LONG_AGO
    made.tx.session.query(RoleGrant).filter_by(teacher_id=revoked.id).update({"revoked_at": LONG_AGO})
    assert not telling.tell(made.repo, said, DUE)


def test_the_reliability_of_a_scale_is_that_of_the_released_runs_alone(made: Any) -> None:
    choose = random.Random(6)
    served(made, made.district)
    found = opened(made, 60, made.district)
    runs = [answer(made, found, made.teacher(career_since=2010), choose) for _ in range(24)]
    first = the_week(made).surveys[0]
    for area in first.areas:
        codes = [one.code for one in CORE if one.group == area.key]
        rows = [[value_of(made, run, code) for code in codes] for run in runs]
        items = sum(pvariance(column) for column in zip(*rows, strict=True))
        found_alpha = len(codes) / (len(codes) - 1) * (1 - items / pvariance([sum(row) for row in rows]))
        assert area.alpha == max(0, round(found_alpha, 1)), area.key
    made.repo.surveys.drop_run(found.id, runs[0].teacher_id)
    answer(made, found, made.teacher(career_since=2010), choose)
    assert the_week(made, DUE + timedelta(days=7)).surveys[0].areas == first.areas


def value_of(made: Any, run: SurveyRun, code: str) -> int:
    value = json.loads(made.tx.session.get(SurveyAnswer, (run.id, code)).value)
    return EDITION.survey.by_code[code].values[value]


def test_those_who_left_an_area_out_keep_nobody_waiting(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "AT_ONCE", 10)
    choose = random.Random(4)
    served(made, made.district)
    found = opened(made, 60, made.district)
    without = ["digital"] * 25 + [""] * 15
    runs = [answer(made, found, made.teacher(career_since=2010), choose, without=area) for area in without]
    told = {run.id for run in runs[25:]}
    for area in the_week(made).surveys[0].areas:
        assert (area.share.support, area.share.answered) == raw(made, told, area.key)
    assert the_week(made).surveys[0].areas


@pytest.mark.parametrize(
    ("survey", "why"),
    [
        ({"is_open": True, "invited": 20, "told": 5}, "они видны, когда ответят десять человек"),
        ({"is_open": False, "invited": 20, "told": 5}, "на вопросы всех областей ответили слишком мало человек"),
        ({"is_open": True, "invited": 20, "told": 15, "has_areas": False}, "По темам этот опрос не считается"),
        ({"is_open": True, "invited": None, "told": None}, "чисел здесь нет.\n\nДоли"),
    ],
)
def test_why_no_area_is_told_is_true_of_this_survey(survey: dict[str, Any], why: str) -> None:
    week = Snapshot(week=WEEK, name="Район", surveys=(Survey(key="k", title="t", **survey),))
    told = section(TEXTS, week, Part.SURVEY)
    reasons = ("они видны, когда", "слишком мало человек", "этот опрос не считается")
    assert why in told
    assert [one for one in reasons if one in told] == [one for one in reasons if one in why]


def test_a_survey_without_areas_is_kept_as_such(made: Any) -> None:
    served(made, made.district)
    question = {"code": "one", "kind": "single", "text": "Как вам удобнее?", "options": {"a": "Очно", "b": "Онлайн"}}
    body = {"title": "t", "purpose": "p", "groups": {}, "blocks": [{"key": "b", "title": "B", "questions": [question]}]}
    found = opened(made, 10, made.district)
    found.version.body = json.dumps(body)
    made.tx.session.flush()
    assert [one.has_areas for one in the_week(made).surveys] == [False]


def test_the_message_says_how_far_a_running_survey_has_come() -> None:
    def said_of(**survey: Any) -> str:
        one = Survey(key="k", title="Чем <помочь>?", **survey)
        return screen(TEXTS, Snapshot(week=WEEK, name="Район", surveys=(one,)), [])

    assert "• Идёт опрос «Чем &lt;помочь&gt;?»: ответили не меньше 40 %" in said_of(is_open=True, invited=50, told=20)
    few = "• Идёт опрос «Чем &lt;помочь&gt;?»: сколько ответили, пока не назвать"
    assert few in said_of(is_open=True, invited=50, told=0)
    assert few in said_of(is_open=True, invited=None, told=None)
    assert "опрос" not in said_of(is_open=False, invited=50, told=20)


def test_of_a_region_it_is_said_what_is_missing_and_only_a_seminar_is_proposed() -> None:
    area = Area(key="digital", name="Цифровые инструменты", share=Share(support=6, answered=10))
    own = Survey(key="m1.own", title="Свой", is_open=False, invited=20, told=10, areas=(area,))
    wide = own.model_copy(
        update={"key": "diagnostic", "title": "Общий", "areas": (area.model_copy(update={"name": "Методика"}),)}
    )
    first = Snapshot(week=WEEK, name="A", surveys=(own, wide), letters=Letters(overdue=3), young=Young(people=2))
    second = Snapshot(week=WEEK, name="B", surveys=(wide,), letters=Letters(overdue=1))
    region = total("Край", WEEK, [first, second], 3)
    said = screen(TEXTS, region, items(TEXTS, region, {}))
    assert "• Сумма по 2 муниципалитетам из 3: у остальных сводки за эту неделю нет" in said
    assert [(one.kind, one.name) for one in to_do(region)] == [(Kind.SEMINAR, "Методика")]  # what most were asked
    assert [one.title for one in region.surveys] == ["Общий", "A: Свой"]  # in the region nobody else was asked that
    assert said.count("\n1. ") == 1
    assert "\n2. " not in said
    calm = total("Край", WEEK, [Snapshot(week=WEEK, name="A")], 1)
    assert items(TEXTS, calm, {}) == []
    assert "• Сумма по 1 муниципалитету\n" in screen(TEXTS, calm, [])


def test_groups_are_told_of_the_newest_survey_that_has_any() -> None:
    area = Area(key="digital", name="Цифровые инструменты", share=Share(support=6, answered=10))
    cell = Cell(group="школы", shares=(area.share,))
    told = Survey(key="d", title="Общий", is_open=False, invited=20, told=10, areas=(area,), tables={"kind": (cell,)})
    newer = Survey(key="1:own", title="Новый", is_open=True, invited=20, told=10)
    said = section(TEXTS, Snapshot(week=WEEK, name="Район", surveys=(newer, told)), Part.SURVEY)
    assert "Опрос «Общий»: у каждой группы названа область" in said
    assert "• школы: Цифровые инструменты — около 60 %" in said


def test_a_table_goes_from_the_young_to_the_old_and_ends_with_the_others() -> None:
    numbers = [0, 5]
    stages = figures._cells(dict.fromkeys(("", "long", "unknown", "middle", "young"), numbers))
    assert [one.group for one in stages] == ["young", "middle", "long", "unknown", ""]
    subjects = figures._cells(dict.fromkeys(("", "none", "физика", "алгебра"), numbers))
    assert [one.group for one in subjects] == ["алгебра", "физика", "none", ""]


def test_rounds_of_one_survey_are_told_apart_by_the_day_they_began() -> None:
    first = whole().surveys[0]
    one, other = (first.model_copy(update={"began": day}) for day in (date(2026, 10, 5), date(2026, 11, 9)))
    week = Snapshot(week=WEEK, name="Район", surveys=(other, one))
    assert [found.title for found in named(TEXTS.summaries, week)] == [
        f"{first.title} (с 9 ноября)",
        f"{first.title} (с 5 октября)",
    ]
    assert named(TEXTS.summaries, Snapshot(week=WEEK, name="Район", surveys=(one,)))[0].title == first.title
    tables = next(found for found in sections(TEXTS, week) if found.title == "Опросы").tables
    assert len({table.title for table in tables}) == len(tables)


def test_questionnaires_that_came_since_do_not_crowd_the_diagnostic_out(made: Any) -> None:
    served(made, made.district)
    opened(made, 20, made.district)
    digest, body = stored(definition(question("words", "text")))
    for _ in range(5):
        other = opened(made, 20, made.district)
        other.version = made.repo.survey_rounds.version("questionnaire", digest, body, LONG_AGO)
    made.tx.session.flush()
    assert [one.key for one in the_week(made).surveys] == [*["questionnaire"] * 3, "diagnostic"]
