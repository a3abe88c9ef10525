"""What is kept of finished runs for the figures is what counting every answer anew would say."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.services.summaries import figures
from bot.services.surveys import engine, runs
from bot.services.surveys.folding import areas, counted, stage
from bot.services.surveys.reading import stored
from bot.services.surveys.rounds import Edition
from bot.surveying.library import load_library
from storage.models import (
    Delivery,
    OrganizationKind,
    SurveyAnswer,
    SurveyFolded,
    SurveyRound,
    SurveyRun,
)
from tests.made import NOW, POSTGRES, TODAY
from tests.services.survey_files import definition, question
from tests.services.test_survey_rounds import known, put

LIBRARY = load_library()["diagnostic"]
DIAGNOSTIC = Edition(LIBRARY.survey, LIBRARY.digest, LIBRARY.body)
CLOSED = NOW + timedelta(days=10)
AREAS = areas(DIAGNOSTIC.survey)


def opened(made: Any) -> SurveyRound:
    """A round of the whole region."""
    return made.survey_round(DIAGNOSTIC, NOW - timedelta(days=1), invited=99)


def invited(made: Any, found: SurveyRound, person: Any) -> Any:
    row = {"mailing_id": found.mailing_id, "teacher_id": person.id, "part": 0, "state": "sent", "priority": 5}
    made.add(Delivery(**row, due_at=NOW))
    return person


def answers(made: Any, found: SurveyRound, person: Any, choose: random.Random) -> None:
    """A way through, with turns back, skipped questions and changed answers, to the end or not."""
    given = made.repo, made.actor(person), known(person), found.id
    progress = runs.begin(*given, NOW, TODAY).progress
    for _ in range(choose.choice([5, 60, 60, 60])):
        if progress.question is None:
            break
        step: Any = engine.back if choose.random() < 0.1 else engine.forward
        if choose.random() < 0.9:
            keys = list(progress.question.options)
            several = progress.question.kind.value == "multiple"
            value: Any = choose.sample(keys, 2) if several else choose.choice(keys)
            step = lambda one, value=value: engine.answer(one, value)  # noqa: E731
        progress = runs.move(*given, step, NOW)


def move(made: Any, person: Any, choose: random.Random, schools: list[Any]) -> None:
    """To another school, perhaps of another municipality or kind."""
    school = choose.choice(schools)
    person.organization_id, person.municipality_id = school.id, school.municipality_id
    made.tx.session.flush()
    made.tx.session.expire(person)


def naive(made: Any, found: SurveyRound, numbers: set[int]) -> list[int]:
    """Shares of all areas over these runs, from their answers."""
    total = [0] * (2 * len(AREAS))
    for run in numbers:
        rows = made.tx.session.query(SurveyAnswer).filter_by(run_id=run).all()
        said = {row.code: json.loads(row.value) for row in rows}
        for place, area in enumerate(AREAS):
            codes = [one.code for one in DIAGNOSTIC.survey.questions if one.group == area]
            values = [said[code] for code in codes if said.get(code) in ("sure", "mostly", "support")]
            total[2 * place] += values.count("support")
            total[2 * place + 1] += len(values)
    return total


def added(rows: list[str]) -> list[int]:
    return [sum(column) for column in zip(*(map(int, row.split(",")) for row in rows), strict=True)]


SEEDS = [("sqlite", 0), ("sqlite", 1), ("sqlite", 2), *([("postgresql", 3)] if POSTGRES else [])]


@pytest.mark.parametrize(("engine", "seed"), SEEDS, indirect=["engine"])
def test_what_is_kept_equals_a_count_of_all_answers(made: Any, seed: int) -> None:
    choose, there = random.Random(seed), made.municipality("There")
    schools = [made.organization(f"School {number}", place) for number, place in enumerate([made.district, there] * 2)]
    schools.append(made.organization("Garden", there, OrganizationKind.KINDERGARTEN))
    found, facts = opened(made), {}
    for _ in range(60):
        person = invited(made, found, made.teacher(at=choose.choice(schools), career_since=choose.choice([2025, 2000])))
        answers(made, found, person, choose)
        move(made, person, choose, schools)
        given = made.repo, made.actor(person), known(person), found.id
        what = choose.random()
        if what < 0.1:
            runs.refuse(*given, NOW)
        elif what < 0.2:
            runs.restart(*given, NOW)
        elif what < 0.9:
            for _ in range(2):  # a second time changes nothing
                runs.finish(*given, NOW, TODAY)
            run = made.tx.session.query(SurveyRun).filter_by(round_id=found.id, teacher_id=person.id).one()
            at = made.tx.session.get(type(schools[0]), person.organization_id)
            facts[run.id] = (at.municipality_id, at.id, at.kind, stage(person.career_since, TODAY))
            move(made, person, choose, schools)
    kept = made.tx.session.query(SurveyFolded).all()
    assert {one.run_id: (one.municipality_id, one.organization_id, one.kind, one.stage) for one in kept} == facts
    for place in (made.district, there):
        here = {number for number, who in facts.items() if who[0] == place.id}
        assert made.repo.survey_figures.finished(found.id, place.id) == len(here)
        waiting = made.repo.survey_figures.pending(found.id, place.id, 999)
        whole = {one.run_id for one in waiting}
        for number in here:
            shares = naive(made, found, {number})
            assert (number in whole) == all(shares[1::2])
        shares = added([one.counts or "" for one in waiting])[: 2 * len(AREAS)]  # what follows is of reliability
        assert shares == naive(made, found, whole)
        while figures.advance(made.repo, put(made, found), place, CLOSED):
            pass
        made.tx.session.expire_all()
        left = {one.run_id for one in made.repo.survey_figures.pending(found.id, place.id, 999)}
        told = json.loads(made.repo.survey_figures.told(found.id, place.id).sums)
        assert whole - left
        for table in (groups for name, groups in told.items() if name != figures.ALPHA):
            assert [sum(column) for column in zip(*table.values(), strict=True)] == naive(made, found, whole - left)


def test_who_is_erased_goes_with_her_row_and_what_was_told_stays(made: Any) -> None:
    choose, found = random.Random(1), opened(made)
    people = [invited(made, found, made.teacher(career_since=2000)) for _ in range(12)]
    for one in people:
        given = made.repo, made.actor(one), known(one), found.id
        runs.begin(*given, NOW, TODAY)
        for _ in range(3 * len(AREAS)):
            key = choose.choice(["sure", "support"])
            runs.move(*given, lambda progress, key=key: engine.answer(progress, key), NOW)
        runs.finish(*given, NOW, TODAY)
    assert figures.advance(made.repo, put(made, found), made.district, NOW)
    before = made.repo.survey_figures.told(found.id, made.district.id).sums
    for one in people[:2]:
        made.repo.personal_data.erase(one.id, NOW)
    made.tx.session.expire_all()
    assert made.repo.survey_figures.finished(found.id, made.district.id) == 12  # a number that goes down tells of her
    assert made.repo.survey_rounds.finished(found.id) == 12
    assert made.tx.session.query(SurveyFolded).count() == 10
    assert made.repo.survey_figures.told(found.id, made.district.id).sums == before
    assert not figures.advance(made.repo, put(made, found), made.district, NOW)


def test_who_belongs_to_no_municipality_is_in_no_figures(made: Any) -> None:
    found = opened(made)
    person = invited(made, found, made.teacher(at=made.institute()))
    given = made.repo, made.actor(person), known(person), found.id
    runs.begin(*given, NOW, TODAY)
    runs.finish(*given, NOW, TODAY)
    assert made.tx.session.query(SurveyFolded).count() == 0


def test_a_group_left_out_says_nothing() -> None:
    said = {one.code: "sure" for one in DIAGNOSTIC.survey.questions if one.group and one.group != "digital"}
    assert counted(DIAGNOSTIC.survey, said) is None
    assert (counted(DIAGNOSTIC.survey, said | {"digital_lesson": "support"}) or ())[-2:] == (1, 1)


def test_runs_of_a_survey_without_groups_are_released_too(made: Any) -> None:
    """What they said is told question by question, of those only whom the audit let in."""
    digest, body = stored(definition(question("words", "text")))
    found = opened(made)
    found.version = made.repo.survey_rounds.version("made", digest, body, NOW)
    made.tx.session.flush()
    for _ in range(11):
        person = invited(made, found, made.teacher(career_since=2000))
        given = made.repo, made.actor(person), known(person), found.id
        runs.begin(*given, NOW, TODAY)
        runs.finish(*given, NOW, TODAY)
    assert figures.advance(made.repo, put(made, found), made.district, NOW)
    assert {one.release for one in made.tx.session.query(SurveyFolded)} == {1}
    told = figures.of(made.repo, put(made, found), made.district, NOW)
    assert (told.areas, told.tables) == ((), {})
