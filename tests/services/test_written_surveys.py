"""A service's own surveys: whose they are, their versions, and that nobody is asked before somebody played them."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services.access import ForbiddenError
from bot.services.surveys import keeping, written
from bot.services.surveys.keeping import Break, NotPlayedError
from storage.models import Role, Scope, SheetState, StoredFile, SurveySheet
from tests.made import NOW
from tests.services.survey_files import definition, every_kind, question
from tests.services.test_survey_rounds import opened


def sent(made: Any, person: Any, raw: Any = None, key: str = "food", breaks: Any = ()) -> SurveySheet:
    """As if the child process had read it."""
    facts = {"kind": "document", "name": "a", "mime": "", "size": 1, "teacher_id": person.id, "added_at": NOW}
    file = made.add(StoredFile(data=b"1", **facts))
    sheet = written.begin(made.repo, made.actor(person), file, NOW)
    keeping.settle(made.repo, sheet, key, raw or every_kind(), breaks, NOW)
    made.tx.flush()
    return sheet


def other() -> Any:
    return definition(question("one"))


def test_it_is_the_service_s_own_and_a_second_table_is_its_next_version(made: Any) -> None:
    methodist, colleague = made.methodist(), made.methodist()
    first, second = sent(made, methodist), sent(made, colleague, other())
    assert (first.number, second.number) == (1, 2)
    assert made.tx.session.query(StoredFile).count() == 0
    actor = made.actor(methodist)
    assert [one.sheet.number for one in written.listed(made.repo, actor)] == [2]
    again = sent(made, methodist)
    assert (again.state, again.number) == (SheetState.DROPPED, 1)
    stranger = made.actor(made.methodist(made.municipality("Elsewhere")))
    assert written.listed(made.repo, stranger) == []
    with pytest.raises(LookupError):
        written.find(made.repo, stranger, f"m{made.district.id}.food")
    for verb in (written.get, lambda repo, who, number: written.hide(repo, who, number, True)):
        with pytest.raises(ForbiddenError):
            verb(made.repo, stranger, first.id)
    with pytest.raises(ForbiddenError):
        written.listed(made.repo, made.actor(made.teacher()))


def test_two_services_and_the_region_write_the_same_and_it_stays_three(made: Any) -> None:
    institute = made.teacher(at=made.institute())
    made.grant(institute, Role.INSTITUTE, Scope.REGION, made.region.id)
    people = [made.methodist(), made.methodist(made.municipality("Elsewhere")), institute]
    sheets = [sent(made, one) for one in people]
    assert len({one.version_id for one in sheets}) == 3
    assert [one.number for one in sheets] == [1, 1, 1]
    key = f"r{made.region.id}.food"
    assert written.find(made.repo, made.actor(institute), key).survey.key == key


def test_nobody_is_asked_before_somebody_played_this_very_version(made: Any) -> None:
    methodist = made.methodist()
    made.account(made.teacher())
    actor = made.actor(methodist)
    key = f"m{made.district.id}.food"
    sent(made, methodist)
    edition = written.find(made.repo, actor, key).edition
    with pytest.raises(NotPlayedError):
        opened(made, methodist, edition=edition)
    written.played(made.repo, actor, key, NOW)
    made.tx.flush()
    found = opened(made, methodist, edition=edition)
    sent(made, methodist, other())
    made.tx.flush()
    with pytest.raises(NotPlayedError):
        opened(made, methodist, edition=written.find(made.repo, actor, key).edition)
    assert found.version.body == edition.body


def test_a_broken_line_waits_for_her_word_and_is_kept_with_the_version(made: Any) -> None:
    methodist, colleague = made.methodist(), made.methodist()
    found = sent(made, methodist, breaks=[Break("one", "Раньше", "Теперь")])
    assert found.state is SheetState.BREAKS
    assert written.mine(made.repo, made.actor(methodist)) is found
    with pytest.raises(ForbiddenError):
        written.confirm(made.repo, made.actor(colleague), found.id, NOW)
    written.confirm(made.repo, made.actor(methodist), found.id, NOW)
    assert (found.state, keeping.broken(found)) == (SheetState.KEPT, {"one"})
    written.decline(made.repo, made.actor(methodist), found.id)
    assert found.state is SheetState.KEPT


def test_what_nobody_decides_on_is_forgotten_after_a_week(made: Any) -> None:
    found = sent(made, made.methodist(), breaks=[Break("one", "Раньше", "Теперь")])
    keeping.forget(made.repo, NOW + timedelta(days=6))
    assert found.state is SheetState.BREAKS
    keeping.forget(made.repo, NOW + timedelta(days=8))
    assert (found.state, found.body) == (SheetState.DROPPED, "")


def test_a_survey_taken_from_the_list_comes_back_with_all_its_versions(made: Any) -> None:
    methodist = made.methodist()
    actor = made.actor(methodist)
    sheets = [sent(made, methodist), sent(made, methodist, other())]
    written.hide(made.repo, actor, sheets[1].id, True)
    made.tx.session.expire_all()
    assert written.listed(made.repo, actor) == []
    assert {one.state for one in sheets} == {SheetState.HIDDEN}
    written.hide(made.repo, actor, sheets[1].id, False)
    made.tx.session.expire_all()
    assert [one.sheet.number for one in written.listed(made.repo, actor)] == [2]
