"""A path and time: what fits, what is asked once, what is taken back, whose rules are followed."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.pathing.library import load_rules
from bot.services import event_keeping, events
from bot.services.event_desk import Plan
from bot.services.learning_paths import fitting, overdue, paths
from bot.services.learning_paths.paths import GoneError, NoOtherError, Now, TooManyError
from bot.services.learning_paths.rules import MOST
from bot.services.notes import Note
from bot.surveying.library import load_library
from storage.models import (
    Answer,
    Delivery,
    DeliveryState,
    LearningPath,
    Mailing,
    MailingKind,
    PathRules,
    PathStep,
    RulesState,
    SurveyAnswer,
    SurveyRun,
)
from tests.made import TODAY
from tests.services.test_path_rules import GOOD, body
from tests.services.test_survey_rounds import known

LIBRARY = load_library()
RULES = load_rules(LIBRARY)
HOME = ZoneInfo("Asia/Yekaterinburg")
NOON = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
AT = Now(NOON, NOON.date())
BEGINS = NOON + timedelta(days=2)


@pytest.fixture
def anna(made: Any) -> Any:
    found = made.teacher(made.maths)
    made.account(found)
    return found


def step_of(made: Any, owner: Any, accepted: bool = True, **facts: Any) -> PathStep:
    """The only step of her path."""
    facts = {"text": "Go there", "form": "event", "area": "digital", "due_on": date(2026, 12, 20), **facts}
    found = PathStep(**facts)
    made.add(LearningPath(teacher_id=owner.id, accepted_at=NOON if accepted else None, steps=[found]))
    return found


def event_of(made: Any, owner: Any, title: str = "Seminar", **facts: Any) -> Any:
    """Announced by a methodist and delivered to her."""
    author = made.methodist()
    by = {"author_id": author.id, "municipality_id": author.municipality_id}
    mailing = made.mailing(MailingKind.EVENT, at=NOON, **by)
    made.repo.mailings.deliver(mailing, owner.id, 0, NOON, 0)
    given = {
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(hours=1),
        "is_all_day": False,
        "area": "digital",
        **facts,
    }
    plan = Plan(title=title, text="", time_zone=HOME.key, place="", link="", seats=None, **given)
    return event_keeping.keep(made.repo, made.actor(author), mailing, plan, {}, lambda _: [], NOON, TODAY)


def fits(made: Any, owner: Any, event: Any) -> bool:
    return bool(fitting.fitting(made.repo, made.actor(owner), known(owner), [event], RULES, NOON))


def notes_of(made: Any, key: str) -> list[DeliveryState]:
    query = made.tx.session.query(Delivery).join(Mailing, Mailing.id == Delivery.mailing_id)
    return [one.state for one in query.filter(Mailing.key.like(f"{key}%"))]


def said(step: PathStep, today: date) -> Note:
    return Note(f"{step.text} {today}", [])


@pytest.mark.parametrize(
    ("step", "event", "is_fit"),
    [
        ({}, {}, True),
        ({}, {"area": "subject"}, False),
        ({}, {"area": ""}, False),
        ({"form": "course"}, {}, False),
        ({"form": ""}, {}, False),
        ({"form": "lesson"}, {}, False),
        ({"form": "lesson"}, {"title": "Большой открытый урок"}, True),
        ({"form": "event"}, {"title": "Открытый урок Анны"}, False),
        ({"area": ""}, {}, False),
        ({"accepted": False}, {}, False),
        ({"done_on": TODAY}, {}, False),
    ],
)
def test_what_fits_follows_from_kind_and_area(made: Any, anna: Any, step: Any, event: Any, is_fit: bool) -> None:
    step_of(made, anna, **step)
    assert fits(made, anna, event_of(made, anna, **event)) is is_fit


def test_a_step_about_nothing_is_taken_by_what_an_association_announces(made: Any, anna: Any) -> None:
    step_of(made, anna, area="")
    event = event_of(made, anna)
    event.association_id = made.association(made.maths).id
    assert fits(made, anna, event)


def joined(made: Any, owner: Any, event: Any) -> PathStep | None:
    actor = made.actor(owner)
    assert events.answer(made.repo, actor, event.id, True, lambda _: Note("", []), NOON)
    return fitting.tie(made.repo, actor, known(owner), event.id, RULES, NOON)


def test_what_she_joins_takes_the_step_and_gives_it_until_then(made: Any, anna: Any) -> None:
    found = step_of(made, anna, due_on=date(2026, 11, 24), asked_on=date(2026, 11, 23))
    event, other = event_of(made, anna), event_of(made, anna)
    assert joined(made, anna, event) is found
    assert (found.due_on, found.asked_on) == (date(2026, 11, 25), None)
    assert not fits(made, anna, other)
    assert fitting.fitting_for(made.repo, made.actor(anna), known(anna), found, RULES, NOON) is event
    event.cancelled_at = NOON
    made.tx.flush()
    assert fits(made, anna, other)
    assert fitting.fitting_for(made.repo, made.actor(anna), known(anna), found, RULES, NOON) is other


@pytest.mark.parametrize("goes", [True, False])
def test_a_step_that_is_put_back_is_tied_to_its_event_while_she_goes_there(made: Any, anna: Any, goes: bool) -> None:
    step_of(made, anna)
    event, me = event_of(made, anna), (made.repo, made.actor(anna))
    step = joined(made, anna, event)
    assert step is not None
    kept = json.loads(json.dumps(paths.drop(*me, known(anna), step.id, NOON)))
    events.answer(*me, event.id, goes, lambda _: Note("", []), NOON)
    assert paths.restore(*me, known(anna), kept).event_id == (event.id if goes else None)


def test_nobody_else_s_step_is_taken_by_it(made: Any, anna: Any) -> None:
    found, other = step_of(made, anna), made.teacher(made.maths)
    event = event_of(made, anna)
    made.repo.mailings.deliver(event.mailing, other.id, 0, NOON, 0)
    assert joined(made, other, event) is None
    assert found.event_id is None


@pytest.mark.parametrize(
    ("event", "answer", "after"),
    [
        ({}, Answer.GOING, 49),
        ({"ends_at": None}, Answer.GOING, 50),
        ({"ends_at": None, "is_all_day": True}, Answer.GOING, 72),
        ({}, Answer.WAITING, None),
        ({}, Answer.DECLINED, None),
    ],
)
def test_after_the_event_she_is_asked_once(made: Any, anna: Any, event: Any, answer: Answer, after: int | None) -> None:
    found, there = step_of(made, anna), event_of(made, anna, **event)
    joined(made, anna, there)
    made.repo.events.save(there, anna.id, answer, NOON)
    overdue.nudge(made.repo, HOME, said, NOON + timedelta(hours=after or 90, minutes=-1))
    assert notes_of(made, "path:") == []
    for minutes in (1, 30):
        overdue.nudge(made.repo, HOME, said, NOON + timedelta(hours=after or 90, minutes=minutes))
    assert len(notes_of(made, "path:")) == (after is not None)
    assert (found.nudged_on is not None) is (after is not None)


def test_an_event_that_was_called_off_asks_nothing(made: Any, anna: Any) -> None:
    step_of(made, anna)
    event = event_of(made, anna)
    joined(made, anna, event)
    event.cancelled_at = NOON
    made.tx.flush()
    overdue.nudge(made.repo, HOME, said, NOON + timedelta(days=9))
    assert notes_of(made, "path:") == []


def test_a_step_is_not_overdue_before_the_event_that_was_moved(made: Any, anna: Any) -> None:
    step_of(made, anna, due_on=date(2026, 11, 25))
    event = event_of(made, anna)
    joined(made, anna, event)
    event.starts_at, event.ends_at = NOON + timedelta(days=20), None
    made.tx.flush()
    overdue.ask(made.repo, HOME, said, NOON + timedelta(days=10))
    assert notes_of(made, "path:") == []


def test_what_waits_for_the_morning_is_not_said_once_the_step_is_done(made: Any, anna: Any) -> None:
    found = step_of(made, anna, due_on=date(2026, 11, 22))
    night = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    overdue.ask(made.repo, HOME, said, night)
    (delivery,) = made.tx.session.query(Delivery).all()
    assert delivery.due_at.astimezone(HOME).hour == 8
    paths.tick(made.repo, made.actor(anna), known(anna), found.id, True, AT)
    made.tx.session.expire_all()
    assert made.tx.session.query(Delivery).one().state is DeliveryState.CANCELLED
    paths.tick(made.repo, made.actor(anna), known(anna), found.id, False, AT)
    overdue.ask(made.repo, HOME, said, night)
    assert made.tx.session.query(Delivery).count() == 1


def answered(made: Any, owner: Any, **answers: str) -> None:
    """She has finished the diagnostic."""
    edition = LIBRARY["diagnostic"]
    found = made.survey_round(edition, NOON, region_id=owner.region_id)
    run = SurveyRun(round_id=found.id, teacher_id=owner.id, tags="school", at="", begun_at=NOON, finished_at=NOON)
    made.add(run)
    for code, value in answers.items():
        made.add(SurveyAnswer(run_id=run.id, code=code, value=f'"{value}"'))


def drafted(made: Any, owner: Any) -> LearningPath:
    return paths.draft(made.repo, made.actor(owner), known(owner), RULES, NOON, TODAY)


def test_a_draft_she_has_not_accepted_follows_her_newest_result(made: Any, anna: Any) -> None:
    answered(made, anna, digital_lesson="support")
    first = {one.rule for one in drafted(made, anna).steps if one.area}
    paths.add(made.repo, made.actor(anna), known(anna), "Своё", TODAY)
    found = made.repo.learning_paths.of(anna.id)
    assert not paths.is_outdated(made.repo, made.actor(anna), known(anna), found, NOON)
    answered(made, anna, subject_content="support")
    assert paths.is_outdated(made.repo, made.actor(anna), known(anna), found, NOON)
    after = drafted(made, anna).steps
    assert {one.area for one in after if one.area} == {"subject"}
    assert not first & {one.rule for one in after}
    assert "Своё" in [one.text for one in after]
    paths.accept(made.repo, made.actor(anna), known(anna), NOON)
    kept = [one.text for one in after]
    answered(made, anna, digital_lesson="support")
    assert not paths.is_outdated(made.repo, made.actor(anna), known(anna), found, NOON)
    assert [one.text for one in drafted(made, anna).steps][: len(kept)] == kept


def test_a_step_is_swapped_round_and_round_and_never_for_one_of_the_path(made: Any, anna: Any) -> None:
    answered(made, anna, digital_lesson="support", digital_safety="support")
    first, *rest = drafted(made, anna).steps
    was, seen, others = first.rule, [], {one.rule for one in rest}
    for _ in range(20):
        seen.append(paths.swap(made.repo, made.actor(anna), known(anna), first.id, RULES, AT).rule)
        if first.rule == was:
            break
    assert seen[-1] == was
    assert len(set(seen)) == len(seen)
    assert not set(seen) & others
    first.done_on = TODAY
    with pytest.raises(NoOtherError):
        paths.swap(made.repo, made.actor(anna), known(anna), first.id, RULES, AT)


def test_a_dropped_step_comes_back_as_it_was_while_there_is_room(made: Any, anna: Any) -> None:
    answered(made, anna, digital_lesson="support")
    path, actor, me = drafted(made, anna), made.actor(anna), known(anna)
    before = [(one.rule, one.text, one.due_on) for one in paths.open_steps(path)]
    kept = paths.drop(made.repo, actor, me, paths.open_steps(path)[0].id, NOON)
    paths.restore(made.repo, actor, me, kept)
    assert [(one.rule, one.text, one.due_on) for one in paths.open_steps(path)] == before
    for number in range(MOST - len(before)):
        paths.add(made.repo, actor, me, f"My own {number}", TODAY)
    for verb in (lambda: paths.restore(made.repo, actor, me, kept), lambda: drafted(made, anna)):
        with pytest.raises(TooManyError):
            verb()
    with pytest.raises(GoneError):
        paths.step(made.repo, actor, me, 10**6)


def test_a_municipality_s_rules_are_followed_there_alone_and_paths_stay_as_they_are(made: Any, anna: Any) -> None:
    rules = {"state": RulesState.GOOD, "created_at": NOON}
    made.add(PathRules(municipality_id=made.municipality("Elsewhere").id, body=body(GOOD), **rules))
    answered(made, anna, subject_tasks="support")
    usual = [one.text for one in drafted(made, anna).steps]
    assert "Пройти курс" not in usual
    made.add(PathRules(municipality_id=anna.municipality_id, body=body(GOOD), **rules))
    path = made.repo.learning_paths.of(anna.id)
    assert [one.text for one in path.steps] == usual
    path.steps.clear()
    made.tx.flush()
    assert drafted(made, anna).steps[0].text == "Пройти курс"
    assert path.steps[0].link == "https://example.org/a"
    path.steps.clear()
    made.add(PathRules(municipality_id=anna.municipality_id, body="", **rules))
    assert [one.text for one in drafted(made, anna).steps] == usual
