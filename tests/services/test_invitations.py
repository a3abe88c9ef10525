"""Personal links: how codes are made, kept, looked at, and closed."""

from datetime import timedelta

import pytest

from bot.services import invitations
from bot.services.access import COMMAND_LINE, ForbiddenError
from bot.services.invitations import CODE, Invited, Locked, NotInRosterError, Unknown
from storage.models import InvitationKind, Role, Scope
from tests.made import NOW, TODAY

WRONG = "x" * 32


def issue(made, teacher, actor=COMMAND_LINE, **how):
    return invitations.issue_personal(made.repo, actor, teacher, NOW, **how)


def peek(made, code, account, now=NOW):
    return invitations.peek(made.repo, code, account.id, now)


def test_a_code_fits_every_messenger_s_link_and_only_its_hash_is_kept(made):
    code = issue(made, made.teacher())
    assert CODE.fullmatch(code)
    assert len(code) <= 64
    (kept,) = made.repo.invitations.of(made.repo.invitations.usable(invitations.hash_of(code), NOW).teacher.id)
    assert code not in repr(vars(kept))


def test_codes_do_not_repeat(made):
    teacher = made.teacher()
    assert len({issue(made, teacher) for _ in range(50)}) == 50


def test_looking_at_a_good_code_tells_whom_it_invites_and_does_not_use_it_up(made):
    anna, account = made.teacher(), made.account()
    code = issue(made, anna)
    for _ in range(9):
        found = peek(made, code, account)
        assert isinstance(found, Invited)
        assert found.teacher.id == anna.id


@pytest.mark.parametrize("why", ["wrong", "misshapen", "expired", "used", "revoked", "left"])
def test_a_code_that_is_not_good_is_unknown_whatever_the_reason(made, why):
    anna, account, now = made.teacher(), made.account(), NOW
    code = issue(made, anna, days=1)
    if why == "wrong":
        code = WRONG
    elif why == "misshapen":
        code = "' OR 1=1 --"
    elif why == "expired":
        now = NOW + timedelta(days=1)
    elif why == "used":
        assert made.repo.invitations.use(invitations.hash_of(code), NOW)
    elif why == "revoked":
        assert invitations.revoke(made.repo, COMMAND_LINE, anna, NOW) == 1
    else:
        anna.left_on = TODAY
        made.tx.session.flush()
    assert peek(made, code, account, now) == Unknown()


def test_a_new_code_closes_the_one_before(made):
    anna, account = made.teacher(), made.account()
    old, new = issue(made, anna), issue(made, anna)
    assert peek(made, old, account) == Unknown()
    assert isinstance(peek(made, new, account), Invited)


def test_five_wrong_codes_close_the_door_for_fifteen_minutes_even_to_a_good_one(made):
    account, code = made.account(), issue(made, made.teacher())
    for minute in range(5):
        assert peek(made, WRONG, account, NOW + timedelta(minutes=minute)) == Unknown()
    assert peek(made, code, account, NOW + timedelta(minutes=5)) == Locked(NOW + timedelta(minutes=15))
    assert isinstance(peek(made, code, account, NOW + timedelta(minutes=15)), Invited)


def test_while_locked_further_tries_do_not_prolong_it_and_other_accounts_are_not_touched(made):
    account, other = made.account(), made.account()
    for _ in range(9):
        peek(made, WRONG, account)
    assert peek(made, WRONG, account, NOW + timedelta(minutes=14)) == Locked(NOW + timedelta(minutes=15))
    assert peek(made, WRONG, other) == Unknown()


def test_wrong_codes_that_no_longer_count_are_forgotten(made):
    account = made.account()
    for hour in range(4):
        peek(made, WRONG, account, NOW + timedelta(hours=hour))
    assert len(made.repo.invitations.wrong_since(account.id, NOW - timedelta(days=1))) == 1


def test_a_personal_code_without_a_person_makes_no_owner(made):
    made.repo.invitations.add(InvitationKind.PERSONAL, invitations.hash_of(WRONG), None, NOW, NOW + timedelta(days=1))
    assert peek(made, WRONG, made.account()) == Unknown()


def test_an_owner_s_code_names_nobody_and_only_the_administrator_issues_it(made):
    code = invitations.issue_owner(made.repo, COMMAND_LINE, NOW)
    assert peek(made, code, made.account()) == Invited(None, InvitationKind.OWNER)
    with pytest.raises(ForbiddenError):
        invitations.issue_owner(made.repo, made.actor(made.methodist()), NOW)


def test_a_methodist_invites_people_of_her_district_only(made):
    methodist = made.actor(made.methodist())
    assert issue(made, made.teacher(), methodist)
    stranger = made.teacher(at=made.organization("School 9", made.municipality("Neighbour")))
    for verb in (issue, lambda made, who, actor: invitations.revoke(made.repo, actor, who, NOW)):
        with pytest.raises(ForbiddenError):
            verb(made, stranger, methodist)
    with pytest.raises(ForbiddenError):
        issue(made, made.teacher(), made.actor(made.teacher()))


def test_nobody_takes_over_rights_wider_than_her_own_by_inviting_their_holder(made):
    expert = made.teacher()
    made.grant(expert, Role.INSTITUTE, Scope.REGION, made.region.id)
    with pytest.raises(ForbiddenError):
        issue(made, expert, made.actor(made.methodist()))
    assert issue(made, made.methodist(), made.actor(made.methodist()))
    assert issue(made, expert)


def test_who_has_left_is_not_invited_and_who_opted_out_may_come_back(made):
    with pytest.raises(NotInRosterError):
        issue(made, made.teacher(left_on=TODAY))
    assert issue(made, made.teacher(opted_out_at=NOW))


def found(made, name, municipality=None, actor=COMMAND_LINE):
    return [(one.last_name, one.first_name) for one in invitations.find(made.repo, actor, name, municipality, NOW)]


def test_people_are_found_by_the_beginnings_of_their_names_in_any_case(made):
    for last, first in (("Котова", "Дарья"), ("Котова", "Анна"), ("Котов", "Дмитрий"), ("Кошкина", "Дарья")):
        made.teacher(last_name=last, first_name=first)
    made.teacher(last_name="Котова", first_name="Дина", left_on=TODAY)
    made.teacher(last_name="Котова-Белова", first_name="Дина")
    assert found(made, "кот") == [
        ("Котов", "Дмитрий"), ("Котова", "Анна"), ("Котова", "Дарья"), ("Котова-Белова", "Дина"),
    ]  # fmt: skip
    assert found(made, " Котова  да ") == [("Котова", "Дарья")]
    assert found(made, "котова-бел") == [("Котова-Белова", "Дина")]
    assert found(made, "%") == found(made, "_") == found(made, "  ") == []


def test_a_methodist_looks_within_her_district_and_nowhere_else(made):
    neighbour = made.municipality("Neighbour")
    made.teacher(last_name="Котова", first_name="Дарья")
    made.teacher(last_name="Котова", first_name="Анна", at=made.organization("School 9", neighbour))
    methodist = made.actor(made.methodist())
    assert found(made, "Котова", made.district, methodist) == [("Котова", "Дарья")]
    for place in (neighbour, None):
        with pytest.raises(ForbiddenError):
            found(made, "Котова", place, methodist)


def test_all_of_a_municipality_and_all_of_an_organization_are_listed_by_name(made):
    b, a = made.teacher(last_name="B"), made.teacher(last_name="A")
    other = made.organization("School 4")
    c = made.teacher(last_name="C", at=other)
    made.works_also(c, made.school, made.position("teacher"))
    made.teacher(left_on=TODAY)

    def ids(people):
        return [one.id for one in people]

    assert ids(invitations.of_municipality(made.repo, COMMAND_LINE, made.district, NOW)) == [a.id, b.id, c.id]
    assert ids(invitations.of_organization(made.repo, COMMAND_LINE, made.school, NOW)) == [a.id, b.id, c.id]
    assert ids(invitations.of_organization(made.repo, COMMAND_LINE, other, NOW)) == [c.id]
