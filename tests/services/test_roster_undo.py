"""An import taken back leaves every row as it was; what somebody changed since is left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from bot.role_words import follow
from bot.services import invitations
from bot.services.access import COMMAND_LINE
from bot.services.roster import bring_in, compare, sync_catalogues
from bot.services.roster.apply import make_plan
from bot.services.roster.plan import packed, unpacked
from bot.services.roster.rights import Rights, regained
from bot.texts import load_texts
from storage.models import (
    Account,
    AssociationMember,
    Base,
    Conversation,
    Delivery,
    Mailing,
    Mentorship,
    Role,
    RoleGrant,
    Substitution,
    Teacher,
)
from storage.repositories.roster_steps import Steps
from tests.services.roster_files import ANNA, CATALOGUE, NATALYA, NOW, SCHOOL, SMALL, TODAY, person, rosters

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


def test_what_was_taken_back_gives_its_number_to_nobody(tx):
    """A grant or a kept audience may know it by that number."""
    sync_catalogues(tx, CATALOGUE)
    numbers = []
    for _ in range(2):
        plan = bring(tx, SMALL)
        tables = (Base.metadata.tables[name] for name in ("organization", "teacher"))
        numbers.append({(table.name, row.id) for table in tables for row in tx.connection.execute(select(table))})
        take_back(tx, *plan)
    assert numbers[0]
    assert numbers[0].isdisjoint(numbers[1])


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


def _with(changed):
    people = tuple(changed if each.full_name == changed.full_name else each for each in SMALL.people)
    return replace(SMALL, people=people).in_order()


def _led_by(head):
    """The creative group gets a head, which reaches beyond her school; the school's one does not."""
    led = [replace(each, head=head.key) if each.title == "Творческая группа" else each for each in SMALL.associations]
    return replace(SMALL, associations=tuple(led)).in_order()


@pytest.mark.parametrize(
    ("roster", "closes"),
    [
        (_with(replace(ANNA, roles=(Role.METHODIST,))), True),
        (_led_by(ANNA), True),
        (_with(replace(ANNA, roles=(Role.DEPUTY,))), False),
    ],
)
def test_who_holds_more_than_a_school_by_a_roster_has_no_stand_in_and_no_open_link(tx, made, roster, closes):
    """As by hand: whoever gave them out may answer for less."""
    sync_catalogues(tx, CATALOGUE)
    bring_in(tx, SMALL, NOW, TODAY)
    anna, olga = (tx.session.query(Teacher).filter_by(last_name=name).one() for name in ("Лебедева", "Миронова"))
    made.account(olga)
    made.substitution(anna, olga, TODAY, TODAY + timedelta(days=9))
    code = invitations.issue_personal(made.repo, COMMAND_LINE, anna, NOW)
    report = bring_in(tx, roster, NOW, TODAY)
    follow(made.repo, load_texts(), report.rights, COMMAND_LINE, NOW)
    assert invitations.is_open(made.repo, code, NOW) is not closes
    assert tx.session.query(Substitution).count() == (0 if closes else 1)
    assert tx.session.query(Delivery).filter_by(teacher_id=olga.id).count() == (1 if closes else 0)


@pytest.mark.parametrize("moves", [False, True])
def test_nor_has_who_gets_it_back_by_undoing_but_a_grant_written_anew_closes_nothing(tx, made, moves):
    sync_catalogues(tx, CATALOGUE)
    bring_in(tx, SMALL, NOW, TODAY)
    natalya = tx.session.query(Teacher).filter_by(last_name="Орлова").one()
    if moves:
        code = invitations.issue_personal(made.repo, COMMAND_LINE, natalya, NOW)
        moved = person("Орлова Наталья Юрьевна", 1981, SCHOOL, positions=("methodist",), roles=(Role.METHODIST,))
        rights = bring_in(tx, _with(moved), NOW, TODAY).rights
        assert len(rights.given) == len(rights.ended) == 1
    else:
        kept, done, ids = bring(tx, _with(replace(NATALYA, roles=())))
        code = invitations.issue_personal(made.repo, COMMAND_LINE, natalya, NOW)
        assert all(one for _, one in take_back(tx, kept, done, ids))
        tx.session.expire_all()
        rights = Rights().and_of(regained([group for step in kept for group in step]))
    follow(made.repo, load_texts(), rights, COMMAND_LINE, NOW)
    assert invitations.is_open(made.repo, code, NOW) is moves
    told = tx.session.query(Mailing).join(Delivery, Delivery.mailing_id == Mailing.id).filter_by(teacher_id=natalya.id)
    assert [one.parts[0].text.split(":")[0] for one in told] == ([] if moves else ["Вам дана роль"])


def _erased(tx, made):
    tx.session.query(Teacher).filter_by(last_name="Орлова").one().opted_out_at = NOW


def _granted_again(tx, made):
    (old,) = tx.session.query(RoleGrant).filter_by(role=Role.METHODIST)
    same = {"teacher_id": old.teacher_id, "role": old.role, "scope": old.scope, "scope_id": old.scope_id}
    tx.session.add(RoleGrant(**same, granted_at=NOW))


def _has_another_mentor(tx, made):
    anna, darya = (tx.session.query(Teacher).filter_by(last_name=name).one() for name in ("Лебедева", "Котова"))
    tx.session.add(Mentorship(mentor_id=anna.id, mentee_id=darya.id, since=TODAY))


def _left_herself(tx, made):
    (member,) = tx.session.query(AssociationMember)
    assert made.repo.associations.drop_member(member.association_id, member.teacher_id)


@pytest.mark.parametrize(
    ("import_", "since", "still"),
    [
        ("role", _erased, (0, 1, 1)),
        ("role", _granted_again, (1, 1, 1)),
        ("mentor", _has_another_mentor, (1, 1, 1)),
        ("member", _left_herself, (1, 1, 0)),
    ],
)
def test_undoing_gives_nothing_back_that_people_have_settled_otherwise_since(tx, made, import_, since, still):
    """An erased person got her role back, a mentee had two mentors, who had left an association was in it again."""
    sync_catalogues(tx, CATALOGUE)
    bring_in(tx, SMALL, NOW, TODAY)
    if import_ == "member":  # she joined herself, and the roster names her, too
        tx.connection.execute(update(AssociationMember).values(from_file=False))
    roster = {
        "role": _with(replace(NATALYA, roles=())),
        "mentor": replace(SMALL, mentorships=()),
        "member": SMALL,
    }[import_]
    plan = bring(tx, roster)
    tx.session.expire_all()
    since(tx, made)
    tx.session.flush()
    outcome = take_back(tx, *plan)
    assert [one for _, one in outcome].count(0) == 1
    held = tx.session.query(RoleGrant).filter_by(role=Role.METHODIST, revoked_at=None).count()
    pairs = tx.session.query(Mentorship).filter((Mentorship.until.is_(None)) | (Mentorship.until > TODAY)).count()
    assert (held, pairs, tx.session.query(AssociationMember).count()) == still
