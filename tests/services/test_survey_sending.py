"""After a round was opened: what fails too often is held, who comes later is asked, who has no room is not."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sender.pausing import pause_failing
from bot.services.access import ForbiddenError
from bot.services.surveys import rounds, runs, sending
from bot.texts import load_texts
from bot.ticks import latecomers
from bot.turn import House
from storage.models import Delivery, DeliveryState, Mailing, MailingKind, MailingState, Role, Scope, SurveyPending
from tests.made import NOW, TODAY
from tests.services.test_survey_rounds import MADE, known, opened

LATER = NOW + timedelta(days=1)


def house(now: Any = LATER) -> House:
    return House(load_texts(), lambda: now, "Asia/Yekaterinburg")


def look(made: Any, now: Any = LATER) -> bool:
    """Whether there may be more to look for."""
    made.tx.flush()
    made.tx.session.expire_all()
    is_more = latecomers.look(made.repo, house(now))
    made.tx.flush()
    made.tx.session.expire_all()
    return is_more


def asked(made: Any, found: Any) -> dict[int, DeliveryState]:
    return {one.teacher_id: one.state for one in made.tx.session.query(Delivery).filter_by(mailing_id=found.mailing_id)}


@pytest.fixture
def opened_round(made: Any) -> tuple[Any, list[Any], Any]:
    methodist, people = made.methodist(), [made.teacher() for _ in range(6)]
    for one in people[:5]:
        made.account(one)
    return methodist, people, opened(made, methodist)


def test_who_is_listed_or_comes_later_is_asked_and_may_be_reminded(made: Any, opened_round: Any) -> None:
    _, people, found = opened_round
    newcomer = made.teacher()
    made.account(newcomer)
    made.account(people[5])
    elsewhere = made.teacher(at=made.organization("Far school", made.municipality("Elsewhere")))
    look(made)
    states = asked(made, found)
    assert states[newcomer.id] is states[people[5].id] is DeliveryState.HELD
    assert elsewhere.id not in states
    assert found.invited == 7
    assert made.tx.session.get(SurveyPending, (found.id, newcomer.id))
    look(made, LATER + timedelta(hours=2))
    assert found.invited == 7
    assert [one.round.id for one in runs.offers(made.repo, made.actor(newcomer), known(newcomer), LATER)] == [found.id]


def test_who_runs_it_and_answers_for_another_place_by_then_asks_nobody_there(made: Any, opened_round: Any) -> None:
    methodist, _, found = opened_round
    other = made.municipality("Elsewhere")
    made.account(made.teacher(at=made.organization("Far school", other)))
    made.substitution(made.methodist(other), methodist, until=TODAY + timedelta(days=9))
    look(made)
    assert found.invited == 6


def test_many_who_come_at_once_are_found_by_fifties_and_each_is_asked_once(made: Any) -> None:
    people = [made.teacher() for _ in range(60)]
    made.account(made.teacher())  # somebody is there to be asked at once
    found = opened(made, made.methodist())
    newcomers = [made.teacher() for _ in range(55)]
    for one in (*people, *newcomers):
        made.account(one)
    known_before: set[int] = set()
    looks = 0
    while look(made):
        looks += 1
        held = {one for one, state in asked(made, found).items() if state is DeliveryState.HELD}
        news = held - known_before
        for kind in (people, newcomers):
            assert len(news & {one.id for one in kind}) <= latecomers.MOST
        known_before = held
    assert looks > 1
    assert known_before >= {one.id for one in (*people, *newcomers)}
    rows = made.tx.session.query(Delivery).filter_by(mailing_id=found.mailing_id).all()
    assert len(rows) == len({one.teacher_id for one in rows})


def test_who_refused_has_had_her_ten_minutes_or_wants_nothing_is_not_asked(made: Any, opened_round: Any) -> None:
    methodist, people, found = opened_round
    runs.refuse(made.repo, made.actor(people[0]), known(people[0]), found.id, NOW)
    stopped = made.teacher(stopped_at=NOW)
    look(made)
    assert asked(made, found)[people[0].id] is DeliveryState.CANCELLED
    assert stopped.id not in asked(made, found)
    found.seconds = rounds.BUDGET - 10
    busy = made.teacher()
    made.account(busy)
    mailing = made.mailing(MailingKind.SURVEY)
    made.repo.mailings.deliver(mailing, busy.id, 0, NOW, 0)
    other = opened(made, methodist)
    other.mailing_id = mailing.id
    look(made, LATER + timedelta(hours=3))
    assert busy.id not in asked(made, found)


def test_an_author_who_moved_on_asks_nobody_of_her_new_place(made: Any, opened_round: Any) -> None:
    methodist, _, found = opened_round
    made.grant(methodist, Role.INSTITUTE, Scope.REGION, made.region.id)
    made.account(made.teacher(at=made.organization("Far school", made.municipality("Elsewhere"))))
    look(made)
    assert len(asked(made, found)) == 6


def test_nobody_is_asked_late_to_a_round_closed_early(made: Any, opened_round: Any) -> None:
    methodist, people, found = opened_round
    rounds.close(made.repo, made.actor(methodist), found.id, NOW + timedelta(hours=1))
    made.account(people[5])
    made.account(made.teacher())
    look(made)
    assert asked(made, found)[people[5].id] is DeliveryState.UNREACHABLE
    assert len(asked(made, found)) == 6


def failing(made: Any, mailing_id: int) -> bool:
    """Twenty-five deliveries, ten of which failed."""
    for number in range(25):
        state = DeliveryState.FAILED if number < 10 else DeliveryState.SENT
        one = made.teacher()
        facts = {"part": 0, "priority": 0, "tries": 1, "due_at": NOW, "messenger": "vk"}
        made.add(Delivery(mailing_id=mailing_id, teacher_id=one.id, state=state, **facts))
    return pause_failing(made.tx, mailing_id, house())


def test_a_round_that_fails_too_often_is_held_and_its_author_told_without_numbers(made: Any, opened_round: Any) -> None:
    methodist, people, found = opened_round
    assert failing(made, found.mailing_id)
    assert found.mailing.state is MailingState.PAUSED
    note = made.tx.session.query(Mailing).filter_by(key=f"failing:{found.mailing_id}").one()
    assert MADE.survey.title in note.parts[0].text
    assert not any(sign.isdigit() for sign in note.parts[0].text)
    actor = made.actor(methodist)
    assert sending.is_paused(made.repo, actor, found.id, LATER)
    with pytest.raises(ForbiddenError):
        sending.resume(made.repo, made.actor(people[0]), found.id, LATER)
    assert sending.resume(made.repo, actor, found.id, LATER)
    assert found.mailing.state is MailingState.ACTIVE
    assert not pause_failing(made.tx, found.mailing_id, house())


def test_reminders_that_fail_are_held_too(made: Any, opened_round: Any) -> None:
    methodist, _, found = opened_round
    reminder = made.mailing(MailingKind.SURVEY, key=f"survey:{found.id}:1")
    assert failing(made, reminder.id)
    assert sending.is_paused(made.repo, made.actor(methodist), found.id, LATER)
    assert sending.resume(made.repo, made.actor(methodist), found.id, LATER)
    assert reminder.state is MailingState.ACTIVE
