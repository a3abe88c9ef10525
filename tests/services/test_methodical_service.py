"""The methodical service's card: whose, and who answers today."""

import pytest

from bot.services import methodical_service
from bot.services.access import Actor, ForbiddenError
from storage.models import Role, Scope
from tests.made import TODAY


def card(made, person):
    return methodical_service.card(made.repo, made.actor(person), TODAY)


def test_a_teacher_sees_the_service_of_her_municipality_and_its_methodists(made):
    service = made.service()
    made.service(made.municipality("Neighbour"))
    second, first = made.methodist(last_name="B"), made.methodist(last_name="A")
    made.methodist(last_name="C", left_on=TODAY)
    found = card(made, made.teacher())
    assert found.service.id == service.id
    assert [answering.methodist.id for answering in found.methodists] == [first.id, second.id]
    assert found.region == ()


def test_who_stands_in_for_an_absent_methodist_is_named(made):
    absent, substitute = made.methodist(), made.teacher()
    made.substitution(absent, substitute)
    (answering,) = card(made, made.teacher()).methodists
    assert (answering.methodist.id, answering.substitute.id) == (absent.id, substitute.id)


def test_where_no_service_is_entered_the_methodists_still_stand_there(made):
    made.methodist()
    found = card(made, made.teacher())
    assert found.service is None
    assert len(found.methodists) == 1


def test_staff_of_the_institute_sees_the_services_of_the_region_by_name(made):
    made.service(made.municipality("Zarechny"))
    made.service(made.municipality("Alekseevsky"))
    expert = made.teacher(at=made.institute())
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    found = card(made, expert)
    assert [service.municipality.name for service in found.region] == ["Alekseevsky", "Zarechny"]
    assert (found.service, found.methodists) == (None, ())


def test_an_institute_worker_without_a_role_and_a_stranger_are_refused(made):
    with pytest.raises(ForbiddenError):
        card(made, made.teacher(at=made.institute()))
    with pytest.raises(ForbiddenError):
        methodical_service.card(made.repo, Actor(), TODAY)
