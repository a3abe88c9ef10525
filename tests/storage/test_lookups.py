"""No screen reads a table of people or associations from end to end, and none asks once per row."""

import pytest
from sqlalchemy import event

from bot.services import mentoring, methodical_service, profile, routing
from storage.models import Level
from tests.made import NOW, TODAY

SMALL = ("subject", "position", "region", "municipality")
"""Catalogues and places of a handful of rows; SQLite may walk them, and the rows a subquery has gathered."""


class Watched:
    """Statements run on the connection while watching."""

    def __init__(self, connection) -> None:
        self.connection, self.statements = connection, []

    def __enter__(self):
        event.listen(self.connection, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        event.remove(self.connection, "before_cursor_execute", self._note)

    def _note(self, connection, cursor, statement, parameters, *_):
        self.statements.append((statement, parameters))


@pytest.fixture
def busy(made):
    """A teacher with something on every screen."""
    physics = made.subject("physics")
    mentor, anna = made.teacher(), made.teacher(made.maths, physics, birth_year=2000, career_since=2025)
    made.mentorship(mentor, anna)
    for subject in (made.maths, physics):
        for level in (Level.SCHOOL, Level.MUNICIPAL, Level.REGIONAL):
            made.meeting(made.association(subject, level=level, head_id=mentor.id), NOW)
    made.service()
    made.methodist()
    made.account(anna)
    return anna


SCREENS = {
    "associations": lambda made, actor, anna: routing.place(made.repo, actor, made.whole(anna), NOW),
    "mentor": lambda made, actor, _: mentoring.mentor_card(made.repo, actor, TODAY),
    "profile": lambda made, actor, _: profile.card(made.repo, actor, TODAY),
    "service": lambda made, actor, _: methodical_service.card(made.repo, actor, TODAY),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_reads_by_index_only(made, busy, screen):
    if made.tx.connection.dialect.name != "sqlite":
        pytest.skip("a planner with statistics walks tables of five rows")
    actor = made.actor(busy)
    with Watched(made.tx.connection) as watched:
        SCREENS[screen](made, actor, busy)
    assert watched.statements
    for statement, parameters in watched.statements:
        plan = made.tx.connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        for step in [row[3] for row in plan]:
            table = step.removeprefix("SCAN ").split()[0]
            assert not step.startswith("SCAN ") or table in SMALL or table.isdigit() or "(" in table, statement


@pytest.mark.parametrize(("screen", "most"), [("associations", 12), ("mentor", 5), ("profile", 9), ("service", 7)])
def test_a_screen_takes_a_fixed_number_of_statements(made, busy, screen, most):
    actor = made.actor(busy)
    made.tx.session.expire_all()
    with Watched(made.tx.connection) as watched:
        SCREENS[screen](made, actor, busy)
    assert len(watched.statements) <= most, [statement for statement, _ in watched.statements]


def test_twice_as_many_associations_cost_no_statement_more(made, busy):
    def statements():
        actor = made.actor(busy)
        made.tx.session.expire_all()
        with Watched(made.tx.connection) as watched:
            routing.place(made.repo, actor, made.whole(busy), NOW)
        return len(watched.statements)

    before = statements()
    for _ in range(6):
        made.meeting(made.association(made.maths, head_id=made.teacher().id), NOW)
    assert statements() == before
