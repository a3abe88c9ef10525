"""What staff see of a survey without groups: released runs only, at least five an answer, moved by five at a time."""

from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.services.access import ForbiddenError
from bot.services.summaries import figures
from bot.services.surveys import rounds, runs, tallies
from bot.services.surveys.tallies import Totals, ranges
from bot.surveying.totals import excel
from bot.texts import load_texts
from storage.models import SurveyRun
from tests.made import NOW, TODAY
from tests.services.test_survey_rounds import known, opened, put

TEXTS = load_texts()


def answer(made: Any, found: Any, person: Any, **said: Any) -> None:
    """Begin, answer these questions of `every_kind`, finish."""
    actor, who = made.actor(person), known(person)
    runs.begin(made.repo, actor, who, found.id, NOW, TODAY)
    run = made.tx.session.query(SurveyRun).filter_by(round_id=found.id, teacher_id=person.id).one()
    made.repo.surveys.save(run.id, "", (), said)
    runs.finish(made.repo, actor, who, found.id, NOW, TODAY)


def release(made: Any, found: Any) -> None:
    """What a Monday does."""
    made.tx.session.expire_all()
    while figures.advance(made.repo, put(made, found), made.district, NOW):
        pass
    while tallies.advance(made.repo):
        made.tx.flush()


@pytest.fixture
def asked(made: Any) -> tuple[Any, list[Any], Any]:
    methodist, people = made.methodist(), [made.teacher() for _ in range(40)]
    for one in people:
        made.account(one)
    return methodist, people, opened(made, methodist, now=NOW - timedelta(days=1))


def told(made: Any, asked: Any) -> Totals:
    return tallies.totals(made.repo, made.actor(asked[0]), asked[2].id)


def shares(found: Totals, code: str) -> dict[str, int]:
    figure = next(one for one in found.figures if one.question.code == code)
    return {one.key: one.tenths for one in figure.shares}


def figure(found: Totals, code: str) -> Any:
    return next(one for one in found.figures if one.question.code == code)


def test_nothing_is_told_before_ten_have_answered_and_were_released(made: Any, asked: Any) -> None:
    _, people, found = asked
    for person in people[:9]:
        answer(made, found, person, one="a")
    release(made, found)
    assert told(made, asked).is_empty
    answer(made, found, people[9], one="a")
    assert told(made, asked).is_empty
    release(made, found)
    assert shares(told(made, asked), "one") == {"a": 10, "b": 0}
    assert figure(told(made, asked), "one").told == 10


def test_shares_of_every_kind_are_rounded_and_a_question_of_four_is_not_told(made: Any, asked: Any) -> None:
    _, people, found = asked
    for number, person in enumerate(people[:20]):
        said: dict[str, Any] = {"one": "b" if number < 10 else "a", "scale": 1 + number % 2, "years": number}
        if number < 10:
            said["many"] = ["a", "c"] if number < 5 else ["a"]
        if number < 4:
            said["words"] = f"слово {number}"
        answer(made, found, person, **said)
    release(made, found)
    now = told(made, asked)
    assert shares(now, "one") == {"a": 5, "b": 5}
    assert shares(now, "many") == {"a": 10, "b": 0, "c": 5}
    assert shares(now, "scale") == {"1": 5, "2": 5, "3": 0, "4": 0, "5": 0}
    assert shares(now, "years") == {"0-20": 10, "21-41": 0, "42-62": 0, "63-83": 0, "84-100": 0}
    assert figure(now, "words") == (figure(now, "words").question, 0, (), (), False)
    book = load_workbook(BytesIO(excel(TEXTS.survey_totals, now)))
    rows = list(book["Итоги"].values)
    assert ("Вопрос many", "Один", 0.95, 10, "many", "да") in rows
    assert any(row[0] == "Вопрос words" and row[2] == "меньше пяти ответов" for row in rows)


def test_a_question_s_numbers_move_by_five_people_at_a_time(made: Any, asked: Any) -> None:
    _, people, found = asked
    for person in people[:10]:
        answer(made, found, person, one="a", words="как все")
    release(made, found)
    before = told(made, asked)
    assert len(figure(before, "words").texts) == 10
    for person in people[10:15]:
        answer(made, found, person, scale=5)
    answer(made, found, people[15], one="b", words="один такой")
    release(made, found)
    after = told(made, asked)
    assert figure(after, "one") == figure(before, "one")
    assert figure(after, "words") == figure(before, "words")
    assert figure(after, "scale").told == 5
    for person in people[16:21]:
        answer(made, found, person, one="b", words="как все")
    release(made, found)
    assert shares(told(made, asked), "one") == {"a": 6, "b": 4}
    assert "один такой" in figure(told(made, asked), "words").texts


def test_who_is_erased_is_not_read_off_the_difference_and_her_words_go(made: Any, asked: Any) -> None:
    _, people, found = asked
    for number, person in enumerate(people[:10]):
        answer(made, found, person, one="a" if number else "b", words=f"слово {number}")
    release(made, found)
    before = told(made, asked)
    made.tx.session.query(SurveyRun).filter_by(teacher_id=people[0].id).delete()
    made.tx.session.expire_all()
    assert figure(told(made, asked), "one") == figure(before, "one")
    assert "слово 0" not in figure(told(made, asked), "words").texts
    for person in people[1:6]:
        made.tx.session.query(SurveyRun).filter_by(teacher_id=person.id).delete()
    assert figure(told(made, asked), "words").texts == ()


def test_a_closed_round_of_five_tells_of_five_and_nobody_else_sees_it(made: Any, asked: Any) -> None:
    methodist, people, found = asked
    for person in people[:5]:
        answer(made, found, person, one="a")
    rounds.close(made.repo, made.actor(methodist), found.id, NOW)
    release(made, found)
    assert shares(told(made, asked), "one") == {"a": 10, "b": 0}
    for stranger in (made.methodist(made.municipality("Elsewhere")), people[0]):
        with pytest.raises(ForbiddenError):
            tallies.totals(made.repo, made.actor(stranger), found.id)


def test_ranges_cover_the_bounds_once() -> None:
    question = type("Q", (), {})
    for least, most in ((0, 1), (0, 5), (-3, 9), (1, 100), (0, 10**9)):
        asked_: Any = question()
        asked_.least, asked_.most = least, most
        found = ranges(asked_)
        assert found[0][0] == least
        assert found[-1][1] == most
        assert len(found) <= 5
        assert all(before[1] + 1 == after[0] for before, after in pairwise(found))
