"""Two rounds of one survey that lie near each other have nobody in common: their difference says nothing of anybody."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, text
from sqlalchemy.exc import OperationalError

from bot.services.announcements import NobodyError
from bot.services.summaries import figures
from bot.services.summaries.counting import counted, week_of
from bot.services.surveys import again, engine, rounds, runs, sending
from bot.services.surveys.again import PAUSE, is_same
from bot.services.surveys.reading import Edition, stored, survey
from storage.database import Transaction
from storage.models import Delivery, Region, Role, Scope
from storage.repositories.audiences import Condition
from storage.repositories.survey_rounds import SurveyRounds
from tests.made import NOW, TODAY
from tests.services.survey_files import SURE, definition, every_kind, question
from tests.services.test_survey_rounds import HOME, MADE, known, opened

WEEK = timedelta(days=7)


def edition(key: str, raw: Any) -> Edition:
    digest, body = stored(raw | {"title": f"Опрос {key}"})
    return Edition(survey(key, json.loads(body)), digest, body)


def diagnostic(key: str, *codes: str) -> Edition:
    return edition(key, definition(*(question(one, group="g", **SURE) for one in codes), groups={"g": "Методика"}))


def asked(made: Any, found: Any) -> set[int]:
    made.tx.session.expire_all()
    return {one.teacher_id for one in made.tx.session.query(Delivery).filter_by(mailing_id=found.mailing_id)}


def planned(made: Any, methodist: Any, now: Any, which: Edition = MADE, choices: Any = None) -> rounds.Plan:
    return rounds.plan(made.repo, made.actor(methodist), which.survey, choices or {}, HOME, now, TODAY)


def reachable(made: Any, *subjects: Any) -> Any:
    found = made.teacher(*subjects)
    made.account(found)
    return found


def test_a_round_a_week_later_asks_only_those_whom_the_first_did_not(made: Any) -> None:
    methodist, maths = made.methodist(), [reachable(made, made.maths) for _ in range(6)]
    first = opened(made, methodist, {Condition.SUBJECT: [made.maths.id]})
    other = reachable(made)
    plan = planned(made, methodist, NOW + WEEK)
    assert (plan.people, plan.again, plan.spared, plan.free_at) == (1, 6, 0, first.closes_at + PAUSE)
    second = opened(made, methodist, now=NOW + WEEK)
    assert (asked(made, first), asked(made, second)) == ({one.id for one in maths}, {other.id})
    assert second.invited == 1
    with pytest.raises(NobodyError):
        opened(made, methodist, now=NOW + 2 * WEEK)


def test_a_month_after_the_close_everybody_is_asked_again_and_not_a_moment_before(made: Any) -> None:
    methodist, teacher = made.methodist(), reachable(made)
    first = opened(made, methodist)
    rounds.close(made.repo, made.actor(methodist), first.id, NOW + WEEK)
    free = NOW + WEEK + PAUSE
    assert planned(made, methodist, free - timedelta(seconds=1)).people == 0
    assert planned(made, methodist, free)[:5] == (1, 1, 0, 0, None)
    assert asked(made, opened(made, methodist, now=free)) == {teacher.id}


def test_a_new_version_and_a_copy_under_another_key_are_the_same_survey(made: Any) -> None:
    methodist, _ = made.methodist(), reachable(made)
    opened(made, methodist, edition=diagnostic("own", "a", "b"))
    later = NOW + WEEK
    assert planned(made, methodist, later, diagnostic("own", "c")).again == 1
    assert planned(made, methodist, later, diagnostic("copy", "b", "d")).again == 1
    said = question("x", group="g", instead={"school": "вопрос  B!"}, **SURE)
    disguised = edition("disguised", definition(said, groups={"g": "Методика"}))
    assert planned(made, methodist, later, disguised).again == 1
    for other in (diagnostic("other", "c", "d"), edition("plain", every_kind())):
        assert planned(made, methodist, later, other)[:4] == (1, 1, 0, 0)
    assert not is_same(MADE.survey, edition("plain", every_kind()).survey), "common questions alone are not the same"


def test_a_round_closed_within_the_hour_keeps_nobody_from_the_next_and_is_never_told(made: Any) -> None:
    methodist, teachers = made.methodist(), [reachable(made) for _ in range(12)]
    actor, hour = made.actor(methodist), timedelta(hours=1)
    wrong = opened(made, methodist, edition=diagnostic("own", "a"))
    for one in teachers:
        runs.begin(made.repo, made.actor(one), known(one), wrong.id, NOW, TODAY)
        runs.move(made.repo, made.actor(one), known(one), wrong.id, lambda at: engine.answer(at, "support"), NOW)
        runs.finish(made.repo, made.actor(one), known(one), wrong.id, NOW, TODAY)
    assert not figures.advance(made.repo, wrong, made.district, NOW + hour / 2), "it may still be a mistake"
    rounds.close(made.repo, actor, wrong.id, NOW + hour / 2)
    assert planned(made, methodist, NOW + hour, diagnostic("own", "b"))[:4] == (12, 12, 0, 0)
    assert not figures.advance(made.repo, wrong, made.district, NOW + PAUSE)
    monday = NOW + timedelta(days=1, hours=2)
    assert counted(made.repo, made.district, week_of(made.district, monday.date() - WEEK, monday)).surveys == ()
    right = opened(made, methodist, now=NOW + hour, edition=diagnostic("own", "b"))
    rounds.close(made.repo, actor, right.id, right.opened_at + hour)
    assert planned(made, methodist, NOW + 3 * hour, diagnostic("own", "b")).again == 12


def test_a_region_s_round_counts_in_its_municipalities_and_theirs_in_the_region(made: Any) -> None:
    methodist, institute = made.methodist(), made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    teacher = reachable(made)
    far = made.teacher(at=made.organization("Far school", made.municipality("Elsewhere")))
    made.account(far)
    opened(made, methodist)
    regional = opened(made, institute, now=NOW + WEEK)
    assert teacher.id not in asked(made, regional)
    assert far.id in asked(made, regional)
    stranger = made.methodist(far.municipality)
    assert planned(made, stranger, NOW + 2 * WEEK).people == 0


def test_who_was_asked_before_is_no_latecomer_of_the_second_round(made: Any) -> None:
    methodist, teacher = made.methodist(), reachable(made, made.maths)
    opened(made, methodist, {Condition.SUBJECT: [made.maths.id]})
    reachable(made)
    second = opened(made, methodist, now=NOW + WEEK)
    newcomer = reachable(made, made.maths)
    late = sending.invite_late(made.repo, second, (0, 10**9), 9, NOW + WEEK, TODAY)
    assert [one.id for one in late] == [newcomer.id]
    assert teacher.id not in asked(made, second)


def test_what_was_asked_elsewhere_is_not_looked_at(made: Any) -> None:
    reachable(made)
    opened(made, made.methodist())
    assert again.asked_before(made.repo, made.region.id + 1, MADE.survey, NOW) == []


def test_on_postgresql_nobody_opens_a_round_beside_another(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    with engine.begin() as connection:
        region_id = connection.execute(insert(Region).values(name="Held").returning(Region.id)).scalar_one()
    with engine.connect() as one, engine.connect() as other:
        SurveyRounds(Transaction(one)).hold(region_id)
        other.execute(text("SET lock_timeout = '100ms'"))
        with pytest.raises(OperationalError):
            SurveyRounds(Transaction(other)).hold(region_id)
        one.rollback()
        other.rollback()
        SurveyRounds(Transaction(other)).hold(region_id)
    with engine.begin() as connection:
        connection.execute(delete(Region).where(Region.id == region_id))
