"""From a stranger with a code to a person, and back."""

from datetime import timedelta

import pytest

from bot.services import invitations, registration
from bot.services.access import COMMAND_LINE, Actor, ForbiddenError
from bot.services.invitations import Locked, Unknown
from storage.models import Account, Conversation
from tests.made import NOW


def issue(made, teacher):
    return invitations.issue_personal(made.repo, COMMAND_LINE, teacher, NOW)


def redeem(made, account, code, version=3, now=NOW):
    return registration.redeem(made.repo, account.id, code, version, now)


def fresh(made, account):
    made.tx.session.expire_all()
    return made.tx.session.get(Account, account.id)


def test_redeeming_links_the_account_records_the_consent_and_uses_the_code_up(made):
    anna, account, other = made.teacher(), made.account(), made.account()
    code, orphan = issue(made, anna), account.conversation_id

    done = redeem(made, account, code)

    assert done.teacher.id == anna.id
    account = fresh(made, account)
    assert (account.teacher_id, account.conversation_id) == (anna.id, done.conversation_id)
    assert made.repo.accounts.conversation_of(anna.id).id == done.conversation_id
    assert made.tx.session.get(Conversation, orphan) is None
    assert made.repo.consents.in_force(anna.id).version == 3
    assert redeem(made, other, code) == Unknown()


def test_a_second_messenger_joins_the_same_conversation_and_the_first_account_stays(made):
    anna = made.teacher()
    telegram, vk = made.account(), made.account(messenger="vk")
    first, second = redeem(made, telegram, issue(made, anna)), redeem(made, vk, issue(made, anna))
    assert first.conversation_id == second.conversation_id
    assert fresh(made, telegram).teacher_id == anna.id
    assert len(made.repo.consents.of(anna.id)) == 1


def test_a_link_issued_anew_takes_the_older_account_of_the_same_messenger_away(made):
    anna = made.teacher()
    old = made.account(anna)
    new = made.account()
    conversation = old.conversation_id
    made.account(anna, "vk")
    done = redeem(made, new, issue(made, anna))
    assert done.conversation_id == conversation
    made.tx.session.expunge(old)
    assert (fresh(made, old).teacher_id, fresh(made, old).former_id, fresh(made, old).screen) == (None, anna.id, None)
    assert {account.messenger: account.id for account in made.repo.accounts.of(anna.id)}["telegram"] == new.id
    assert len(made.repo.accounts.of(anna.id)) == 2


def test_an_owner_s_older_account_stays_an_owner_s_but_nobody_is_known_behind_it(made):
    anna = made.teacher()
    old = made.account(anna)
    made.repo.accounts.make_owner(old)
    redeem(made, made.account(), issue(made, anna))
    old = fresh(made, old)
    assert (old.owner, old.teacher_id) == (True, None)


def test_an_account_that_was_another_persons_becomes_the_new_persons_and_leaves_the_others_talk_alone(made):
    anna, boris = made.teacher(), made.teacher()
    shared, vk = made.account(anna), made.account(anna, "vk")
    before = shared.conversation_id
    done = redeem(made, shared, issue(made, boris))
    assert done.conversation_id != before
    assert fresh(made, shared).teacher_id == boris.id
    assert fresh(made, vk).conversation_id == before


def test_who_opted_out_and_redeems_a_new_link_uses_the_bot_again(made):
    anna = made.teacher(opted_out_at=NOW)
    redeem(made, made.account(), issue(made, anna))
    assert made.whole(anna).opted_out_at is None


def test_an_owner_s_code_makes_the_account_an_owner_s_and_asks_for_no_consent(made):
    account = made.account()
    done = redeem(made, account, invitations.issue_owner(made.repo, COMMAND_LINE, NOW))
    assert (done.teacher, done.conversation_id) == (None, account.conversation_id)
    assert fresh(made, account).owner


def test_too_many_wrong_codes_lock_redeeming_too(made):
    account, code = made.account(), issue(made, made.teacher())
    for _ in range(5):
        assert redeem(made, account, "x" * 32) == Unknown()
    assert isinstance(redeem(made, account, code), Locked)
    assert fresh(made, account).teacher_id is None


def test_refusing_keeps_nothing_and_the_code_stays_good(made):
    anna, account = made.teacher(), made.account()
    code = issue(made, anna)
    invitations.peek(made.repo, "x" * 32, account.id, NOW)
    talk = made.tx.session.get(Conversation, account.conversation_id)
    talk.state, talk.data = "entry.consent", '{"code": "secret"}'
    made.tx.session.flush()

    registration.refuse(made.repo, account.id)

    made.tx.session.expire_all()
    assert (talk.state, talk.data) == (None, "{}")
    assert made.repo.invitations.wrong_since(account.id, NOW - timedelta(days=1)) == []
    assert made.repo.consents.of(anna.id) == []
    assert redeem(made, account, code).teacher.id == anna.id


def test_a_newer_consent_is_noted_beside_the_older_and_the_same_one_not_twice(made):
    anna = made.teacher()
    redeem(made, made.account(), issue(made, anna))
    for version in (3, 4, 4):
        registration.renew_consent(made.repo, made.actor(anna), version, NOW)
    assert [consent.version for consent in made.repo.consents.of(anna.id)] == [3, 4]
    with pytest.raises(ForbiddenError):
        registration.renew_consent(made.repo, Actor(owner=True), 4, NOW)
