"""The audit is read within one's own scope, and who erased herself cannot be named from it any more."""

import pytest
from sqlalchemy import delete

from bot.services import audit, journal, people, personal_data, reachability
from bot.services.access import COMMAND_LINE, Actor, ForbiddenError
from bot.services.audit import Deed
from storage.models import Role, Scope, Substitution
from tests.made import NOW, TODAY


def read(made, actor, mine=False):
    return [(one.deed, one.person and one.person.last_name) for one in journal.entries(made.repo, actor, mine, 0, 50)]


def test_everybody_reads_her_own_scope_the_newest_first(made):
    methodist, deputy, expert = made.methodist(), made.teacher(), made.teacher(at=made.institute())
    made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    at_school, at_other = made.teacher(), made.teacher(at=made.organization("School 4"))
    far = made.municipality("Far")
    far_methodist, far_teacher = made.methodist(far), made.teacher(at=made.organization("School 9", far))
    for actor, person in ((methodist, at_school), (methodist, at_other), (far_methodist, far_teacher)):
        people.card(made.repo, made.actor(actor), person.id, NOW, TODAY)
    seen = [(Deed.PERSON_SEEN, one.last_name) for one in (far_teacher, at_other, at_school)]
    assert read(made, made.actor(methodist)) == seen[1:]
    assert read(made, made.actor(far_methodist)) == seen[:1]
    assert read(made, made.actor(deputy)) == seen[2:]
    assert read(made, made.actor(expert)) == seen
    assert read(made, COMMAND_LINE) == seen
    assert read(made, made.actor(deputy), mine=True) == []
    assert len(read(made, made.actor(methodist), mine=True)) == 2
    for nobody in (made.actor(at_school), Actor()):
        with pytest.raises(ForbiddenError):
            journal.entries(made.repo, nobody, False, 0, 5)


def test_what_somebody_of_elsewhere_does_stands_where_it_was_done(made):
    far = made.municipality("Far")
    here, there, school = made.methodist(), made.methodist(far), made.organization("School 9", far)
    made.substitution(there, here)
    expert = made.teacher(at=made.institute())
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    for who in (here, expert):
        reachability.missing(made.repo, made.actor(who), school.id, 0, 5, NOW, TODAY)
    assert read(made, made.actor(there)) == [(Deed.UNCONNECTED_SEEN, None)] * 2
    made.tx.session.execute(delete(Substitution))
    assert read(made, made.actor(here)) == []


@pytest.mark.parametrize("is_far", [True, False])
def test_what_was_done_to_her_where_she_worked_before_stays_there(made, is_far):
    before, deputy = made.teacher(), made.teacher()
    where = made.municipality("Far") if is_far else made.district
    old = made.organization("School 9", where)
    made.grant(before, Role.DEPUTY, Scope.ORGANIZATION, old.id)
    made.grant(deputy, Role.DEPUTY, Scope.ORGANIZATION, made.school.id)
    moved = made.teacher(at=old)
    people.card(made.repo, made.actor(made.methodist(where)), moved.id, NOW, TODAY)
    moved.municipality_id, moved.organization_id = made.district.id, made.school.id
    made.tx.flush()
    seen = [(Deed.PERSON_SEEN, moved.last_name)]
    assert (read(made, made.actor(deputy)), read(made, made.actor(before))) == ([], seen)
    people.card(made.repo, made.actor(deputy), moved.id, NOW, TODAY)
    assert (read(made, made.actor(deputy)), read(made, made.actor(before))) == (seen, seen)
    personal_data.erase(made.repo, made.actor(moved), NOW)
    assert (read(made, made.actor(deputy)), read(made, made.actor(before))) == ([], [])


def test_what_people_do_about_themselves_is_nobodys_business(made):
    methodist, anna = made.methodist(), made.teacher()
    for deed in (
        Deed.REGISTERED, Deed.CONSENTED, Deed.LINKED, Deed.UNLINKED, Deed.STOPPED, Deed.RESUMED,
        Deed.RESULT_SEEN,
    ):  # fmt: skip
        audit.record(made.repo, made.actor(anna), deed, NOW, anna)
    assert read(made, made.actor(methodist)) == []


def test_who_erased_herself_is_not_named_any_more(made):
    methodist, anna = made.methodist(), made.teacher()
    actor = made.actor(methodist)
    people.card(made.repo, actor, anna.id, NOW, TODAY)
    personal_data.erase(made.repo, made.actor(anna), NOW)
    (entry,) = journal.entries(made.repo, actor, False, 0, 5)
    assert (entry.deed, entry.person, entry.about, entry.is_own) == (Deed.PERSON_SEEN, None, True, True)
