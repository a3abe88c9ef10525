"""An import taken back leaves every row as it was; what somebody changed since is left alone."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from bot.services.roster import compare, sync_catalogues
from bot.services.roster.apply import make_plan
from bot.services.roster.plan import packed, unpacked
from storage.models import Account, Base, Conversation, Teacher
from storage.repositories.roster_steps import Steps
from tests.services.roster_files import ANNA, CATALOGUE, NOW, SMALL, TODAY, person, rosters

QUIET = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def everything(tx):
    """All rows of all tables."""
    return {
        name: sorted(map(repr, tx.connection.execute(select(table)))) for name, table in Base.metadata.tables.items()
    }


def bring(tx, roster):
    """The steps as they are kept, what came of them, and the ids that were given."""
    plan = make_plan(tx, compare(tx, roster, TODAY), NOW, TODAY)
    steps, ids = Steps(tx, {}), {}
    kept = [unpacked(packed(step)) for step in plan.steps()]
    done = [[steps.write(group) for group in step] for step in kept]
    ids = steps.ids
    return kept, done, ids


def take_back(tx, kept, done, ids, people=frozenset()):
    steps, outcome = Steps(tx, ids), []
    for step, was in zip(reversed(kept), reversed(done), strict=True):
        for group, rows in zip(reversed(step), reversed(was), strict=True):
            outcome += [(group.table, one) for one in steps.take_back(group, rows, people)]
    return outcome


@QUIET
@given(first=rosters(), second=rosters())
def test_undo_restores_every_row_exactly(tx, first, second):
    sync_catalogues(tx, CATALOGUE)
    savepoint = tx.connection.begin_nested()
    for roster in (first, second):
        before = everything(tx)
        plan = bring(tx, roster)
        again = take_back(tx, *plan)
        assert all(one for _, one in again)
        assert everything(tx) == before
        bring(tx, roster)
        assert not compare(tx, roster, TODAY)
    savepoint.rollback()


def test_what_was_changed_since_is_left_alone_and_counted(tx):
    sync_catalogues(tx, CATALOGUE)
    bring(tx, SMALL)
    later = replace(ANNA, career_since=2013)
    people = tuple(later if each == ANNA else each for each in SMALL.people)
    plan = bring(tx, replace(SMALL, people=people).in_order())
    tx.connection.execute(update(Teacher).where(Teacher.last_name == ANNA.last_name).values(career_since=2014))
    outcome = take_back(tx, *plan)
    assert outcome.count(("teacher", 0)) == 1
    since = select(Teacher.career_since).where(Teacher.last_name == ANNA.last_name)
    assert tx.connection.execute(since).scalar_one() == 2014


def test_who_is_new_and_uses_the_bot_by_now_stays(tx, made):
    sync_catalogues(tx, CATALOGUE)
    bring(tx, SMALL)
    newcomer = person("Новикова Инна Павловна", 1999)
    plan = bring(tx, replace(SMALL, people=(*SMALL.people, newcomer)).in_order())
    found = tx.session.query(Teacher).filter_by(last_name="Новикова").one()
    made.account(found)
    ids = frozenset({found.id})
    assert Steps(tx, {}).pointed_to(Teacher.__table__, [found.id]) == set(ids)
    assert ("teacher", 0) in take_back(tx, *plan, ids)
    tx.session.expire_all()
    assert [place.position.key for place in tx.session.get(Teacher, found.id).places] == ["teacher"]
    assert tx.session.query(Account).count() == tx.session.query(Conversation).count() == 1


def test_a_row_that_is_no_longer_what_it_was_is_not_written_over(tx):
    sync_catalogues(tx, CATALOGUE)
    bring(tx, SMALL)
    people = tuple(replace(each, career_since=2013) if each == ANNA else each for each in SMALL.people)
    plan = make_plan(tx, compare(tx, replace(SMALL, people=people).in_order(), TODAY), NOW, TODAY)
    tx.connection.execute(update(Teacher).where(Teacher.last_name == ANNA.last_name).values(career_since=2014))
    (step,) = plan.steps()
    assert [Steps(tx, {}).write(group) for group in step] == [[0]]
