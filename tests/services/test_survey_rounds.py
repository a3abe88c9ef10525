"""Rounds and runs on both databases: who is asked, who is reminded, what one answers, what is left after the close."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.incoming import Kind
from bot.services.access import ForbiddenError
from bot.services.notes import Note
from bot.services.surveys import engine, passing_time, rounds, runs, sharing
from bot.services.surveys.engine import Progress
from bot.services.surveys.reading import Edition, stored, survey
from bot.services.surveys.rounds import BadDayError, Invitation
from bot.services.surveys.runs import ClosedError
from bot.surveying.offers import MOST
from storage.conversations import Known
from storage.models import (
    Delivery,
    DeliveryState,
    Mailing,
    MailingKind,
    OrganizationKind,
    Role,
    Scope,
    SurveyPending,
    SurveyRefusal,
)
from storage.repositories.audiences import Condition
from storage.repositories.survey_figures import Put
from tests.inside import OWNER, Inside
from tests.made import NOW, TODAY
from tests.services.survey_files import any_answer, checked, every_kind, invented_raw

HOME = ZoneInfo("Asia/Yekaterinburg")
CLOSES = NOW + timedelta(days=10)
RAW = every_kind()
MADE = Edition(checked(RAW), *stored(RAW))


def put(made: Any, found: Any) -> Put:
    """The round as the figures know it."""
    rounds_ = made.repo.survey_figures.rounds(made.district, NOW, NOW + timedelta(days=999), 99)
    return next(one for one in rounds_ if one.id == found.id)


def known(one: Any) -> Known:
    names = (one.last_name, one.first_name, one.middle_name)
    return Known(one.id, *names, one.region_id, one.municipality_id, one.organization_id, "Asia/Yekaterinburg", 1)


def opened(made: Any, methodist: Any, choices: Any = None, now: Any = NOW, edition: Edition = MADE) -> Any:
    invitation = Invitation("text", lambda number: [[("Начать", f"sv_begin:{number}", 0, "")]])
    actor = made.actor(methodist)
    given = (edition, choices or {}, now + timedelta(days=10), 99, invitation, HOME, now, TODAY)
    return rounds.open_round(made.repo, actor, *given)


@pytest.fixture
def people(made: Any) -> tuple[Any, list[Any]]:
    """A methodist and six teachers with accounts; the last one has none."""
    methodist, teachers = made.methodist(), [made.teacher() for _ in range(6)]
    for one in teachers[:5]:
        made.account(one)
    return methodist, teachers


def states(made: Any, mailing_id: int) -> dict[int, DeliveryState]:
    made.tx.session.expire_all()
    return {one.teacher_id: one.state for one in made.tx.session.query(Delivery).filter_by(mailing_id=mailing_id)}


def test_everybody_of_the_place_is_asked_and_the_buttons_name_the_round(made: Any, people: Any) -> None:
    methodist, teachers = people
    found = opened(made, methodist)
    assert found.invited == 6
    assert {*states(made, found.mailing_id)} == {one.id for one in teachers}
    assert f"sv_begin:{found.id}" in found.mailing.parts[0].rows
    assert found.mailing.author_id is None
    assert rounds.get(made.repo, made.actor(methodist), found.id)[1] == (6, None)
    assert rounds.listed(made.repo, made.actor(methodist), 0, 9) == [found]
    again = opened(made, methodist, now=NOW + timedelta(days=40))
    assert again.version_id == found.version_id


def test_a_round_is_the_municipality_s_own(made: Any, people: Any) -> None:
    found = opened(made, people[0])
    other = made.methodist(made.municipality("Elsewhere"))
    for verb in (rounds.get, lambda repo, actor, number: rounds.close(repo, actor, number, NOW)):
        with pytest.raises(ForbiddenError):
            verb(made.repo, made.actor(other), found.id)
    with pytest.raises(ForbiddenError):
        opened(made, people[1][0])
    assert rounds.listed(made.repo, made.actor(other), 0, 9) == []
    institute = made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    assert rounds.listed(made.repo, made.actor(institute), 0, 9) == [found]


def test_a_head_s_right_to_announce_is_no_right_to_ask(made: Any, people: Any) -> None:
    methodist, _ = people
    elsewhere = made.municipality("Elsewhere")
    stranger = made.teacher(made.maths, at=made.organization("Far school", elsewhere))
    made.member(made.association(made.maths, level="regional", head_id=methodist.id), stranger)
    found = opened(made, methodist)
    assert stranger.id not in states(made, found.mailing_id)


def test_the_month_s_ten_minutes_are_kept_for_each_person(made: Any, people: Any) -> None:
    methodist, _ = people
    maths = made.teacher(made.maths)
    made.account(maths)
    for number in range(8):  # 72 seconds each
        other = Edition(survey(f"other{number}", RAW), *stored(RAW | {"title": f"Опрос {number}"}))
        opened(made, methodist, {Condition.SUBJECT: [made.maths.id]}, NOW + timedelta(hours=number), other)
    plan = rounds.plan(made.repo, made.actor(methodist), MADE.survey, {}, HOME, NOW + timedelta(hours=9), TODAY)
    assert (plan.people, plan.reachable, plan.spared) == (6, 5, 1)
    later = NOW + timedelta(days=31)
    assert rounds.plan(made.repo, made.actor(methodist), MADE.survey, {}, HOME, later, TODAY).spared == 0


def test_what_is_done_stands_behind_what_waits_however_soon_it_closes(made: Any, people: Any) -> None:
    """So many have a button: short surveys of one month that she had finished took all of them."""
    methodist, (anna, *_) = people
    editions = [Edition(survey(f"other{at}", RAW), *stored(RAW | {"title": f"Опрос {at}"})) for at in range(MOST + 1)]
    found = [opened(made, methodist, now=NOW + timedelta(hours=at), edition=one) for at, one in enumerate(editions)]
    for one in found[:MOST]:
        given = (made.repo, made.actor(anna), known(anna), one.id, NOW + timedelta(hours=9), TODAY)
        runs.begin(*given)
        runs.finish(*given)
    offers = runs.offers(made.repo, made.actor(anna), known(anna), NOW + timedelta(hours=9))
    assert [one.round.id for one in offers] == [one.id for one in (found[-1], *found[:-1])]


def test_a_round_of_a_day_too_near_or_too_far_is_refused() -> None:
    for days in (-1, 0.5, 120):
        with pytest.raises(BadDayError):
            rounds.check_day(NOW + timedelta(days=days), NOW)


def test_each_answer_is_stored_when_it_is_given_and_resumes(made: Any, people: Any) -> None:
    methodist, (anna, *_) = people
    found, her, me = opened(made, methodist), made.actor(anna), known(anna)
    assert runs.begin(made.repo, her, me, found.id, NOW, TODAY).progress.tags == {"school"}
    for value in ("b", ["a", "c"], 4):
        runs.move(made.repo, her, me, found.id, lambda at, said=value: engine.answer(at, said), NOW)
    going = runs.begin(made.repo, her, me, found.id, NOW, TODAY).progress
    assert (going.at, dict(going.answers)) == ("years", {"one": "b", "many": ["a", "c"], "scale": 4})
    for _ in range(3):
        runs.move(made.repo, her, me, found.id, engine.back, NOW)
    after = runs.move(made.repo, her, me, found.id, lambda at: engine.answer(at, "a"), NOW)
    assert (after.at, dict(after.answers)) == ("scale", {"one": "a", "scale": 4})
    assert runs.current(made.repo, her, me, found.id, NOW).progress == after
    assert runs.unfinished(made.repo, her, me, NOW) == found.id
    assert runs.unfinished(made.repo, her, me, CLOSES) is None
    assert dict(runs.restart(made.repo, her, me, found.id, NOW).answers) == {}
    assert dict(runs.current(made.repo, her, me, found.id, NOW).progress.answers) == {}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_stored_is_where_the_engine_stands_after_every_step_of_any_walk(made: Any, seed: int) -> None:
    choose = random.Random(seed)
    raw = invented_raw(choose)
    anna = made.teacher(birth_year=2003, career_since=2026)
    made.account(anna)
    found = opened(made, made.methodist(), edition=Edition(checked(raw), *stored(raw)))
    her, me = made.actor(anna), known(anna)
    going = runs.begin(made.repo, her, me, found.id, NOW, TODAY).progress
    assert going.tags == {"school", "young"}
    for number in range(25):
        step = any_step(choose, going)
        expected = step(going)
        assert runs.move(made.repo, her, me, found.id, step, NOW) == expected
        going = runs.current(made.repo, her, me, found.id, NOW).progress
        assert going == expected
        if number == 12:  # she changes her place of work: what she is asked stays what it was
            made.whole(anna).organization_id = made.organization("Garden", kind=OrganizationKind.KINDERGARTEN).id
            made.tx.session.flush()


def any_step(choose: random.Random, going: Progress) -> Callable[[Progress], Progress]:
    if going.question is None or choose.random() < 0.3:
        return engine.back
    if choose.random() < 0.2:
        return engine.forward
    said = any_answer(choose, going.question)
    return lambda at: engine.answer(at, said)


def test_nobody_answers_for_another(made: Any, people: Any) -> None:
    methodist, (anna, boris, *_) = people
    found = opened(made, methodist)
    with pytest.raises(ForbiddenError):
        runs.begin(made.repo, made.actor(boris), known(anna), found.id, NOW, TODAY)
    with pytest.raises(ForbiddenError):
        runs.offers(made.repo, made.actor(methodist), known(anna), NOW)
    with pytest.raises(ForbiddenError):
        runs.begin(made.repo, made.actor(methodist), known(methodist), found.id, NOW, TODAY)


def test_who_finished_or_refused_is_not_reminded_and_nothing_tells_them_apart(made: Any, people: Any) -> None:
    methodist, (anna, boris, *rest) = people
    found = opened(made, methodist)
    runs.begin(made.repo, made.actor(anna), known(anna), found.id, NOW, TODAY)
    runs.finish(made.repo, made.actor(anna), known(anna), found.id, NOW, TODAY)
    assert runs.refuse(made.repo, made.actor(boris), known(boris), found.id, NOW)
    assert not runs.refuse(made.repo, made.actor(anna), known(anna), found.id, NOW)
    with pytest.raises(ClosedError):
        runs.move(made.repo, made.actor(anna), known(anna), found.id, engine.back, NOW)
    half = NOW + timedelta(days=5, minutes=1)
    passing_time.remind(made.repo, HOME, lambda one: Note("again", []), half)
    passing_time.remind(made.repo, HOME, lambda one: Note("again", []), half)
    query = made.tx.session.query(Mailing).filter(Mailing.kind == MailingKind.SURVEY, Mailing.key.is_not(None))
    reminder = query.one()
    assert set(states(made, reminder.id)) == {one.id for one in rest[:3]}  # the last one has no messenger
    assert {one.count for one in made.tx.session.query(SurveyRefusal)} == {1}
    of_round = made.tx.session.query(Delivery).filter_by(mailing_id=found.mailing_id)
    of_round.filter_by(teacher_id=anna.id).update({"tapped_at": NOW})
    passing_time.close(made.repo, CLOSES)
    assert [one for one in of_round if one.tapped_at is not None] == []
    assert states(made, reminder.id) == {}
    assert made.tx.session.query(SurveyPending).count() == 0
    assert DeliveryState.WAITING not in states(made, found.mailing_id).values()
    passing_time.remind(made.repo, HOME, lambda one: Note("again", []), CLOSES)
    assert query.count() == 1


def test_after_a_standstill_over_both_reminders_one_comes(made: Any, people: Any) -> None:
    found = opened(made, people[0])
    late = CLOSES - timedelta(hours=20)
    for _ in range(3):
        passing_time.remind(made.repo, HOME, lambda one: Note("again", []), late)
    keys = [one.key for one in made.tx.session.query(Mailing).filter(Mailing.key.is_not(None))]
    assert keys == [runs.reminder_keys(found.id)[1]]


def test_a_reminder_in_flight_at_the_close_is_forgotten_afterwards(made: Any, people: Any) -> None:
    methodist, (anna, *_) = people
    found = opened(made, methodist)
    passing_time.remind(made.repo, HOME, lambda one: Note("again", []), NOW + timedelta(days=6))
    reminder = made.tx.session.query(Mailing).filter(Mailing.key.is_not(None)).one()
    flying = made.tx.session.query(Delivery).filter_by(mailing_id=reminder.id, teacher_id=anna.id).one()
    flying.state = DeliveryState.SENDING
    made.tx.session.flush()
    rounds.close(made.repo, made.actor(methodist), found.id, NOW + timedelta(days=6))
    assert set(states(made, reminder.id)) == {anna.id}
    with pytest.raises(ClosedError):
        runs.begin(made.repo, made.actor(anna), known(anna), found.id, NOW + timedelta(days=6), TODAY)
    made.tx.session.query(Delivery).filter_by(mailing_id=reminder.id).update({"state": DeliveryState.SENT})
    passing_time.close(made.repo, NOW + timedelta(days=6, minutes=1))
    assert states(made, reminder.id) == {}
    assert rounds.get(made.repo, made.actor(methodist), found.id)[0].closed_at is not None


def test_minutes_come_from_the_median_once_enough_have_finished(made: Any, people: Any) -> None:
    methodist, (anna, *_) = people
    found = opened(made, methodist)
    more = [made.teacher() for _ in range(runs.ENOUGH_RUNS)]
    for one in more:
        made.add(Delivery(mailing_id=found.mailing_id, teacher_id=one.id, part=0, state="sent", priority=5, due_at=NOW))
        runs.begin(made.repo, made.actor(one), known(one), found.id, NOW, TODAY)
        runs.finish(made.repo, made.actor(one), known(one), found.id, NOW + timedelta(seconds=200), TODAY)
    (offer,) = runs.offers(made.repo, made.actor(anna), known(anna), NOW)
    assert offer.seconds == 200


def test_a_mentor_s_staff_roles_over_her_are_known(made: Any) -> None:
    anna, mentor = made.teacher(), made.teacher()
    made.mentorship(mentor, anna)
    made.grant(mentor, Role.DEPUTY, Scope.ORGANIZATION, anna.organization_id)
    made.grant(mentor, Role.INSTITUTE, Scope.REGION, made.region.id)
    made.grant(mentor, Role.METHODIST, Scope.MUNICIPALITY, made.municipality("Elsewhere").id)
    found = sharing.sharing(made.repo, made.actor(anna), known(anna), TODAY)
    assert found.roles == (Role.DEPUTY, Role.INSTITUTE)
    assert json.dumps(sharing.share(made.repo, made.actor(anna), known(anna), ["digital"], NOW, TODAY).opened) == "[]"


def test_the_menu_of_who_holds_every_role_and_has_begun_a_survey_still_fits(made: Any) -> None:
    author, both = made.methodist(), made.teacher()
    for role, scope, number in (
        (Role.METHODIST, Scope.MUNICIPALITY, made.district.id),
        (Role.DEPUTY, Scope.ORGANIZATION, made.school.id),
    ):
        made.grant(both, role, scope, number)
    inside = Inside(made.tx.connection)
    inside.enters(OWNER, both)
    found = opened(made, author)
    for has_run in (False, True):
        if has_run:
            inside.does(OWNER, Kind.TAP, f"sv_begin:{found.id}")
        screen = inside.does(OWNER, Kind.TAP, "say:menu").screen
        assert screen is not None
        labels = [button.label for row in screen.rows for button in row]
        assert ("Продолжить опрос" in labels) == has_run
        assert {"Объявление", "Люди", "Опросы"} < set(labels)
        assert ("Состояние бота" in labels) is not has_run
        assert len(labels) <= 10
